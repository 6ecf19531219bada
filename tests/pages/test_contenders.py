"""All judged startups in columns: read once, and from then on only what was judged since."""

from datetime import UTC, datetime, timedelta

import pytest

from data import repository
from pages.components import contenders, loaders
from pages.components.catch_up import judge, waiting
from pages.components.contenders import weighing
from tests.pages.startups import add_startup, sample_facts


@pytest.fixture
def three(database):
    for slug in ("alder", "birch", "cedar"):
        add_startup(database, slug, facts=sample_facts(every=9))
    waiting()
    return database


@pytest.fixture
def read(monkeypatch):
    """How many rows each look at the database brought."""
    counts, real = [], repository.standings_since

    def counting(*given):
        rows = real(*given)
        counts.append(len(rows))
        return rows

    monkeypatch.setattr(repository, "standings_since", counting)
    return counts


def age(database, slug, hours):
    """Put the moment at which it was judged back, so that it is not read again with what is new."""
    with database.session() as session:
        kept = repository.standing_of(session, slug, "growth")
        moved = kept.judged_at - timedelta(hours=hours)
        session.connection().exec_driver_sql(
            "UPDATE standing SET judged_at = ? WHERE startup_id = (SELECT id FROM startup WHERE slug = ?)",
            (moved.replace(tzinfo=None).isoformat(" "), slug),
        )


def test_everybody_is_read_once_and_then_only_what_was_judged_since(three, read):
    for slug in ("alder", "birch"):
        age(three, slug, 5)
    assert len(contenders.contenders()) == 3 and len(contenders.contenders()) == 3
    assert read == [3], "within one drawing of a screen there is one look"
    with loaders.session():
        pass
    assert len(contenders.contenders()) == 3 and read == [3, 1], "the newest is looked at again"
    before = weighing(loaders.rubric().profile(None).weights)
    assert weighing(loaders.rubric().profile(None).weights) is before, "nothing has changed"
    judge("alder", 99, joins_history=False)
    assert weighing(loaders.rubric().profile(None).weights) is not before
    assert read[-1] <= 2


def test_what_is_archived_goes_and_what_is_judged_anew_comes_back(three):
    assert len(contenders.contenders()) == 3
    with loaders.session() as session:
        repository.archive(session, "birch", actor="test")
    assert len(contenders.contenders()) == 2
    with loaders.session() as session:
        repository.restore(session, "birch", actor="test")
    assert len(contenders.contenders()) == 2, "until it is judged"
    waiting()
    assert len(contenders.contenders()) == 3


def test_a_judgement_that_was_written_by_a_slower_clock_is_seen_too(three):
    assert len(contenders.contenders()) == 3
    add_startup(three, "dogwood", facts=sample_facts(every=9))
    judge("dogwood", 1, joins_history=True)
    with loaders.session() as session:
        late = (datetime.now(UTC) - timedelta(seconds=20)).replace(tzinfo=None).isoformat(" ")
        session.connection().exec_driver_sql("UPDATE standing SET judged_at = ? WHERE startup_id = 4", (late,))
    assert len(contenders.contenders()) == 4


def test_nobody_is_weighed_where_nobody_is_judged(database):
    assert weighing(loaders.rubric().profile(None).weights) is None
    assert len(contenders.contenders()) == 0
