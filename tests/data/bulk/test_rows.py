"""From cells to startups: every mistake by row and column, nothing half accepted."""

import re
from datetime import date

import pytest

from data.bulk import ColumnMapping
from data.records import EvidenceLevel, InvalidInput, Source
from tests.data.bulk.conftest import COLUMNS, HEADER, MAPPING, ROWS, as_csv, as_xlsx


def problems_of(understood, rows, **options):
    with pytest.raises(InvalidInput) as refused:
        understood(as_csv(rows), **options)
    return [(problem.row, problem.field, problem.message) for problem in refused.value.problems]


def changed(row, column, value):
    """The fund's table with one cell changed."""
    rows = [list(line) for line in ROWS]
    rows[row][HEADER.index(column)] = value
    return rows


def test_rows_become_periods_of_startups(understood):
    acme, baiyun = understood()
    assert (acme.slug, acme.name, acme.summary_en) == ("acme-models", "Acme Models", "")
    source = Source("analyst_note", "Pipeline, third quarter", "pipeline.csv")
    assert [(period.as_of, period.level, period.source) for period in acme.periods] == [
        (date(2026, 6, 30), EvidenceLevel.DOCUMENTED, source),
        (date(2026, 9, 30), EvidenceLevel.DOCUMENTED, source),
    ]
    assert acme.periods[0].values == {"arr_usd": 2000000, "cash_usd": 5000000, "hq_country": "NO"}
    assert baiyun.name == "白云认知"
    assert baiyun.periods[0].values == {"arr_usd": 0, "cash_usd": 750000.5, "hq_country": "CN"}


def test_an_empty_cell_says_nothing_and_zero_says_zero(understood):
    acme, baiyun = understood()
    assert "cash_usd" not in acme.periods[1].values
    assert baiyun.periods[0].values["arr_usd"] == 0


def test_without_a_word_on_it_a_fact_is_claimed_and_its_source_is_the_file(understood):
    period = understood(mapping=ColumnMapping(COLUMNS))[0].periods[0]
    assert period.level is EvidenceLevel.CLAIMED
    assert period.source == Source("analyst_note", "pipeline.csv", "pipeline.csv")


def test_a_column_goes_before_the_constant_where_it_is_filled(understood):
    header = [*HEADER, "Level", "Deck"]
    rows = [[*ROWS[0], "claimed", "Deck, May"], [*ROWS[1], "", ""], [*ROWS[2], "", ""]]
    mapping = ColumnMapping({**COLUMNS, "Level": "level", "Deck": "source_title"}, MAPPING.constants)
    periods = understood(as_csv(rows, header), mapping=mapping)[0].periods
    assert [(each.level.value, each.source.title) for each in periods] == [
        ("claimed", "Deck, May"),
        ("documented", "Pipeline, third quarter"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Recurring revenue", "-5", "-5 is outside 0 to 1000000000000"),
        ("Recurring revenue", "2.4M", "'2.4M' is not a plain number; write it in full"),
        ("Recurring revenue", "€5", "'€5' is not a plain sum in US dollars"),
        ("Recurring revenue", "=A1", "The cell holds a formula ('=A1')"),
        ("HQ", "Norway", "'Norway' is not a two-letter country code"),
        ("Company", "", "'Company' is missing"),
        ("Company", "x" * 201, "has 201 characters, allowed are 1 to 200"),
        ("Quarter end", "", "The date as_of is missing"),
        ("Quarter end", "Q3 2026", "'Q3 2026' is not a date; write year-month-day"),
        ("Quarter end", "2027-01-01", "lies in the future"),
    ],
)
def test_a_mistake_is_named_by_row_and_column(understood, column, value, said):
    ((row, field, message),) = problems_of(understood, changed(1, column, value))
    assert (row, field) == (3, column)
    assert said in message


def test_a_cell_of_a_workbook_is_named_by_its_address(understood):
    with pytest.raises(InvalidInput) as refused:
        understood(as_xlsx(changed(1, "Recurring revenue", -5)), "a.xlsx")
    assert refused.value.problems[0].row == "Sheet!C3"


def test_all_mistakes_are_named_at_once_in_the_readers_language(understood):
    rows = changed(0, "Recurring revenue", "-5")
    rows[2] = ["白云认知", "soon", "many", "1", "China", ""]
    found = problems_of(understood, rows, language="zh")
    assert [(row, field) for row, field, _ in found] == [
        (2, "Recurring revenue"),
        (4, "Quarter end"),
        (4, "Recurring revenue"),
        (4, "HQ"),
    ]
    assert all(re.search("[一-鿿]", message) for *_, message in found)


def test_a_column_left_out_is_not_held_to_anything(understood):
    assert len(understood(as_csv(changed(1, "Partner", "=SUM(A1)")))) == 2


def test_measured_facts_are_refused_in_one_sentence(understood):
    mapping = ColumnMapping({**COLUMNS, "Partner": "level"}, {})
    rows = [[*row[:-1], "measured"] for row in ROWS[:1]]
    assert problems_of(understood, rows, mapping=mapping) == [
        (2, "Partner", "Measured facts are written by runs only; give the level as claimed or documented.")
    ]


def test_a_run_is_no_source_of_a_table(understood):
    mapping = ColumnMapping(COLUMNS, {"source_kind": "run"})
    ((_, field, said),) = problems_of(understood, ROWS[:1], mapping=mapping)
    assert field == "source_kind" and "cannot be the source of an upload" in said


def test_two_rows_of_one_startup_and_day_are_refused(understood):
    ((row, field, said),) = problems_of(understood, [ROWS[0], ROWS[2], ROWS[0]])
    assert (row, field) == (4, "Quarter end")
    assert said.startswith("'acme-models' has two rows for one date, level and source, the first in row 2")


def test_a_slug_column_says_which_startup_is_meant(understood):
    mapping = ColumnMapping({**COLUMNS, "Partner": "slug"})
    rows = [[*ROWS[0][:-1], "acme"], ["", *ROWS[1][1:-1], "acme"]]
    (acme,) = understood(as_csv(rows), mapping=mapping)
    assert (acme.slug, acme.name, len(acme.periods)) == ("acme", "Acme Models", 2)
    rows[1][-1] = "Acme Models"
    assert "must be 2 to 60 small letters" in problems_of(understood, rows, mapping=mapping)[0][2]


def test_a_startup_on_record_needs_no_name_and_a_new_one_does(understood):
    mapping = ColumnMapping({**COLUMNS, "Company": "ignore", "Partner": "slug"})
    rows = [[*ROWS[0][:-1], "acme"]]
    (acme,) = understood(as_csv(rows), mapping=mapping, known={"acme": "Acme Models"})
    assert acme.name == "Acme Models"
    assert problems_of(understood, rows, mapping=mapping) == [
        (2, "name", "'name' is missing; fill it in as in the template.")
    ]


def test_a_name_on_record_leads_to_its_slug(understood):
    assert understood(known={"acme": "ACME models"})[0].slug == "acme"


def test_a_name_met_with_a_slug_leads_to_it_further_down(understood):
    mapping = ColumnMapping({**COLUMNS, "Partner": "slug"})
    rows = [[*ROWS[0][:-1], "the-acme"], [*ROWS[1][:-1], ""]]
    (acme,) = understood(as_csv(rows), mapping=mapping)
    assert (acme.slug, len(acme.periods)) == ("the-acme", 2)


def test_a_table_of_nothing_but_mistakes_is_not_read_to_its_end(understood):
    rows = [[f"Startup {number}", "soon", "many", "few", "x", ""] for number in range(2000)]
    assert 1000 <= len(problems_of(understood, rows)) <= 1004
