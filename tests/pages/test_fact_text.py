"""What a fact says: its value with the unit, in words where it is unknown, and where it comes from."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from analysis.evidence.readings import Absence
from data.records import EvidenceLevel, Fact, Source
from data.registry import load_registry
from pages.components.fact_text import fact_source, number_text, value_text
from tests.pages.drawing import spoken

DECK = Source("pitch_deck", "Pitch deck", "p. 12", None, date(2026, 9, 2))


def field(kind, unit="none"):
    """A field of the registry of that type, with that unit."""
    found = next(each for each in load_registry().fields if each.type == kind and not each.derived)
    return found.model_copy(update={"unit": unit})


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (None, "unknown", "未知"),
        (Absence.UNKNOWN, "unknown", "未知"),
        (Absence.NOT_APPLICABLE, "does not apply", "不适用"),
        (True, "yes", "是"),
        (False, "no", "否"),
        (date(2026, 3, 1), "1 Mar 2026", "2026年3月1日"),
        (0, "0", "0"),
        (3_090_000_000, "3.09 B", "30.9 亿"),
        ([], "none", "无"),
        ([{"name": "Other"}], "1 entries", "1 条"),
        ("free words", "free words", "free words"),
        ({}, "", ""),
    ],
)
def test_a_value_without_a_field_is_told_by_its_type(value, english, chinese):
    assert spoken("en", value_text, value, None) == english
    assert spoken("zh", value_text, value, None) == chinese


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (0.5, "fraction", "50%", "50%"),
        (0.0123, "fraction", "1.2%", "1.2%"),
        (0, "fraction", "0%", "0%"),
        (-0.05, "fraction", "−5.0%", "−5.0%"),
        (104_000, "usd", "$104k", "10.4 万美元"),
        (104_000, "usd_per_month", "$104k a month", "10.4 万美元/月"),
        (0.25, "usd_per_million_tokens", "$0.25 per M tokens", "0.25 美元/百万词元"),
        (14.26, "months", "14.3 months", "14.3 个月"),
        (7, "billion", "7 B", "70 亿"),
        (15, "trillion", "15 T", "15 万亿"),
        (2, "thousand", "2,000", "2,000"),
        (1.5, "million", "1.5 M", "150 万"),
        (7.2e23, "flop", "7.2 × 10²³ FLOP", "7.2 × 10²³ 次浮点运算"),
        (500, "flop", "500 FLOP", "500 次浮点运算"),
        (3.1, "multiple", "3.1×", "3.1 倍"),
        (math.inf, "months", "unlimited", "无限"),
        (12, "none", "12", "12"),
    ],
)
def test_a_number_carries_its_unit_once(value, unit, english, chinese):
    assert spoken("en", number_text, value, unit) == english
    assert spoken("zh", number_text, value, unit) == chinese


def test_a_code_is_told_by_the_label_of_its_option():
    enum = field("enum")
    option = enum.values[0]
    assert spoken("en", value_text, option.code, enum) == option.label("en")
    assert spoken("zh", value_text, option.code, enum) == option.label("zh")
    assert spoken("en", value_text, "no_such_code", enum) == "no_such_code"


def test_a_list_of_codes_is_a_list_of_labels_in_the_language_s_own_commas():
    listed = next(each for each in load_registry().fields if each.type == "list" and len(each.values) > 1)
    codes = [option.code for option in listed.values[:2]]
    first, second = listed.values[:2]
    assert spoken("en", value_text, codes, listed).startswith(f"{first.label('en')}, {second.label('en')[:5]}")
    assert spoken("zh", value_text, codes, listed).startswith(f"{first.label('zh')}、{second.label('zh')[:2]}")


def test_of_a_table_of_shares_the_three_largest_are_told_in_falling_order():
    shares = {"a": 0.1, "b": 0.5, "c": 0.15, "d": 0.25}
    assert spoken("en", value_text, shares, None) == "b 50% · d 25% · c 15%"


def test_the_parts_of_a_known_table_have_their_names():
    table = next(each for each in load_registry().fields if isinstance(each.parts, tuple) and each.parts)
    part = table.parts[0]
    assert spoken("zh", value_text, {part.code: 1.0}, table) == f"{part.label('zh')} 100%"


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, "x" * 59 + "…"), (4_000, "x" * 59 + "…")])
def test_a_long_text_is_cut_at_sixty_letters(length, shown):
    assert spoken("en", value_text, "x" * length, field("text")) == shown


def test_a_source_is_told_in_level_document_dates_and_author():
    entered = datetime(2026, 10, 3, 9, tzinfo=UTC)
    fact = Fact("arr_usd", 1.0, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), DECK, entered_by="ana", entered_at=entered)
    assert spoken("en", fact_source, fact).splitlines() == [
        "documented: Pitch deck · p. 12 · 2 Sep 2026",
        "As of 30 Sep 2026",
        "Entered by ana on 3 Oct 2026",
    ]
    assert spoken("zh", fact_source, fact).splitlines() == [
        "有文件: Pitch deck · p. 12 · 2026年9月2日",
        "截至 2026年9月30日",
        "ana 于 2026年10月3日录入",
    ]
    assert len(spoken("en", fact_source, fact, with_author=False).splitlines()) == 2


def test_a_measured_fact_names_its_run_and_its_standard_error():
    source = replace(DECK, kind="run", title="ignored", reference=None, dated=None, run_id=7)
    fact = Fact("acc", 0.6, EvidenceLevel.MEASURED, date(2026, 10, 30), source, standard_error=0.02739)
    assert spoken("en", fact_source, fact).splitlines() == [
        "measured: run 7",
        "As of 30 Oct 2026 · standard error 0.0274",
    ]
