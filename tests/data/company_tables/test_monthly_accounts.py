"""Monthly accounts from CSV and XLSX: read, refused with every reason, offered blank."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from analysis.finance.accounts import PERIOD_COLUMNS
from data.company_tables import ACCOUNT_COLUMNS, accounts_template, file_content, read_monthly_accounts
from data.records import InvalidInput

GOOD = "month,arr,net_burn\n2026-02,110,40\n2026-01,100,\n"


def workbook(rows):
    made, stream = Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def said(text, name="accounts.csv", language="en"):
    return [problem.sentence() for problem in read_monthly_accounts(text.encode(), name, language=language).problems]


def test_the_columns_are_those_that_the_metrics_read():
    assert {column.key for column in ACCOUNT_COLUMNS} == set(PERIOD_COLUMNS)


def test_months_come_in_order_and_an_empty_cell_is_unknown():
    rows = read_monthly_accounts(GOOD.encode(), "accounts.csv").checked()
    assert [row["month"] for row in rows] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert rows[0] == {"month": date(2026, 1, 1), "arr": 100.0, "net_burn": None}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_understood(separator):
    assert read_monthly_accounts(GOOD.replace(",", separator).encode(), "a.csv").checked()[1]["arr"] == 110


def test_a_workbook_gives_the_same_rows_and_its_dates_are_months():
    rows = [["month", "arr", "net_burn"], [date(2026, 1, 31), 100, None], ["2026-02", 110, 40]]
    assert (
        read_monthly_accounts(workbook(rows), "a.xlsx").checked()
        == read_monthly_accounts(GOOD.encode(), "a.csv").checked()
    )


def test_every_problem_is_named_with_row_and_column():
    text = "month,arr,churned_arr,profit\n2026-01,many,0,1\n2026-13,1,0,1\n2026-03,5,-2,1\n2026-01,=A1,1,1\n"
    found = said(text)
    assert any(sentence.startswith("row 1: 'profit' is not a column") for sentence in found)
    assert any(sentence.startswith("row 2, arr: 'many' is not a number") for sentence in found)
    assert any(sentence.startswith("row 3, month: '2026-13' is not a month") for sentence in found)
    assert any(sentence.startswith("row 4, churned_arr: -2 is below 0") for sentence in found)
    assert any(sentence.startswith("row 5, month: The month '2026-01' appears twice") for sentence in found)
    assert any(sentence.startswith("row 5, arr: The cell holds a formula") for sentence in found)


def test_a_gap_between_months_is_refused():
    assert said("month,arr\n2026-01,1\n2026-04,2\n") == [
        "row 3, month: The months before '2026-04' are missing back to 2026-01; "
        "give a row for each, with empty cells if unknown."
    ]


def test_a_cell_of_a_workbook_is_named_by_its_address():
    rows = [["month", "arr"], ["2026-01", "12k"]]
    (problem,) = read_monthly_accounts(workbook(rows), "a.xlsx").problems
    assert (problem.row, problem.field) == ("Sheet!B2", "arr")


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("arr\n1\n", "a.csv", "row 1: The header lacks the column 'month'"),
        ("month,arr\n", "a.csv", "There is a header but no row below it"),
        ("", "a.csv", "The file holds nothing"),
        (GOOD, "a.pdf", "The file name 'a.pdf' ends in none of .csv, .xlsx"),
        (GOOD, "a.xlsx", "The file is not a readable XLSX workbook"),
        ("month,arr\n2026-01,$5M\n", "a.csv", "row 2, arr: "),
        ("month,arr\n2026-01,1,2\n", "a.csv", "row 2: '2' beyond the last column"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, name, sentence):
    found = said(text, name)
    assert len(found) == 1
    assert sentence.split(": ", 1)[-1] in found[0]


def test_reasons_are_given_in_chinese_too():
    (sentence,) = said("month,arr\n2026-01,1\n2026-01,2\n", language="zh")
    assert "出现两次" in sentence


def test_a_refused_table_raises_with_all_its_problems():
    with pytest.raises(InvalidInput, match=r"row 2, arr.*row 3, month"):
        read_monthly_accounts(b"month,arr\n2026-01,x\nsoon,1\n", "a.csv").checked()


def test_a_template_is_read_back_as_months_without_figures():
    for file_format in ("csv", "xlsx"):
        blank = accounts_template(file_format, date(2026, 2, 1), months=3)
        rows = read_monthly_accounts(blank, f"a.{file_format}").checked()
        assert [row["month"] for row in rows] == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
        assert rows[0]["arr"] is None


def test_the_workbook_explains_every_column_in_both_languages():
    guide = load_workbook(io.BytesIO(accounts_template("xlsx", date(2026, 2, 1))))["guide"]
    assert [row[0].value for row in guide.iter_rows(min_row=2)] == [column.key for column in ACCOUNT_COLUMNS]
    assert all(row[1].value and row[2].value for row in guide.iter_rows(min_row=2))


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="No file"):
        file_content(tmp_path / "none.csv")
    large = tmp_path / "large.csv"
    large.write_bytes(b"0" * (5 * 1024 * 1024 + 1))
    with pytest.raises(InvalidInput, match=r"5\.0 MB, the limit is 5 MB"):
        file_content(large)
