"""The files of a tab: figures and assumptions, parsed back to what was shown; unknown is an empty cell."""

import io
from datetime import date

import pandas as pd
import pytest

from analysis.quantities.ranges import Range
from pages.components.economics.assumptions import Assumption
from pages.components.economics.downloads import FigureRow, ranged, show_downloads, single
from pages.components.economics.tables import Asked, table_rows
from pages.components.viewpoint import today
from tests.pages.drawing import draw
from tests.pages.records import NOBODY, kept_table, start

pytestmark = pytest.mark.usefixtures("calculator")
FIGURES = [
    ranged("Cost", Range(1.0, 2.0, 3.0), "USD"),
    ranged("Margin", None, "fraction", "no price is known"),
    single("=Speed", 4_360.0, "tokens per second"),
    FigureRow("Runway", None, 12.5, None, "months"),
]
ASSUMED = [
    Assumption("Operations", "6 N D", "Kaplan et al. 2020", date(2020, 1, 23)),
    Assumption("Busy", "50%", "@own", verified=False),
]


def files(language="en", begin=NOBODY, figures=FIGURES, assumed=ASSUMED):
    return draw(show_downloads, "serving", figures, assumed, begin, language=language)


def csv(drawn):
    name = next(name for name in drawn.files if name.endswith(".csv"))
    return pd.read_csv(io.BytesIO(drawn.file(name)), encoding="utf-8-sig")


def book(drawn):
    name = next(name for name in drawn.files if name.endswith(".xlsx"))
    return pd.read_excel(io.BytesIO(drawn.file(name)), sheet_name=None)


def test_the_files_are_named_after_tab_startup_and_day():
    assert list(files().files) == [f"serving-calculator-{today()}.csv", f"serving-calculator-{today()}.xlsx"]
    assert f"serving-northfold-{today()}.csv" in files(begin=start()).files


def test_the_csv_holds_every_figure_and_every_assumption_behind_them():
    table = csv(files())
    assert list(table.columns[:6]) == ["Figure", "Low", "Number", "High", "Unit", "Note"]
    assert list(table.Figure[:4]) == ["Cost", "Margin", "'=Speed", "Runway"]
    assert table.loc[0, ["Low", "Number", "High"]].tolist() == [1, 2, 3]
    assert list(table["Assumption"][4:]) == ["Operations", "Busy"]
    assert len(table) == 6


def test_an_unknown_figure_is_empty_with_its_reason_and_not_zero():
    row = csv(files()).iloc[1]
    assert row[["Low", "Number", "High"]].isna().all()
    assert row["Note"] == "no price is known"


def test_the_workbook_has_a_sheet_of_figures_and_one_of_assumptions():
    sheets = book(files())
    assert list(sheets) == ["figures", "assumptions"]
    assert list(sheets["figures"]["Number"].dropna()) == [2, 4360, 12.5]
    assert sheets["figures"].loc[2, "Figure"] == "'=Speed"
    assumed = sheets["assumptions"]
    assert list(assumed["Source"]) == ["Kaplan et al. 2020", "'@own"]
    assert list(assumed["Read or published"].fillna("")) == ["2020-01-23", ""]
    assert list(assumed["unverified"].fillna("")) == ["", "unverified"]


def test_the_files_speak_the_reader_s_language():
    assert list(csv(files("zh")).columns[:6]) == ["项目", "下界", "数值", "上界", "单位", "说明"]
    assert list(book(files("zh"))["assumptions"].columns) == ["假设", "取值", "来源", "查阅或发布日期", "未核实"]


@pytest.mark.parametrize(("language", "number"), [("en", "Number"), ("zh", "数值")])
def test_numbers_have_a_column_that_no_assumption_s_words_fall_into(language, number):
    assert csv(files(language))[number].dropna().tolist() == [2, 4360, 12.5]


def test_files_without_figures_hold_their_headers():
    drawn = files(figures=[], assumed=[])
    assert len(csv(drawn)) == 0 and [len(sheet) for sheet in book(drawn).values()] == [0, 0]


def test_a_kept_table_is_offered_as_it_was_brought_without_formulas():
    begin = start(tables=[kept_table("customers", [{"customer": "=A", "month": date(2026, 9, 1), "arr": 600.0}])])
    drawn = draw(table_rows, Asked("customers", "finance.customers.upload", ("csv",), {}), begin)
    table = csv(drawn)
    assert table.to_dict("records") == [{"customer": "'=A", "month": "2026-09-01", "arr": 600.0}]
    assert list(drawn.files) == ["northfold-customers.csv"]
