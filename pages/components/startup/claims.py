"""Claimed against measured: the chart and the sentence to every claim."""

from __future__ import annotations

from analysis.claims.checks import ClaimCheck, ClaimVerdict
from analysis.portfolio.standing import Standing
from data.catalogue import task_label
from pages.components.charts.claims import ClaimRow, ClaimWords, claims_chart
from pages.components.format import day, in_words, interval, score_value
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.plots import plot_text, show_figure
from pages.components.rows import LINE, items, severity, show, words
from pages.components.theme import palette

_STYLE = {
    ClaimVerdict.OVERSTATED: "high",
    ClaimVerdict.UNDERSTATED: "medium",
    ClaimVerdict.SUPPORTED: "medium",
    ClaimVerdict.INCONCLUSIVE: "low",
    ClaimVerdict.NOT_COMPARABLE: "low",
}


def show_claims(standing: Standing) -> None:
    """Chart of the claims that have a full score, then a sentence for each claim."""
    checks = standing.claim_checks
    outside = sum(_is_outside(check) for check in checks)
    measured = sum(check.score is not None for check in checks)
    section(text("startup.claims.title"), _note(len(checks), measured, outside))
    drawn = [check for check in checks if check.claim.scale.full_score is not None]
    if not checks:
        empty_state(text("startup.claims.none"))
    if drawn:
        legend = ClaimWords(
            text("startup.claims.measured"), text("startup.claims.claimed"), text("startup.claims.axis")
        )
        figure = claims_chart([claim_row(check) for check in drawn], legend, palette())
        show_figure(figure, key="claims", description=text("startup.claims.alt", count=len(drawn)))
    if checks:
        show([items("finding", [_sentence(check) for check in sorted(checks, key=_by_gap)])], key="claim_sentences")


def claim_row(check: ClaimCheck) -> ClaimRow:
    """The check as a row of the chart, in points of a full score."""
    claim, score = check.claim, check.score
    points = claim.scale.shown
    name = plot_text(task_label(claim.task, language()))
    ends = (points(check.interval.low), points(check.interval.high)) if check.interval else None
    measured_hover = ""
    if score is not None:
        shown = interval(ends[0], ends[1], 1) if ends else text("startup.claims.no_interval")
        protocol = text("startup.claims.run", n=f"{score.n:,}", shots=_shots(score.shots), run=score.run_id)
        said = text("startup.claims.measured_hover", value=score_value(score.value, score.scale), interval=shown)
        measured_hover = f"<b>{name}</b><br>{said}<br>{protocol}"
    dated = f"<br>{day(claim.dated, language())}" if claim.dated else ""
    claimed = text("startup.claims.claimed_hover", value=score_value(claim.value, claim.scale))
    return ClaimRow(
        name=name,
        claimed=points(claim.value),
        measured=None if score is None else points(score.value),
        interval=ends,
        items=None if score is None else score.n,
        is_outside=_is_outside(check),
        measured_hover=measured_hover,
        claimed_hover=f"<b>{name}</b><br>{claimed}{dated}",
    )


def _by_gap(check: ClaimCheck) -> float:
    """The most flattering claim first, those without a measurement last, as in the chart from the top."""
    return -check.claim.scale.shown(check.gap) if check.gap is not None else float("inf")


def _is_outside(check: ClaimCheck) -> bool:
    """Whether the claim is better than the whole interval."""
    if check.interval is None or check.score is None or check.gap is None or check.gap <= 0:
        return False
    return not check.interval.low <= check.claim.value <= check.interval.high


def _note(claims: int, measured: int, outside: int) -> str:
    if claims == 0:
        return ""
    code = language()
    if measured == 0:
        return text("startup.claims.note_unmeasured", count=in_words(claims, code, capital=True))
    if outside == 0:
        return text("startup.claims.note_none", count=in_words(claims, code, capital=True))
    key = "startup.claims.note_one" if outside == 1 else "startup.claims.note"
    return text(key, outside=in_words(outside, code, capital=True), count=in_words(claims, code))


def _sentence(check: ClaimCheck) -> list[list[dict[str, object]]]:
    sentence = check.sentence_zh if language() == "zh" else check.sentence_en
    claim = check.claim
    label = " · ".join(part for part in (task_label(claim.task, language()), claim.metric, claim.model or "") if part)
    return [
        [severity(_STYLE[check.verdict], text(f"claim.{check.verdict.value}"))],
        [words(sentence), LINE, words(label, "mute small")],
    ]


def _shots(shots: int | None) -> str:
    return text("startup.claims.shots_unknown") if shots is None else str(shots)
