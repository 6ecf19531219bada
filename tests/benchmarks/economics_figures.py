"""The figures of ECONOMICS.md: the back-check on published models, and how the simulations grow.

ASSAY_REFERENCE_DATA=/folder python -m tests.benchmarks.economics_figures backcheck
OMP_NUM_THREADS=1 python -m tests.benchmarks.economics_figures speed
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_checks import PLAUSIBLE_UTILISATION
from analysis.economics.training_compute import TrainingFigures, training_flop
from analysis.economics.training_estimate import training_estimate
from analysis.finance.exit_tables import parse_exit_multiples
from analysis.finance.returns import Deal, Step, simulated_returns
from analysis.finance.runway import simulated_growth_runway, simulated_runway
from analysis.inference.intervals import wilson_interval
from data.catalogue import reference_text
from data.records import NotFound

CHIPS = parse_chips(reference_text("hardware.yaml"))
ACTIVE_PARAMETERS = {
    "Llama 4 Behemoth (preview)": 288e9,
    "GPT-4 (Mar 2023)": 280e9,
    "GPT-4 (Jun 2023)": 280e9,
}
"""Mixtures of experts whose notes in the table state what one token passes through."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)


class Checked(NamedTuple):
    """One model held against our bounds; `ratio` is stated over expected compute, or the implied utilisation."""

    model: str
    published: str
    ratio: float
    inside: bool
    language: bool


def rows() -> list[dict[str, str]]:
    """The published models."""
    folder = Path(os.environ["ASSAY_REFERENCE_DATA"], "epoch_frontier_models")
    with (folder / "frontier_ai_models.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(row: dict[str, str], column: str) -> float | None:
    """A cell as a number, None if it holds none."""
    try:
        return float(row[column])
    except ValueError:
        return None


def compute_checks(found: list[dict[str, str]]) -> list[Checked]:
    """Every model that states parameters, tokens and compute, taken as the table has it, nothing corrected."""
    checked = []
    for row in found:
        params, tokens = number(row, "Parameters"), number(row, "Training dataset size (total)")
        flop = number(row, "Training compute (FLOP)")
        if params and tokens and flop:
            ours = training_flop(params, tokens)
            language = "Language" in row["Domain"]
            checked.append(
                Checked(row["Model"], row["Publication date"], flop / ours.mid, ours.contains(flop), language)
            )
    return checked


def compute_checks_as_noted(found: list[dict[str, str]]) -> list[Checked]:
    """The same for language models since June 2020, read as the table's other columns and notes say.

    Tokens are data times epochs; a model that continues another is held by its own compute, without the base's; of a
    mixture of experts the active parameters count where the notes state them.
    """
    checked = []
    for row in found:
        params, tokens = number(row, "Parameters"), number(row, "Training dataset size (total)")
        own = number(row, "Finetune compute (FLOP)") if row["Base model"] else number(row, "Training compute (FLOP)")
        stated = number(row, "Training compute (FLOP)")
        if not (params and tokens and stated) or "Language" not in row["Domain"] or row["Publication date"] < "2020-06":
            continue
        seen = tokens * (number(row, "Epochs") or 1.0)
        ours = training_flop(ACTIVE_PARAMETERS.get(row["Model"], params), seen)
        flop = own or stated
        checked.append(Checked(row["Model"], row["Publication date"], flop / ours.mid, ours.contains(flop), True))
    return checked


def utilisation_checks(found: list[dict[str, str]]) -> list[Checked]:
    """Every model that states compute, hardware of our table and time."""
    checked = []
    for row in found:
        flop, hours = number(row, "Training compute (FLOP)"), _chip_hours(row)
        if not flop or not hours or row["Base model"]:
            continue
        try:
            chip = chip_named(row["Training hardware"], CHIPS)
        except NotFound:
            continue
        implied = training_estimate(TrainingFigures(flop=flop, gpu_hours=hours), chip).implied_mfu
        if implied is not None:
            inside = PLAUSIBLE_UTILISATION.contains(round(implied.mid, 3))
            checked.append(Checked(row["Model"], row["Publication date"], implied.mid, inside, True))
    return checked


def _chip_hours(row: dict[str, str]) -> float | None:
    stated, devices, hours = (
        number(row, name) for name in ("Training chip-hours", "Hardware quantity", "Training time (hours)")
    )
    return stated or (devices * hours if devices and hours else None)


def _share(name: str, checked: list[Checked]) -> str:
    inside = sum(each.inside for each in checked)
    bounds = wilson_interval(inside, len(checked))
    return (
        f"{name}: {inside} of {len(checked)} ({inside / len(checked):.0%}, 95 % {bounds.low:.0%} to {bounds.high:.0%})"
    )


def _print_backcheck() -> None:
    found = rows()
    compute = compute_checks(found)
    modern = [each for each in compute if each.language and each.published >= "2020-06"]
    print(_share("stated compute inside our interval, every model of the table", compute))
    print(_share("... language models since June 2020", modern))
    noted = compute_checks_as_noted(found)
    print(_share("... read as the table's notes say: own compute, epochs, active parameters", noted))
    for each in noted:
        if not each.inside:
            print(f"  miss as noted  {each.published}  {each.model:31} stated / 6ND = {each.ratio:.3g}")
    for each in compute:
        if not each.inside:
            print(f"  miss  {each.published}  {each.model:40} stated / 6ND = {each.ratio:.3g}")
    utilisation = utilisation_checks(found)
    print(_share("implied utilisation in [.15, .60]", utilisation))
    for each in utilisation:
        if not each.inside:
            print(f"  miss  {each.published}  {each.model:40} implied utilisation {each.ratio:.3f}")


def _milliseconds(run: Callable[[], object], repeats: int) -> str:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - started))
    return f"{statistics.median(times):8.1f} (min {min(times):.1f}, max {max(times):.1f}, n = {repeats})"


def _print_speed() -> None:
    window = parse_exit_multiples(reference_text("exit_multiples.yaml"))["correlation_2004_2013"]
    deal = Deal(2e6, 20e6, (Step(0.4, 0.18, 2, 2), Step(0.3, 0.14, 2, 2), Step(0.26, 0.10, 2, 2)))
    burns = [90e3, 110e3, 100e3, 120e3, 95e3, 105e3, 100e3, 98e3, 115e3, 102e3, 99e3, 107e3]
    revenue = [50e3 * 1.05**month for month in range(12)]
    spent = [burn + earned for burn, earned in zip(burns, revenue, strict=True)]
    for size in SIZES:
        repeats = 15 if size <= 100_000 else 5
        kinds: dict[str, Callable[[], object]] = {
            "runway": partial(lambda n: simulated_runway(1.5e6, burns, np.random.default_rng(1), draws=n), size),
            "growth": partial(
                lambda n: simulated_growth_runway(1.5e6, revenue, spent, np.random.default_rng(1), draws=n), size
            ),
            "returns": partial(lambda n: simulated_returns(deal, window, np.random.default_rng(1), draws=n), size),
        }
        for kind, run in kinds.items():
            run()
            print(f"{kind:8} {size:>9,} draws  {_milliseconds(run, repeats)} ms", flush=True)


if __name__ == "__main__":
    {"backcheck": _print_backcheck, "speed": _print_speed}[sys.argv[1]]()
