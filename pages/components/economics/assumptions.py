"""What a calculation takes for granted: value, source and date of each, and a mark where the value is not verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.economics.hardware import Chip
from pages.components.economics.quantities import in_money
from pages.components.economics.wording import said
from pages.components.format import day, significant
from pages.components.frame import section
from pages.components.language import language
from pages.components.rows import Cell, Part, Row, show, table, words


@dataclass(frozen=True, slots=True)
class Assumption:
    """One setting.

    Attributes:
        name: What it is.
        shown: Its value with the unit.
        source: Where it was read.
        dated: When; None for laws of arithmetic.
        verified: False where it rests on one secondary source, on sources that disagree, or on our own choice.
        edited: Whether it was changed on this screen.
    """

    name: str
    shown: str
    source: str
    dated: date | None = None
    verified: bool = True
    edited: bool = False


def show_assumptions(assumptions: Sequence[Assumption], key: str) -> None:
    """The table of assumptions; all of them can be changed in the fields above it or in the reference tables."""
    section(said("assumptions.title"), said("assumptions.note"))
    columns = [
        Cell([words(said(f"assumptions.{name}"))], style)
        for name, style in (("name", ""), ("value", "number"), ("source", ""), ("dated", ""))
    ]
    rows = [Row(_cells(assumption), rule=True) for assumption in assumptions]
    show([table(columns, rows, label=said("assumptions.title"), cards=True)], key=f"assumptions_{key}")


def chip_assumptions(chip: Chip, price: float | None = None) -> list[Assumption]:
    """Peak, bandwidth and price of an accelerator as its table has them; with `price` the one entered on the screen."""
    dated = chip.price.dated if chip.price else None
    found = [
        Assumption(
            said("assumptions.peak", chip=chip.name),
            f"{significant(chip.bf16_flop_s / 1e12)} TFLOP/s",
            chip.source,
            verified=chip.verified,
        )
    ]
    if chip.bandwidth_bytes_s is not None:
        shown = f"{significant(chip.bandwidth_bytes_s / 1e12)} TB/s"
        found.append(
            Assumption(said("assumptions.bandwidth", chip=chip.name), shown, chip.source, verified=chip.verified)
        )
    if chip.price is not None:
        listed = chip.price
        shown = f"{in_money(listed.low_usd)}–{in_money(listed.high_usd)}"
        found.append(
            Assumption(said("assumptions.price", chip=chip.name), shown, listed.source, dated, listed.verified)
        )
    if price is not None and (chip.price is None or price not in (chip.price.band.mid, round(chip.price.band.mid, 2))):
        shown = in_money(price)
        found.append(
            Assumption(said("assumptions.price_entered"), shown, said("assumptions.entered"), None, False, True)
        )
    return found


def _cells(assumption: Assumption) -> list[Cell]:
    name: list[Part] = [words(assumption.name)]
    if not assumption.verified:
        name.append(words(f" · {said('assumptions.unverified')}", "attention small"))
    when = day(assumption.dated, language()) if assumption.dated else ""
    return [
        Cell(name),
        Cell([words(assumption.shown, "strong")], "number"),
        Cell([words(assumption.source, "small mute")], "long"),
        Cell([words(when, "mute")], "tight"),
    ]
