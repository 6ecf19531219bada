"""When an entry is known already: the same answer for the preview of a file and for what is written."""

from dataclasses import replace
from datetime import date

import pytest

from data.profiles import changes, commit_profile, read_profile
from data.records import EvidenceLevel, Fact, Source
from data.repository import add_facts, is_known, latest_entries, says_the_same

DECK = Source("pitch_deck", "Deck", "3")
ARR = Fact("arr_usd", 1, EvidenceLevel.CLAIMED, date(2026, 9, 30), DECK)


@pytest.mark.parametrize(
    "other",
    [
        replace(ARR, value=2),
        replace(ARR, value=True),
        replace(ARR, as_of=date(2026, 6, 30)),
        replace(ARR, level=EvidenceLevel.DOCUMENTED),
        replace(ARR, standard_error=0.1),
        replace(ARR, value=None, not_applicable="Free."),
        replace(ARR, source=replace(DECK, reference="4")),
        replace(ARR, source=replace(DECK, run_id=7)),
    ],
)
def test_an_entry_that_differs_in_place_or_statement_is_not_known(other):
    assert is_known(ARR, latest_entries([ARR]))
    assert not is_known(other, latest_entries([ARR]))
    assert not says_the_same(ARR, other)


def test_who_entered_it_and_when_the_document_was_dated_changes_nothing():
    entered = replace(ARR, id=3, entered_by="ann", source=replace(DECK, id=9, dated=date(2026, 1, 1)))
    assert is_known(ARR, latest_entries([entered]))


def test_only_the_latest_entry_of_a_place_counts():
    assert not is_known(ARR, latest_entries([ARR, replace(ARR, value=2)]))


def test_the_preview_calls_changed_what_the_commit_will_write(session, registry, today, small_profile):
    profile = read_profile(small_profile.encode(), "small.yaml", registry, today=today).profile
    commit_profile(session, profile, actor="ann")
    (stated,) = [fact for fact in profile.facts if fact.key == "own_pretraining"]
    measured = replace(stated, source=replace(stated.source, run_id=4), value=0)
    typed_otherwise = replace(profile, facts=(replace(stated, value=0),))
    assert not is_known(measured, latest_entries(profile.facts))
    (change,) = [change for change in changes(session, typed_otherwise) if change.field == "own_pretraining"]
    assert change.kind == "changed"
    before = add_facts(session, "kestrel-loom", [stated], actor="ann")
    assert add_facts(session, "kestrel-loom", typed_otherwise.facts, actor="ann")[0].id != before[0].id
