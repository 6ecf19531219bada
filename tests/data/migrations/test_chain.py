"""The chain of migrations: one line from nothing to the newest schema, each step on the data of the one before."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from data.database import create_database_engine, migrate, open_database
from data.tables import Base

VERSIONS = sorted((Path(__file__).parents[3] / "data" / "migrations" / "versions").glob("*.py"))


def assigned(path, name):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == name:
            return ast.literal_eval(node.value)
    raise AssertionError(f"{path.name} assigns no {name}")


def test_the_migrations_are_one_line_in_the_order_of_their_files():
    revisions = [assigned(path, "revision") for path in VERSIONS]
    assert [assigned(path, "down_revision") for path in VERSIONS] == [None, *revisions[:-1]]
    assert [path.name.split("_")[0] for path in VERSIONS] == revisions


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_database_stops_at_every_step_and_goes_on_from_there(tmp_path, path):
    engine = create_database_engine(f"sqlite:///{tmp_path / 'assay.sqlite'}")
    migrate(engine, assigned(path, "revision"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == assigned(path, "revision")
    migrate(engine)
    named = {name for name in inspect(engine).get_table_names() if not name.startswith("search_")}
    assert named == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()


def test_a_startup_of_the_first_release_is_there_after_all_of_them(tmp_path):
    url = f"sqlite:///{tmp_path / 'assay.sqlite'}"
    engine = create_database_engine(url)
    migrate(engine, assigned(VERSIONS[0], "revision"))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO startup (id, slug, name, summary_en, summary_zh, fictional, created_at)"
                " VALUES (1, 'acme', 'Acme', 'Models', '模型', 1, '2026-06-01 10:00:00')"
            )
        )
    engine.dispose()
    opened = open_database(url)
    with opened.session() as session:
        assert session.execute(text("SELECT slug, summary_zh FROM startup")).one() == ("acme", "模型")
    opened.engine.dispose()
