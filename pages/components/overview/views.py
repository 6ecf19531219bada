"""The overview's chart points, changes, gates and ranking rows, made from the ranking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.claims.checks import ClaimVerdict
from analysis.portfolio.coverage import stage_coverage
from analysis.portfolio.places import Place, probability_ahead
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from data.records import PIPELINE_STAGES, EvidenceLevel, Points, Registry
from pages.components.charts.contour import FloatArray, density_contour
from pages.components.charts.quadrant import QuadrantPoint
from pages.components.evidence_words import evidence_legend, shares_of, shares_sentence
from pages.components.finding_words import label_of, message_of
from pages.components.format import in_words, interval, rank, score, score_with_interval, share, signed
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

MOST_CONTOURS = 25
Trail = Sequence[tuple[float, float]]
"""Where a startup stood before, oldest first, as (risk, expectation)."""
_MOST_CHANGES = 5


def quadrant_points(places: Sequence[Place], trails: Mapping[str, Trail]) -> list[QuadrantPoint]:
    """The points of the chart; only the first have contour and trail drawn where there are many."""
    return [
        _point(place, trails.get(place.standing.startup.slug, ()), with_contour=index < MOST_CONTOURS)
        for index, place in enumerate(places)
    ]


def _point(place: Place, trail: Trail, *, with_contour: bool) -> QuadrantPoint:
    assessment = place.assessment
    name = plot_text(shown_name(place.standing.startup))
    lines = [
        f"<b>{name}</b>",
        f"{text('axis.expectation')} {_with_interval(assessment.expectation)}",
        f"{text('axis.risk')} {_with_interval(assessment.risk)}",
        text("overview.measured_share", share=share(assessment.evidence_shares.overall[EvidenceLevel.MEASURED])),
    ]
    return QuadrantPoint(
        name=plot_text(short_name(shown_name(place.standing.startup))),
        hover="<br>".join(lines),
        expectation=assessment.expectation.mean,
        risk=assessment.risk.mean,
        contour=_contour(assessment.risk_draws, assessment.expectation_draws) if with_contour else ([], []),
        is_gated=bool(place.open_gates),
        trail=trail if with_contour else (),
    )


@st.cache_data(ttl=3600, max_entries=512, show_spinner=False)
def _contour(risk_draws: FloatArray, expectation_draws: FloatArray) -> tuple[list[float], list[float]]:
    return density_contour(risk_draws, expectation_draws)


def changes_view(places: Sequence[Place]) -> View:
    """What our measurements changed, the largest changes first."""
    entries = []
    for place in sorted(places, key=_largest_change, reverse=True)[:_MOST_CHANGES]:
        before, now, startup = place.standing.unmeasured, place.assessment, place.standing.startup
        axis_name, change, style = _change(before, now)
        left = [words(signed(change), f"strong large {style}")]
        right = [words(shown_name(startup), go=startup.slug), words(axis_name, "mute small"), LINE, _reason(place)]
        entries.append([left, right])
    return items("change", entries)


def _largest_change(place: Place) -> float:
    return abs(_change(place.standing.unmeasured, place.assessment)[1])


def _change(before: Assessment | None, now: Assessment) -> tuple[str, float, str]:
    """Axis that moved most, by how many points, and the colour: blue where it is good for the investor."""
    if before is None:
        return text("overview.changes.new"), 0.0, "mute"
    expectation = now.expectation.mean - before.expectation.mean
    risk = now.risk.mean - before.risk.mean
    if max(abs(expectation), abs(risk)) < 0.05:
        return text("overview.changes.unmoved"), 0.0, "mute"
    if abs(expectation) >= abs(risk):
        return text("axis.expectation"), expectation, "expectation" if expectation > 0 else "attention"
    return text("axis.risk"), risk, "expectation" if risk < 0 else "attention"


def _reason(place: Place) -> Part:
    """What measurement brought up: a finding, else that the claims hold or which is furthest off, else what was run."""
    known = {finding.rule for finding in place.standing.unmeasured.findings} if place.standing.unmeasured else set()
    fresh = [finding for finding in place.assessment.findings if finding.rule not in known]
    if fresh:
        return words(label_of(fresh[0]), source=message_of(fresh[0]))
    off = [check for check in place.standing.claim_checks if check.gap is not None]
    if off and all(check.verdict is ClaimVerdict.SUPPORTED for check in off):
        key = "overview.changes.claim_holds" if len(off) == 1 else "overview.changes.claims_hold"
        return words(text(key, count=in_words(len(off), language(), capital=True)))
    if off:
        worst = max(off, key=lambda check: abs(check.gap or 0.0))
        gap = signed(100 * (worst.gap or 0.0))
        sentence = worst.sentence_zh if language() == "zh" else worst.sentence_en
        return words(text("overview.changes.claim", task=worst.claim.task, gap=gap), source=sentence)
    if not any(run.scores for run in place.standing.dossier.runs):
        return words(text("overview.changes.nothing", questions=len(place.assessment.questions)))
    return words(text("overview.changes.confirmed"))


def gates_view(places: Sequence[Place]) -> View | None:
    """Startups that a gate holds back, with the finding; None where there are none."""
    entries = []
    for place in places:
        findings = {finding.rule: finding for finding in place.assessment.findings}
        held = [findings[rule] for rule in place.open_gates if rule in findings]
        if held:
            startup = place.standing.startup
            said = [part for finding in held for part in (LINE, words(label_of(finding), source=message_of(finding)))]
            entries.append([[words(shown_name(startup), go=startup.slug), *said]])
    return items("plain", entries) if entries else None


def ranking_view(places: Sequence[Place], registry: Registry, rubric: Rubric) -> list[View]:
    """The ranking and the key of its inks."""
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
    rows = [
        _row(place, places[index + 1] if index + 1 < len(places) else None, registry, rubric)
        for index, place in enumerate(places)
    ]
    return [table(columns, rows, label=text("overview.ranking.title"), cards=True), evidence_legend()]


def _row(place: Place, following: Place | None, registry: Registry, rubric: Rubric) -> Row:
    startup, assessment = place.standing.startup, place.assessment
    shares = shares_of(assessment.evidence_shares.overall)
    measured = words(
        text("overview.measured", share=share(shares[0])), "quiet small mute", source=shares_sentence(shares)
    )
    coverage = stage_coverage(place.standing.evidence, registry)
    cells = [
        Cell(
            [
                words(shown_name(startup), go=startup.slug),
                *_gate_tags(place, rubric),
                LINE,
                words(_line(place), "mute small"),
            ]
        ),
        Cell(
            [words(rank(place.best, place.worst), "strong", source=_rank_source(place, following))],
            "number labelled",
            text("overview.ranking.rank"),
        ),
        *_axis_cells(assessment, "expectation", assessment.expectation),
        *_axis_cells(assessment, "risk", assessment.risk),
        Cell([stage_glyph([coverage[stage].shares for stage in PIPELINE_STAGES])], "foot"),
        Cell([stack(shares, shares_sentence(shares), "96px"), measured], "foot tight"),
        Cell([words(_verdict(assessment, rubric), source=_verdict_source(assessment))], "wide tight"),
    ]
    return Row(cells, rule=place.is_separated)


def _axis_cells(assessment: Assessment, code: str, values: Points) -> list[Cell]:
    name = text(f"axis.{code}")
    drawn = Range(values.mean, values.low, values.high)
    source = text(f"overview.source.{code}", draws=f"{assessment.draws:,}", rubric=assessment.rubric_hash[:8])
    shown: list[Part] = [
        words(score(values.mean), "strong", source=source),
        LINE,
        words(interval(values.low, values.high), "mute small"),
        strip(drawn, code, inset=True),
    ]
    return [Cell(shown, "number axis", name), Cell([strip(drawn, code, height=54)], "chart")]


def _gate_tags(place: Place, rubric: Rubric) -> list[Part]:
    labels = {rule.key: rule.label(language()) for rule in rubric.rules}
    return [tag(text("overview.gate", name=labels.get(rule, rule))) for rule in place.open_gates[:1]]


def _line(place: Place) -> str:
    return place.standing.startup.summary(language())


def _rank_source(place: Place, following: Place | None) -> str:
    said = text("overview.source.rank")
    if following is None:
        return said
    ahead = text(
        "overview.source.ahead",
        name=shown_name(following.standing.startup),
        share=share(probability_ahead(place, following)),
    )
    return f"{said}\n{ahead}"


def _verdict(assessment: Assessment, rubric: Rubric) -> str:
    names = rubric.scoring.verdict_names(language())
    return names[assessment.verdict]


def _verdict_source(assessment: Assessment) -> str:
    chances = assessment.probabilities
    return text(
        "overview.source.verdict",
        invest=share(chances.invest),
        invest_if=share(chances.invest_if),
        pass_over=share(chances.pass_over),
    )


def _with_interval(values: Points) -> str:
    return score_with_interval(values.mean, values.low, values.high, language())
