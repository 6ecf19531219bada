"""What the commands of the data share: one transaction, who acts, and printing for people or as JSON."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from data.command_line import one_sentence_errors
from data.database import database_url, open_database

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction on the database in `DATABASE_URL`; what goes wrong on purpose ends as its sentence."""
    with one_sentence_errors(), open_database(database_url()).session() as session:
        yield session


def user() -> str:
    """Who types, for the audit trail."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "somebody without a name"


def importer() -> str:
    """Who brings in what a file says, for the audit trail."""
    return f"import by {user()}"


def say(document: Mapping[str, object], text: str, as_json: bool) -> None:
    """Print the document as JSON, or its text."""
    if as_json:
        print_json(document)
    else:
        typer.echo(text)


def print_json(document: Mapping[str, object]) -> None:
    """Print a document with its days as ISO text."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=_iso))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows below their columns."""
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(markup=False).print(table)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")
