"""Cron expressions: what is refused, and the moments they name."""

from datetime import UTC, datetime

import pytest

from data.cron import cron_problem, latest_time, next_time

FRIDAY = datetime(2026, 9, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cron", "problem"),
    [
        ("0 3 * * 1", None),
        ("*/10 4 * * 1-5", None),
        ("0 3 * *", "five_fields"),
        ("0 0 3 * * 1", "five_fields"),
        ("@daily", "five_fields"),
        ("61 3 * * 1", "not_cron"),
        ("a b c d e", "not_cron"),
    ],
)
def test_five_fields_that_can_be_read_are_asked_for(cron, problem):
    assert cron_problem(cron) == problem


def test_the_moments_before_and_after_are_those_of_the_week():
    assert latest_time("0 3 * * 1", FRIDAY) == datetime(2026, 9, 21, 3, tzinfo=UTC)
    assert next_time("0 3 * * 1", FRIDAY) == datetime(2026, 9, 28, 3, tzinfo=UTC)
