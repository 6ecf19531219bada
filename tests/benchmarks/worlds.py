"""Worlds of judged startups that are kept between runs: files of SQLite in a folder, or databases of PostgreSQL."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from data.database import Database, create_database_engine, open_database
from data.tables import BoardStartupRow, StartupRow
from evals.jobs.judgements import shipped_yardsticks
from tests.benchmarks.judged_world import Size, bring_to_today, make_world


class Slugs(NamedTuple):
    """Startups to visit: those of whom much is known, and the others."""

    full: list[str]
    thin: list[str]


def kept_world(folder: Path, size: Size, server: str | None) -> str:
    """The address of a world of that size, made now where there is none; its judgements are dated today.

    Args:
        folder: Of the files.
        size: How large.
        server: Address of a PostgreSQL server that databases may be made on, None for files.
    """
    name = f"assay_{size.startups}_{size.samples}_{shipped_yardsticks().rubric.content_hash[:8]}"
    if server is None:
        return _kept_file(folder / f"{name}.sqlite", size)
    return _kept_on_server(server, name, size)


def slugs_of(session: Session, most: int) -> Slugs:
    """Random startups of either kind, the same each time."""
    rng = random.Random(3)
    measured = select(BoardStartupRow.startup_id)
    full = list(session.scalars(select(StartupRow.slug).where(StartupRow.id.in_(measured)).order_by(StartupRow.id)))
    count = session.scalar(select(func.max(StartupRow.id))) or 0
    keys = [rng.randint(1, count) for _ in range(2 * most)]
    others = select(StartupRow.slug).where(StartupRow.id.in_(keys), StartupRow.id.not_in(measured))
    thin = list(session.scalars(others.order_by(StartupRow.id)))
    return Slugs(rng.sample(full, min(most, len(full))), rng.sample(thin, min(most, len(thin))))


def _kept_file(path: Path, size: Size) -> str:
    """Made beside its place and put there when it is done, so that a halt leaves none that is half made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        database = open_database(f"sqlite:///{part}")
        make_world(database, size)
        database.engine.dispose()
        part.rename(path)
    return _opened_today(f"sqlite:///{path}")


def _kept_on_server(server: str, name: str, size: Size) -> str:
    url = make_url(server).set(database=name)
    engine = create_database_engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        there = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
        if not there:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    address = url.render_as_string(hide_password=False)
    if not there:
        database = open_database(address)
        make_world(database, size)
        _analyse(database)
        database.engine.dispose()
    return _opened_today(address)


def _analyse(database: Database) -> None:
    """What the server's own housekeeping does within a minute."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _opened_today(address: str) -> str:
    database = open_database(address)
    bring_to_today(database)
    database.engine.dispose()
    return address
