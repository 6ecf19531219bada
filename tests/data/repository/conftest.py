"""A second pair of hands: two sessions on one database, each with its own connection."""

import pytest
from sqlalchemy import event

from data.repository import add_startup


@pytest.fixture
def acme(database):
    with database.session() as session:
        return add_startup(
            session, slug="acme", name="Acme", summary_en="Acts.", summary_zh="行动。", fictional=True, actor="test"
        )


@pytest.fixture
def plan(session):
    """How SQLite goes about the last query of a reading, in its own words."""

    def of(read):
        asked = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        read(session)
        statement, values = asked[-1]
        return str(session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())

    return of
