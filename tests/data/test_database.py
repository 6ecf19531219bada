"""Opening a database: created when missing, migrated from empty, the same on SQLite and PostgreSQL."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import StatementError

from data.database import create_database_engine, database_url, migrate, open_database
from data.demo import seed
from data.demo.seed import seed_demonstration
from data.profiles import changes, commit_profile, export_profile, read_profile
from data.records import InvalidInput, Unavailable
from data.repository import dossier
from data.tables import Base, StartupRow

ROOT = Path(__file__).parents[2]


def columns_of(engine):
    found = inspect(engine)
    return {
        table: {column["name"] for column in found.get_columns(table)}
        for table in found.get_table_names()
        if table != "alembic_version" and not table.startswith("search_")  # the full-text index on SQLite alone
    }


def columns_wanted():
    return {name: {column.name for column in table.columns} for name, table in Base.metadata.tables.items()}


def test_migrations_build_every_table_from_nothing(database):
    assert columns_of(database.engine) == columns_wanted()


def test_migrating_twice_changes_nothing(database):
    migrate(database.engine)
    assert columns_of(database.engine) == columns_wanted()


def test_processes_that_open_a_new_database_at_once_all_find_it_whole(tmp_path):
    url = f"sqlite:///{tmp_path}/assay.sqlite"
    code = "import sys; from data.database import open_database; open_database(sys.argv[1])"
    started = [
        subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [(process.communicate()[1], process.returncode) for process in started] == [("", 0)] * 4
    assert columns_of(open_database(url).engine) == columns_wanted()


def test_a_missing_folder_is_made(tmp_path):
    open_database(f"sqlite:///{tmp_path}/a/b/assay.sqlite").engine.dispose()
    assert (tmp_path / "a/b/assay.sqlite").is_file()


def test_sqlite_reads_while_it_writes_and_keeps_references(database):
    with database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_the_url_comes_from_the_environment_or_lies_under_var(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert database_url() == "sqlite:///var/assay.sqlite"
    monkeypatch.setenv("DATABASE_URL", "sqlite:////elsewhere.sqlite")
    assert database_url() == "sqlite:////elsewhere.sqlite"


def test_a_url_that_cannot_be_read_is_refused():
    with pytest.raises(InvalidInput, match="DATABASE_URL is 'nonsense'"):
        create_database_engine("nonsense")


def test_a_file_that_is_no_database_is_named_and_left_as_it_is(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("not a database, though long enough to have a header that could be looked at")
    before = notes.read_bytes()
    with pytest.raises(Unavailable, match=r"cannot be used \(file is not a database\); check DATABASE_URL") as told:
        open_database(f"sqlite:///{notes}")
    assert told.value.reason == "file is not a database"
    assert notes.read_bytes() == before


def test_a_database_of_a_newer_release_is_not_touched(tmp_path):
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    with open_database(url).session() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(Unavailable, match=r"form that this Assay does not know \(.*9999.*\); start the newer"):
        open_database(url)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InvalidInput, match=r"the folder '.*file/below' cannot be made \(Not a directory\)"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'below' / 'assay.sqlite'}")


def test_a_plain_postgresql_url_uses_the_driver_at_hand():
    assert create_database_engine("postgresql://host/name").url.drivername == "postgresql+psycopg"


def test_a_moment_without_time_zone_is_not_stored(database):
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    row = StartupRow(slug="a", name="a", summary_en="a", summary_zh="a", fictional=True, created_at=naive)
    with pytest.raises(StatementError, match="without time zone"), database.session() as session:
        session.add(row)


def test_a_moment_comes_back_in_utc(database):
    moment = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with database.session() as session:
        session.add(StartupRow(slug="a", name="a", summary_en="a", summary_zh="a", fictional=True, created_at=moment))
    with database.session() as session:
        assert session.query(StartupRow).one().created_at == moment


@pytest.mark.slow
def test_postgresql_holds_the_same_profile_as_sqlite(
    postgres_url, registry, today, small_profile, tmp_path, monkeypatch
):
    opened = open_database(postgres_url)
    assert columns_of(opened.engine) == columns_wanted()
    profile = read_profile(small_profile.encode(), "small.yaml", registry, today=today).profile
    with opened.session() as session:
        commit_profile(session, profile, actor="test")
    with opened.session() as session:
        assert {change.kind for change in changes(session, profile)} == {"unchanged"}
        content = export_profile(session, "kestrel-loom", "yaml")
        assert len(dossier(session, "kestrel-loom").facts) == len(profile.facts)
    assert read_profile(content, "again.yaml", registry, today=today).profile.claims == profile.claims
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "small.yaml").write_text(small_profile, encoding="utf-8")
    monkeypatch.setattr(seed, "_has_files", lambda _: True)
    with opened.session() as session:
        report = seed_demonstration(session, registry, folder=folder, today=today)
    assert (report.kept, report.runs_requested) == (("kestrel-loom",), ("Kestrel 8B",))
    opened.engine.dispose()
