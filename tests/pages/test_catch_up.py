"""Judging what waits where no worker does, and leaving it where one is there."""

import pytest

from data import repository
from pages.components import catch_up
from pages.components.catch_up import waiting
from tests.pages.startups import add_startup, sample_facts


@pytest.fixture
def three(database):
    for slug in ("alder", "birch", "cedar"):
        add_startup(database, slug, facts=sample_facts(every=20))
    return database


def test_without_a_worker_a_few_are_judged_and_the_rest_is_told(three, monkeypatch):
    monkeypatch.setattr(catch_up, "AT_ONCE", 2)
    assert waiting() == {"new": 1}
    assert waiting() == {} and waiting() == {}
    with three.session() as session:
        assert repository.count_of(session, "growth") == 3
        assert len(repository.assessments_of(session, "alder")) == 1


def test_where_a_worker_is_there_it_is_left_to_it(three):
    with three.session() as session:
        repository.give_sign(session, repository.WORKER)
    assert waiting() == {"new": 3}
    with three.session() as session:
        assert repository.count_of(session, "growth") == 0


def test_many_are_counted_no_further_than_a_reader_wants_to_know(three, monkeypatch):
    monkeypatch.setattr(catch_up, "COUNTED", 2)
    with three.session() as session:
        repository.give_sign(session, repository.WORKER)
    assert waiting() == {"new": 2}


@pytest.mark.parametrize(("at_once", "left"), [(3, {}), (2, {"day": 3})])
def test_another_day_is_caught_up_with_where_there_are_few_and_not_where_there_are_many(
    three, monkeypatch, at_once, left
):
    waiting()
    with three.session() as session:
        session.connection().exec_driver_sql("UPDATE standing SET as_of = '2026-01-01'")
    monkeypatch.setattr(catch_up, "AT_ONCE", at_once)
    assert waiting() == left
