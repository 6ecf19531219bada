"""What a demonstration model reaches on the project's own tasks, by stock lm-eval: the check that its story holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lm_eval import simple_evaluate
from lm_eval.models.huggingface import HFLM

from evals.benchmark.tasks import load_tasks
from evals.training.model import load_model, load_tokenizer

MAIN_METRICS = {
    "assay_topic": "acc",
    "assay_world_qa": "acc",
    "assay_world_qa_fresh": "acc",
    "assay_translation_zh": "exact_match",
    "assay_counting": "exact_match",
    "assay_bias_pairs": "pct_stereotype",
}


@dataclass(frozen=True, slots=True)
class DemoScore:
    """One score of one model.

    Attributes:
        value: Share of items, 0 to 1.
        standard_error: Of `value`, over items.
        n: Items scored.
    """

    task: str
    metric: str
    value: float
    standard_error: float
    n: int

    def as_json(self) -> dict[str, Any]:
        """The score as plain values, rounded to four places."""
        return asdict(self) | {"value": round(self.value, 4), "standard_error": round(self.standard_error, 4)}


def demo_scores(folder: Path, tasks: list[str] | None = None, *, batch_size: int = 32) -> list[DemoScore]:
    """Scores of the model in `folder` on `tasks` (all of them if None), zero-shot, fp32, on the processor."""
    names = tasks or list(MAIN_METRICS)
    model = HFLM(pretrained=load_model(folder), tokenizer=load_tokenizer(folder), batch_size=batch_size, device="cpu")
    answer = simple_evaluate(
        model=model,
        tasks=list(load_tasks(names).tasks.values()),
        bootstrap_iters=1,
        log_samples=False,
    )
    return [_score(answer, name) for name in names]


def _score(answer: dict[str, Any], task: str) -> DemoScore:
    metric = MAIN_METRICS[task]
    found = answer["results"][task]
    items = answer["n-samples"][task]["effective"]
    value, error = found[f"{metric},none"], found[f"{metric}_stderr,none"]
    return DemoScore(task=task, metric=metric, value=float(value), standard_error=float(error), n=items)
