"""The screen that brings facts in: blank templates in every format, and what it says while nothing is on record."""

import csv
import io
import json

import openpyxl
import pytest
import yaml

from data.registry import load_registry
from pages import upload
from tests.pages.drawing import draw

pytestmark = pytest.mark.usefixtures("calculator")


def keys():
    return {field.key for field in load_registry().fields if not field.derived}


@pytest.fixture(scope="module")
def templates(calculator):
    drawn = draw(upload._file)
    return {name: drawn.file(f"assay-profile.{name}") for name in ("xlsx", "csv", "yaml", "json")}


def test_every_field_that_is_asked_for_stands_in_each_template(templates):
    book = openpyxl.load_workbook(io.BytesIO(templates["xlsx"]))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    lines = {cell for row in csv.reader(io.StringIO(templates["csv"].decode("utf-8-sig"))) for cell in row}
    for held in (cells, lines, templates["yaml"].decode(), templates["json"].decode()):
        assert not [key for key in keys() if key not in held]


def test_a_template_is_what_its_name_says(templates):
    assert isinstance(json.loads(templates["json"]), dict)
    assert isinstance(yaml.safe_load(templates["yaml"]), dict)


@pytest.mark.parametrize(
    ("language", "title", "first"),
    [("en", "Bring facts in", "Upload a profile first."), ("zh", "录入事实", "请先上传档案。")],
)
def test_before_any_startup_the_forms_ask_for_a_profile(language, title, first, monkeypatch):
    monkeypatch.setattr(upload, "page_guard", lambda: None)
    found = draw(upload.main, language=language)
    assert title in found.said and found.said.count(first) == 3
