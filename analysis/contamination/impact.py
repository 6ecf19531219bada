"""How much better a model is on a benchmark than other models as good on a reference set: the impact of contamination.

Only accuracies are needed, so any model that answers can be judged. Source: Dekoninck et al. 2024, ConStat
(arXiv 2405.16281), section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.interpolate import make_smoothing_spline

from data.records import InvalidInput

LEAST_REFERENCES = 5
BOOTSTRAP_ROUNDS = 1_999
SMOOTHING = 0.01
Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PairedAccuracy:
    """One model's accuracies.

    Attributes:
        benchmark: On the benchmark under suspicion, a fraction.
        reference: On the reference set, a fraction.
        benchmark_items: Items behind `benchmark`.
        reference_items: Items behind `reference`.
        name: Of the model.
    """

    benchmark: float
    reference: float
    benchmark_items: int
    reference_items: int
    name: str = ""


class PerformanceImpact(NamedTuple):
    """Excess of a model's benchmark accuracy over what reference models predict.

    Attributes:
        excess: Accuracy minus prediction, a fraction.
        low: Lower end of the one-sided 95 % bootstrap interval of `excess`.
        p_value: Share of bootstrap rounds without an excess, never below 1 / (rounds + 1).
        expected: The predicted accuracy.
        within_range: Whether some reference model is as good on the reference set, so that nothing is extrapolated.
    """

    excess: float
    low: float
    p_value: float
    expected: float
    within_range: bool


def performance_impact(
    model: PairedAccuracy,
    references: Sequence[PairedAccuracy],
    *,
    chance: float,
    rng: np.random.Generator,
    rounds: int = BOOTSTRAP_ROUNDS,
) -> PerformanceImpact:
    """Excess of a model on a benchmark over its reference models, with a bootstrap over models and items.

    A smoothing spline maps accuracy on the reference set to accuracy on the benchmark; guessing, which is right with
    `chance` on both, is one of its points. Each round weighs the reference models anew (Rubin's Bayesian bootstrap,
    which keeps all points) and draws every accuracy from its binomial distribution. The published method resamples
    models and items themselves; both weigh the same two sources of error.

    Args:
        model: The model under suspicion.
        references: At least five models that are not suspected.
        chance: Accuracy of guessing.
        rng: Source of the bootstrap.
        rounds: Bootstrap rounds.

    Raises:
        InvalidInput: if there are fewer than five references.
    """
    if len(references) < LEAST_REFERENCES:
        raise InvalidInput(
            f"Got {len(references)} reference models; the impact on performance needs at least {LEAST_REFERENCES}."
        )
    curve = expected_accuracy(references, np.ones(len(references)), chance)
    expected = float(np.clip(curve(model.reference), 0, 1))
    excesses = np.array([_drawn_excess(model, references, chance, rng) for _ in range(rounds)])
    p_value = (1 + int((excesses <= 0).sum())) / (1 + rounds)
    best = max(reference.reference for reference in references)
    return PerformanceImpact(
        model.benchmark - expected, float(np.quantile(excesses, 0.05)), p_value, expected, model.reference <= best
    )


def expected_accuracy(references: Sequence[PairedAccuracy], weights: Values, chance: float) -> Callable[[float], float]:
    """Benchmark accuracy expected at an accuracy on the reference set: a smoothing spline through the reference models.

    Models equally good on the reference set become one point; with fewer than five points left a line takes its place.
    """
    known = np.array([reference.reference for reference in references] + [chance])
    seen = np.array([reference.benchmark for reference in references] + [chance])
    return _curve(known, seen, np.append(weights, 1.0))


def _curve(known: Values, seen: Values, weights: Values) -> Callable[[float], float]:
    places, group = np.unique(known.round(6), return_inverse=True)
    weight = np.bincount(group, weights)
    heights = np.bincount(group, weights * seen) / weight
    if len(places) < LEAST_REFERENCES:
        degree = 0 if len(places) == 1 else 1
        line = np.polynomial.Polynomial.fit(places, heights, degree, w=np.sqrt(weight), domain=[0, 1], window=[0, 1])
        return lambda at: float(line(at))
    spline = make_smoothing_spline(places, heights, w=weight, lam=SMOOTHING)
    return lambda at: float(spline(at))


def _drawn_excess(
    model: PairedAccuracy, references: Sequence[PairedAccuracy], chance: float, rng: np.random.Generator
) -> float:
    drawn = [_drawn(reference, rng) for reference in references]
    weights = rng.dirichlet(np.ones(len(references))) * len(references)
    again = _drawn(model, rng)
    # A model with next to no weight would make the spline's equations nearly singular.
    curve = expected_accuracy(drawn, np.maximum(weights, 1e-3), chance)
    return again.benchmark - float(np.clip(curve(again.reference), 0, 1))


def _drawn(accuracy: PairedAccuracy, rng: np.random.Generator) -> PairedAccuracy:
    return PairedAccuracy(
        rng.binomial(accuracy.benchmark_items, accuracy.benchmark) / accuracy.benchmark_items,
        rng.binomial(accuracy.reference_items, accuracy.reference) / accuracy.reference_items,
        accuracy.benchmark_items,
        accuracy.reference_items,
    )
