"""Whatever subset of a run's figures is stated, the intervals of the rest contain the truth the subset came from."""

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_checks import training_contradictions
from analysis.economics.training_compute import (
    CALENDAR_BAND,
    OPERATION_COUNT_BAND,
    TYPICAL_UTILISATION,
    TrainingFigures,
)
from analysis.economics.training_estimate import training_estimate
from data.catalogue import reference_text

H100 = chip_named("h100", parse_chips(reference_text("hardware.yaml")))
SHOWN = {
    "params": "params",
    "tokens": "tokens",
    "flop": "flop",
    "gpu_hours": "gpu_hours",
    "gpus": "gpus",
    "days": "days",
    "mfu": "implied_mfu",
    "price_per_gpu_hour": "price_per_gpu_hour",
    "cost_usd": "cost_usd",
}
SLACK = 1e-9


def true_run(rng):
    """A run whose hidden ratios lie anywhere inside the bands that the solver allows for."""
    low, _, high = OPERATION_COUNT_BAND
    params, tokens = 10 ** rng.uniform(8, 12), 10 ** rng.uniform(10, 13.5)
    flop = 6 * params * tokens * rng.uniform(low, high)
    mfu = rng.uniform(TYPICAL_UTILISATION.low, TYPICAL_UTILISATION.high)
    hours = flop / (H100.peak_flop_s() * mfu * 3600)
    gpus = 10 ** rng.uniform(1, 4)
    days = hours / (24 * gpus * rng.uniform(CALENDAR_BAND.low, CALENDAR_BAND.high))
    price = rng.uniform(H100.price.low_usd, H100.price.high_usd)
    return TrainingFigures(
        params=params, tokens=tokens, flop=flop, gpu_hours=hours, gpus=gpus, days=days, mfu=mfu,
        price_per_gpu_hour=price, cost_usd=hours * price,
    )  # fmt: skip


def stated_only(run, names):
    return TrainingFigures(**{name: getattr(run, name) for name in names})


def outside(run, names):
    """Figures whose interval misses the truth, solved from the named ones alone."""
    estimate = training_estimate(stated_only(run, names), H100)
    missed = []
    for name, shown in SHOWN.items():
        found, truth = getattr(estimate, shown), getattr(run, name)
        if found is not None and not found.low * (1 - SLACK) <= truth <= found.high * (1 + SLACK):
            missed.append(name)
    return missed


@pytest.mark.parametrize("size", range(1, len(SHOWN) + 1))
def test_intervals_contain_the_truth_for_every_subset_of_stated_figures(size):
    rng = np.random.default_rng(size)
    for names in combinations(SHOWN, size):
        for _ in range(3):
            assert outside(true_run(rng), names) == [], names


@given(st.integers(0, 2**32 - 1), st.sets(st.sampled_from(sorted(SHOWN)), min_size=1))
def test_intervals_contain_the_truth_in_simulation(seed, names):
    assert outside(true_run(np.random.default_rng(seed)), sorted(names)) == []


@given(st.integers(0, 2**32 - 1), st.sets(st.sampled_from(sorted(SHOWN)), min_size=1))
# Where operations and calendar both lie off their middle.
@example(48708, {"cost_usd", "days", "gpus", "mfu", "params", "tokens"})
def test_a_true_run_is_never_accused(seed, names):
    run = true_run(np.random.default_rng(seed))
    assert list(training_contradictions(stated_only(run, sorted(names)), H100)) == []


@pytest.mark.parametrize(
    ("names", "solved"),
    [
        (("params", "tokens"), {"params", "tokens", "flop", "gpu_hours", "price_per_gpu_hour", "cost_usd"}),
        (("flop", "gpu_hours"), {"flop", "gpu_hours", "implied_mfu", "price_per_gpu_hour", "cost_usd"}),
        (("cost_usd", "tokens"), {"params", "tokens", "flop", "gpu_hours", "price_per_gpu_hour", "cost_usd"}),
        (("gpus", "days"), {"flop", "gpu_hours", "gpus", "days", "price_per_gpu_hour", "cost_usd"}),
        (("cost_usd", "gpu_hours"), {"flop", "gpu_hours", "price_per_gpu_hour", "cost_usd"}),
        (("params", "tokens", "gpus"), {"params", "tokens", "flop", "gpu_hours", "gpus", "days", "price_per_gpu_hour",
                                        "cost_usd"}),
    ],
)  # fmt: skip
def test_what_follows_is_solved_and_what_does_not_stays_unknown(names, solved):
    estimate = training_estimate(stated_only(true_run(np.random.default_rng(1)), names), H100)
    shown = {name for name in SHOWN.values() if getattr(estimate, name) is not None}
    assert shown == solved
    assert {field.name for field in fields(estimate)} >= shown
