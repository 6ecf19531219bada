"""Commands about jobs: ask for runs, work them off, see how they stand, repeat them."""

from __future__ import annotations

import getpass
import json
from typing import Annotated, Any

import typer

from data.catalogue import load_suite
from data.command_line import one_sentence_errors
from data.database import open_database
from data.records import InvalidInput, ModelRecord, NotFound, Run, RunRequest, Schedule
from data.repository import (
    add_schedule,
    find_run,
    models_of,
    remove_schedule,
    request_cancel,
    request_run,
    runs,
    schedules,
    worker_is_there,
)
from evals.checkpoints.locations import checked_location
from evals.command_line import JsonTarget, write_json
from evals.jobs.repeats import check_cron
from evals.jobs.settings import WorkerSettings
from evals.measurements import check_kind

schedule_app = typer.Typer(help="Benchmarks that repeat.", no_args_is_help=True)
Startup = Annotated[str, typer.Option(help="Slug of the startup.")]


def enqueue(
    startup: Startup,
    suite: Annotated[str | None, typer.Option(help="A suite; `suites` lists them.")] = None,
    tasks: Annotated[str | None, typer.Option(help="Tasks instead of a suite, separated by commas.")] = None,
    model: Annotated[str | None, typer.Option(help="One of its models; all if none is named.")] = None,
    kind: Annotated[str, typer.Option(help="What to measure.")] = "benchmark",
    limit: Annotated[int | None, typer.Option(min=1, help="Items of each task, from the first.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting of the measurement; may repeat.")
    ] = None,
    priority: Annotated[int, typer.Option(min=1, help="Lower comes first.")] = 10,
    timeout: Annotated[int, typer.Option(min=1, help="Seconds after which the run is ended.")] = 3600,
    json_file: JsonTarget = None,
) -> None:
    """Ask for runs of a startup's models; the worker carries them out."""
    with one_sentence_errors():
        check_kind(kind)
        named = tuple(name.strip() for name in (tasks or "").split(",") if name.strip())
        if kind == "benchmark" and bool(suite) == bool(named):
            raise InvalidInput("Name either --suite or --tasks")
        if suite:
            load_suite(suite)
        with open_database().session() as session:
            chosen = chosen_models(models_of(session, startup), startup, model)
            asked = [
                request_run(
                    session,
                    RunRequest(
                        model_id=each.id,
                        kind=kind,
                        suite=suite,
                        tasks=named,
                        settings=named_settings(settings or []) | ({} if limit is None else {"limit": limit}),
                        priority=priority,
                        timeout_seconds=timeout,
                        requested_by=getpass.getuser(),
                    ),
                )
                for each in chosen
            ]
        report_runs(asked, json_file)


def worker() -> None:
    """Work off the queue until stopped (Ctrl-C); one worker per database."""
    from evals.jobs.executor import work

    with one_sentence_errors():
        settings = WorkerSettings.from_environment()
        where = ", ".join(settings.slots) + ("" if settings.gpus else " (no GPU was found)")
        work(settings, on_ready=lambda: typer.echo(f"Worker ready on {where}.", err=True))


def status(
    run: Annotated[int | None, typer.Argument(help="One run; the newest 20 if none is named.")] = None,
    json_file: JsonTarget = None,
) -> None:
    """How runs stand, and whether a worker is there."""
    with one_sentence_errors():
        with open_database().session() as session:
            found = runs(session, limit=20) if run is None else [find_run(session, run)]
            working = worker_is_there(session)
    if json_file:
        write_json({"worker_running": working, "runs": [run_as_json(each) for each in found]}, json_file)
        return
    typer.echo("A worker is running." if working else "No worker is running; start one with `python -m evals worker`.")
    report_runs(found, None)


def cancel(run: Annotated[int, typer.Argument(help="Number of the run.")], json_file: JsonTarget = None) -> None:
    """Cancel a queued or running run."""
    with one_sentence_errors():
        with open_database().session() as session:
            cancelled = request_cancel(session, run, actor=getpass.getuser())
        report_runs([cancelled], json_file)


