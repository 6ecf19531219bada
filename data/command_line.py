"""What all command lines share: one sentence for bad input, exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
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
