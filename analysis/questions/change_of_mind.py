"""What would change the verdict: a criterion that turns out at its best or worst, a finding resolved, a gate raised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.scoring.assessment import Assessment, axis_draws
from analysis.scoring.dependence import belief_draws
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import Cap, capped_verdict
from analysis.scoring.settings import Severity, Verdict
from analysis.scoring.verdicts import uncapped_verdict, verdict_probabilities

FloatArray = NDArray[np.float64]
_TENTH = 10


class Turn(NamedTuple):
    """What follows if a criterion turns out in its worst or best tenth.

    Attributes:
        points: Mean of its points there.
        chance: Probability there that both axes clear the line of investing on conditions.
        verdict: After caps.
    """

    points: float
    chance: float
    verdict: Verdict


class CriterionTurn(NamedTuple):
    """One criterion at both ends of what is believed of it; whatever errs with it moves along."""

    key: str
    worst: Turn
    best: Turn

    @property
    def reach(self) -> float:
        """By how much the chance differs between the two."""
        return abs(self.best.chance - self.worst.chance)


class RuleTurn(NamedTuple):
    """A finding resolved, or an undecided rule found to be true, with the verdict that follows, all else as it is."""

    rule: str
    severity: Severity
    outcome: Literal["resolved", "raised"]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ChangeOfMind:
    """What the verdict hangs on.

    Attributes:
        verdict: As it stands, after caps.
        chance: Probability that both axes clear the line of investing on conditions.
        criteria: The criterion that moves that chance most first.
        rules: Those that change the verdict by themselves.
        all_resolved: The verdict if every cap were lifted.
    """

    verdict: Verdict
    chance: float
    criteria: tuple[CriterionTurn, ...]
    rules: tuple[RuleTurn, ...]
    all_resolved: Verdict


def change_of_mind(
    assessment: Assessment, rubric: Rubric, *, rng: np.random.Generator, draws: int = 10_000
) -> ChangeOfMind:
    """What would change the verdict of this assessment.

    Args:
        assessment: Made with this rubric.
        rubric: Its lines, caps and dependence.
        rng: Source of the draws; a tenth of them stands behind each figure.
        draws: Joint draws of all criteria.
    """
    points = belief_draws([term.belief for term in assessment.terms], rubric.scoring.dependence, rng=rng, draws=draws)
    expectation = axis_draws(assessment.terms, points, "expectation")
    risk = axis_draws(assessment.terms, points, "risk")
    lines = rubric.scoring.verdict_lines
    turns = [
        CriterionTurn(term.key, *_ends(row, expectation, risk, assessment, rubric))
        for term, row in zip(assessment.terms, points, strict=True)
        if term.share > 0
    ]
    return ChangeOfMind(
        verdict=assessment.verdict,
        chance=verdict_probabilities(expectation, risk, lines).invest_if,
        criteria=tuple(sorted(turns, key=lambda turn: (-turn.reach, turn.key))),
        rules=_rule_turns(assessment, rubric),
        all_resolved=assessment.verdict_before_caps,
    )


def _ends(
    row: FloatArray, expectation: FloatArray, risk: FloatArray, assessment: Assessment, rubric: Rubric
) -> tuple[Turn, Turn]:
    order = np.argsort(row, kind="stable")
    tenth = max(len(order) // _TENTH, 1)
    worst, best = (_turn(part, row, expectation, risk, assessment, rubric) for part in (order[:tenth], order[-tenth:]))
    return worst, best


def _turn(
    part: NDArray[np.int64],
    row: FloatArray,
    expectation: FloatArray,
    risk: FloatArray,
    assessment: Assessment,
    rubric: Rubric,
) -> Turn:
    lines = rubric.scoring.verdict_lines
    chances = verdict_probabilities(expectation[part], risk[part], lines)
    verdict, _ = capped_verdict(uncapped_verdict(chances, lines), assessment.caps, rubric)
    return Turn(float(row[part].mean()), chances.invest_if, verdict)


def _rule_turns(assessment: Assessment, rubric: Rubric) -> tuple[RuleTurn, ...]:
    severities = {rule.key: rule.severity for rule in rubric.rules}
    turns = []
    for cap in assessment.caps:
        without = [other for other in assessment.caps if other.rule != cap.rule]
        turns.append(RuleTurn(cap.rule, severities[cap.rule], "resolved", _verdict(assessment, without, rubric)))
    for rule in _undecided(assessment):
        raised = _cap_if_true(rule, rubric)
        if raised is not None:
            turns.append(RuleTurn(rule, severities[rule], "raised", _with(assessment, raised, rubric)))
    return tuple(turn for turn in turns if turn.verdict != assessment.verdict)


def _undecided(assessment: Assessment) -> list[str]:
    return [question.rule for question in assessment.questions]


def _cap_if_true(key: str, rubric: Rubric) -> Cap | None:
    rule = next(each for each in rubric.rules if each.key == key)
    if rule.severity == "high":
        return Cap(key, rubric.scoring.open_high_finding_cap, "open")
    return None if rule.verdict_cap is None else Cap(key, rule.verdict_cap.when_true, "open")


def _with(assessment: Assessment, cap: Cap, rubric: Rubric) -> Verdict:
    return _verdict(assessment, [*(other for other in assessment.caps if other.rule != cap.rule), cap], rubric)


def _verdict(assessment: Assessment, caps: Sequence[Cap], rubric: Rubric) -> Verdict:
    verdict, _ = capped_verdict(assessment.verdict_before_caps, caps, rubric)
    return verdict
