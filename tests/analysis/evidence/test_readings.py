"""What a reading rests on, and how much of it is left when parts repeat."""

import pytest

from analysis.evidence.readings import (
    NOT_APPLICABLE,
    UNKNOWN,
    Input,
    Reading,
    TracingLookup,
    unique_inputs,
    weakest_level,
)
from data.records import EvidenceLevel


class Ledger:
    """A lookup that answers with one fact per key and remembers how far back it was asked."""

    def __init__(self, **facts):
        self.facts = facts
        self.asked = []

    def reading(self, key, months_back=0):
        self.asked.append((key, months_back))
        fact = self.facts.get(key)
        return Reading(UNKNOWN) if fact is None else Reading(fact.value, (Input(fact, lagged=months_back > 0),))


def test_false_and_nought_are_known_and_the_two_absences_are_not():
    assert Reading(False).is_known and Reading(0.0).is_known
    assert not Reading(UNKNOWN).is_known and not Reading(NOT_APPLICABLE).is_known


def test_a_shifted_lookup_adds_its_months_to_those_of_the_question(fact):
    ledger = Ledger(cash_usd=fact("cash_usd", 5.0))
    shifted = TracingLookup(ledger, 3)
    assert shifted.reading("cash_usd", 12).value == 5.0
    shifted.reading("cash_usd")
    assert ledger.asked == [("cash_usd", 15), ("cash_usd", 3)]


def test_a_fact_read_twice_is_one_input_and_read_now_and_earlier_two(fact):
    ledger = Ledger(cash_usd=fact("cash_usd", 5.0), arr_usd=fact("arr_usd", 7.0))
    trace = TracingLookup(ledger)
    for key, months in (("cash_usd", 0), ("arr_usd", 0), ("cash_usd", 0), ("cash_usd", 12), ("nothing", 0)):
        trace.reading(key, months)
    assert [(entry.fact.key, entry.lagged) for entry in trace.inputs] == [
        ("cash_usd", False),
        ("arr_usd", False),
        ("cash_usd", True),
    ]


def test_equal_facts_of_two_entries_stay_two_inputs(fact):
    once, again = fact("cash_usd", 5.0), fact("cash_usd", 5.0)
    assert once == again
    assert len(unique_inputs([Input(once), Input(again), Input(once)])) == 2


@pytest.mark.parametrize(
    ("levels", "weakest"),
    [(("measured", "claimed", "documented"), "claimed"), (("measured", "documented"), "documented"), ((), "missing")],
)
def test_a_chain_is_as_strong_as_its_weakest_fact_and_missing_without_any(levels, weakest, fact):
    assert weakest_level([Input(fact("cash_usd", 1.0, level)) for level in levels]) is EvidenceLevel(weakest)
