"""Many entries at once stand beside those entered one by one: same ledger, same marks, same rules."""

from dataclasses import replace
from datetime import date

import pytest

from data.records import EvidenceLevel, Fact, Source
from data.repository import (
    NewEntries,
    add_entries,
    add_facts,
    add_startup,
    dossier,
    recorded_entries,
    startup_mark,
    startup_names,
)

DAY = date(2026, 9, 30)
DECK = Source("pitch_deck", "Deck", "p. 3")
ARR = Fact("arr_usd", 2_400_000, EvidenceLevel.CLAIMED, DAY, DECK)
OPEN = Fact("own_pretraining", True, EvidenceLevel.CLAIMED, DAY, DECK)


@pytest.fixture
def acme(session):
    add_startup(session, slug="acme", name="Acme", summary_en="A", summary_zh="A", fictional=False, actor="ines")
    add_facts(session, "acme", [ARR, OPEN], actor="ines")
    return session


def ledger(session, *facts):
    add_facts(session, "acme", facts, actor="ines")
    return recorded_entries(session, ["acme", "nobody"])["acme"]


def test_a_startup_that_is_not_on_record_has_no_ledger(acme):
    assert set(recorded_entries(acme, ["acme", "nobody"])) == {"acme"}
    assert startup_names(acme) == {"acme": "Acme"}


@pytest.mark.parametrize(
    "other",
    [
        replace(ARR, value=2_400_001),
        replace(ARR, as_of=date(2026, 6, 30)),
        replace(ARR, level=EvidenceLevel.DOCUMENTED),
        replace(ARR, source=replace(DECK, title="Other deck")),
        replace(ARR, source=replace(DECK, kind="model_card")),
        replace(ARR, key="carr_usd"),
        replace(OPEN, value=1),
    ],
)
def test_an_entry_that_differs_in_field_day_level_document_or_value_is_new(acme, other):
    recorded = ledger(acme)
    assert recorded.holds(ARR) and recorded.holds(OPEN)
    assert not recorded.holds(other)


def test_another_page_of_the_document_says_nothing_new(acme):
    assert ledger(acme).holds(replace(ARR, source=replace(DECK, reference="p. 9")))


def test_the_latest_entry_of_a_place_counts(acme):
    recorded = ledger(acme, replace(ARR, value=1))
    assert not recorded.holds(ARR)
    assert recorded.days["arr_usd", DAY] == 1


def test_a_value_is_new_where_the_field_was_said_not_to_apply(acme):
    assert not ledger(acme, replace(ARR, value=None, not_applicable="No revenue yet")).holds(ARR)


@pytest.mark.parametrize("value", [date(2026, 5, 1), ["sft", "dpo"], {"licensed": 0.6, "synthetic": 0.4}, 0.25, "NO"])
def test_every_kind_of_value_comes_back_as_it_was(acme, value):
    fact = Fact("post_training_methods", value, EvidenceLevel.DOCUMENTED, DAY, DECK)
    add_entries(acme, [NewEntries("acme", None, (fact,), "a.csv")], actor="ines")
    assert dossier(acme, "acme").current()["post_training_methods"].value == value
    assert recorded_entries(acme, ["acme"])["acme"].holds(fact)


def test_a_source_on_record_is_used_again(acme):
    add_entries(acme, [NewEntries("acme", None, (replace(ARR, key="carr_usd"),), "a.csv")], actor="ines")
    assert {fact.source.id for fact in dossier(acme, "acme").facts} == {1}


def test_the_mark_changes_with_the_entries(acme):
    before = startup_mark(acme, "acme")
    add_entries(acme, [NewEntries("acme", None, (replace(ARR, value=5),), "a.csv")], actor="ines")
    after = startup_mark(acme, "acme")
    assert after.version > before.version and after.runs == before.runs
