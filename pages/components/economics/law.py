"""What the law and the licences ask: thresholds of training compute, and the chain behind the model."""

from __future__ import annotations

from functools import lru_cache

from analysis.compliance.eu_ai_act import (
    GENERAL_PURPOSE_FLOP,
    MODIFIER_SHARE,
    SYSTEMIC_RISK_FLOP,
    compute_duties,
    modifier_is_provider,
)
from analysis.compliance.licence_chain import ledger_chain
from analysis.compliance.licences import LicenceTable, parse_licences
from analysis.quantities.ranges import Range
from data.catalogue import reference_text
from pages.components import loaders
from pages.components.economics.charts import Line, Whisker, whisker_chart
from pages.components.economics.choice import Start
from pages.components.economics.quantities import bounds, in_count, in_flop, in_power
from pages.components.economics.wording import said
from pages.components.frame import section
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import LINE, Cell, Part, Row, items, show, table, words
from pages.components.theme import palette

_GRAVE = ("conflict", "non_commercial")


def show_duties(flop: Range, params: float | None, start: Start) -> None:
    """The estimate against the two thresholds of the EU AI Act, and the tokens at which this size would pass them."""
    section(said("law.title"), said("law.note"))
    duties = compute_duties(flop, generates_content=True)
    hover = f"{in_flop(flop.mid)} ({bounds(flop, in_flop)}) FLOP"
    lines = [Line(GENERAL_PURPOSE_FLOP, said("law.line.general")), Line(SYSTEMIC_RISK_FLOP, said("law.line.systemic"))]
    figure = whisker_chart(
        [Whisker(said("law.row"), flop, hover, True)], "FLOP", palette(), write=in_power, lines=lines
    )
    show_figure(figure, key="law_thresholds", description=said("law.alt"))
    columns = [Cell([words(said(f"law.column.{name}"))]) for name in ("duty", "answer", "from")]
    rows = [
        _duty_row(name, answer, None if params is None else threshold / 6 / params)
        for name, answer, threshold in (
            ("general", duties.general_purpose, GENERAL_PURPOSE_FLOP),
            ("systemic", duties.systemic_risk, SYSTEMIC_RISK_FLOP),
        )
    ]
    show([table(columns, [*rows, _modifier_row(flop, start)], label=said("law.title"))], key="law_duties")


def _modifier_row(flop: Range, start: Start) -> Row:
    """Whether changing another's model takes enough compute to become its provider: above a third of the original's."""
    base = None if start.evidence is None else start.evidence.reading("base_model_name").value
    original = None if not isinstance(base, str) else compute_of(base)
    fallback = GENERAL_PURPOSE_FLOP if original is None else original
    answer = modifier_is_provider(flop, original)
    held = said(
        "law.modifier.of",
        flop=in_flop(MODIFIER_SHARE * fallback),
        base=base if original is not None else said("law.modifier.unknown"),
    )
    cells = [
        Cell([words(said("law.duty.modifier")), LINE, words(said("law.duty.modifier_means"), "mute small")]),
        Cell([words(said(f"law.answer.{answer}"), "strong attention" if answer == "yes" else "strong")], "tight"),
        Cell([words(held, "mute")]),
    ]
    return Row(cells, rule=True)


def compute_of(base: str) -> float | None:
    """Training compute of a published model of that name, None if the record is silent."""
    key = "".join(letter for letter in base.casefold() if letter.isalnum())
    for model in loaders.yardsticks().models:
        if key and key == "".join(letter for letter in model.name.casefold() if letter.isalnum()):
            return model.training_flop
    return None


def show_licences(start: Start) -> None:
    """What the licences behind the startup's model ask together; nothing without a startup."""
    if start.evidence is None:
        return
    found = ledger_chain(start.evidence, licence_table())
    section(said("licences.title"), said("licences.note"))
    grave = "attention strong" if found.verdict in _GRAVE else "strong"
    verdict: list[Part] = [words(said(f"licences.verdict.{found.verdict}"), grave)]
    reasons = [[[words(reason.sentence(language()))]] for reason in found.reasons]
    duties = [
        [[words(duty.label(language()), "strong"), LINE, words(" · ".join(names), "mute small")]]
        for duty, names in found.duties
    ]
    show([items("plain", [[verdict], *reasons, *duties])], key="licences")


@lru_cache(maxsize=1)
def licence_table() -> LicenceTable:
    """The licences that ship."""
    return parse_licences(reference_text("licences.yaml"))


def _duty_row(name: str, answer: str, tokens: float | None) -> Row:
    style = "strong attention" if answer == "yes" else "strong"
    cells = [
        Cell([words(said(f"law.duty.{name}")), LINE, words(said(f"law.duty.{name}_means"), "mute small")]),
        Cell([words(said(f"law.answer.{answer}"), style)], "tight"),
        Cell([words(said("unknown") if tokens is None else said("law.tokens", tokens=in_count(tokens)), "mute")]),
    ]
    return Row(cells, rule=True)
