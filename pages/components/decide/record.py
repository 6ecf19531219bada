"""Whether past judgements came true: outcomes entered by hand, and the forecasts of then held against them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.track_record.backtest import Backtest, CalibrationBin, Forecast, NotEnoughOutcomes, backtest
from analysis.track_record.reports import past_forecasts
from data.records import Outcome
from data.repository import StartupMark
from pages.components import loaders
from pages.components.charts.calibration import CalibrationPoint, CalibrationWords, calibration_chart
from pages.components.decide.outcomes import show_outcomes
from pages.components.format import in_words, share, signed, significant
from pages.components.format import interval as ends
from pages.components.frame import empty_state, page_title, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.plots import show_figure
from pages.components.rows import Figure, heads, show, words
from pages.components.theme import palette
from pages.components.viewpoint import chosen_day

Marks = tuple[tuple[Outcome, ...], tuple[StartupMark | None, ...]]
_HORIZONS = (6, 12, 24, 36)


def show_record() -> None:
    """The view."""
    heading = st.container()
    months = st.segmented_control(
        text("decide.record.horizon"),
        _HORIZONS,
        default=12,
        required=True,
        format_func=lambda count: text("decide.record.months", count=count),
        key=f"record_horizon_{language()}",
    )
    known = [each for each in loaders.outcomes() if each.observed_on <= chosen_day()]
    forecasts = _forecasts(_marks_of(known), str(chosen_day()), int(months), _outcomes=known)
    found = backtest(forecasts)
    with heading:
        _title(found)
    if isinstance(found, NotEnoughOutcomes):
        empty_state(found.reason_zh if language() == "zh" else found.reason_en)
        _show_forecasts(forecasts)
    else:
        _show_backtest(found)
    show_outcomes(known)


def _title(found: Backtest | NotEnoughOutcomes) -> None:
    if isinstance(found, NotEnoughOutcomes):
        count = in_words(found.count, language(), capital=True)
        page_title(text("decide.record.title.early", count=count), text("decide.record.lead"))
        return
    kind = "better" if found.brier_skill > 0 else "worse"
    said = text(f"decide.record.title.{kind}", count=found.count, score=f"{found.brier_score:.2f}")
    page_title(said, text("decide.record.lead"))


def _show_backtest(found: Backtest) -> None:
    figures = [
        Figure(
            text(f"decide.record.{name}"),
            [words(value, source=text(f"decide.record.{name}_why"))],
            [words(note, "mute")],
        )
        for name, value, note in (
            ("brier", f"{found.brier_score:.3f}", text("decide.record.skill", skill=signed(found.brier_skill, 2))),
            ("lift", f"{found.lift:.2f}×", text("decide.record.base", base=share(found.base_rate))),
            ("concordance", f"{found.concordance:.2f}", f"p = {significant(found.concordance_p_value, 2)}"),
            ("outcomes", str(found.count), text("decide.record.startups")),
        )
    ]
    show([heads(figures)], key="record_heads")
    section(text("decide.record.calibration"), text("decide.record.calibration_note"))
    points = [
        CalibrationPoint(each.mean_forecast, each.observed, each.observed_low, each.observed_high, _hover(each))
        for each in found.bins
    ]
    said = CalibrationWords(text("decide.record.forecast"), text("decide.record.observed"))
    figure = calibration_chart(points, said, palette())
    show_figure(figure, key="record_calibration", description=text("decide.record.alt", count=found.count))


def _hover(each: CalibrationBin) -> str:
    return text(
        "decide.record.hover",
        forecast=share(each.mean_forecast),
        observed=share(each.observed),
        interval=ends(100 * each.observed_low, 100 * each.observed_high),
        count=each.startups,
    )


def _show_forecasts(forecasts: Sequence[Forecast]) -> None:
    if forecasts:
        said = " · ".join(f"{literal(each.startup)} {share(each.probability)}" for each in forecasts)
        st.markdown(f":small[:gray[{text('decide.record.forecasts', said=said)}]]")


def _marks_of(known: Sequence[Outcome]) -> Marks:
    """What changes whenever one of the outcomes does, or the evidence on a startup that has one."""
    slugs = sorted({each.startup_slug for each in known})
    return tuple(known), tuple(loaders.mark_of(slug) for slug in slugs)


@st.cache_resource(ttl=3600, max_entries=8, show_spinner=False)
def _forecasts(
    marks: Marks,  # noqa: ARG001 - part of the cache key
    day: str,  # noqa: ARG001 - part of the cache key
    months: int,
    *,
    _outcomes: Sequence[Outcome],
) -> list[Forecast]:
    """Forecasts of that many months before each outcome, from what was known then.

    An archived startup counts: those that failed are the first to be put away.
    """
    known = loaders.dossiers_of(sorted({each.startup_slug for each in _outcomes}))
    return past_forecasts(known, _outcomes, loaders.yardsticks(), horizon_months=months)
