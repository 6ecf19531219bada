"""Forensics on the command line: the only place here that prints. Exit 0 in order, 1 a finding, 2 bad input."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from data.records import AssayError
from evals.forensics.findings import Finding, Severity

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@app.callback()
def forensics() -> None:
    """Take weights apart: what they are, where they come from, how they run, and who serves them."""


@app.command()
def checkpoint(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    claimed_billion: Annotated[float | None, typer.Option(help="Parameters the startup claims, in billions.")] = None,
    as_json: AsJson = False,
) -> None:
    """Examine a model folder without loading it; exit 1 when a finding of severity high stands."""
    from evals.forensics.checkpoint import examine_checkpoint

    claimed = None if claimed_billion is None else round(claimed_billion * 1e9)
    with _one_sentence_errors():
        report = examine_checkpoint(folder, claimed_parameters=claimed)
    if as_json:
        _print_json(report.as_json())
    else:
        typer.echo(f"{report.folder}  {report.model_type or 'unknown architecture'}  {report.weights_format}")
        typer.echo(f"digest      {report.digest or 'none'}")
        if report.parameters is not None:
            typer.echo(f"parameters  {report.parameters.total:,} ({report.parameters.active:,} active)")
        _print_findings(report.findings)
    raise typer.Exit(0 if report.may_be_loaded else 1)


def _print_findings(findings: tuple[Finding, ...]) -> None:
    for found in findings:
        typer.echo(f"{found.severity.value:<6}  {found.rule:<28}  {found.message_en}")
    high = sum(found.severity is Severity.HIGH for found in findings)
    typer.echo(f"{len(findings)} findings, {high} of severity high")


def _print_json(content: object) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> Any:
    return asdict(value) if hasattr(value, "__dataclass_fields__") else str(value)  # type: ignore[call-overload]


@contextmanager
def _one_sentence_errors() -> Iterator[None]:
    try:
        yield
    except AssayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
