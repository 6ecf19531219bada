"""Figures of the calibration in a fixed form, as the command prints them and the methodology page shows them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

import numpy as np
import yaml
from pydantic import ValidationError

from analysis.evidence.result_fields import Strict
from analysis.scoring.rubric import Rubric
from analysis.track_record.calibration import CalibrationReport, Coverage, calibration, question_trial
from analysis.track_record.synthetic_startups import World
from data.records import InvalidInput, parse_yaml

ASKED = (1, 5)
_LABELS = {
    "usual": ("Usual: qualities related, bad news hidden, claims inflated", "通常：质量相关、隐瞒坏消息、自报夸大"),
    "unrelated": ("Qualities of a company unrelated", "公司各项质量互不相关"),
    "loosely_related": ("Qualities loosely related", "各项质量弱相关"),
    "closely_related": ("Qualities closely related", "各项质量强相关"),
    "honest": ("Claims honest on average", "自报总体诚实"),
    "open": ("Bad news shown as often as good", "好坏消息同样披露"),
    "mostly_claims": ("Four in five figures merely claimed", "五分之四的数字仅为自报"),
    "liars": ("One company in five lies in all its claims, by 30 points", "五家中有一家在所有自报上夸大 30 分"),
    "many_liars": ("Every second company lies in all its claims, by 20 points", "半数公司在所有自报上夸大 20 分"),
    "sparse": ("Two in five criteria known", "仅五分之二的标准有证据"),
}


class AxisFigures(Strict):
    """Coverage of one axis: share of truths inside the 90 % interval, its 95 % interval, bias and error in points."""

    share: float
    low: float
    high: float
    bias: float
    error: float


class WorldFigures(Strict):
    """What one simulated world says."""

    code: str
    label_en: str
    label_zh: str
    expectation: AxisFigures
    risk: AxisFigures
    rank_correlation: float
    baseline_rank_correlation: float


class TrialFigures(Strict):
    """Decisions before and after questions: shares decided wrongly, and mean points of value lost by it."""

    startups: int
    asked: int
    wrong_before: float
    wrong_after_best: float
    wrong_after_random: float
    lost_before: float
    lost_after_best: float
    lost_after_random: float


class CalibrationFigures(Strict):
    """The whole calibration with what it takes to repeat it."""

    made_on: date
    command: str
    rubric_hash: str
    startups: int
    seed: int
    worlds: tuple[WorldFigures, ...]
    questions: tuple[TrialFigures, ...]


def worlds() -> dict[str, World]:
    """The worlds by code, the usual one first."""
    usual = World()
    return {
        "usual": usual,
        "unrelated": replace(usual, quality_loading=0.0),
        "loosely_related": replace(usual, quality_loading=0.3),
        "closely_related": replace(usual, quality_loading=0.7),
        "honest": replace(usual, inflation=0.0),
        "open": replace(usual, shown_slope=0.0),
        "mostly_claims": replace(usual, level_shares=(0.8, 0.15, 0.05)),
        "liars": replace(usual, liar_share=0.2, lie_points=30.0),
        "many_liars": replace(usual, liar_share=0.5, lie_points=20.0),
        "sparse": replace(usual, shown_share=0.4),
    }


def calibration_figures(
    rubric: Rubric, *, made_on: date, startups: int, seed: int, every_world: bool = False
) -> CalibrationFigures:
    """The figures of the usual world, or of every world, with the trial of questions in the usual one.

    Raises:
        InvalidInput: if there are fewer than ten startups, or the rubric values no questions.
    """
    chosen = worlds() if every_world else {"usual": World()}
    found = {
        code: calibration(rubric, world, as_of=made_on, rng=np.random.default_rng(seed), startups=startups)
        for code, world in chosen.items()
    }
    trials = [
        question_trial(rubric, World(), as_of=made_on, rng=np.random.default_rng(seed), startups=startups, asked=asked)
        for asked in ASKED
    ]
    more = " --every-world" if every_world else ""
    return CalibrationFigures(
        made_on=made_on,
        command=f"python -m analysis calibrate --startups {startups} --seed {seed}{more} --json",
        rubric_hash=rubric.content_hash,
        startups=startups,
        seed=seed,
        worlds=tuple(_world(code, report) for code, report in found.items()),
        questions=tuple(TrialFigures.model_validate(_rounded(asdict(trial))) for trial in trials),
    )


def _world(code: str, report: CalibrationReport) -> WorldFigures:
    english, chinese = _LABELS[code]
    return WorldFigures(
        code=code,
        label_en=english,
        label_zh=chinese,
        expectation=_axis(report.coverage["expectation"]),
        risk=_axis(report.coverage["risk"]),
        rank_correlation=round(report.rank_correlation, 4),
        baseline_rank_correlation=round(report.baseline_rank_correlation, 4),
    )


def _axis(found: Coverage) -> AxisFigures:
    return AxisFigures.model_validate(_rounded(found._asdict()))


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: value if isinstance(value, int) else round(value, 4) for name, value in values.items()}


def parse_calibration(text: str) -> CalibrationFigures:
    """Figures as they were kept in YAML.

    Raises:
        InvalidInput: if they do not fit the form.
    """
    try:
        return CalibrationFigures.model_validate(parse_yaml(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise InvalidInput(f"the figures of the calibration cannot be read: {' '.join(str(error).split())}") from error
