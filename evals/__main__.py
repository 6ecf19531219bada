"""`python -m evals`: measure a model now, or let the worker do it."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from data.command_line import one_sentence_errors
from data.records import InvalidInput
from evals.command_line import JsonTarget, with_json_target, write_json
from evals.jobs import commands as jobs
from evals.places import LIBRARY_ENVIRONMENT, request_store_file

app = typer.Typer(
    help="Measure models: now (run), or through the worker (enqueue, worker, status).", no_args_is_help=True
)
bundle_app = typer.Typer(
    help="Freeze the data of a suite, so that it can be measured without a network.", no_args_is_help=True
)
app.add_typer(bundle_app, name="bundle")
app.add_typer(jobs.schedule_app, name="schedule")
for command in (jobs.enqueue, jobs.worker, jobs.status, jobs.cancel):
    app.command()(command)

MOUNTED = {
    "demo": ("evals.demo.cli", "Make the demonstration again: its tasks, its models, its scores."),
    "checkpoint": ("evals.forensics.cli", "Examine a model folder without loading it."),
    "lineage": ("evals.forensics.cli", "Ask whether models share their initialisation."),
    "serving": ("evals.forensics.cli", "Time a model's prefill and decoding on the baseline stack."),
    "identity": ("evals.forensics.cli", "Ask whether an endpoint serves the weights in a folder."),
    "probe": ("evals.contamination.cli", "Ask whether a model has seen the tests."),
}
"""Commands of modules that are loaded only when one of them is called."""
WHOLE = {"evals.contamination.cli", "evals.demo.cli"}
"""Modules whose typer application is the command; that of others has it among its own."""
Device = Literal["cpu", "cuda"]
BackendName = Literal["transformers", "vllm", "local-completions", "local-chat-completions"]


@app.command()
def run(
    model: Annotated[str, typer.Option(help="Local folder, hub id, or the name an endpoint knows the model by.")],
    tasks: Annotated[str | None, typer.Option(help="lm-eval tasks, groups or tags, separated by commas.")] = None,
    suite: Annotated[str | None, typer.Option(help="A suite; `suites` lists them.")] = None,
    task_data: Annotated[Path | None, typer.Option(help="Folder with MANIFEST.json and the tasks' data.")] = None,
    include_path: Annotated[Path | None, typer.Option(help="Folder of your own task files; their code is run.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Items of each task, from the first.")] = None,
    num_fewshot: Annotated[int | None, typer.Option(min=0, help="Examples in each prompt.")] = None,
    device: Annotated[Device | None, typer.Option(help="Default: the GPU if there is one.")] = None,
    backend: Annotated[BackendName | None, typer.Option(help="What runs the model; transformers if not named.")] = None,
    endpoint: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Base address such as http://host:8000/v1; its key: ASSAY_ENDPOINT_KEY."),
    ] = None,
    tokenizer: Annotated[Path | None, typer.Option(help="Folder of the endpoint's tokenizer.")] = None,
    max_length: Annotated[int | None, typer.Option(min=8, help="Tokens the model takes, if it does not say.")] = None,
    reuse: Annotated[bool, typer.Option(help="Take answers that are known already from the store.")] = True,
    json_file: JsonTarget = None,
) -> None:
    """Measure a model now. Exit code 1: a task failed (the others are reported); 2: bad input."""
    with one_sentence_errors():
        if bool(tasks) == bool(suite):
            raise InvalidInput("Name either --tasks or --suite")
        prepare_environment(model)
        from data.catalogue import load_suite
        from evals.benchmark.backends import BackendChoice
        from evals.benchmark.measurement import measure_benchmark
        from evals.benchmark.progress_bar import progress_bar
        from evals.benchmark.report import report_as_json
        from evals.benchmark.request import BenchmarkRequest, code_is_allowed

        request = BenchmarkRequest(
            location=model,
            tasks=tuple(name.strip() for name in (tasks or "").split(",") if name.strip()),
            suite=load_suite(suite) if suite else None,
            task_data=task_data,
            include_path=include_path,
            limit=limit,
            num_fewshot=num_fewshot,
            device=device,
            store=request_store_file() if reuse else None,
            allow_code=code_is_allowed(),
            backend=BackendChoice(
                name=backend or ("local-completions" if endpoint else "transformers"),
                endpoint=endpoint,
                tokenizer=tokenizer,
                max_length=max_length,
            ),
        )
        with progress_bar() as listener:
            outcome = measure_benchmark(request, listener)
        typer.echo(f"Measured on {endpoint or device_in_words(device)}.", err=True)
        if outcome.left_out:
            typer.echo(f"Left out, since they execute code: {', '.join(outcome.left_out)}.", err=True)
        if json_file:
            write_json(report_as_json(outcome), json_file)
    if json_file != "-":
        print_table(outcome)
    failed = [task.error for task in outcome.evaluation.results.values() if task.error]
    for message in failed:
        typer.echo(message, err=True)
    raise typer.Exit(1 if failed else 0)


@app.command()
def suites(json_file: JsonTarget = None) -> None:
    """List the suites."""
    from data.catalogue import load_suites

    with one_sentence_errors():
        found = load_suites()
    if json_file:
        write_json([suite.model_dump() for suite in found], json_file)
        return
    for suite in found:
        print(f"{suite.name:<24}{len(suite.benchmarks):>3} benchmarks  {suite.label_en}")


@bundle_app.command("create")
def bundle_create(
    suite: Annotated[str, typer.Option(help="The suite whose data is frozen.")],
    out: Annotated[Path, typer.Option(help="Folder to make the bundle in.")],
    include_path: Annotated[Path | None, typer.Option(help="Folder of your own task files; their code is run.")] = None,
    json_file: JsonTarget = None,
) -> None:
    """Download the data of a suite's tasks and freeze it; `run --task-data` then needs no network."""
    with one_sentence_errors():
        os.environ.update(LIBRARY_ENVIRONMENT)
        from data.catalogue import load_suite
        from evals.benchmark.bundles import create_bundle

        manifest = create_bundle(load_suite(suite), out, include_path=include_path)
    if json_file:
        write_json(manifest.model_dump(), json_file)
        return
    for name, task in manifest.tasks.items():
        rows = ", ".join(f"{split} {entry.rows}" for split, entry in task.splits.items())
        print(f"{name:<44}{rows:<44}{task.licence or 'licence not stated'}")


