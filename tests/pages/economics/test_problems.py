"""Why a table was not accepted: every problem with its row and column, as text."""

import pytest

from data.records import Problem
from pages.components.economics.problems import show_problems
from tests.pages.drawing import draw, headings
from tests.pages.records import HOSTILE


def drawn(*problems, language="en"):
    return draw(show_problems, problems, key="any", language=language)


def test_each_problem_stands_with_its_place():
    found = drawn(Problem(3, "arr", "much", "'much' is not a number"), Problem("B7", None, None, "empty"))
    assert "**Not accepted, 2 to mend**" in found.said
    view = found.view("Not accepted, 2 to mend")
    assert headings(view) == ["Row", "Column", "What to mend"]
    assert found.rows("Not accepted, 2 to mend") == [["3", "arr", "'much' is not a number"], ["B7", "", "empty"]]


def test_a_problem_of_the_whole_table_has_no_place():
    assert drawn(Problem(None, None, None, "no rows")).rows("Not accepted, 1 to mend") == [["", "", "no rows"]]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (50, 50), (51, 50), (400, 50)])
def test_all_problems_are_counted_and_the_first_fifty_listed(count, shown):
    found = drawn(*[Problem(row, "arr", None, "x") for row in range(count)])
    rows = found.rows(f"Not accepted, {count} to mend")
    assert len(rows) == shown and [row[0] for row in rows[:2]] == ["0", "1"][: len(rows)]


def test_the_head_is_chinese_in_chinese():
    assert "未接受，1 处需要修改" in drawn(Problem(1, "a", None, "x"), language="zh").said


def test_a_hostile_value_in_a_message_stands_as_text():
    assert drawn(Problem(1, HOSTILE, None, HOSTILE)).rows("Not accepted, 1 to mend") == [["1", HOSTILE, HOSTILE]]
