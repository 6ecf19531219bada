"""Lists and tables in one cell, as people write them."""

from datetime import date

import pytest

from data.intake.cells import (
    codes_cell,
    codes_from_cell,
    items_cell,
    items_from_cell,
    shares_cell,
    shares_from_cell,
)


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
