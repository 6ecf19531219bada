"""The claims of all startups together: which stay called out when as many questions are asked as there are claims."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.checks import ClaimCheck, portfolio_screen
from pages.components.decide.choosing import names_of
from pages.components.format import score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.ranking import Place
from pages.components.rows import Cell, Row, show, table, words
from pages.components.suites import task_label

LEVEL = 0.05
_COLUMNS = (("startup", ""), ("task", ""), ("claimed", "number"), ("measured", "number"), ("p", "number"))


def show_claims_together(places: Sequence[Place]) -> None:
    """Claims above their measurement after Benjamini and Hochberg's correction over the portfolio."""
    checks = {place.standing.startup.slug: place.standing.claim_checks for place in places}
    screened = portfolio_screen(checks)
    names = names_of(places)
    called = [
        (names[slug], check, value)
        for slug, group in checks.items()
        for check, value in zip(group, screened[slug], strict=True)
        if value is not None and value <= LEVEL
    ]
    compared = sum(value is not None for group in screened.values() for value in group)
    section(text("decide.portfolio.claims"), text("decide.portfolio.claims_note", count=compared))
    if not called:
        empty_state(text("decide.portfolio.claims_none"))
        return
    columns = [Cell([words(text(f"decide.portfolio.claim.{name}"))], style) for name, style in _COLUMNS]
    rows = [_row(*each) for each in sorted(called, key=lambda each: each[2])]
    show([table(columns, rows, label=text("decide.portfolio.claims"))], key="portfolio_claims")


def _row(name: str, check: ClaimCheck, value: float) -> Row:
    sentence = check.sentence_zh if language() == "zh" else check.sentence_en
    measured = "" if check.score is None else score_value(check.score.value, check.score.scale)
    items = "" if check.score is None else f"n = {check.score.n}"
    return Row(
        [
            Cell([words(name, "strong")]),
            Cell([words(task_label(check.claim.task, language()), source=sentence)]),
            Cell([words(score_value(check.claim.value, check.claim.scale))], "number"),
            Cell([words(measured, "strong"), words(items, "small mute")], "number"),
            Cell([words("< 0.0001" if value < 1e-4 else f"{value:.4f}")], "number"),
        ],
        rule=True,
    )
