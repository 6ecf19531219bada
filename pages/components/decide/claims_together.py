"""The claims of all startups together: which stay called out when as many questions are asked as there are claims."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.portfolio.holdings import CalledClaim, screened_claims
from analysis.portfolio.places import Place
from data.catalogue import task_label
from pages.components.format import score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.rows import Cell, Row, show, table, words

_COLUMNS = (("startup", ""), ("task", ""), ("claimed", "number"), ("measured", "number"), ("p", "number"))


def show_claims_together(held: Sequence[Place]) -> None:
    """Claims above their measurement after Benjamini and Hochberg's correction over the portfolio."""
    found = screened_claims({place.slug: place.standing.detail.claims for place in held if place.standing.detail})
    names = {place.slug: shown_name(place.startup) for place in held}
    section(text("decide.portfolio.claims"), text("decide.portfolio.claims_note", count=found.compared))
    if not found.called:
        empty_state(text("decide.portfolio.claims_none"))
        return
    columns = [Cell([words(text(f"decide.portfolio.claim.{name}"))], style) for name, style in _COLUMNS]
    rows = [_row(names[each.slug], each) for each in found.called]
    show([table(columns, rows, label=text("decide.portfolio.claims"))], key="portfolio_claims")


def _row(name: str, called: CalledClaim) -> Row:
    claim, value = called.claim, called.p_value
    sentence = claim.said_zh if language() == "zh" else claim.said_en
    measured = ""
    if claim.measured is not None and claim.measured_scale is not None:
        measured = score_value(claim.measured, claim.measured_scale)
    items = "" if claim.n is None else f"n = {claim.n}"
    return Row(
        [
            Cell([words(name, "strong")]),
            Cell([words(task_label(claim.task, language()), source=sentence)]),
            Cell([words(score_value(claim.claimed, claim.claimed_scale))], "number"),
            Cell([words(measured, "strong"), words(items, "small mute")], "number"),
            Cell([words("< 0.0001" if value < 1e-4 else f"{value:.4f}")], "number"),
        ],
        rule=True,
    )
