"""The criteria that move a score most, each with what it rests on below it once it is pressed."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.portfolio.standing import Standing
from analysis.scoring.score_steps import Driver, ScoreSteps
from analysis.scoring.settings import AxisCode
from pages.components import loaders
from pages.components.evidence_words import level_word
from pages.components.format import score, signed
from pages.components.language import language, text
from pages.components.rows import Cell, Part, Row, Scale, View, bridge, glyph, table, words
from pages.components.startup.sources import source_rows

DRIVER = "driver:"
_MOST = 12


def effect_style(change: float, code: AxisCode) -> str:
    """Blue for what is good for the investor, vermillion for what is bad, grey for what is neither."""
    if abs(change) < 0.05:
        return "mute"
    return "expectation" if (change > 0) == (code == "expectation") else "attention"


def effect_ink(change: float, code: AxisCode) -> str:
    """The same as the colour of a bar."""
    return {"expectation": "expectation", "attention": "risk"}.get(effect_style(change, code), "neutral")


def drivers_view(steps: ScoreSteps, code: AxisCode, standing: Standing, *, level: str, opened: str) -> View:
    """The criteria that move the axis most.

    Args:
        steps: Of the axis.
        code: The axis.
        standing: Whose evidence the sources come from.
        level: Evidence level to show alone, "" for all.
        opened: Key of the criterion whose sources are shown, "" for none.
    """
    chosen = [each for each in steps.drivers if level in ("", each.level.value)]
    shown = chosen if level else chosen[:_MOST]
    columns = [
        Cell([words(text("startup.drivers.criterion"))]),
        Cell([words(text("startup.drivers.evidence"))]),
        Cell([words(text("startup.drivers.effect"))], "number"),
        Cell([], "wide"),
    ]
    reach = max((abs(each.effect) for each in shown), default=1.0) or 1.0
    rows: list[Row] = []
    for driver in shown:
        rows.append(_driver_row(driver, code, reach, is_open=driver.key == opened))
        if driver.key == opened:
            rows += source_rows(driver.facts, standing, loaders.registry(), loaders.rubric(), cells=4)
    rows += _rest(steps, chosen[len(shown) :], is_all=not level)
    return table(columns, rows, label=text("startup.drivers.of", axis=text(f"axis.{code}")))


def _driver_row(driver: Driver, code: AxisCode, reach: float, *, is_open: bool) -> Row:
    criteria = {entry.key: entry for entry in loaders.rubric().criteria}
    style = effect_style(driver.effect, code)
    drawn = Scale(width=90, start=-reach, end=reach, ticks=(0,))
    cells = [
        Cell([words(criteria[driver.key].label(language()), go=f"{DRIVER}{driver.key}")]),
        Cell([glyph(driver.level.value), words(level_word(driver.level), "mute small")], "tight"),
        Cell([words(signed(driver.effect), style, source=_why(driver))], "number"),
        Cell([bridge(0, driver.effect, effect_ink(driver.effect, code), drawn, height=20)], "wide"),
    ]
    return Row(cells, selected=is_open)


def _why(driver: Driver) -> str:
    lines = [text("startup.drivers.points", points=score(driver.points), effect=signed(driver.at_face))]
    if abs(driver.doubt) >= 0.05:
        lines.append(text("startup.drivers.doubt", effect=signed(driver.doubt)))
    if abs(driver.credibility) >= 0.05:
        lines.append(text("startup.drivers.credibility", effect=signed(driver.credibility)))
    return "\n".join(lines)


def _rest(steps: ScoreSteps, left: Sequence[Driver], *, is_all: bool) -> list[Row]:
    """What is not listed: the smaller criteria together, and how many have no evidence."""
    rows = []
    if left:
        total = sum(each.effect for each in left)
        said = words(text("startup.drivers.smaller", count=len(left)), "mute")
        rows.append(Row([Cell([said]), Cell(), Cell([words(signed(total), "mute")], "number"), Cell(style="wide")]))
    if steps.missing and is_all:
        named = {entry.key: entry.label(language()) for entry in loaders.rubric().criteria}
        listed = "\n".join(named[key] for key in steps.missing[:_MOST])
        parts: list[Part] = [
            glyph("missing"),
            words(text("startup.drivers.missing", count=len(steps.missing)), "mute", source=listed),
        ]
        rows.append(Row([Cell(parts), Cell(), Cell([words("0.0", "mute")], "number"), Cell(style="wide")]))
    return rows
