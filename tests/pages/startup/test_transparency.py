"""How much the company makes public, beside the companies of a published index."""

import pytest

from analysis.compliance.transparency import IndicatorState, transparency
from data.records import Source
from pages.components import loaders
from pages.components.startup.transparency import show_transparency
from tests.analysis.small_dossier import fact
from tests.pages.drawing import cell_text, draw, parts_of
from tests.pages.judged import judged
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
PEERS, GROUPS, INDICATORS = "How much it makes public", "Section", "Indicator"


@pytest.fixture(scope="module")
def some(calculator):
    """One indicator met by a public document, one answered with no, all others unknown."""
    card = Source("model_card", "Model card", "p. 2")
    return judged(
        [
            fact("fmti_public_datasets", True, source=card),
            fact(_another_question(), False, source=card),
        ]
    )


def _another_question():
    keys = [question.key for question in loaders.registry().checklist.questions]
    return next(key for key in keys if key != "fmti_public_datasets")


def counted(standing):
    found = transparency(standing.evidence, loaders.yardsticks().checklist)
    return {state: found.count(state) for state in IndicatorState}


def test_the_companies_of_the_edition_stand_by_share_with_ours_among_them(some):
    found = draw(show_transparency, some)
    rows = found.rows(PEERS)
    edition = loaders.yardsticks().checklist.edition
    peers = [score for score in loaders.transparency_scores() if score.edition == edition]
    assert len(rows) == len(peers) + 1 == 14
    (ours,) = [row for row, shown in zip(found.view(PEERS)["rows"], rows, strict=True) if row["selected"]] or [None]
    assert cell_text(ours["cells"][0]) == "Northfold\njudged by us on its ledger"
    shares = [float(row[1].rstrip("%").split("–")[0]) for row in rows]
    assert shares == sorted(shares, reverse=True)


def test_ours_is_a_range_from_what_is_met_to_what_might_be(some):
    states = counted(some)
    met, unknown = states[IndicatorState.MET], states[IndicatorState.UNKNOWN]
    total = sum(states.values())
    (ours,) = [row for row in draw(show_transparency, some).view(PEERS)["rows"] if row["selected"]]
    low, high = 100 * met / total, 100 * (met + unknown) / total
    assert cell_text(ours["cells"][1]) == f"{low:.0f}–{high:.0f}%"
    assert ours["cells"][2]["parts"][0]["strip"] == [pytest.approx(low), pytest.approx(low), pytest.approx(high)]
    assert met >= 1 and unknown > 50


def test_a_company_of_the_index_has_a_point_and_no_interval(some):
    strips = parts_of(draw(show_transparency, some).view(PEERS), "strip")
    assert [ends[1:] for ends in strips].count([None, None]) == len(strips) - 1


@pytest.mark.parametrize(
    ("language", "label", "last", "head"),
    [
        ("en", GROUPS, "All", ["Section", "met", "shown to us only", "not met", "unknown"]),
        ("zh", "部分", "合计", ["部分", "达到", "仅向我们出示", "未达到", "未知"]),
    ],
)
def test_every_section_counts_its_indicators_and_the_last_row_all(some, language, label, last, head):
    found = draw(show_transparency, some, language=language)
    view, rows = found.view(label), found.rows(label)
    assert ["".join(part["words"] for part in column["parts"]) for column in view["columns"]] == head
    assert rows[-1][0] == last
    columns = list(zip(*(map(int, row[1:]) for row in rows[:-1]), strict=True))
    assert [sum(column) for column in columns] == [int(count) for count in rows[-1][1:]]
    assert sum(int(count) for count in rows[-1][1:]) == len(loaders.yardsticks().checklist.indicators)


def test_an_indicator_shows_its_question_its_state_and_the_document_it_rests_on(some):
    found = draw(show_transparency, some)
    rows = {row[0].split("\n")[-1]: row for row in found.rows(INDICATORS)}
    met = rows["Does it name the largest public datasets it used?"]
    assert met[1:] == ["met", "Model card · p. 2"]
    assert [row[1] for row in rows.values()].count("not met") >= 1
    assert all(row[2] == "" for row in rows.values() if row[1] == "unknown")


def test_the_questions_are_asked_in_chinese(some):
    checklist = loaders.yardsticks().checklist
    rows = draw(show_transparency, some, language="zh").rows("指标")
    assert [row[0].split("\n")[-1] for row in rows] == [each.question_zh for each in checklist.indicators]


def test_the_index_is_named_with_its_edition_source_and_licence(some):
    checklist, found = loaders.yardsticks().checklist, draw(show_transparency, some)
    assert f"edition {checklist.edition}" in found.said and checklist.licence in found.said
    assert "Stanford CRFM" in found.said and "CC-BY-4.0" in found.said
    assert found.tree.get("expander")[0].label == f"All {len(checklist.indicators)} indicators"


def test_of_a_company_that_says_nothing_everything_is_unknown_and_not_refused():
    states = counted(judged([fact("headcount_fte", 3.0)]))
    rows = draw(show_transparency, judged([fact("headcount_fte", 3.0)])).rows(GROUPS)
    assert int(rows[-1][4]) == states[IndicatorState.UNKNOWN] == 100


def test_a_hostile_document_is_plain_words():
    named = judged([fact("fmti_public_datasets", True, source=Source("model_card", HOSTILE))])
    rows = draw(show_transparency, named).rows(INDICATORS)
    assert HOSTILE in [row[2] for row in rows]
