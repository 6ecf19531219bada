"""Findings in words: the language's own label and sentence, the gravest first, the documents behind them."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.scoring.rules import Finding, SetAside
from data.records import EvidenceLevel, Fact, Source
from pages.components import finding_words as told
from pages.components import loaders
from tests.pages.drawing import draw, spoken

pytestmark = pytest.mark.usefixtures("calculator")
DECK = Source("pitch_deck", "Pitch deck", "p. 12", None, date(2026, 9, 2))


def finding(severity="high", *, rule="r", sources=(), set_aside=None):
    facts = tuple(Fact("arr_usd", 1.0, EvidenceLevel.CLAIMED, date(2026, 9, 30), source) for source in sources)
    return Finding(rule, 1, severity, "c", "Label", "标签", "Message.", "说明。", facts, "a book", set_aside)


def test_label_and_sentence_are_those_of_the_reader_s_language():
    assert (spoken("en", told.label_of, finding()), spoken("zh", told.label_of, finding())) == ("Label", "标签")
    assert (spoken("en", told.message_of, finding()), spoken("zh", told.message_of, finding())) == (
        "Message.",
        "说明。",
    )


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [("gate", "gate", "否决"), ("high", "high", "高"), ("medium", "medium", "中"), ("low", "low", "低")],
)
def test_every_severity_has_a_word(code, english, chinese):
    assert (spoken("en", told.severity_word, code), spoken("zh", told.severity_word, code)) == (english, chinese)


def test_the_gravest_come_first_and_those_set_aside_last():
    aside = finding("gate", set_aside=SetAside("seen the licence", "letter"))
    given = [finding("medium"), aside, finding("gate"), finding("high"), finding("low")]
    ordered = told.by_severity(given)
    assert [each.severity for each in ordered] == ["gate", "high", "medium", "low", "gate"]
    assert ordered[-1] is aside
    assert told.by_severity([]) == []


def test_equally_grave_findings_keep_their_order():
    first, second = finding(rule="a"), finding(rule="b")
    assert [each.rule for each in told.by_severity([first, second])] == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (DECK, "Pitch deck · p. 12 · 2 Sep 2026"),
        (replace(DECK, reference=None, dated=None), "Pitch deck"),
        (replace(DECK, run_id=12, reference="acc", dated=None), "run 12 · acc"),
        (Source("web_page", "<b>x</b>", "", "https://example.org"), "<b>x</b>"),
    ],
)
def test_a_source_is_one_line_without_empty_pieces(source, line):
    assert spoken("en", told.source_line, source) == line


def test_documents_are_named_once_and_the_rest_is_counted():
    many = [replace(DECK, reference=f"p. {page}", dated=None) for page in (1, 1, 2, 3, 4, 5)]
    assert spoken("en", told.finding_sources, finding(sources=many)) == (
        "Pitch deck · p. 1 · Pitch deck · p. 2 · Pitch deck · p. 3 · 2 more"
    )
    assert spoken("zh", told.finding_sources, finding(sources=many), limit=4).endswith("另有 1 项")
    assert spoken("en", told.finding_sources, finding()) == ""


def test_a_finding_belongs_to_the_stage_of_the_first_fact_its_rule_reads():
    rubric, registry = loaders.rubric(), loaders.registry()
    staged = 0
    for rule in rubric.rules:
        found = told.finding_stage(finding(rule=rule.key), rubric, registry)
        stages = [told.stage_of_key(key, rubric, registry) for key in rule.reads]
        assert found == next((stage for stage in stages if stage is not None), None)
        staged += found is not None
    assert staged > len(rubric.rules) / 2
    assert told.finding_stage(finding(rule="never_written"), rubric, registry) is None


def test_a_key_of_the_registry_a_part_of_it_and_a_result_have_a_stage_and_others_none():
    rubric, registry = loaders.rubric(), loaders.registry()
    field = registry.by_key["arr_usd"]
    result = next(each for each in rubric.results if each.stage)
    for key, stage in ((field.key, field.stage), (f"{field.key}.part", field.stage), (result.key, result.stage)):
        assert told.stage_of_key(key, rubric, registry) == stage
    assert told.stage_of_key("nothing", rubric, registry) is None


def test_a_hostile_title_stays_as_it_is_since_rows_show_letters():
    evil = replace(DECK, title="$1$ [x](y)", reference=None, dated=None)
    assert draw(told.finding_sources, finding(sources=[evil])).result == "$1$ [x](y)"
