"""Single values, as people write them."""

from datetime import date, datetime

import pytest

from data.intake.problems import ProblemList, nowhere
from data.intake.scalars import boolean_value, date_value, given_text, month_value, number_value, text_value


@pytest.mark.parametrize(
    ("given", "number"),
    [("2400000", 2400000), ("2.4e6", 2400000), ("1e21", 1e21), (" .5 ", 0.5), ("-3", -3), (7.0, 7), (2**60, 2.0**60)],
)
def test_numbers(given, number):
    read = number_value(given, nowhere())
    assert (read, type(read)) == (number, type(number))


@pytest.mark.parametrize(
    ("given", "options", "code"),
    [
        ("85%", {"percent": True}, "divide it by 100 and write 0.85"),
        ("85 %", {}, "not a plain number"),
        ("$5", {"money": True}, "US dollars"),
        ("5 EUR", {"money": True}, "US dollars"),
        ("￥300", {"money": True}, "US dollars"),
        ("2,400,000", {"money": True}, "without separators"),
        ("2.4 million", {}, "without separators"),
        ("3亿", {}, "without separators"),
        ("1_000", {}, "without separators"),
        ("nan", {}, "not a finite number"),
        ("1e999", {}, "not a finite number"),
        ("1,5", {}, "not a number"),
        ("٣", {}, "not a number"),
        (True, {}, "not a number"),
        (date(2026, 1, 1), {}, "not a number"),
    ],
)
def test_odd_numbers_are_refused_with_what_to_do(given, options, code):
    problems = ProblemList()
    assert number_value(given, problems.at(3, "x"), **options) is None
    assert [code in problem.message for problem in problems.problems] == [True]


@pytest.mark.parametrize(("given", "value"), [("是", True), ("No", False), (True, True), ("TRUE", True)])
def test_yes_and_no_in_both_languages(given, value):
    assert boolean_value(given, nowhere()) is value


@pytest.mark.parametrize("given", ["2026-09-30", date(2026, 9, 30), datetime(2026, 9, 30)])  # noqa: DTZ001
def test_dates(given):
    assert date_value(given, nowhere(), today=date(2026, 10, 1)) == date(2026, 9, 30)


@pytest.mark.parametrize("given", ["2026-02-30", "30.9.2026", "2026-10-02", "1026-09-30", "2026-9-30", 46000])
def test_dates_that_are_none_lie_ahead_or_far_back_are_refused(given):
    assert date_value(given, nowhere(), today=date(2026, 10, 1)) is None


def test_texts_lose_line_end_differences_and_refuse_hidden_characters():
    assert given_text("a\r\nb\rc ") == "a\nb\nc"
    assert text_value("简体 text\n2", nowhere()) == "简体 text\n2"
    for hidden in ("a\x00b", "a\x1bb", "a\ud800b", "a\uffffb"):
        assert text_value(hidden, nowhere()) is None


@pytest.mark.parametrize("given", ["2026-03", "2026-3", "2026-03-31", date(2026, 3, 31), datetime(2026, 3, 1)])  # noqa: DTZ001
def test_months_are_their_first_day_however_they_are_written(given):
    assert month_value(given, nowhere()) == date(2026, 3, 1)


@pytest.mark.parametrize("given", ["2026-13", "March 2026", "1989-12", "26-03", 202603, date(1989, 12, 1)])
def test_months_that_are_none_or_far_back_are_refused_with_an_example(given):
    problems = ProblemList()
    assert month_value(given, problems.at("Sheet!A2", "month")) is None
    (problem,) = problems.problems
    assert problem.message.endswith("is not a month; write year and month, such as 2026-03.")
