"""Downloads that a spreadsheet opens without running anything in them."""

import io

import pandas as pd
import pytest

from pages.components.spreadsheet import csv_bytes, harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_would_start_a_formula_gets_an_apostrophe(cell):
    assert harmless(pd.DataFrame({"name": [cell]})).name[0] == f"'{cell}"


@pytest.mark.parametrize("cell", ["plain", "a=b", "白云", "−5", "", -1.5, None, True])
def test_words_and_numbers_stay_as_they_are(cell):
    kept = harmless(pd.DataFrame({"name": pd.Series([cell], dtype=object)})).name[0]
    assert kept == cell or (kept is None and cell is None)


def test_a_table_comes_back_from_its_file_as_it_was():
    table = pd.DataFrame({"name": ["白云, 认知", 'a "quoted"\nline', "<b>"], "value": [-1.5, None, 3.0]})
    content = csv_bytes(table)
    assert content.startswith(b"\xef\xbb\xbf")
    pd.testing.assert_frame_equal(pd.read_csv(io.BytesIO(content), encoding="utf-8-sig"), table)


def test_an_unknown_number_is_an_empty_cell_and_not_zero():
    assert csv_bytes(pd.DataFrame({"a": ["x"], "b": [None]})).decode("utf-8-sig").splitlines() == ["a,b", "x,"]


def test_csv_cells_cannot_start_a_formula():
    written = csv_bytes(pd.DataFrame({"name": ["=1+1", "@x", "plain"], "value": [-1.5, 2.0, 3.0]})).decode("utf-8-sig")
    assert written.splitlines()[1:] == ["'=1+1,-1.5", "'@x,2.0", "plain,3.0"]


def test_an_empty_table_is_its_header():
    assert csv_bytes(pd.DataFrame(columns=["a", "b"])).decode("utf-8-sig") == "a,b\n"
