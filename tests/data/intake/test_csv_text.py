"""CSV as rows: separators, lines, formulas, and what lies beyond the header."""

import pytest

from data.intake.columns import Layout
from data.intake.csv_text import csv_rows, escaped
from data.intake.limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS
from data.intake.problems import ProblemList

PLAIN = Layout(columns=("name", "value"), required=("name",), unread=("about",))
NAMED = Layout(columns=("name", "value"), required=("name",), subject="name")


def read(text, layout=PLAIN):
    problems = ProblemList()
    rows = csv_rows(text, layout, problems)
    return rows, [(problem.row, problem.field, problem.message.split(";")[0]) for problem in problems.problems]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@cmd", "'quoted", "\tx"])
def test_texts_that_a_spreadsheet_would_run_are_escaped(text):
    assert escaped(text) == f"'{text}"


def test_plain_texts_are_not_escaped():
    assert escaped("1 - 1 = 0") == "1 - 1 = 0"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_rows_carry_their_cells_and_the_line_they_start_on(separator):
    text = 'Name ,value\n"two\nlines",1\n\n,\nlast,2\n'.replace(",", separator)
    rows, said = read(text)
    assert [(row.row, dict(row.cells)) for row in rows] == [
        (2, {"name": "two\nlines", "value": "1"}),
        (6, {"name": "last", "value": "2"}),
    ]
    assert said == []


def test_columns_for_the_reader_are_allowed_and_others_named():
    assert read("name,about\na,b\n")[1] == []
    assert read("name,mood,name\na,b,c\n")[1] == [
        (1, None, "'mood' is not a column of this table"),
        (1, None, "'name' appears twice in the same place"),
    ]
    assert read("value\n1\n") == (None, [(1, None, "The header lacks the column 'name'")])


def test_problems_of_cells_are_named_after_their_column_or_after_what_the_row_is_about():
    text = "name,value\narr,=1+1\n"
    assert read(text, PLAIN)[1] == [(2, "value", "The cell holds a formula ('=1+1')")]
    assert read(text, NAMED)[1] == [(2, "arr", "The cell holds a formula ('=1+1')")]


def test_cells_beyond_the_last_column_are_named_unless_they_are_empty():
    assert read("name,value\na,1,,2\n")[1] == [(2, None, "The row holds '2' beyond the last column")]
    assert read("name,value\na,1,,\n")[1] == []


def test_what_is_too_large_is_refused_where_it_begins():
    assert read("name\n" + "a\n" * (MAX_ROWS + 1))[1] == [(MAX_ROWS + 2, None, f"There are more than {MAX_ROWS} rows")]
    assert read(",".join(["name"] * (MAX_COLUMNS + 1)))[1] == [(1, None, f"There are more than {MAX_COLUMNS} columns")]
    long = "x" * (MAX_CELL_CHARACTERS + 1)
    assert read(f"name,value\na,{long}\n")[1] == [
        (2, "value", f"The cell holds {len(long)} characters, the limit is {MAX_CELL_CHARACTERS}")
    ]


def test_a_quote_that_is_never_closed_is_told_by_the_line_its_row_begins_on():
    rows, said = read('name,value\na,1\nb,"2\n3\n')
    assert rows is not None and [row.row for row in rows] == [2]
    assert said[0][0] == 3 and said[0][2].startswith("The file is not valid CSV")
