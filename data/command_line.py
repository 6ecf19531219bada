"""What all command lines share: one sentence for bad input, exit status 2; and how this folder's commands print."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import OperationalError

from data.database import unavailable
from data.records import AssayError

BAD_INPUT = 2


@contextmanager
def one_sentence_errors() -> Iterator[None]:
    """Turn what was raised on purpose, or by a database that went away, into its sentence on stderr and exit code 2."""
    try:
        yield
    except AssayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(BAD_INPUT) from error
    except OperationalError as error:
        typer.echo(str(unavailable(error)), err=True)
        raise typer.Exit(BAD_INPUT) from error


def import_actor() -> str:
    """Who imports, for the audit trail."""
    try:
        return f"import by {getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "import"


def say(document: Mapping[str, object], text: str, as_json: bool) -> None:
    """Print the document as JSON, or the text."""
    if as_json:
        print_json(document)
    else:
        typer.echo(text)


def print_json(document: Mapping[str, object]) -> None:
    """Print the document; dates become text."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_iso))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(markup=False).print(table)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
