"""Speeds that somebody stated or we measured, in place of the bound, and what a million tokens cost at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.economics.serving_economics import usd_per_million_tokens
from analysis.quantities.ranges import Range, exactly
from data.records import BatchSpeed, EvidenceLevel, Run, RunState, ServingSpeeds
from pages.components.economics.choice import Start
from pages.components.economics.quantities import bounds, in_count, in_money
from pages.components.economics.wording import said
from pages.components.format import day
from pages.components.frame import section
from pages.components.language import language
from pages.components.rows import LINE, Cell, Row, show, table, words

KIND = "serving"
STATED_KEY = "tokens_per_second_per_gpu"


class Speed(NamedTuple):
    """Output tokens per second of one device, where it comes from, and what its hour costs; strongest last.

    Attributes:
        values: Median with the bounds of a run, or one stated value.
        level: "bound", or an evidence level.
        usd_per_hour: Price of the device, None if unknown.
        is_own_stack: Whether it is the company's stack rather than our baseline on another machine.
    """

    values: Range
    level: str
    origin: str
    usd_per_hour: float | None
    is_own_stack: bool = True

    def usd_per_million(self, busy: float) -> Range | None:
        """US dollars per million tokens at that share of busy time; the slowest speed gives the dearest."""
        if self.usd_per_hour is None:
            return None
        low, mid, high = self.values
        return Range(*(usd_per_million_tokens(self.usd_per_hour, speed, busy) for speed in (high, mid, low)))


def known_speeds(start: Start, price: float | None, machine_price: float | None) -> list[Speed]:
    """What the ledger states, then what runs measured, oldest first.

    Args:
        start: The startup.
        price: US dollars per hour of the accelerator it serves on.
        machine_price: US dollars per hour of the machine our runs used.
    """
    found = _stated(start, price)
    run = newest_serving(start)
    if run is not None:
        measured = ServingSpeeds.from_stored(run.protocol)
        found += [_measured(run, speed, measured.repeats, machine_price) for speed in measured.speeds]
    return found


def newest_serving(start: Start) -> Run | None:
    """The newest finished serving run, None without one."""
    runs = start.standing.dossier.runs if start.standing else ()
    done = [run for run in runs if run.request.kind == KIND and run.state is RunState.FINISHED]
    return max(done, key=lambda run: run.id, default=None)


def leading_speed(speeds: Sequence[Speed], bound: Speed) -> Speed:
    """The company's own strongest speed, a measured before a documented before a claimed one; else the bound."""
    own = [speed for speed in speeds if speed.is_own_stack]
    return max(own, key=lambda speed: EvidenceLevel(speed.level).strength, default=bound)


def show_speeds(speeds: Sequence[Speed], bound: Speed, busy: float) -> None:
    """Bound, stated and measured speeds side by side, each with its cost."""
    section(said("serving.speeds.title"), said("serving.speeds.note" if speeds else "serving.speeds.none"))
    columns = [
        Cell([words(said(f"serving.speeds.{name}"))], "number" if name in {"speed", "cost", "share"} else "")
        for name in ("origin", "speed", "share", "cost")
    ]
    rows = [_row(speed, bound, busy) for speed in (bound, *speeds)]
    show([table(columns, rows, label=said("serving.speeds.title"), cards=True)], key="serving_speeds")


def _row(speed: Speed, bound: Speed, busy: float) -> Row:
    usd = speed.usd_per_million(busy)
    cost = words(said("unknown"), "mute") if usd is None else words(in_money(usd.mid), "strong")
    share = f"{100 * speed.values.mid / bound.values.mid:.0f}%" if speed.is_own_stack else ""
    return Row(
        [
            Cell([words(said(f"serving.speeds.level.{speed.level}")), LINE, words(speed.origin, "mute small")]),
            Cell(
                [
                    words(in_count(speed.values.mid), "strong"),
                    LINE,
                    words(bounds(speed.values, in_count), "mute small"),
                ],
                "number",
            ),
            Cell([words(share, "mute")], "number"),
            Cell([cost, LINE, words("" if usd is None else bounds(usd, in_money), "mute small")], "number"),
        ],
        rule=True,
    )


def _stated(start: Start, price: float | None) -> list[Speed]:
    value = start.number(STATED_KEY)
    inputs = start.evidence.reading(STATED_KEY).inputs if start.evidence else ()
    if value is None or value <= 0 or not inputs:
        return []
    fact = inputs[0].fact
    return [Speed(exactly(value), fact.level.value, f"{fact.source.title}, {day(fact.as_of, language())}", price)]


def _measured(run: Run, speed: BatchSpeed, repeats: int, price: float | None) -> Speed:
    spread = speed.output_tokens_per_second
    when = run.finished_at or run.created_at
    origin = said(
        "serving.speeds.run",
        batch=speed.batch,
        repeats=repeats,
        device=run.device or said("unknown"),
        day=day(when.date(), language()),
        run=run.id,
    )
    return Speed(Range(spread.low, spread.median, spread.high), "measured", origin, price, is_own_stack=False)
