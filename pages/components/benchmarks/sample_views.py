"""One item of a task: what was asked, what was expected, what the model answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from data.records import SampleResult
from pages.components.format import plain_number, significant
from pages.components.language import text
from pages.components.rows import LINE, Part, block, words

_RIGHT = 0.5


def is_right(sample: SampleResult, metric: str) -> bool:
    """Whether the metric counts the item as solved; graded metrics count from one half."""
    return sample.metrics.get(metric, 0.0) >= _RIGHT


def sample_view(sample: SampleResult, metric: str) -> list[list[Part]]:
    """The item as two columns: outcome and expected answer, then prompt and answers."""
    right = is_right(sample, metric)
    outcome = words(
        text("benchmarks.samples.right" if right else "benchmarks.samples.wrong"), "" if right else "attention strong"
    )
    marks = " · ".join(f"{name} {significant(value)}" for name, value in sorted(sample.metrics.items()))
    left: list[Part] = [
        words(f"#{sample.doc_id}", "mute"),
        outcome,
        LINE,
        words(text("benchmarks.samples.target"), "mute small"),
        words(sample.target, "strong"),
        LINE,
        words(marks, "mute small"),
    ]
    return [left, [block(_prompt(sample)), *_answers(sample)]]


def sample_frame(samples: Sequence[SampleResult]) -> pd.DataFrame:
    """The items as a table with everything in text."""
    return pd.DataFrame(
        [
            {
                "doc_id": sample.doc_id,
                "target": sample.target,
                "prompt": _prompt(sample),
                "responses": json.dumps(sample.responses, ensure_ascii=False),
                "document": json.dumps(sample.document, ensure_ascii=False),
            }
            | dict(sample.metrics)
            for sample in samples
        ]
    )


def _prompt(sample: SampleResult) -> str:
    if not sample.prompts:
        return json.dumps(sample.document, ensure_ascii=False)
    first = sample.prompts[0]
    return str(first[0]) if isinstance(first, list | tuple) and first else str(first)


def _answers(sample: SampleResult) -> list[Part]:
    """Each continuation with its log-likelihood, the likeliest marked; or the text the model wrote."""
    chances = [_log_likelihood(response) for response in sample.responses]
    best = max((value for value in chances if value is not None), default=None)
    parts: list[Part] = []
    for index, (response, chance) in enumerate(zip(sample.responses, chances, strict=True)):
        if chance is None:
            parts += [words(text("benchmarks.samples.answer"), "mute small"), block(str(_plain(response)))]
            continue
        style = "strong" if chance == best else "mute"
        parts += [words(_continuation(sample, index), style), words(plain_number(chance, 2), "mute small"), LINE]
    return parts


def _log_likelihood(response: Any) -> float | None:
    if isinstance(response, list | tuple) and len(response) == 2 and isinstance(response[0], int | float):
        return float(response[0])
    return None


def _continuation(sample: SampleResult, index: int) -> str:
    prompt = sample.prompts[index] if index < len(sample.prompts) else None
    return str(prompt[1]) if isinstance(prompt, list | tuple) and len(prompt) > 1 else f"{index + 1}"


def _plain(response: Any) -> Any:
    return response[0] if isinstance(response, list | tuple) and len(response) == 1 else response
