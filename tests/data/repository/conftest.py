"""A second pair of hands: two sessions on one database, each with its own connection."""

import uuid

import pytest
from sqlalchemy import create_engine, event, make_url, text

from data.database import open_database
from data.repository import add_startup


@pytest.fixture
def acme(database):
    with database.session() as session:
        return add_startup(
            session, slug="acme", name="Acme", summary_en="Acts.", summary_zh="行动。", fictional=True, actor="test"
        )


@pytest.fixture
def plans(session):
    """How SQLite goes about each query of a reading, in its own words."""

    def of(read):
        asked = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        read(session)
        return [
            str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in list(asked)
        ]

    return of


@pytest.fixture
def plan(plans):
    """How SQLite goes about the last query of a reading."""
    return lambda read: plans(read)[-1]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def any_database(request, tmp_path):
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/any.sqlite"
    else:
        url = _new_database(request.getfixturevalue("postgres_url"))
    opened = open_database(url)
    yield opened
    opened.engine.dispose()


def _new_database(server):
    url, name = make_url(server).set(drivername="postgresql+psycopg"), f"assay_{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)
