"""Startups with scores on a small suite of two lines, and the rows that the boards make of them."""

from datetime import UTC, datetime

from analysis.board.entries import board_entries
from data.catalogue import parse_suite
from data.records import (
    Dossier,
    ModelRecord,
    PlacedModel,
    Run,
    RunProgress,
    RunRequest,
    RunState,
    Scale,
    Score,
    Startup,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SUITE = parse_suite(
    """
label_en: Own
label_zh: 自有
description_en: Two tasks.
description_zh: 两项任务。
benchmarks:
- key: choice
  label_en: Choice
  label_zh: 选择
  capability: knowledge
  tasks: [one]
  metric: acc
  normalisation: {kind: from_lower_bound, lower_bound: 0.25}
- key: bias
  label_en: Bias
  label_zh: 偏见
  capability: safety_and_bias
  tasks: [two]
  metric: pct_stereotype
  normalisation: {kind: from_target, target: 0.5}
""",
    "own",
)


def score(task, value, error=0.02, n=400, metric=None, scale=Scale.FRACTION, run_id=1):
    """A score in the metric that counts where none is named."""
    metric = metric or ("pct_stereotype" if task == "two" else "acc")
    return Score(task, metric, value, error, n, n, 0, "1", "hash", scale=scale, run_id=run_id)


def a_run(number, model, *scores, state=RunState.FINISHED):
    request = RunRequest(model.id, suite="own")
    return Run(number, str(number), "s", model, request, state, 1, RunProgress(), NOW, scores=scores)


def dossier_of(name, scores, *, model_id=1):
    """A startup whose only model has these scores from one finished run."""
    model = ModelRecord(model_id, name, name, "")
    return Dossier(Startup(name, name, "", "", True, NOW), (), (), (model,), (a_run(1, model, *scores),))


def placed(dossiers, suites):
    """The entries of the dossiers as the database gives them back."""
    return [
        PlacedModel(each.startup, each.models[0], entry, None, NOW, True)
        for each in dossiers
        for entry in board_entries(each, suites)
    ]
