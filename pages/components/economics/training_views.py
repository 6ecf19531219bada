"""What follows from a training run: every figure, the cost three ways and on other accelerators, data, best split."""

from __future__ import annotations

import math
from functools import lru_cache

from analysis.economics.scaling_laws import (
    ComputeOptimum,
    LossFit,
    compute_optimum,
    effective_tokens,
    expected_loss,
    over_training_factor,
    parse_loss_fits,
    worth_per_token,
)
from analysis.economics.serving_economics import training_memory_bytes
from analysis.economics.training_checks import PUBLIC_TEXT_TOKENS
from analysis.economics.training_compute import TrainingFigures, training_cost_usd, training_gpu_hours
from analysis.economics.training_cost import TrainingCost, training_cost
from analysis.quantities.ranges import Range
from data.catalogue import reference_text
from pages.components import loaders
from pages.components.economics.charts import Axes, Curve, Mark, Whisker, curve_chart, whisker_chart
from pages.components.economics.quantities import (
    Writer,
    bounds,
    in_bytes,
    in_count,
    in_exact_money,
    in_flop,
    in_money,
    in_time,
)
from pages.components.economics.training_fields import Entered
from pages.components.economics.wording import said
from pages.components.format import parenthesis, percentage, significant
from pages.components.frame import empty_state, section
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import LINE, Cell, Row, show, table, words
from pages.components.theme import palette

FIT = "epoch_2024"
SOLVED = (
    ("params", "params", in_count),
    ("tokens", "tokens", in_count),
    ("flop", "flop", in_flop),
    ("gpu_hours", "gpu_hours", in_count),
    ("gpus", "gpus", in_count),
    ("days", "days", in_time),
    ("mfu", "implied_mfu", percentage),
    ("price_per_gpu_hour", "price_per_gpu_hour", in_money),
    ("cost_usd", "cost_usd", in_money),
)
"""Stated figure, the estimate's name for it, and how it is written."""
FITTED_FLOP = (1e18, 1e26)
"""Compute between which the fit is shown without a warning: its runs spent 1e18 to 1e22, and use beyond is common."""
_CURVE_POINTS = 49
_CURVE_SPAN = 30.0
_MOST_CHIPS = 9
_NEARLY_BEST = 1.01
"""Times the least loss that still counts as nearly best."""


def stated_figure(figures: TrainingFigures, name: str) -> float | None:
    """What is stated of a figure, those of a mixture of experts by what a token passes through."""
    if name == "params":
        return figures.computing_params
    value = figures.tokens_seen if name == "tokens" else getattr(figures, name)
    return None if value is None else float(value)


def show_solved(entered: Entered) -> None:
    """Every figure of the run: as stated, and as it follows from the others."""
    section(said("training.solved.title"), said("training.solved.note"))
    columns = [
        Cell([words(said(f"training.solved.{name}"))], "" if name == "figure" else "number")
        for name in ("figure", "stated", "follows")
    ]
    rows = []
    for name, derived, write in SOLVED:
        stated, found = stated_figure(entered.figures, name), getattr(entered.estimate, derived)
        shown = said("unknown") if stated is None else write(stated)
        follows = said("unknown") if found is None else write(found.mid)
        between = "" if found is None else bounds(found, write)
        rows.append(
            Row(
                [
                    Cell([words(said(f"training.solved.name.{name}"))]),
                    Cell([words(shown, "mute" if stated is None else "")], "number"),
                    Cell(
                        [words(follows, "mute" if found is None else "strong"), LINE, words(between, "mute small")],
                        "number",
                    ),
                ],
                rule=True,
            )
        )
    show([table(columns, rows, label=said("training.solved.title"), cards=True)], key="training_solved")


def costs(entered: Entered) -> TrainingCost | None:
    """Cloud, amortised and whole development, None without hours."""
    hours = entered.estimate.gpu_hours
    if hours is None:
        return None
    price = entered.estimate.price_per_gpu_hour
    return training_cost(hours, price, entered.owned)


def show_cost_three_ways(entered: Entered) -> None:
    """The run at cloud prices, on chips of one's own, and with the development around it."""
    found = costs(entered)
    if found is None:
        return
    section(said("training.cost_ways.title"), said("training.cost_ways.note"))
    columns = [
        Cell([words(said(f"training.cost_ways.{name}"))], "number" if name == "usd" else "") for name in ("way", "usd")
    ]
    rows = []
    for name in ("cloud", "amortised", "development"):
        usd: Range | None = getattr(found, f"{name}_usd")
        shown = said("unknown") if usd is None else in_money(usd.mid)
        between = said(f"training.cost_ways.{name}_needs") if usd is None else bounds(usd, in_money)
        rows.append(
            Row(
                [
                    Cell(
                        [
                            words(said(f"training.cost_ways.{name}")),
                            LINE,
                            words(said(f"training.cost_ways.{name}_means"), "mute small"),
                        ]
                    ),
                    Cell(
                        [words(shown, "mute" if usd is None else "strong"), LINE, words(between, "mute small")],
                        "number",
                    ),
                ],
                rule=True,
            )
        )
    show([table(columns, rows, label=said("training.cost_ways.title"), cards=True)], key="training_cost_ways")