def mount(name: str, module: str, text: str) -> None:
    """Add the commands of a module that is loaded only when one of them is called."""
    is_whole = module in WHOLE
    program = f"python -m evals {name}" if is_whole else "python -m evals"

    def forward(context: typer.Context) -> None:
        import_module(module).app(args=context.args if is_whole else [name, *context.args], prog_name=program)

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    app.command(name, help=text, context_settings=settings, add_help_option=False)(forward)


for mounted, (module_name, summary) in MOUNTED.items():
    if find_spec(module_name):
        mount(mounted, module_name, summary)


def device_in_words(device: str | None) -> str:
    """The device a measurement will use, as told to people."""
    import torch

    if device == "cpu":
        return "the CPU, as asked for"
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "the CPU: no GPU was found"


def prepare_environment(model: str) -> None:
    """Keep the libraries loaded from here on quiet, and off the hub when the model is a local folder."""
    for name, value in LIBRARY_ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if Path(model).expanduser().is_dir():
        os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1")


def print_table(outcome: Any) -> None:
    """Print the scores for people."""
    from rich.console import Console

    from evals.benchmark.report import report_as_table

    Console().print(report_as_table(outcome))


if __name__ == "__main__":
    given = sys.argv[1:]
    app(args=given if given[:1] and given[0] in MOUNTED else with_json_target(given), prog_name="python -m evals")
