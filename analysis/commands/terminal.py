"""What all commands of `python -m analysis` share: options, text or JSON for what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from analysis.commands.report_text import Report
from data.records import InvalidInput

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Slug = Annotated[str, typer.Option("--startup", help="Slug of the startup; `python -m data list` shows them.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Day of assessment, YYYY-MM-DD; today if not given.")]
RubricFile = Annotated[Path | None, typer.Option("--rubric", help="Another rubric than the one that ships.")]
Draws = Annotated[int, typer.Option("--draws", min=100, max=1_000_000, help="Joint draws of all criteria.")]
Profile = Annotated[str | None, typer.Option("--profile", help="Investor profile of the rubric, or one saved.")]
Language = Annotated[Literal["en", "zh"], typer.Option("--language", help="Language of sentences.")]


def say(report: Report, as_json: bool, lines: Callable[[Report], Iterable[str]]) -> None:
    """Print a report as lines of text, or as JSON."""
    say_as(report, as_json, lambda shown: typer.echo("\n".join(lines(shown))))


def say_as(report: Report, as_json: bool, show: Callable[[Report], None]) -> None:
    """Print a report by `show`, or as JSON."""
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True))
    else:
        show(report)


def day_given(text: str | None, option: str = "--as-of") -> date:
    """The day an option names, today if it names none.

    Raises:
        InvalidInput: it is no date.
    """
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{option}: got {text!r}, expected a date such as 2026-10-31") from error


def text_of(file: Path) -> str:
    """The text of a rubric file.

    Raises:
        InvalidInput: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: cannot be read as UTF-8 text ({error}); name a rubric file in YAML") from error
