"""Benchmarks that repeat: the list with the next time of each, adding one, refusing one, taking one out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data import repository
from data.records import Schedule
from pages.components.jobs.schedules import _add, _list, show_schedules
from tests.pages.drawing import draw, parts_of
from tests.pages.records import HOSTILE
from tests.pages.sections import open_section
from tests.pages.startups import add_startup, press, said

SECTION = "pages.components.jobs.schedules.show_schedules"
TITLE = "Schedules"


def schedule(schedule_id=3, cron="0 2 1 1 *", **changes):
    made = Schedule(schedule_id, "northfold", "demo", cron, True, datetime(2026, 1, 1, tzinfo=UTC))
    return replace(made, **changes)


def kept(database):
    with database.session() as session:
        return [(each.startup_slug, each.suite, each.cron) for each in repository.schedules(session)]


def trail(database):
    with database.session() as session:
        return [(event.action, event.actor) for event in repository.audit_events(session, entity="schedule")]


def new_year():
    """The next first of January, two in the morning."""
    return datetime.now(UTC).year + 1


@pytest.mark.usefixtures("calculator")
class TestList:
    @pytest.mark.parametrize(("language", "sentence"), [("en", "Nothing repeats."), ("zh", "没有定时运行。")])
    def test_without_one_it_says_so(self, language, sentence):
        found = draw(_list, [], {}, language=language)
        assert sentence in found.said and found.views == []

    def test_a_schedule_tells_startup_suite_expression_and_its_next_time(self):
        (row,) = draw(_list, [schedule()], {"northfold": "Northfold"}).rows(TITLE)
        assert (row[0], row[2:]) == ("Northfold", ["0 2 1 1 *", f"1 Jan {new_year()} 02:00 UTC", "Remove"])
        assert row[1] not in ("", "demo"), "a suite is called by its name"

    def test_it_is_told_in_chinese(self):
        (row,) = draw(_list, [schedule()], {}, language="zh").rows("定时")
        assert row[3:] == [f"{new_year()}年1月1日 02:00 UTC", "移除"]

    def test_one_switched_off_has_no_next_time(self):
        assert draw(_list, [schedule(enabled=False)], {}).rows(TITLE)[0][3] == "switched off"

    def test_a_startup_or_suite_that_is_gone_is_called_by_its_key(self):
        (row,) = draw(_list, [schedule(suite="gone")], {}).rows(TITLE)
        assert row[:2] == ["northfold", "gone"]

    def test_each_is_taken_out_by_its_own_button(self):
        found = draw(_list, [schedule(3), schedule(5)], {})
        assert parts_of(found.view(TITLE), "go") == ["3", "5"]

    def test_a_hostile_name_is_plain_words(self):
        assert draw(_list, [schedule()], {"northfold": HOSTILE}).rows(TITLE)[0][0] == HOSTILE


@pytest.mark.parametrize(
    ("language", "cron", "told"),
    [
        ("en", "whenever", ["five fields", "whenever"]),
        ("zh", "0 2 * *", ["应有五段"]),
        ("en", "61 2 * * *", ["is not a cron expression", r"61 2 \*"]),
        ("en", "", ["five fields"]),
    ],
)
def test_an_expression_that_is_none_is_refused_with_an_example_and_nothing_written(database, language, cron, told):
    add_startup(database, "northfold")
    shown = draw(_add, "northfold", "demo", cron, language=language).said
    assert all(word in shown for word in told) and r"30 4 \* \* 1-5" in shown
    assert kept(database) == [] and trail(database) == []


def test_a_startup_that_is_gone_is_refused_in_a_sentence(database):
    add_startup(database, "northfold")
    assert "nobody" in draw(_add, "nobody", "demo", "0 2 * * *").said
    assert kept(database) == []


def test_without_a_startup_there_is_no_form(database):
    assert [node for node in draw(show_schedules, [], {}).nodes if node.type == "selectbox"] == []


@pytest.mark.parametrize(
    ("often", "own", "cron"),
    [("nightly", "", "0 2 * * *"), ("weekly", "5 5 * * *", "0 2 * * 1"), ("own", " 30 4 * * 1-5 ", "30 4 * * 1-5")],
)
def test_a_schedule_is_added_as_chosen_with_its_audit_event(database, often, own, cron):
    add_startup(database, "northfold")
    app = open_section(SECTION, "[], {}")
    next(box for box in app.selectbox if box.label == "When").set_value(often)
    app.text_input[0].set_value(own)
    press(app, "Add the schedule")
    assert not app.exception, app.exception
    assert [each[2] for each in kept(database)] == [cron]
    assert trail(database) == [("add", "dashboard")]


def test_a_refused_expression_is_told_on_the_screen(database):
    add_startup(database, "northfold")
    app = open_section(SECTION, "[], {}")
    next(box for box in app.selectbox if box.label == "When").set_value("own")
    app.text_input[0].set_value("whenever")
    press(app, "Add the schedule")
    assert "five fields" in said(app) and kept(database) == []
