"""Three-valued conditions and the operands they compare."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evidence.conditions import combined, conjunction, disjunction, operand_value, truth
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN
from tests.analysis.evidence.table import Table

THREE = st.sampled_from([True, False, None])


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


@pytest.mark.parametrize("operator", ["lt", "le", "gt", "ge"])
@given(left=st.floats(allow_nan=False), right=st.floats(allow_nan=False))
def test_an_ordering_and_its_negation_never_agree_on_known_numbers(operator, left, right):
    condition = {operator: [left, right]}
    assert truth(condition, KNOWN, {}) is not truth({"not": condition}, KNOWN, {})


def test_two_negations_undo_each_other_and_leave_the_unknown_unknown():
    for condition in ({"gt": ["arr", 4]}, {"is_true": "yes"}, {"gt": ["unasked", 4]}):
        assert truth({"not": {"not": condition}}, KNOWN, {}) is truth(condition, KNOWN, {})


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ({"has": ["kind", "dense"]}, False),
        ({"is_true": "kind"}, False),
        ({"is_false": "unasked"}, None),
        ({"lt": ["day", "arr"]}, None),
        ({"not": {"any": [{"gt": ["arr", 9]}, {"gt": ["unasked", 1]}]}}, None),
        ({"not": {"any": [{"gt": ["arr", 1]}, {"gt": ["unasked", 1]}]}}, False),
        ({"all": [{"gt": ["never", 1]}, {"gt": ["unasked", 1]}]}, False),
    ],
)
def test_a_code_where_a_list_or_a_flag_was_expected_is_a_no_and_two_kinds_are_not_compared(condition, answer):
    assert truth(condition, KNOWN, {}) is answer


@pytest.mark.parametrize(
    ("operator", "values", "result"),
    [
        ("pow", [2.0, 10.0], 1024.0),
        ("pow", [-8.0, 0.5], UNKNOWN),
        ("pow", [10.0, 400.0], UNKNOWN),
        ("pow", [0.0, -1.0], UNKNOWN),
        ("sub", [math.inf, math.inf], UNKNOWN),
        ("add", [0.1] * 10, 1.0),
        ("max", [UNKNOWN, 1e30], UNKNOWN),
        ("abs", [-3.5], 3.5),
    ],
)
def test_arithmetic_without_a_result_is_unknown_and_never_an_error(operator, values, result):
    assert combined(operator, values) == result


def test_a_threshold_may_stand_inside_an_expression():
    assert operand_value({"mul": [2, "$limit"]}, KNOWN, {"limit": 6.0}) == 12.0


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda: truth({"more": ["arr", 1]}, KNOWN, {}), "unknown condition 'more'"),
        (lambda: operand_value({"root": ["arr"]}, KNOWN, {}), "unknown operand 'root'"),
    ],
)
def test_an_operator_that_does_not_exist_is_refused_by_name(asked, message):
    with pytest.raises(ValueError, match=message):
        asked()
