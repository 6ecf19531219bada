"""The profile as a file: in every format what was stated and documented, and nothing that a run measured."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
import yaml

from data import repository
from data.profiles import CLAIMS_FIELD, claim_items, read_profile
from data.records import EvidenceLevel, Fact, Source
from data.registry import load_registry
from pages.components.startup.export import show_export
from tests.pages.drawing import draw
from tests.pages.startups import BINDER, DECK, a_claim, add_startup

FORMATS = ("xlsx", "csv", "yaml", "json")


@pytest.fixture
def files(database):
    """The four files of a startup with a documented and a measured fact, and a claim."""
    facts = [
        Fact("arr_usd", 2_400_000.0, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), BINDER),
        Fact(CLAIMS_FIELD, claim_items([a_claim()]), EvidenceLevel.CLAIMED, date(2026, 9, 2), DECK),
    ]
    add_startup(database, "northfold", name="Northfold", facts=facts, claims=[a_claim()])
    run = Source("run", "Run 7", dated=date(2026, 10, 30), run_id=None)
    measured = Fact("params_total_billion", 3.09, EvidenceLevel.MEASURED, date(2026, 10, 30), run)
    with database.session() as session:
        repository.add_facts(session, "northfold", [measured], actor="worker")
    drawn = draw(show_export, "northfold")
    return {name: drawn.file(f"northfold.{name}") for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_reads_back_as_the_facts_that_were_stated(files, name):
    reading = read_profile(files[name], f"northfold.{name}", load_registry(), today=date(2026, 11, 1))
    assert reading.problems == ()
    assert reading.profile.slug == "northfold"
    assert [(each.key, each.value, each.level) for each in reading.profile.facts if each.key == "arr_usd"] == [
        ("arr_usd", 2_400_000.0, "documented")
    ]
    assert [(claim.task, claim.value) for claim in reading.profile.claims] == [("assay_topic", 0.95)]


def test_what_a_run_measured_is_in_none_of_them(files):
    for name in ("csv", "yaml", "json"):
        assert "arr_usd" in files[name].decode() and "3.09" not in files[name].decode()
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "2400000" in cells and "3.09" not in cells


def test_each_is_what_its_name_says(files):
    assert json.loads(files["json"])["startup"]["slug"] == "northfold"
    assert yaml.safe_load(files["yaml"])["startup"]["name"] == "Northfold"
    assert len({len(row) for row in csv.reader(io.StringIO(files["csv"].decode("utf-8-sig")))} - {0}) == 1


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Everything the company stated or documented; what our runs measured stays out."),
        ("zh", "公司所述与有文件的全部事实，不含我方实测。"),
    ],
)
def test_the_menu_says_what_stays_out(database, language, note):
    add_startup(database, "northfold")
    assert note in draw(show_export, "northfold", language=language).said
