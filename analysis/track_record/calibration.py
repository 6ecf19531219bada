"""Do the intervals hold what they promise? The scoring put to startups whose true worth is known.

A 90 % interval should hold the truth nine times in ten; the order should follow the true one more closely than a plain
average of reported points does; and the question said to be worth most should prevent more wrong decisions than one
picked at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest, spearmanr

from analysis.evidence.state import Evidence
from analysis.questions.information_value import decision_values
from analysis.questions.next_questions import next_questions
from analysis.scoring.assessment import Assessment, assess
from analysis.scoring.axes import Term, scored_terms
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode, QuestionSettings
from analysis.track_record.synthetic_startups import (
    SyntheticStartup,
    World,
    answered,
    points_registry,
    points_rubric,
    synthetic_startup,
)
from data.records import EvidenceLevel, InvalidInput, Registry, current_facts

FloatArray = NDArray[np.float64]
AXES: tuple[AxisCode, AxisCode] = ("expectation", "risk")


class Coverage(NamedTuple):
    """How often the 90 % interval of an axis held the truth, with the 95 % interval of that share, and the mean error.

    Attributes:
        share: Fraction of startups.
        low: Lower end, after Wilson.
        high: Upper end.
        bias: Mean of score minus truth, points.
        error: Root mean square of score minus truth, points.
    """

    share: float
    low: float
    high: float
    bias: float
    error: float


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """What one simulated world says of the scoring.

    Attributes:
        startups: Synthetic startups assessed.
        coverage: Per axis.
        rank_correlation: Spearman's, of expectation minus risk with its true value.
        baseline_rank_correlation: The same for a weighted average of reported points without regard to evidence.
    """

    startups: int
    coverage: Mapping[str, Coverage]
    rank_correlation: float
    baseline_rank_correlation: float


@dataclass(frozen=True, slots=True)
class QuestionTrial:
    """What answers did for decisions: shares of startups decided wrongly, and mean points of value lost by that.

    Attributes:
        asked: Questions answered per startup.
        wrong_before: Decisions that differ from the one the truth would have brought.
        wrong_after_best: After the questions worth most.
        wrong_after_random: After as many of the open questions picked at random.
        lost_before: Mean value lost against the right decision, points.
    """

    startups: int
    asked: int
    wrong_before: float
    wrong_after_best: float
    wrong_after_random: float
    lost_before: float
    lost_after_best: float
    lost_after_random: float


@dataclass(frozen=True, slots=True)
class _Bench:
    """Rubric and registry on points, with the day on which everything is assessed."""

    rubric: Rubric
    registry: Registry
    as_of: date

    def assessment(self, startup: SyntheticStartup, rng: np.random.Generator, draws: int) -> Assessment:
        return assess(self.evidence(startup), self.rubric, self.registry, as_of=self.as_of, rng=rng, draws=draws)

    def evidence(self, startup: SyntheticStartup) -> Evidence:
        return Evidence(startup.facts, self.registry, (), self.as_of)


def calibration(
    rubric: Rubric, world: World, *, as_of: date, rng: np.random.Generator, startups: int = 500, draws: int = 2_000
) -> CalibrationReport:
    """Coverage of the intervals and agreement of the order, over synthetic startups of one world.

    Raises:
        InvalidInput: if there are fewer than ten startups.
    """
    if startups < 10:
        raise InvalidInput(f"a calibration needs at least ten startups, got {startups}")
    bench = _bench(rubric, as_of)
    cases = [synthetic_startup(world, bench.rubric, as_of=as_of, rng=rng) for _ in range(startups)]
    found = [bench.assessment(case, rng, draws) for case in cases]
    truth = np.array([true_axes(result.terms, case.truth) for result, case in zip(found, cases, strict=True)])
    scored = np.array([(result.expectation.mean, result.risk.mean) for result in found])
    plain = np.array([_plain_axes(result, case, bench.rubric) for result, case in zip(found, cases, strict=True)])
    coverage: dict[str, Coverage] = {axis: _coverage(found, truth[:, place], axis) for place, axis in enumerate(AXES)}
    return CalibrationReport(startups, coverage, _rank_correlation(scored, truth), _rank_correlation(plain, truth))


def question_trial(
    rubric: Rubric,
    world: World,
    *,
    as_of: date,
    rng: np.random.Generator,
    startups: int = 500,
    asked: int = 1,
    draws: int = 2_000,
) -> QuestionTrial:
    """Decisions before and after answers to the questions worth most, and to random ones.

    Raises:
        InvalidInput: if the rubric values no questions.
    """
    settings = rubric.scoring.questions
    if settings is None:
        raise InvalidInput("the rubric values no questions; add scoring.questions to it")
    bench = _bench(rubric, as_of)
    rows = [_trial(bench, world, settings, rng=rng, asked=asked, draws=draws) for _ in range(startups)]
    lost = np.array(rows).mean(axis=0)
    wrong = (np.array(rows) > 1e-9).mean(axis=0)
    return QuestionTrial(startups, asked, *(float(share) for share in wrong), *(float(points) for points in lost))


def true_axes(terms: Sequence[Term], truth: Mapping[str, float]) -> tuple[float, float]:
    """Expectation and risk in points if every criterion stood at its true points."""
    parts = {
        axis: sum(
            term.category_weight * (term.intercept + term.slope * truth[term.key])
            for term in terms
            if term.belief.criterion.axis == axis
        )
        for axis in AXES
    }
    return parts["expectation"], parts["risk"]


def _bench(rubric: Rubric, as_of: date) -> _Bench:
    on_points = points_rubric(rubric)
    return _Bench(on_points, points_registry(on_points), as_of)


def _coverage(found: Sequence[Assessment], truth: FloatArray, axis: AxisCode) -> Coverage:
    intervals = [result.expectation if axis == "expectation" else result.risk for result in found]
    held = sum(entry.low <= value <= entry.high for entry, value in zip(intervals, truth, strict=True))
    errors = np.array([entry.mean for entry in intervals]) - truth
    interval = binomtest(held, len(found)).proportion_ci(method="wilson")
    return Coverage(
        float(held / len(found)),
        float(interval.low),
        float(interval.high),
        float(errors.mean()),
        float(np.sqrt((errors**2).mean())),
    )


def _rank_correlation(axes: FloatArray, truth: FloatArray) -> float:
    return float(spearmanr(axes[:, 0] - axes[:, 1], truth[:, 0] - truth[:, 1]).statistic)


def _plain_axes(result: Assessment, case: SyntheticStartup, rubric: Rubric) -> tuple[float, float]:
    """Both axes from reported points alone: whatever is reported counts in full, whatever is not is left out."""
    reported = current_facts(list(case.facts))
    beliefs = []
    for term in result.terms:
        fact = reported.get(term.key)
        value = float(fact.value) if fact is not None and isinstance(fact.value, int | float) else None
        beliefs.append(
            replace(term.belief, applies=value is not None, mean=term.belief.mean if value is None else value)
        )
    terms = scored_terms(rubric, rubric.profile(result.profile), beliefs)
    parts = [sum(term.contribution for term in terms if term.belief.criterion.axis == axis) for axis in AXES]
    return parts[0], parts[1]


def _trial(
    bench: _Bench, world: World, settings: QuestionSettings, *, rng: np.random.Generator, asked: int, draws: int
) -> tuple[float, float, float]:
    """Points lost against the right decision: before, after the questions worth most, after random ones."""
    startup = synthetic_startup(world, bench.rubric, as_of=bench.as_of, rng=rng)
    result = bench.assessment(startup, rng, draws)
    right = true_axes(result.terms, startup.truth)
    every = len(bench.rubric.criteria)
    ranked = next_questions(
        result, bench.evidence(startup), bench.rubric, bench.registry, rng=rng, count=every, draws=draws
    )
    best = [question.keys[0] for question in ranked[:asked]]
    open_keys = [
        term.key for term in result.terms if term.belief.level in (EvidenceLevel.MISSING, EvidenceLevel.CLAIMED)
    ]
    some = [str(key) for key in rng.choice(open_keys, min(asked, len(open_keys)), replace=False)]
    before = (result.expectation.mean, result.risk.mean)
    after = [_means_after(bench, startup, keys, world, rng) for keys in (best, some)]
    lost = [_value_lost(axes, right, settings) for axes in (before, *after)]
    return lost[0], lost[1], lost[2]


def _means_after(
    bench: _Bench, startup: SyntheticStartup, keys: Sequence[str], world: World, rng: np.random.Generator
) -> tuple[float, float]:
    for key in keys:
        startup = answered(startup, key, world, as_of=bench.as_of, rng=rng)
    result = bench.assessment(startup, rng, 100)
    return result.expectation.mean, result.risk.mean


def _value_lost(believed: tuple[float, float], true: tuple[float, float], settings: QuestionSettings) -> float:
    """What the decision that looks best costs against the best one, points; 0 if they are the same.

    Decision values are linear in the net score, so that its mean alone decides.
    """
    chosen = int(decision_values(np.array([believed[0] - believed[1]]), settings)[:, 0].argmax())
    values = decision_values(np.array([true[0] - true[1]]), settings)[:, 0]
    return float(values.max() - values[chosen])
