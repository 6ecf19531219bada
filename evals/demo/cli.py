"""Commands that make the demonstration again: its tasks, its models, its scores."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import torch
import typer

from data.records import AssayError
from evals.demo.build import build_model, measure_again
from evals.demo.recipes import recipes
from evals.demo.scores import DemoScore
from evals.demo.task_files import write_task_files
from evals.places import DEMO_MODELS, OWN_TASKS
from evals.training.loop import TrainingStep

app = typer.Typer(help="Make the demonstration again: its tasks, its models, its scores.", no_args_is_help=True)
Slugs = Annotated[list[str] | None, typer.Argument(help="Startups; all five if none is named.")]
Models = Annotated[Path, typer.Option(help="Folder that holds one model folder per startup.")]
Threads = Annotated[int, typer.Option(min=1, help="Processor threads; other counts can change the last bits.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def tasks(folder: Annotated[Path, typer.Option(help="Where the task folders lie.")] = OWN_TASKS) -> None:
    """Write the data files of the project's own tasks; the same files come out every time."""
    for path in write_task_files(folder):
        typer.echo(str(path))


@app.command()
def build(slugs: Slugs = None, folder: Models = DEMO_MODELS, threads: Threads = 1, as_json: AsJson = False) -> None:
    """Train the models and measure them: some minutes each on one processor core."""
    torch.set_num_threads(threads)
    for slug in slugs or list(recipes()):
        try:
            record = build_model(slug, folder=folder, on_step=None if as_json else progress_line(slug))
        except AssayError as error:
            raise refusal(error) from error
        if as_json:
            typer.echo(json.dumps(record, ensure_ascii=False))
        else:
            typer.echo(f"{slug}: {record['tokens_seen']} tokens in {record['processor_seconds']} processor seconds")


@app.command()
def scores(slugs: Slugs = None, folder: Models = DEMO_MODELS, threads: Threads = 1, as_json: AsJson = False) -> None:
    """Measure the models again with stock lm-eval and keep the scores in their training records."""
    torch.set_num_threads(threads)
    for slug in slugs or list(recipes()):
        try:
            measured = measure_again(slug, folder)
        except AssayError as error:
            raise refusal(error) from error
        for score in measured:
            typer.echo(json.dumps({"startup": slug} | score.as_json()) if as_json else score_line(slug, score))


def score_line(slug: str, score: DemoScore) -> str:
    """One score as a person reads it."""
    return f"{slug:<26}{score.task:<24}{score.value:.3f} ± {score.standard_error:.3f}  (n = {score.n})"


def progress_line(slug: str, every: int = 100) -> Callable[[TrainingStep], None]:
    """A listener that prints the loss every so many steps."""

    def hear(step: TrainingStep) -> None:
        if step.step % every == 0:
            typer.echo(f"{slug}: step {step.step}, loss {step.loss:.3f}, {step.tokens_per_second:.0f} tokens/s")

    return hear


def refusal(error: AssayError) -> typer.Exit:
    """The exit for bad input, after its one sentence on stderr."""
    typer.echo(str(error), err=True)
    return typer.Exit(2)
