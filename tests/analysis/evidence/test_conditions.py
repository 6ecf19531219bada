from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.condition_syntax import condition_faults, keys_named
from analysis.evidence.conditions import conjunction, disjunction, operand_value, truth
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, Reading

THREE = st.sampled_from([True, False, None])


class Table:
    """A lookup over a plain mapping; keys with `@months` hold earlier values."""

    def __init__(self, **values):
        self.values = values

    def reading(self, key, months_back=0):
        return Reading(self.values.get(f"{key}@{months_back}" if months_back else key, UNKNOWN))


KNOWN = Table(
    arr=5.0,
    zero=0.0,
    endless=math.inf,
    kind="dense",
    regions=("eu",),
    yes=True,
    never=NOT_APPLICABLE,
    day=date(2026, 1, 1),
)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"gt": ["arr", 4]}, True),
        ({"gt": ["arr", 5]}, False),
        ({"ge": ["arr", 5]}, True),
        ({"lt": ["arr", "$limit"]}, True),
        ({"le": ["unasked", 5]}, None),
        ({"gt": ["endless", 1e30]}, True),
        ({"in": ["kind", ["dense", "moe"]]}, True),
        ({"in": ["unasked", ["dense"]]}, None),
        ({"has": ["regions", "eu"]}, True),
        ({"not": {"has": ["regions", "cn"]}}, True),
        ({"is_true": "yes"}, True),
        ({"is_false": "yes"}, False),
        ({"ge": ["day", "$since"]}, True),
        ({"gt": ["day", 3]}, None),
        ({"gt": ["kind", 3]}, None),
        ({"all": [{"gt": ["arr", 9]}, {"gt": ["unasked", 1]}]}, False),
        ({"any": [{"gt": ["arr", 1]}, {"gt": ["unasked", 1]}]}, True),
        ({"any": [{"gt": ["arr", 9]}, {"gt": ["unasked", 1]}]}, None),
    ],
)
def test_condition_is_true_false_or_unknown(condition, answer):
    assert truth(condition, KNOWN, {"limit": 6.0, "since": date(2025, 8, 2)}) is answer


@pytest.mark.parametrize("condition", [{"gt": ["never", 1]}, {"in": ["never", ["a"]]}, {"has": ["never", "a"]}])
def test_what_does_not_apply_is_false_and_so_is_its_negation(condition):
    assert truth(condition, KNOWN, {}) is False
    assert truth({"not": condition}, KNOWN, {}) is False
    assert truth({"not": {"all": [condition, {"gt": ["arr", 1]}]}}, KNOWN, {}) is False


@given(st.lists(THREE, min_size=1, max_size=4))
def test_and_and_or_are_mirrors_after_kleene(parts):
    mirrored = [None if part is None else not part for part in parts]
    left, right = conjunction(iter(parts)), disjunction(iter(mirrored))
    assert left is (None if right is None else not right)


@given(st.lists(THREE, min_size=1, max_size=4), st.lists(st.booleans(), min_size=4, max_size=4))
def test_an_answer_reached_with_unknowns_stays_whatever_they_turn_out_to_be(parts, answers):
    settled = [answer if part is None else part for part, answer in zip(parts, answers, strict=False)]
    for joined in (conjunction, disjunction):
        before = joined(iter(parts))
        assert before is None or joined(iter(settled)) is before


@pytest.mark.parametrize(
    ("operand", "value"),
    [
        ({"add": ["arr", 1, 2]}, 8.0),
        ({"mul": [0.5, "arr"]}, 2.5),
        ({"max": ["zero", 1]}, 1.0),
        ({"sub": [1, "arr"]}, -4.0),
        ({"div": ["arr", "zero"]}, UNKNOWN),
        ({"div": ["endless", "endless"]}, UNKNOWN),
        ({"div": ["arr", "endless"]}, 0.0),
        ({"abs": {"sub": [1, "arr"]}}, 4.0),
        ({"add": ["never", "unasked"]}, NOT_APPLICABLE),
        ({"first_known": ["unasked", "arr"]}, 5.0),
        ({"first_known": ["unasked", "never"]}, NOT_APPLICABLE),
        ({"if": [{"gt": ["arr", 1]}, 1, 2]}, 1.0),
        ({"if": [{"gt": ["unasked", 1]}, 1, 2]}, UNKNOWN),
        ({"add": ["kind", 1]}, UNKNOWN),
        ({"add": ["endless", {"sub": [0, "endless"]}]}, UNKNOWN),
        ({"mul": ["endless", 0]}, UNKNOWN),
    ],
)
def test_operand_has_a_value_or_says_why_not(operand, value):
    assert operand_value(operand, KNOWN, {}) == value


def test_lag_reads_the_earlier_value():
    assert operand_value({"lag": ["arr", 12]}, Table(**{"arr": 2.0, "arr@12": 1.0}), {}) == 1.0


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"gt": ["a"]}, "gt takes 2 operands"),
        ({"gt": ["a", "$b"]}, "'$b' names no threshold"),
        ({"more": ["a", 1]}, "unknown condition 'more'"),
        ({"all": []}, "all takes a list of conditions"),
        ({"in": ["a", "b"]}, "in takes a key and a list of codes"),
        ({"gt": [{"root": ["a"]}, 1]}, "unknown operand 'root'"),
        ({"gt": [True, 1]}, "an operand is a number"),
        ({"gt": ["a", 1], "lt": ["a", 2]}, "a condition is one operator"),
    ],
)
def test_malformed_condition_is_refused_with_what_was_expected(condition, words):
    assert words in " ".join(condition_faults(condition, frozenset({"c"})))


def test_keys_named_leaves_out_codes_thresholds_and_parts():
    condition = {"all": [{"in": ["a", ["b"]]}, {"gt": [{"lag": ["c", 3]}, "$d"]}, {"gt": ["e.part", 1]}]}
    assert keys_named(condition) == {"a", "c", "e"}