def show_chips(entered: Entered) -> None:
    """The same run on every accelerator that has a price."""
    flop = entered.estimate.flop
    if flop is None:
        return
    section(said("training.chips.title"), said("training.chips.note"))
    rows = []
    for chip in loaders.yardsticks().chips:
        is_chosen = chip is entered.chip
        band = entered.price if is_chosen else None if chip.price is None else chip.price.band
        if band is not None:
            cost = training_cost_usd(training_gpu_hours(flop, chip.peak_flop_s(), entered.utilisation), band)
            hover = f"<b>{chip.name}</b><br>{in_money(cost.mid)} ({bounds(cost, in_money)})"
            rows.append(Whisker(chip.name, cost, hover, is_chosen))
    rows.sort(key=lambda row: (not row.chosen, row.values.mid))
    shown = sorted(rows[:_MOST_CHIPS], key=lambda row: row.values.mid)
    if shown:
        figure = whisker_chart(shown, said("training.chips.axis"), palette(), write=in_exact_money)
        show_figure(figure, key="training_chips", description=said("training.chips.alt", count=len(shown)))


def data_rows(entered: Entered) -> list[tuple[str, str, str]]:
    """What the data allow: name in the catalogue, value, and what it is held against."""
    params, tokens = (
        None if found is None else found.mid for found in (entered.estimate.params, entered.estimate.tokens)
    )
    unique = entered.figures.unique_tokens
    rows = []
    if params is not None and tokens is not None:
        rows.append(
            ("over", f"{significant(over_training_factor(params, tokens), 2)}×", said("training.data.over_note"))
        )
        rows.append(("memory", in_bytes(training_memory_bytes(params).mid), said("training.data.memory_note")))
    if tokens is not None:
        of_stock = (unique if unique is not None else tokens) / PUBLIC_TEXT_TOKENS
        rows.append(("stock", percentage(of_stock), said("training.data.stock_note")))
    if tokens is not None and unique is not None:
        epochs = tokens / unique
        rows.append(("epochs", significant(epochs, 3), said("training.data.epochs_note")))
        worth, fresh = worth_per_token(epochs), effective_tokens(unique, epochs)
        rows.append(("worth", significant(worth, 2), said("training.data.worth_note", tokens=in_count(fresh))))
    return rows


def show_data(entered: Entered) -> None:
    """How much data that is: against the rule of twenty, the stock of public text, and repeats."""
    found = data_rows(entered)
    if not found:
        return
    section(said("training.data.title"), said("training.data.note"))
    columns = [
        Cell([words(said(f"training.data.{name}"))], "number" if name == "value" else "")
        for name in ("figure", "value", "against")
    ]
    rows = [
        Row(
            [
                Cell([words(said(f"training.data.{name}"))]),
                Cell([words(value, "strong")], "number"),
                Cell([words(note, "mute small")]),
            ],
            rule=True,
        )
        for name, value, note in found
    ]
    show([table(columns, rows, label=said("training.data.title"), cards=True)], key="training_data")


def best_split(entered: Entered) -> ComputeOptimum | None:
    """Where the run's compute would be best spent, None without compute."""
    flop = entered.estimate.flop
    return None if flop is None else compute_optimum(flop.mid, loss_fits()[FIT])


def show_optimum(entered: Entered) -> None:
    """Where the budget would be best spent, by the published fit of loss against size and data."""
    best, run = best_split(entered), entered.estimate
    if best is None or run.flop is None or run.params is None or run.tokens is None:
        return
    fit, params, tokens = loss_fits()[FIT], run.params.mid, run.tokens.mid
    least = expected_loss(best.params.mid, best.tokens.mid, fit)
    sizes = _sizes(best.params.mid, params)
    losses = [expected_loss(size, run.flop.mid / 6 / size, fit) for size in sizes]
    good = [size for size, loss in zip(sizes, losses, strict=True) if loss.mid <= least.mid * _NEARLY_BEST]
    section(
        said("training.optimum.title"),
        said(
            "training.optimum.note",
            params=in_count(best.params.mid) + _between(best.params, in_count),
            low=in_count(good[0]),
            high=in_count(good[-1]),
            tokens=in_count(best.tokens.mid) + _between(best.tokens, in_count),
            ratio=significant(best.tokens_per_parameter.mid) + _between(best.tokens_per_parameter, _two_digits),
            own=significant(tokens / params),
        ),
    )
    here = expected_loss(params, tokens, fit)
    curve = Curve(
        sizes, [loss.mid for loss in losses], low=[loss.low for loss in losses], high=[loss.high for loss in losses]
    )
    marks = [
        Mark(params, here.mid, said("training.optimum.this"), _loss_hover(params, here), "expectation"),
        Mark(best.params.mid, least.mid, said("training.optimum.best"), _loss_hover(best.params.mid, least), "neutral"),
    ]
    axes = Axes(said("training.optimum.x"), said("training.optimum.y"), log_x=True, write_x=in_count)
    if not FITTED_FLOP[0] <= run.flop.mid <= FITTED_FLOP[1]:
        empty_state(said("training.optimum.beyond"))
    figure = curve_chart([curve], axes, palette(), marks=marks)
    show_figure(figure, key="training_optimum", description=said("training.optimum.alt"))


def _between(values: Range, write: Writer) -> str:
    """Both bounds in the language's brackets."""
    return parenthesis(bounds(values, write), language())


def _two_digits(value: float) -> str:
    return significant(value, 2)


def _sizes(best: float, own: float) -> list[float]:
    sizes = [best * math.pow(_CURVE_SPAN, 2 * step / (_CURVE_POINTS - 1) - 1) for step in range(_CURVE_POINTS)]
    return sizes if sizes[0] <= own <= sizes[-1] else sorted([*sizes, own])


def _loss_hover(params: float, loss: Range) -> str:
    return said(
        "training.optimum.hover",
        params=in_count(params),
        loss=f"{loss.mid:.3f}",
        low=f"{loss.low:.2f}",
        high=f"{loss.high:.2f}",
    )


@lru_cache(maxsize=1)
def loss_fits() -> dict[str, LossFit]:
    """The published fits of loss against size and data."""
    return parse_loss_fits(reference_text("scaling_laws.yaml"))
