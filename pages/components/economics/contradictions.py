"""Stated figures that cannot all be right, as a list."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.quantities.contradictions import Contradiction
from pages.components.economics.wording import said
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.rows import items, show, tag, words


def show_contradictions(found: Sequence[Contradiction], note: str, *, key: str) -> None:
    """Each contradiction in a sentence with both numbers, or that there is none."""
    section(said("checks.title"), note)
    if not found:
        empty_state(said("checks.none"))
        return
    entries = [[[tag(said("checks.tag"))], [words(finding.sentence(language()))]] for finding in found]
    show([items("finding", entries)], key=f"contradictions_{key}")