@schedule_app.command("list")
def list_schedules(json_file: JsonTarget = None) -> None:
    """List the schedules."""
    with one_sentence_errors(), open_database().session() as session:
        report_schedules(schedules(session), json_file)


@schedule_app.command("add")
def add(
    startup: Startup,
    suite: Annotated[str, typer.Option(help="A suite; `suites` lists them.")],
    cron: Annotated[str, typer.Option(help="Five fields in UTC, such as '0 3 * * 1'.")],
    json_file: JsonTarget = None,
) -> None:
    """Repeat a suite on a startup's models."""
    with one_sentence_errors():
        load_suite(suite)
        check_cron(cron)
        with open_database().session() as session:
            report_schedules(
                [add_schedule(session, startup, suite=suite, cron=cron, actor=getpass.getuser())], json_file
            )


@schedule_app.command("remove")
def remove(
    schedule: Annotated[int, typer.Argument(help="Number of the schedule.")], json_file: JsonTarget = None
) -> None:
    """Remove a schedule."""
    with one_sentence_errors(), open_database().session() as session:
        report_schedules([remove_schedule(session, schedule, actor=getpass.getuser())], json_file)


def named_settings(pairs: list[str]) -> dict[str, Any]:
    """Settings given as NAME=VALUE; a value that reads as JSON is taken as such, any other as text.

    Raises:
        InvalidInput: a pair has no name or no equals sign.
    """
    found: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not name or not equals:
            raise InvalidInput(f"--set {pair!r} is no setting; write NAME=VALUE, such as seed=7")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def chosen_models(models: list[ModelRecord], startup: str, name: str | None) -> list[ModelRecord]:
    """The model of that name, or all; each lies where jobs may load it from.

    Raises:
        NotFound: the startup has no model, or none of that name.
        Refused: a model lies outside the allowed folders.
    """
    chosen = [model for model in models if name in (None, model.name)]
    if not chosen:
        known = ", ".join(repr(model.name) for model in models) or "none"
        raise NotFound(f"Startup {startup!r} has no model{f' {name!r}' if name else ''}; its models: {known}")
    for model in chosen:
        checked_location(model.location)
    return chosen


def report_runs(found: list[Run], json_file: str | None) -> None:
    """Print runs, one per line, or write them as JSON."""
    if json_file:
        write_json([run_as_json(run) for run in found], json_file)
        return
    for run in found:
        what = run.request.suite or ",".join(run.request.tasks) or run.request.kind
        progress = f"{run.progress.done}/{run.progress.total}" if run.progress.total else ""
        typer.echo(
            f"{run.id:>5}  {run.state.value:<10}{run.startup_slug:<28}{run.model.name:<24}{what:<16}{progress:<12}"
            f"{run.error or ''}".rstrip()
        )


def run_as_json(run: Run) -> dict[str, Any]:
    """A run as plain values."""
    return {
        "id": run.id,
        "startup": run.startup_slug,
        "model": run.model.name,
        "kind": run.request.kind,
        "suite": run.request.suite,
        "tasks": list(run.request.tasks),
        "state": run.state.value,
        "attempt": run.attempt,
        "progress": {"done": run.progress.done, "total": run.progress.total, "task": run.progress.task},
        "device": run.device,
        "requested_by": run.request.requested_by,
        "created_at": run.created_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "error": run.error,
        "scores": [
            {
                "task": score.task,
                "metric": score.metric,
                "value": score.value,
                "stderr": score.standard_error,
                "n": score.n,
            }
            for score in run.scores
        ],
    }


def report_schedules(found: list[Schedule], json_file: str | None) -> None:
    """Print schedules, one per line, or write them as JSON."""
    if json_file:
        rows = [
            {
                "id": each.id,
                "startup": each.startup_slug,
                "suite": each.suite,
                "cron": each.cron,
                "enabled": each.enabled,
            }
            for each in found
        ]
        write_json(rows, json_file)
        return
    for each in found:
        switched = "" if each.enabled else "  off"
        typer.echo(f"{each.id:>5}  {each.startup_slug:<28}{each.suite:<24}{each.cron}{switched}")
