"""The screens that are measured: their addresses, and what is done on them."""

from __future__ import annotations

from typing import NamedTuple

from tests.benchmarks.page_visits import Control
from tests.benchmarks.worlds import Slugs


class Page(NamedTuple):
    """One screen in one state.

    Attributes:
        label: How it is called in the figures.
        name: In the address.
        query: Behind the question mark; `{slug}` is another startup at each visit.
        control: Used after the screen was drawn; the drawing after it is what counts.
        of: Whose slugs are put in, "full" or "thin".
    """

    label: str
    name: str = ""
    query: str = ""
    control: Control | None = None
    of: str = "thin"

    def address(self, slugs: Slugs, visit: int) -> str | None:
        """The query of that visit, None where there is no such startup."""
        if "{slug}" not in self.query:
            return self.query
        known: list[str] = getattr(slugs, self.of)
        return self.query.format(slug=known[visit % len(known)]) if known else None


PAGES = (
    Page("overview"),
    Page("overview, second page of the ranking", control=Control("Next")),
    Page("overview, sorted by risk", control=Control("Sorted by", "Risk, lowest first")),
    Page("overview, search", query="find=labs"),
    Page("startup, thin", "startup", "id={slug}"),
    Page("startup, full", "startup", "id={slug}", of="full"),
    Page("pipeline", "pipeline"),
    *(
        Page(f"decide, {view}", "decide", f"view={view}")
        for view in ("weights", "compare", "sensitivity", "portfolio", "record")
    ),
    Page("benchmarks", "benchmarks"),
    Page("inside", "inside"),
    Page("economics, nobody", "economics"),
    Page("economics, one startup", "economics", "id={slug}", of="full"),
    Page("jobs", "jobs"),
    Page("upload", "upload"),
    Page("methodology", "methodology"),
)
TRIVIAL = Page("a screen of one word")
