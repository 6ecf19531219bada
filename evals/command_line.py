"""What all commands of `python -m evals` share: JSON to a file or to stdout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from data.records import AssayError

JsonTarget = Annotated[
    str | None, typer.Option("--json", help="Write JSON to this file; without a file, or with -, to stdout.")
]


def write_json(value: Any, target: str) -> None:
    """Write `value` to a file, or to stdout for "-"."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if target == "-":
        typer.echo(text)
        return
    try:
        Path(target).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise AssayError(f"--json {target!r} cannot be written ({error.strerror}); name another file") from error


def with_json_target(arguments: list[str]) -> list[str]:
    """The arguments with `-` put behind every `--json` that names no file."""
    found: list[str] = []
    for place, argument in enumerate(arguments):
        found.append(argument)
        following = arguments[place + 1] if place + 1 < len(arguments) else "--"
        if argument == "--json" and following.startswith("-") and following != "-":
            found.append("-")
    return found
