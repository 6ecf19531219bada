"""A company's own table: kept with the startup and told with who brought it; blank files can be filled in."""

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from data.company_tables import company_table, customers_template
from pages.components.economics.tables import Asked, _offer_to_keep, table_rows
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE, NOBODY, kept_table, start

pytestmark = pytest.mark.usefixtures("calculator")
BLANKS = {"a.xlsx": lambda: customers_template("xlsx"), "a.csv": lambda: customers_template("csv")}
ASKED = Asked("customers", "finance.customers.upload", ("csv", "xlsx"), BLANKS)
ROWS = [{"customer": "A", "month": date(2026, 9, 1), "arr": 600.0}]


def drawn(begin, language="en"):
    return draw(table_rows, ASKED, begin, language=language)


def test_without_a_file_and_without_a_startup_there_are_no_rows():
    assert drawn(NOBODY).result is None
    assert drawn(start()).result is None


def test_the_table_kept_gives_its_rows():
    assert drawn(start(tables=[kept_table("customers", ROWS)])).result == tuple(ROWS)


def test_a_table_of_another_kind_is_not_taken_for_it():
    assert drawn(start(tables=[kept_table("holdings", [{"holder": "A", "shares": 1.0}])])).result is None


def test_the_newest_of_its_kind_counts():
    other = [{**ROWS[0], "customer": "B"}]
    kept = [kept_table("customers", ROWS), kept_table("customers", other)]
    assert drawn(start(tables=kept)).result == tuple(other)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Kept: arr\\.csv, 1 rows, brought by ana on 30 Oct 2026."),
        ("zh", "已保存：arr\\.csv，1 行，ana 于 2026年10月30日 上传。"),
    ],
)
def test_the_table_kept_is_told_with_file_rows_author_and_day(language, sentence):
    begin = start(tables=[kept_table("customers", ROWS, filename="arr.csv", by="ana")])
    assert sentence in drawn(begin, language).said


def test_a_hostile_file_name_makes_no_markup():
    said = drawn(start(tables=[kept_table("customers", ROWS, filename=HOSTILE)])).said
    assert "\\<b\\>A" in said and "](" not in said.replace("\\](", "").replace("]\\(", "")


def test_the_table_kept_can_be_downloaded_and_withdrawn():
    found = drawn(start(tables=[kept_table("customers", ROWS)]))
    assert found.widget("button", "Withdraw")
    assert pd.read_csv(io.BytesIO(found.file("northfold-customers.csv"))).to_dict("records") == [
        {"customer": "A", "month": "2026-09-01", "arr": 600.0}
    ]


def test_the_blank_files_open_with_the_columns_that_are_asked_for():
    found = drawn(NOBODY)
    assert pd.read_csv(io.BytesIO(found.file("a.csv"))).columns.tolist()[:3] == ["customer", "month", "arr"]
    sheet = openpyxl.load_workbook(io.BytesIO(found.file("a.xlsx"))).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["customer", "month", "arr"]


ACCOUNTS = company_table("accounts", b"month,arr\n2026-07,1000000\n2026-08,1100000\n", "a.csv", language="en")
CUSTOMERS = company_table("customers", b"customer,month,arr\nA,2026-07,5\n", "c.csv", language="en")


@pytest.mark.parametrize(
    ("table", "begin", "words", "is_offered"),
    [
        (ACCOUNTS, lambda: NOBODY, "Used on this screen only; choose a startup to keep it.", False),
        (ACCOUNTS, start, "Keeping it enters ARR, cash, burn", True),
        (CUSTOMERS, start, "Keeping it saves uploading it again", True),
        (CUSTOMERS, lambda: start(tables=[CUSTOMERS]), "This file is the one kept with the startup.", False),
        (CUSTOMERS, lambda: start(tables=[kept_table("customers", ROWS)]), "It takes the place of the one kept", True),
    ],
)
def test_a_table_read_is_offered_to_be_kept_unless_it_is_or_nobody_is_chosen(table, begin, words, is_offered):
    found = draw(_offer_to_keep, table, begin())
    assert words in found.said
    assert bool([node for node in found.nodes if node.type == "button"]) is is_offered
