"""The commands that look back, against a database of two startups."""

import json
from datetime import date

import pytest

from data.database import open_database
from data.records import Outcome
from data.repository import add_outcome, archive, remove_outcome, restore


def test_before_anything_was_known_the_axes_stood_elsewhere_and_the_changes_add_up(analysis):
    options = ("history", "--startup", "solid", "--since", "2026-09-15", "--until", "2026-10-31")
    found = json.loads(analysis(*options, "--json").stdout)
    for axis in ("expectation", "risk"):
        assert found[axis]["change"] == pytest.approx(found[axis]["to"] - found[axis]["from"], abs=1e-5)
        assert sum(each[axis] for each in found["changes"]) == pytest.approx(found[axis]["change"], abs=1e-3)
    assert found["expectation"]["change"] > 0 > found["risk"]["change"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--since", "last week"), "--since: got 'last week', expected a date such as 2026-10-31"),
        (("--since", "2026-09-01", "--until", "soon"), "--until: got 'soon', expected a date such as 2026-10-31"),
        (
            ("--since", "2026-09-01", "--until", "2026-06-01"),
            "the earlier day 2026-09-01 lies after the later one 2026-06-01",
        ),
    ],
)
def test_days_that_are_none_or_out_of_order_are_refused(refused, arguments, sentence):
    assert refused("history", "--startup", "solid", *arguments) == sentence


def test_the_history_of_nobody_is_refused_with_where_to_look(refused):
    assert refused("history", "--startup", "nobody", "--since", "2026-09-01") == (
        "No startup 'nobody'; `python -m data list` shows what there is"
    )


def test_a_backtest_without_outcomes_says_how_many_it_needs_in_either_language(analysis):
    assert analysis("backtest").stdout == (
        "Not enough outcomes yet: 0 entered, 0 of them favourable; at least 20 are needed, with 5 of either kind.\n"
    )
    chinese = json.loads(analysis("backtest", "--language", "zh", "--json").stdout)
    assert (chinese["count"], chinese["favourable"]) == (0, 0)
    assert chinese["reason"].startswith("结果尚不足：已录入 0 项")


def test_an_outcome_entered_is_counted_and_one_taken_out_is_not(analysis, database_url):
    outcome = Outcome("solid", date(2027, 10, 31), "up_round", True, "Register")
    with open_database(database_url).session() as session:
        stored = add_outcome(session, outcome, actor="analyst")
    counted = json.loads(analysis("backtest", "--json").stdout)
    with open_database(database_url).session() as session:
        archive(session, "solid", actor="analyst")
    put_away = json.loads(analysis("backtest", "--json").stdout)
    assert put_away == counted, "those that failed are the first to be archived, and they count"
    with open_database(database_url).session() as session:
        restore(session, "solid", actor="analyst")
        remove_outcome(session, stored.id, actor="analyst")
    assert (counted["count"], counted["favourable"]) == (1, 1)
    assert json.loads(analysis("backtest", "--json").stdout)["count"] == 0


@pytest.mark.parametrize(
    "arguments",
    [("calibrate", "--startups", "9"), ("backtest", "--horizon-months", "0"), ("backtest", "--horizon-months", "121")],
)
def test_a_number_outside_its_bounds_is_refused_before_anything_is_computed(analysis, arguments):
    done = analysis(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert arguments[-2] in done.stderr
