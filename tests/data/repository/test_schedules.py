"""Benchmarks that repeat."""

import pytest

from data.records import InvalidInput, NotFound
from data.repository import add_schedule, add_startup, remove_schedule, schedules


def test_the_same_hour_is_free_for_another_suite_another_time_and_another_startup(session, acme):
    add_startup(session, slug="other", name="O", summary_en="a", summary_zh="b", fictional=True, actor="test")
    asked = [("acme", "demo", "0 3 * * 1"), ("acme", "core", "0 3 * * 1"), ("acme", "demo", "0 4 * * 1")]
    for slug, suite, cron in [*asked, ("other", "demo", "0 3 * * 1")]:
        add_schedule(session, slug, suite=suite, cron=cron, actor="ann")
    assert [(each.startup_slug, each.suite, each.cron) for each in schedules(session)][:3] == asked
    assert all(each.enabled for each in schedules(session))


def test_the_same_schedule_twice_is_refused_with_what_to_change(session, acme):
    add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann")
    with pytest.raises(InvalidInput) as refused:
        add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="bob")
    assert str(refused.value) == "acme already has suite 'demo' at '0 3 * * 1'; change the time or the suite"


def test_a_schedule_removed_may_be_added_again(session, acme):
    first = add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann")
    assert remove_schedule(session, first.id, actor="ann") == first
    assert add_schedule(session, "acme", suite="demo", cron="0 3 * * 1", actor="ann").cron == first.cron


def test_a_schedule_of_nobody_and_one_that_is_not_there_are_refused(session):
    with pytest.raises(NotFound, match="nobody"):
        add_schedule(session, "nobody", suite="demo", cron="0 3 * * 1", actor="ann")
    with pytest.raises(NotFound) as refused:
        remove_schedule(session, 5, actor="ann")
    assert str(refused.value) == "No schedule 5; `python -m evals schedule list` shows what there is"


def test_schedules_are_read_without_a_walk_through_the_startups(plan):
    assert "startup_by_archived_at" not in plan(schedules)
