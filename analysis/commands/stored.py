"""What the commands judge, and by what: startups from the database, the rubric from a file or as it ships."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from analysis.commands.terminal import text_of
from analysis.diligence.examination import Examination, Yardsticks, examine, parsed_yardsticks
from analysis.rubrics import default_rubric_text
from data.catalogue import reference_text
from data.database import open_database
from data.records import Dossier, NotFound
from data.registry import load_registry
from data.repository import dossiers, saved_profiles


def dossier_of(slug: str) -> Dossier:
    """What is known of one startup.

    Raises:
        NotFound: there is none of that slug.
    """
    with open_database().session() as session:
        found = dossiers(session, slugs=(slug,))
    if not found:
        raise NotFound(f"No startup {slug!r}; `python -m data list` shows what there is")
    return found[0]


def examinations(
    slugs: tuple[str, ...] | None, yardsticks: Yardsticks, day: date, profile: str | None, draws: int
) -> dict[str, Examination]:
    """Startups as they stood on a day, judged, by slug; all of them where no slugs are given."""
    with open_database().session() as session:
        found: list[Dossier] = dossiers(session, slugs=slugs)
    return {
        each.startup.slug: examine(each.known_on(day), yardsticks, as_of=day, profile=profile, draws=draws)
        for each in found
    }


def yardsticks_of(rubric: Path | None) -> Yardsticks:
    """Rubric and reference figures: a rubric of one's own, or the one that ships."""
    text = default_rubric_text() if rubric is None else text_of(rubric)
    return parsed_yardsticks(text, load_registry(), reference_text)


def with_saved_profiles(yardsticks: Yardsticks) -> Yardsticks:
    """The same with the investor profiles that users have saved."""
    with open_database().session() as session:
        saved = saved_profiles(session)
    return replace(yardsticks, rubric=yardsticks.rubric.with_saved_profiles(saved))


def known_slugs(found: Iterable[str]) -> str:
    """Which slugs there are, as the end of a sentence."""
    slugs = ", ".join(sorted(found))
    return f"known are {slugs}" if slugs else "none is on record; `python -m data seed` loads the demonstration"
