"""How much compute does training take: operations, accelerator-hours, cost, the best split, and what the law says."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analysis.economics.training_checks import training_contradictions
from analysis.economics.training_compute import (
    HOURS_PER_DAY,
    LEAST_ACTIVE_SHARE,
    OPERATION_COUNT_BAND,
    OPERATION_COUNT_WITH_ATTENTION_BAND,
    TYPICAL_UTILISATION,
)
from pages.components.economics.assumptions import Assumption, chip_assumptions, show_assumptions
from pages.components.economics.choice import Start
from pages.components.economics.contradictions import show_contradictions
from pages.components.economics.downloads import FigureRow, ranged, show_downloads
from pages.components.economics.law import show_duties, show_licences
from pages.components.economics.published import Run, show_published
from pages.components.economics.quantities import in_count, in_flop, in_money, in_time, range_figure
from pages.components.economics.training_fields import SERVER_FACTOR, TAB, Entered, entered_run
from pages.components.economics.training_views import (
    SOLVED,
    best_split,
    costs,
    show_chips,
    show_cost_three_ways,
    show_data,
    show_optimum,
    show_solved,
)
from pages.components.economics.wording import said
from pages.components.format import percentage
from pages.components.frame import empty_state
from pages.components.rows import heads, show

_FIT_DATED = date(2024, 4, 15)
_UNITS = {
    "params": "parameters", "tokens": "tokens", "flop": "FLOP", "gpu_hours": "accelerator-hours",
    "gpus": "accelerators",
    "days": "days", "mfu": "fraction", "price_per_gpu_hour": "USD per accelerator-hour", "cost_usd": "USD",
}  # fmt: skip


def show_training(start: Start) -> None:
    """The whole tab."""
    left, right = st.columns([1, 2.2], gap="large")
    with left:
        entered = entered_run(start)
    if entered is None:
        return
    run = entered.estimate
    with right:
        if run.flop is None and run.gpu_hours is None:
            empty_state(said("training.needs"))
        else:
            _show_figures(entered)
            show_chips(entered)
            show_optimum(entered)
    found = tuple(training_contradictions(entered.figures, None if entered.is_stand_in else entered.chip))
    show_contradictions(found, said("training.checks.note"), key="training")
    show_solved(entered)
    show_cost_three_ways(entered)
    show_data(entered)
    if run.flop is not None:
        show_duties(run.flop, None if run.params is None else run.params.mid, start)
    show_licences(start)
    show_published(start, _published_run(entered))
    assumptions = [
        *_assumptions(entered),
        *chip_assumptions(entered.chip, None if entered.price is None else entered.price.mid),
    ]
    show_assumptions(assumptions, TAB)
    show_downloads(TAB, _downloaded(entered), assumptions, start)


def _published_run(entered: Entered) -> Run | None:
    run = entered.estimate
    if run.params is None or run.tokens is None or run.flop is None:
        return None
    return Run(run.params.mid, run.tokens.mid, run.flop)


def _show_figures(entered: Entered) -> None:
    run, devices = entered.estimate, entered.figures.gpus
    days = run.days if run.days is not None else None
    if days is None and run.gpu_hours is not None and devices:
        days = run.gpu_hours.scaled(1 / devices / HOURS_PER_DAY)
    shown = said("unknown") if devices is None else f"{devices:,.0f}"
    figures = [
        range_figure(said("training.flop"), run.flop, in_flop, source=said("training.source.flop")),
        range_figure(said("training.hours"), run.gpu_hours, in_count, source=said("training.source.hours")),
        range_figure(said("training.cost"), run.cost_usd, in_money, source=said("training.source.cost")),
        range_figure(said("training.days", count=shown), days, in_time),
    ]
    show([heads(figures)], key="training_figures")


def _downloaded(entered: Entered) -> list[FigureRow]:
    rows = [
        ranged(said(f"training.solved.name.{name}"), getattr(entered.estimate, derived), _UNITS[name])
        for name, derived, _ in SOLVED
    ]
    found, best = costs(entered), best_split(entered)
    if found is not None:
        rows += [
            ranged(said(f"training.cost_ways.{name}"), getattr(found, f"{name}_usd"), "USD")
            for name in ("cloud", "amortised", "development")
        ]
    if best is not None:
        rows += [
            ranged(
                f"{said('training.optimum.best')}: {said(f'training.solved.name.{name}')}",
                getattr(best, name),
                _UNITS[name],
            )
            for name in ("params", "tokens")
        ]
    return rows


def _assumptions(entered: Entered) -> list[Assumption]:
    low, _, high = entered.utilisation
    is_typical = (low, high) == (TYPICAL_UTILISATION.low, TYPICAL_UTILISATION.high)
    with_attention = entered.figures.attention_flop_per_token is not None
    band = OPERATION_COUNT_WITH_ATTENTION_BAND if with_attention else OPERATION_COUNT_BAND
    formula = "(6 N + 12 L H Q T) D" if with_attention else "6 N D"
    owned = entered.owned
    is_open = entered.figures.is_mixture and entered.figures.computing_params is None
    active = Assumption(
        said("training.assume.active"), f"{percentage(LEAST_ACTIVE_SHARE)}–100%", said("training.assume.active_source")
    )
    found = [
        *([active] if is_open else []),
        Assumption(
            said("training.assume.flop"),
            f"{formula}, −{percentage(1 - band.low)} … +{percentage(band.high - 1)}",
            said("training.assume.flop_source"),
        ),
        Assumption(
            said("training.assume.utilisation"),
            f"{percentage(low)}–{percentage(high)}",
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
        Assumption(
            said("training.assume.development"), "47–67%", "Cottier et al. 2024, arXiv 2405.21015", date(2024, 5, 31)
        ),
    ]
    ceiling = entered.chip.utilisation_ceiling
    if ceiling is not None:
        found.append(
            Assumption(
                said("training.assume.ceiling"), percentage(ceiling), "Stas Bekman, Machine Learning Engineering"
            )
        )
    if owned is not None:
        bare = entered.chip.purchase
        source = said("assumptions.entered") if bare is None else f"{bare.source} × {SERVER_FACTOR:g}"
        shown = f"{in_money(owned.purchase_usd.low)}–{in_money(owned.purchase_usd.high)}"
        found.append(
            Assumption(said("training.assume.purchase"), shown, source, bare.dated if bare else None, verified=False)
        )
    return found
