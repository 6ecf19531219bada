"""A second pair of hands: two sessions on one database, each with its own connection."""

import pytest

from data.repository import add_startup


@pytest.fixture
def acme(database):
    with database.session() as session:
        return add_startup(
            session, slug="acme", name="Acme", summary_en="Acts.", summary_zh="行动。", fictional=True, actor="test"
        )
