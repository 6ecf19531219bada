"""What became of startups, entered with a source and kept in the audit trail."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import inspect

from data.database import open_database
from data.records import InvalidInput, NotFound, Outcome
from data.repository import add_outcome, add_startup, audit_events, outcomes, remove_outcome

DAY = date(2026, 6, 30)


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'outcomes.sqlite'}")
    with opened.session() as session:
        for slug in ("northfold", "southfold"):
            add_startup(
                session, slug=slug, name=slug, summary_en="Models", summary_zh="模型", fictional=True, actor="test"
            )
    return opened


def entered(database, **changes):
    values: dict[str, Any] = {
        "startup_slug": "northfold",
        "observed_on": DAY,
        "kind": "up_round",
        "favourable": True,
        "source": "Filing",
    }
    with database.session() as session:
        return add_outcome(session, Outcome(**values | changes), actor="analyst")


def test_outcome_comes_back_as_entered(database):
    entered(database)
    entered(database, startup_slug="southfold", kind="closed", favourable=False, observed_on=date(2026, 3, 1))
    with database.session() as session:
        found = outcomes(session)
        assert [(each.startup_slug, each.kind, each.favourable) for each in found] == [
            ("southfold", "closed", False),
            ("northfold", "up_round", True),
        ]
        assert [each.startup_slug for each in outcomes(session, slug="northfold")] == ["northfold"]
        assert found[0].entered_by == "analyst" and found[0].entered_at is not None


def test_second_entry_of_the_same_kind_and_day_replaces_the_first_and_both_are_in_the_trail(database):
    entered(database)
    entered(database, favourable=False, source="Corrected filing")
    with database.session() as session:
        assert [each.favourable for each in outcomes(session)] == [False]
        newest = audit_events(session, entity="outcome")[0]
    assert newest.before == {"favourable": True, "source": "Filing"}
    assert newest.after == {"favourable": False, "source": "Corrected filing"}


def test_outcome_entered_by_mistake_can_be_taken_out(database):
    stored = entered(database)
    with database.session() as session:
        remove_outcome(session, stored.id, actor="analyst")
    with database.session() as session:
        assert outcomes(session) == []
        assert audit_events(session, entity="outcome")[0].action == "remove"
        with pytest.raises(NotFound, match="No outcome has the key 99"):
            remove_outcome(session, 99, actor="analyst")


@pytest.mark.parametrize(
    ("changes", "error", "part"),
    [
        ({"kind": "great"}, InvalidInput, "got 'great', use one of up_round"),
        ({"source": " "}, InvalidInput, "name the source"),
        ({"startup_slug": "nobody"}, NotFound, "nobody"),
    ],
)
def test_unknown_kind_missing_source_or_startup_is_refused(changes, error, part, database):
    with pytest.raises(error, match=part):
        entered(database, **changes)


def test_the_table_is_made_by_migration_with_its_index(database):
    found = inspect(database.engine)
    assert {column["name"] for column in found.get_columns("outcome")} >= {"observed_on", "kind", "favourable"}
    assert [index["name"] for index in found.get_indexes("outcome")] == ["ix_outcome_startup_id"]
