"""What a criterion rests on: a row per fact with document, page and day, and runs as buttons."""

from dataclasses import replace
from datetime import date

import pytest

from data.records import EvidenceLevel, Fact, Source
from pages.components import loaders
from pages.components.startup.sources import source_rows
from tests.analysis.small_dossier import fact
from tests.pages.drawing import cell_text, draw
from tests.pages.judged import judged, northfold
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
DAY = date(2026, 9, 30)
DECK = Source("pitch_deck", "Deck, September", "p. 12", None, date(2026, 9, 2))


def rows(*facts, standing=None, language="en", cells=4):
    return draw(
        source_rows, facts, standing or northfold(), loaders.registry(), loaders.rubric(), cells=cells,
        language=language,
    ).result  # fmt: skip


def told(row):
    return [cell_text({"parts": cell.parts}) for cell in row.cells]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "↳ Annual recurring revenue\nPitch deck: Deck, September · p. 12 · 2 Sep 2026 · As of 30 Sep 2026",
                "claimed",
                "$2.4M a year",
                "",
            ],
        ),
        (
            "zh",
            ["↳ 年度经常性收入（ARR）\n融资演示文稿：Deck, September", "仅宣称", "240 万美元/年", ""],
        ),
    ],
)
def test_a_fact_tells_its_kind_of_document_page_and_the_day_it_speaks_of(language, said):
    (row,) = rows(fact("arr_usd", 2_400_000.0, level="claimed", source=DECK), language=language)
    shown = told(row)
    assert shown[1:] == said[1:]
    if language == "en":
        assert shown[0] == said[0]
    else:
        assert shown[0].startswith("↳ 年度经常性收入（ARR）\n") and "截至 2026年9月30日" in shown[0]
    assert row.cells[1].parts[0] == {"glyph": "claimed"}


def test_a_run_is_a_button_that_opens_it_and_everything_else_is_not():
    measured = Source("run", "Run 7", dated=date(2026, 10, 30), run_id=7)
    run_row, paper_row = rows(fact("params_total_billion", 3.09, "measured", source=measured), fact("arr_usd", 1.0))
    assert run_row.cells[0].parts[-1]["go"] == "run:7"
    assert "run 7 · 30 Oct 2026" in told(run_row)[0]
    assert "go" not in paper_row.cells[0].parts[-1]


@pytest.mark.parametrize("cells", [3, 4, 6])
def test_rows_are_filled_up_to_the_table_they_stand_in(cells):
    (row,) = rows(fact("arr_usd", 1.0), cells=cells)
    assert len(row.cells) == cells
    (empty,) = rows(cells=cells)
    assert len(empty.cells) == cells


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No single fact; it follows from what the company claims as a whole."),
        ("zh", "并非单一事实，而是由公司全部宣称内容得出。"),
    ],
)
def test_a_criterion_without_a_fact_says_what_it_follows_from(language, sentence):
    (row,) = rows(language=language)
    assert told(row)[0] == sentence


def test_what_was_computed_is_followed_by_what_it_was_computed_from_once_each():
    chosen = loaders.rubric().result("mfu_implied")
    known = [fact("params_total_billion", 8.0), fact("tokens_seen_trillion", 15.0)]
    standing = judged(known)
    computed = Fact(chosen.key, 0.5, EvidenceLevel.DOCUMENTED, DAY, Source("computed", "Computed"))
    first, *behind = rows(computed, standing=standing)
    labels = [told(row)[0].split("\n")[0] for row in behind]
    expected = [loaders.registry().by_key[each.key].label_en for each in known]
    assert told(first)[0].startswith(f"↳ {chosen.label_en}")
    assert sorted(labels) == sorted(f"↳ {label}" for label in expected)


def test_a_result_that_a_run_found_is_not_followed_by_the_ledger():
    chosen = next(each for each in loaders.rubric().results if each.computed_from)
    found = Fact(chosen.key, 0.5, EvidenceLevel.MEASURED, DAY, Source("run", "Run 7", run_id=7))
    assert len(rows(found)) == 1


def test_a_key_that_nobody_knows_any_more_is_shown_as_it_stands():
    (row,) = rows(fact("gone_key", "x", source=replace(DECK, kind="gone")))
    assert told(row)[0].startswith("↳ gone_key\nDeck, September · p. 12")


def test_a_hostile_title_is_plain_words():
    (row,) = rows(fact("arr_usd", 1.0, source=replace(DECK, title=HOSTILE)))
    assert HOSTILE in row.cells[0].parts[-1]["words"]
