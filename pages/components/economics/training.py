"""How much compute does training take: operations, accelerator-hours, cost, the best split, and what the law says."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

import streamlit as st

from analysis.economics.hardware import Chip
from analysis.economics.scaling_laws import LossFit, compute_optimum, expected_loss, parse_loss_fits
from analysis.economics.training_checks import training_contradictions
from analysis.economics.training_compute import HOURS_PER_DAY, TYPICAL_UTILISATION, training_flop, training_gpu_hours
from analysis.quantities.ranges import Range
from data.reference_tables import reference_text
from pages.components import loaders
from pages.components.economics.assumptions import Assumption, chip_assumptions, show_assumptions
from pages.components.economics.charts import Axes, Curve, Mark, Whisker, curve_chart, whisker_chart
from pages.components.economics.choice import Start
from pages.components.economics.contradictions import show_contradictions
from pages.components.economics.controls import (
    Field,
    chip_field,
    count_field,
    note_stand_in,
    number_field,
    price_band,
    price_field,
)
from pages.components.economics.law import show_duties, show_licences
from pages.components.economics.published import Entered, show_published
from pages.components.economics.quantities import (
    bounds,
    in_count,
    in_exact_money,
    in_flop,
    in_money,
    in_share,
    in_time,
    range_figure,
)
from pages.components.economics.wording import said
from pages.components.format import significant
from pages.components.frame import empty_state, section
from pages.components.plots import show_figure
from pages.components.rows import heads, show
from pages.components.theme import palette

TAB = "training"
EXAMPLE_PARAMS_BILLION, EXAMPLE_TOKENS_TRILLION = 8.0, 15.0
FIT = "epoch_2024"
_CURVE_POINTS = 49
_CURVE_SPAN = 30.0
_MOST_CHIPS = 9
_NEARLY_BEST = 1.01
"""Times the least loss that still counts as nearly best."""
_FIT_DATED = date(2024, 4, 15)


class Run(NamedTuple):
    """The run as entered on the screen, and what follows from it."""

    params: float
    tokens: float
    flop: Range
    hours: Range
    cost: Range | None
    utilisation: Range
    devices: int
    price: float | None


def show_training(start: Start) -> None:
    """The whole tab."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        entered = _entered(start)
    with right:
        if entered is None:
            empty_state(said("training.needs"))
        else:
            chip, run = entered
            _show_figures(run)
            _show_costs(chip, run)
            _show_optimum(run)
    if start.evidence is not None:
        show_contradictions(
            tuple(training_contradictions(start.figures, start.chip)), said("training.checks.note"), key="training"
        )
    if entered is not None:
        show_duties(entered[1].flop, entered[1].params)
    show_licences(start)
    show_published(start, None if entered is None else Entered(*entered[1][:3]))
    if entered is not None:
        show_assumptions([*_assumptions(entered[1]), *chip_assumptions(entered[0], entered[1].price)], TAB)


def _entered(start: Start) -> tuple[Chip, Run] | None:
    figures = start.figures
    section(said("training.title"), said("training.note_startup" if start.slug else "training.note"))
    example = (EXAMPLE_PARAMS_BILLION, EXAMPLE_TOKENS_TRILLION) if not start.slug else (None, None)
    stated = (figures.computing_params, figures.tokens_seen)
    params = number_field(TAB, Field("params", stated[0] / 1e9 if stated[0] else example[0]), start)
    tokens = number_field(TAB, Field("tokens", stated[1] / 1e12 if stated[1] else example[1]), start)
    chip = chip_field(TAB, start)
    note_stand_in(start)
    low, high = st.slider(
        said("training.field.utilisation"),
        5,
        80,
        (round(100 * TYPICAL_UTILISATION.low), round(100 * TYPICAL_UTILISATION.high)),
        format="%d%%",
        key=f"training_utilisation_{start.slug}",
        help=said("training.help.utilisation"),
    )
    price = price_field(TAB, chip, start)
    gpus = start.number("gpu_count")
    devices = count_field(TAB, Field("devices", gpus or 1024, 1), start)
    if params is None or tokens is None or devices is None:
        return None
    utilisation = Range(low / 100, (low + high) / 200, high / 100)
    flop = training_flop(params * 1e9, tokens * 1e12)
    hours = training_gpu_hours(flop, chip.peak_flop_s(), utilisation)
    band = price_band(chip, price)
    cost = None if band is None else hours.times(band)
    return chip, Run(params * 1e9, tokens * 1e12, flop, hours, cost, utilisation, devices, price)


