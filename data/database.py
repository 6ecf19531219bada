"""Opening the database: one engine per URL, SQLite in WAL mode, migrations to the newest schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.orm import Session

from data.records import InvalidInput, Unavailable

DEFAULT_URL = "sqlite:///var/assay.sqlite"
_MIGRATING = 0x41535359
"""Key of the lock that a migration holds on PostgreSQL."""
MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Database:
    """An open database; `session()` is one transaction."""

    engine: Engine

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits at the end of the block and rolls back if it raises."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session


def database_url() -> str:
    """The URL in `DATABASE_URL`, or SQLite under `var/`."""
    return os.environ.get("DATABASE_URL") or DEFAULT_URL


def open_database(url: str | None = None) -> Database:
    """The database at `url` (default: `DATABASE_URL`), created and migrated if need be.

    Raises:
        InvalidInput: if the URL cannot be read.
        Unavailable: if no server answers there, the file is no database, or a newer Assay made it.
    """
    engine = create_database_engine(url or database_url())
    try:
        migrate(engine)
    except DatabaseError as error:
        raise unavailable(error) from error
    except CommandError as error:
        reason = str(error).splitlines()[0]
        raise Unavailable(
            f"The database has a form that this Assay does not know ({reason}); start the newer one that made it.",
            reason,
        ) from error
    return Database(engine)


def unavailable(error: DatabaseError) -> Unavailable:
    """What to tell people of a database that cannot be used."""
    reason = next(iter(str(error.orig).splitlines()), type(error.orig).__name__)
    return Unavailable(f"The database cannot be used ({reason}); check DATABASE_URL and what it names.", reason)


def create_database_engine(url: str) -> Engine:
    """An engine for `url`; an SQLite file's folder is made, WAL and foreign keys are switched on.

    Raises:
        InvalidInput: if the URL cannot be read, or the folder cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise InvalidInput(
            f"DATABASE_URL is {url!r}; give a URL such as sqlite:///var/assay.sqlite or postgresql+psycopg://…"
        ) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    engine = create_engine(parsed, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(
            f"DATABASE_URL: the folder {str(folder)!r} cannot be made ({error.strerror}); name another."
        ) from error


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema up to a revision, the newest by default; does nothing when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if revision == "head" and _is_newest(engine, config):
        return
    with engine.begin() as connection:
        _keep_others_waiting(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _is_newest(engine: Engine, config: Config) -> bool:
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(config).get_current_head()


def _keep_others_waiting(connection: Connection) -> None:
    """Processes that open a new database at the same moment migrate it one after the other."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
