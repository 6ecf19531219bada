"""How the evidence makes a score: from knowing nothing, step by step, and every step down to its sources."""

from __future__ import annotations

import math

import streamlit as st

from analysis.portfolio.standing import Standing
from analysis.scoring.score_steps import KNOWN_LEVELS, ScoreSteps, score_steps
from analysis.scoring.settings import AxisCode
from pages.components import loaders
from pages.components.format import score, signed
from pages.components.frame import section
from pages.components.language import text
from pages.components.navigation import open_run
from pages.components.rows import Cell, Part, Row, Scale, View, axis, bridge, glyph, show, table, words
from pages.components.startup.drivers import DRIVER, drivers_view, effect_ink, effect_style
from pages.components.startup.sources import RUN

AXES: tuple[AxisCode, AxisCode] = ("expectation", "risk")
LEVEL = "level:"
_WIDTH, _HEIGHT = 230, 34


@st.fragment
def show_waterfall(standing: Standing) -> None:
    """Both axes; a pressed level lists its criteria, a pressed criterion its sources, a pressed run opens."""
    assessment = standing.assessment
    if assessment is None:
        return
    section(text("startup.waterfall.title"), text("startup.waterfall.note"))
    for column, code in zip(st.columns(2, gap="large"), AXES, strict=True):
        steps = score_steps(assessment, code, loaders.rubric().scoring)
        key = f"waterfall_{standing.startup.slug}_{code}"
        level, opened = st.session_state.get(key, ("", ""))
        views = [steps_view(steps, code, level), drivers_view(steps, code, standing, level=level, opened=opened)]
        with column:
            pressed = show(views, key=f"{key}_rows")
        if pressed:
            st.session_state[key] = _after(pressed, level, opened)
            st.rerun(scope="fragment")


def _after(pressed: str, level: str, opened: str) -> tuple[str, str]:
    """Level and criterion shown after a press: what was pressed opens, or closes if it was open."""
    if pressed.startswith(RUN):
        open_run(int(pressed.removeprefix(RUN)))
    if pressed.startswith(LEVEL):
        chosen = pressed.removeprefix(LEVEL)
        return ("" if chosen == level else chosen), ""
    chosen = pressed.removeprefix(DRIVER)
    return level, "" if chosen == opened else chosen


def steps_view(steps: ScoreSteps, code: AxisCode, level: str) -> View:
    """Prior, the levels at face value, doubt, credibility, and what they come to; `level` is the one pressed."""
    at, scale = steps.prior, _scale(steps)
    prior = words(text("startup.waterfall.prior"), source=text("startup.waterfall.prior_why"))
    rows = [_end_row(prior, steps.prior, scale, rule=True)]
    for each in KNOWN_LEVELS:
        count = sum(driver.level.value == each for driver in steps.drivers)
        named = words(text(f"startup.waterfall.{each}", count=count), go=f"{LEVEL}{each}" if count else None)
        rows.append(_step_row([glyph(each), named], at, steps.at_face[each], code, scale, is_open=each == level))
        at += steps.at_face[each]
    for name, change in (("doubt", steps.doubt), ("credibility", steps.credibility)):
        label = words(text(f"startup.waterfall.{name}"), source=text(f"startup.waterfall.{name}_why"))
        rows.append(_step_row([label], at, change, code, scale))
        at += change
    rows.append(_end_row(words(text("startup.waterfall.score"), "strong"), steps.score, scale))
    columns = [Cell([words(text(f"axis.{code}"))]), Cell([words(text("startup.waterfall.points"))], "number")]
    return table([*columns, Cell([axis(scale)])], rows, label=text("startup.waterfall.of", axis=text(f"axis.{code}")))


def _scale(steps: ScoreSteps) -> Scale:
    """From 0 to the next quarter above the highest step."""
    at, highest = steps.prior, max(steps.prior, steps.score)
    for change in (*steps.at_face.values(), steps.doubt, steps.credibility):
        at += change
        highest = max(highest, at)
    end = 25 * max(1, math.ceil(highest / 25))
    ticks = tuple(float(tick) for tick in range(0, end + 1, 25))
    return Scale(_WIDTH, 0, end, ticks, tuple((tick, f"{tick:.0f}") for tick in ticks))


def _end_row(label: Part, points: float, scale: Scale, *, rule: bool = False) -> Row:
    drawn = bridge(0, points, "neutral", scale, height=_HEIGHT)
    return Row([Cell([label]), Cell([words(score(points), "strong")], "number"), Cell([drawn], "chart low")], rule=rule)


def _step_row(
    label: list[Part], start: float, change: float, code: AxisCode, scale: Scale, *, is_open: bool = False
) -> Row:
    drawn = bridge(start, start + change, effect_ink(change, code), scale, height=_HEIGHT)
    moved = words(signed(change), effect_style(change, code))
    return Row([Cell(label), Cell([moved], "number"), Cell([drawn], "chart low")], selected=is_open)