def _show_figures(run: Run) -> None:
    days = run.hours.scaled(1 / run.devices / HOURS_PER_DAY)
    figures = [
        range_figure(said("training.flop"), run.flop, in_flop, source=said("training.source.flop")),
        range_figure(said("training.hours"), run.hours, in_count, source=said("training.source.hours")),
        range_figure(said("training.cost"), run.cost, in_money, source=said("training.source.cost")),
        range_figure(said("training.days", count=f"{run.devices:,}"), days, in_time),
    ]
    show([heads(figures)], key="training_figures")


def _show_costs(chosen: Chip, run: Run) -> None:
    """The same run on every accelerator that has a price."""
    section(said("training.chips.title"), said("training.chips.note"))
    rows = []
    for chip in loaders.yardsticks().chips:
        band = price_band(chip, run.price) if chip is chosen else None if chip.price is None else chip.price.band
        if band is not None:
            cost = training_gpu_hours(run.flop, chip.peak_flop_s(), run.utilisation).times(band)
            hover = f"<b>{chip.name}</b><br>{in_money(cost.mid)} ({bounds(cost, in_money)})"
            rows.append(Whisker(chip.name, cost, hover, chip is chosen))
    rows.sort(key=lambda row: (not row.chosen, row.values.mid))
    shown = sorted(rows[:_MOST_CHIPS], key=lambda row: row.values.mid)
    if shown:
        figure = whisker_chart(shown, said("training.chips.axis"), palette(), write=in_exact_money)
        show_figure(figure, key="training_chips", description=said("training.chips.alt", count=len(shown)))


def _show_optimum(run: Run) -> None:
    """Where the budget would be best spent, by the published fit of loss against size and data."""
    fit = _fits()[FIT]
    best = compute_optimum(run.flop.mid, fit)
    ratio = run.tokens / run.params
    least = expected_loss(best.params.mid, best.tokens.mid, fit)
    sizes = [best.params.mid * _CURVE_SPAN ** (2 * step / (_CURVE_POINTS - 1) - 1) for step in range(_CURVE_POINTS)]
    if run.params > sizes[-1] or run.params < sizes[0]:
        sizes = sorted([*sizes, run.params])
    losses = [expected_loss(size, run.flop.mid / 6 / size, fit) for size in sizes]
    good = [size for size, loss in zip(sizes, losses, strict=True) if loss.mid <= least.mid * _NEARLY_BEST]
    section(
        said("training.optimum.title"),
        said(
            "training.optimum.note",
            params=in_count(best.params.mid),
            low=in_count(good[0]),
            high=in_count(good[-1]),
            tokens=in_count(best.tokens.mid),
            ratio=significant(best.tokens_per_parameter.mid),
            own=significant(ratio),
        ),
    )
    here = expected_loss(run.params, run.tokens, fit)
    curve = Curve(
        sizes,
        [loss.mid for loss in losses],
        low=[loss.low for loss in losses],
        high=[loss.high for loss in losses],
    )
    marks = [
        Mark(run.params, here.mid, said("training.optimum.this"), _loss_hover(run.params, here), "expectation"),
        Mark(
            best.params.mid,
            least.mid,
            said("training.optimum.best"),
            _loss_hover(best.params.mid, least),
            "neutral",
        ),
    ]
    axes = Axes(said("training.optimum.x"), said("training.optimum.y"), log_x=True, write_x=in_count)
    figure = curve_chart([curve], axes, palette(), marks=marks)
    show_figure(figure, key="training_optimum", description=said("training.optimum.alt"))


def _loss_hover(params: float, loss: Range) -> str:
    return said(
        "training.optimum.hover",
        params=in_count(params),
        loss=f"{loss.mid:.3f}",
        low=f"{loss.low:.2f}",
        high=f"{loss.high:.2f}",
    )


def _assumptions(run: Run) -> list[Assumption]:
    utilisation = f"{in_share(run.utilisation.low)}–{in_share(run.utilisation.high)}"
    is_typical = (run.utilisation.low, run.utilisation.high) == (TYPICAL_UTILISATION.low, TYPICAL_UTILISATION.high)
    return [
        Assumption(said("training.assume.flop"), "6 N D, −15% … +35%", said("training.assume.flop_source")),
        Assumption(
            said("training.assume.utilisation"),
            utilisation,
            said("training.assume.utilisation_source") if is_typical else said("assumptions.entered"),
            verified=is_typical,
            edited=not is_typical,
        ),
        Assumption(
            said("training.assume.fit"),
            "L = E + A/N^α + B/D^β",
            "Besiroglu et al. 2024, arXiv 2404.10102: E 1.8172, A 482.01, B 2085.43, α 0.3478, β 0.3658",
            _FIT_DATED,
        ),
    ]


@lru_cache(maxsize=1)
def _fits() -> dict[str, LossFit]:
    return parse_loss_fits(reference_text("scaling_laws.yaml"))
