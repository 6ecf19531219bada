"""Lists and tables in one cell, and single values, as people write them."""

from datetime import date, datetime

import pytest

from data.intake.cells import (
    codes_cell,
    codes_from_cell,
    items_cell,
    items_from_cell,
    shares_cell,
    shares_from_cell,
)
from data.intake.csv_text import escaped
from data.intake.problems import ProblemList
from data.intake.scalars import boolean_value, date_value, given_text, number_value, text_value
from data.profiles.sources import page_and_note, reference_text


def at_nowhere():
    return ProblemList().at(None, None)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("sft; dpo", ["sft", "dpo"]),
        ("sft;dpo;", ["sft", "dpo"]),
        ('"a;b"; c', ["a;b", "c"]),
        ("[]", []),
        ("", []),
        ("a=1", None),
        ("a | b", None),
        ('"open', None),
    ],
)
def test_codes_in_a_cell(cell, codes):
    assert codes_from_cell(cell) == codes


@pytest.mark.parametrize(
    ("cell", "pairs"),
    [
        ("licensed=0.6; synthetic=0.4", [("licensed", "0.6"), ("synthetic", "0.4")]),
        ('"A; B = ""C"" Ltd"=0.3', [('A; B = "C" Ltd', "0.3")]),
        ("licensed 0.6", None),
        ("a=b=c", None),
        ("a=1 | b=2", None),
    ],
)
def test_shares_in_a_cell(cell, pairs):
    assert shares_from_cell(cell) == pairs


def test_items_in_a_cell():
    cell = 'task=mmlu; value=0.641; template="a; b" | task=gsm8k; value=0.5'
    items = items_from_cell(cell)
    assert items == [
        [("task", "mmlu"), ("value", "0.641"), ("template", "a; b")],
        [("task", "gsm8k"), ("value", "0.5")],
    ]
    assert items_cell([dict(item) for item in items]) == cell
    assert items_from_cell("mmlu 0.64") is None
    assert items_from_cell("[]") == []


def test_empty_columns_and_empty_lists_are_written_so_that_they_can_be_read():
    assert items_cell([{"task": "mmlu", "n": None, "date": date(2026, 6, 20)}]) == "task=mmlu; date=2026-06-20"
    assert (codes_cell([]), codes_cell(["[]"])) == ("[]", '"[]"')
    assert shares_cell({"a b": 0.1, "c;d": 1}) == 'a b=0.1; "c;d"=1'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@cmd", "'quoted", "\tx"])
def test_texts_that_a_spreadsheet_would_run_are_escaped(text):
    assert escaped(text) == f"'{text}"


def test_plain_texts_are_not_escaped():
    assert escaped("1 - 1 = 0") == "1 - 1 = 0"


@pytest.mark.parametrize(
    ("given", "number"),
    [("2400000", 2400000), ("2.4e6", 2400000), ("1e21", 1e21), (" .5 ", 0.5), ("-3", -3), (7.0, 7), (2**60, 2.0**60)],
)
def test_numbers(given, number):
    read = number_value(given, at_nowhere())
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
    assert boolean_value(given, at_nowhere()) is value


@pytest.mark.parametrize("given", ["2026-09-30", date(2026, 9, 30), datetime(2026, 9, 30)])  # noqa: DTZ001
def test_dates(given):
    assert date_value(given, at_nowhere(), today=date(2026, 10, 1)) == date(2026, 9, 30)


@pytest.mark.parametrize("given", ["2026-02-30", "30.9.2026", "2026-10-02", "1026-09-30", "2026-9-30", 46000])
def test_dates_that_are_none_lie_ahead_or_far_back_are_refused(given):
    assert date_value(given, at_nowhere(), today=date(2026, 10, 1)) is None


def test_texts_lose_line_end_differences_and_refuse_hidden_characters():
    assert given_text("a\r\nb\rc ") == "a\nb\nc"
    assert text_value("简体 text\n2", at_nowhere()) == "简体 text\n2"
    for hidden in ("a\x00b", "a\x1bb", "a\ud800b", "a\uffffb"):
        assert text_value(hidden, at_nowhere()) is None


@pytest.mark.parametrize(
    ("page", "note", "reference"),
    [("12", "", "12"), ("12", "median 210", "12 | median 210"), ("", "n", "| n"), ("", "", None)],
)
def test_page_and_note_share_the_reference(page, note, reference):
    assert reference_text(page, note) == reference
    assert page_and_note(reference) == (page, note)
