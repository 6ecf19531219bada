"""The probe: a visitor's prompt through a startup's own model."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

from data.records import ProbeQuestion
from evals.experiments.kinds import ExperimentContext
from evals.experiments.opened_model import model_folder, open_model
from evals.experiments.reading import prompt_tokens, reading
from evals.experiments.writing import written_on


def look_inside(context: ExperimentContext) -> dict[str, Any]:
    """How the model reads the prompt and what it writes on.

    Returns:
        model: its size; the keys of `reading`; written: those of `written_on`, None where no length was asked for;
        seconds: opening, reading and writing.

    Raises:
        CannotTryError: the model or the prompt cannot be used.
    """
    question = ProbeQuestion(**context.experiment.settings)
    context.report({"stage": "opening"})
    times = [time.perf_counter()]
    opened = open_model(model_folder(context.experiment.model))
    times.append(time.perf_counter())
    context.report({"stage": "reading"})
    tokens = prompt_tokens(opened, question.prompt)
    read = reading(opened, tokens, top=question.top)
    times.append(time.perf_counter())
    written = written_on(
        opened,
        tokens,
        length=question.length,
        temperature=question.temperature,
        seed=question.seed,
        on_token=lambda done: context.report({"stage": "writing", "done": done, "total": question.length}),
    )
    times.append(time.perf_counter())
    spent = [round(end - start, 3) for start, end in pairwise(times)]
    return {
        "model": opened.described(),
        **read,
        "written": written if question.length else None,
        "seconds": dict(zip(("opening", "reading", "writing"), spent, strict=True)),
    }
