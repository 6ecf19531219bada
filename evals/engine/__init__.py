"""The measuring engine: a Hugging Face causal model, lm-eval's tasks and numbers, a fraction of the time."""

from evals.engine.evaluation import EvaluationOutcome, MetricValue, TaskOutcome, evaluate_tasks
from evals.engine.lm import MeasuringLM
from evals.engine.settings import EngineCounters, EngineSettings
from evals.engine.store import RequestStore

__all__ = [
    "EngineCounters",
    "EngineSettings",
    "EvaluationOutcome",
    "MeasuringLM",
    "MetricValue",
    "RequestStore",
    "TaskOutcome",
    "evaluate_tasks",
]
