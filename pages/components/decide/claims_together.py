"""The claims of all startups together: which stay called out when as many questions are asked as there are claims."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.portfolio.holdings import CalledClaim, screened_claims
from analysis.portfolio.places import Place
from data.catalogue import task_label
from pages.components.decide.choosing import names_of
from pages.components.format import score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import Cell, Row, show, table, words

_COLUMNS = (("startup", ""), ("task", ""), ("claimed", "number"), ("measured", "number"), ("p", "number"))


def show_claims_together(places: Sequence[Place]) -> None:
    """Claims above their measurement after Benjamini and Hochberg's correction over the portfolio."""
    checks = {place.standing.startup.slug: place.standing.claim_checks for place in places}
    found = screened_claims(checks)
    names = names_of(places)
    section(text("decide.portfolio.claims"), text("decide.portfolio.claims_note", count=found.compared))
    if not found.called:
        empty_state(text("decide.portfolio.claims_none"))
        return
    columns = [Cell([words(text(f"decide.portfolio.claim.{name}"))], style) for name, style in _COLUMNS]
    rows = [_row(names[each.slug], each) for each in found.called]
    show([table(columns, rows, label=text("decide.portfolio.claims"))], key="portfolio_claims")


def _row(name: str, called: CalledClaim) -> Row:
    check, value = called.check, called.p_value
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
