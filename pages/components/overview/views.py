"""The overview's chart points, changes, gates and ranking rows, made from the rows of the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from analysis.portfolio.places import Place
from analysis.scoring.rubric import Rubric
from data.catalogue import task_label
from data.records import PIPELINE_STAGES, KeptStanding, Points
from pages.components import loaders
from pages.components.charts.quadrant import QuadrantPoint
from pages.components.evidence_words import evidence_legend, shares_sentence
from pages.components.format import day, in_words, interval, rank, score, score_with_interval, share, signed
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.plots import plot_text, short_name
from pages.components.rows import (
    LINE,
    Cell,
    Part,
    Range,
    Row,
    View,
    axis,
    items,
    stack,
    stage_glyph,
    strip,
    table,
    tag,
    words,
)

Trail = Sequence[tuple[float, float]]
"""Where a startup stood before, oldest first, as (risk, expectation)."""
LEAST_CHANGE = 0.05
"""Points below which an axis is said not to have moved."""


def quadrant_points(places: Sequence[Place], trails: Mapping[int, Trail]) -> list[QuadrantPoint]:
    """The points of the chart, each with the region that holds 90 % and where it stood before."""
    return [_point(place, trails.get(place.key, ())) for place in places]


def _point(place: Place, trail: Trail) -> QuadrantPoint:
    name = plot_text(shown_name(place.startup))
    lines = [
        f"<b>{name}</b>",
        f"{text('axis.expectation')} {_with_interval(place.expectation)}",
        f"{text('axis.risk')} {_with_interval(place.risk)}",
    ]
    if place.standing.measured_share is not None:
        lines.append(text("overview.measured_share", share=share(place.standing.measured_share)))
    return QuadrantPoint(
        name=plot_text(short_name(shown_name(place.startup))),
        hover="<br>".join(lines),
        expectation=place.expectation.mean,
        risk=place.risk.mean,
        contour=place.ellipse,
        is_gated=bool(place.open_gates),
        trail=trail,
    )


def changes_view(places: Sequence[Place]) -> View:
    """What our measurements changed, by the judgement as it is kept."""
    entries = []
    for place in places:
        axis_name, change, style = _change(place.standing)
        left = [words(signed(change), f"strong large {style}")]
        named = [words(shown_name(place.startup), go=place.slug), words(axis_name, "mute small"), LINE]
        entries.append([left, [*named, *_reason(place.standing)]])
    return items("change", entries)


def _change(standing: KeptStanding) -> tuple[str, float, str]:
    """Axis that moved most, by how many points, and the colour: blue where it is good for the investor."""
    now, detail = standing.judgement, standing.detail
    if now is None or detail is None or detail.change.expectation is None or detail.change.risk is None:
        return text("overview.changes.new"), 0.0, "mute"
    expectation = now.expectation.mean - detail.change.expectation
    risk = now.risk.mean - detail.change.risk
    if max(abs(expectation), abs(risk)) < LEAST_CHANGE:
        return text("overview.changes.unmoved"), 0.0, "mute"
    if abs(expectation) >= abs(risk):
        return text("axis.expectation"), expectation, "expectation" if expectation > 0 else "attention"
    return text("axis.risk"), risk, "expectation" if risk < 0 else "attention"


def _reason(standing: KeptStanding) -> list[Part]:
    """What measurement brought up."""
    change = None if standing.detail is None else standing.detail.change
    if change is None:
        return []
    said = change.said_zh if language() == "zh" else change.said_en
    amount = change.amount or 0.0
    if change.kind == "finding":
        return [words(rule_label(change.about), source=said)]
    if change.kind == "claims_hold":
        key = "overview.changes.claim_holds" if amount == 1 else "overview.changes.claims_hold"
        return [words(text(key, count=in_words(int(amount), language(), capital=True)))]
    if change.kind == "claim":
        task = task_label(change.about, language())
        return [words(text("overview.changes.claim", task=task, gap=signed(100 * amount)), source=said)]
    if change.kind == "nothing":
        return [words(text("overview.changes.nothing", questions=int(amount)))]
    return [words(text("overview.changes.confirmed"))]


def gates_view(places: Sequence[Place]) -> View:
    """Startups that a gate holds back, with the finding."""
    entries = []
    for place in places:
        said: list[Part] = []
        for held in place.standing.detail.held_back if place.standing.detail else ():
            message = held.message_zh if language() == "zh" else held.message_en
            said += [LINE, words(rule_label(held.rule), source=message)]
        entries.append([[words(shown_name(place.startup), go=place.slug), *said]])
    return items("plain", entries)


def rule_label(key: str) -> str:
    """The short name of a rule of the rubric, its key where the rubric has none."""
    rule = next((each for each in loaders.rubric().rules if each.key == key), None)
    return key if rule is None else rule.label(language())


def ranking_view(
    places: Sequence[Place], rubric: Rubric, tags: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> list[View]:
    """The ranking and the key of its inks; `tags` are those of each startup, by slug."""
    columns = [
        Cell([words(text("overview.ranking.startup"))]),
        Cell([words(text("overview.ranking.rank"))], "number"),
        Cell([words(text("axis.expectation"))], "number"),
        Cell([axis()]),
        Cell([words(text("axis.risk"))], "number"),
        Cell([axis()]),
        Cell([words(text("overview.ranking.stages"))]),
        Cell([words(text("overview.ranking.evidence"))]),
        Cell([words(text("overview.ranking.verdict"))], "wide"),
    ]
    rows = [_row(place, rubric, tags.get(place.slug, ())) for place in places]
    return [table(columns, rows, label=text("overview.ranking.title"), cards=True), evidence_legend()]


def _row(place: Place, rubric: Rubric, tags: Sequence[str]) -> Row:
    ranks = words(rank(place.best, place.worst), "strong", source=_rank_source(place))
    verdict = words(rubric.scoring.verdict_names(language())[place.verdict], source=_verdict_source(place))
    cells = [
        Cell(
            [
                words(shown_name(place.startup), go=place.slug),
                *_gate_tags(place),
                *([words(" · ".join(tags), "small")] if tags else []),
                LINE,
                words(place.startup.summary(language()), "mute small"),
            ]
        ),
        Cell([ranks], "number labelled", text("overview.ranking.rank")),
        *_axis_cells(place, "expectation", place.expectation),
        *_axis_cells(place, "risk", place.risk),
        *_evidence_cells(place),
        Cell([verdict], "wide tight"),
    ]
    return Row(cells, rule=place.is_separated)


def _evidence_cells(place: Place) -> list[Cell]:
    detail = place.standing.detail
    if detail is None:
        return [Cell(style="foot"), Cell(style="foot tight")]
    shares = detail.evidence
    measured = words(
        text("overview.measured", share=share(shares[0])), "quiet small mute", source=shares_sentence(shares)
    )
    covered = [detail.coverage.get(stage, (0.0, 0.0, 0.0)) for stage in PIPELINE_STAGES]
    return [
        Cell([stage_glyph(covered)], "foot"),
        Cell([stack(shares, shares_sentence(shares), "96px"), measured], "foot tight"),
    ]


def _axis_cells(place: Place, code: str, values: Points) -> list[Cell]:
    name = text(f"axis.{code}")
    drawn = Range(values.mean, values.low, values.high)
    judged = day(place.standing.as_of, language())
    source = text(f"overview.source.{code}", day=judged, rubric=place.standing.rubric_hash[:8])
    shown: list[Part] = [
        words(score(values.mean), "strong", source=source),
        LINE,
        words(interval(values.low, values.high), "mute small"),
        strip(drawn, code, inset=True),
    ]
    return [Cell(shown, "number axis", name), Cell([strip(drawn, code, height=54)], "chart")]


def _gate_tags(place: Place) -> list[Part]:
    return [tag(text("overview.gate", name=rule_label(rule))) for rule in place.open_gates[:1]]


def _rank_source(place: Place) -> str:
    said = text("overview.source.rank")
    return (
        said if place.beats_next is None else f"{said}\n{text('overview.source.ahead', share=share(place.beats_next))}"
    )


def _verdict_source(place: Place) -> str:
    invest, invest_if, pass_over = (share(chance) for chance in place.chances)
    return text("overview.source.verdict", invest=invest, invest_if=invest_if, pass_over=pass_over)


def _with_interval(values: Points) -> str:
    return score_with_interval(values.mean, values.low, values.high, language())
