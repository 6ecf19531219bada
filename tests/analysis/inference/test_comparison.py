import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.comparison import paired_comparison
from data.records import InvalidInput


def test_only_shared_items_are_compared_and_few_disagreements_are_tested_exactly():
    first = {"a": 1, "b": 1, "c": 1, "d": 1, "x": 0}
    second = {"a": 0, "b": 0, "c": 1, "d": 0, "y": 1}
    compared = paired_comparison(first, second)
    assert (compared.n, compared.first_only, compared.second_only, compared.ties) == (4, 3, 0, 1)
    assert compared.difference == 0.75
    assert compared.p_value == pytest.approx(0.25)


def test_equal_models_tie_with_certainty():
    same = dict.fromkeys(range(50), 1.0)
    compared = paired_comparison(same, same)
    assert (compared.difference, compared.p_value) == (0.0, 1.0)


def test_one_shared_item_gives_no_standard_error():
    compared = paired_comparison({"a": 1}, {"a": 0})
    assert compared.standard_error is None
    assert compared.interval is None
    assert compared.p_value is None


def test_models_without_shared_items_are_refused():
    with pytest.raises(InvalidInput, match="no item in common"):
        paired_comparison({"a": 1}, {"b": 1})


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60))
def test_turning_two_models_round_turns_the_difference_and_nothing_else(answers):
    first = dict(enumerate(answer[0] for answer in answers))
    second = dict(enumerate(answer[1] for answer in answers))
    there, back = paired_comparison(first, second), paired_comparison(second, first)
    assert (there.difference, there.first_only, there.ties) == (-back.difference, back.second_only, back.ties)
    assert there.p_value == back.p_value
    assert there.first_only + there.second_only + there.ties == len(answers)


def test_from_twenty_five_disagreements_on_the_test_is_students():
    few = {item: float(item < 24) for item in range(60)}
    many = {item: float(item < 25) for item in range(60)}
    none = dict.fromkeys(range(60), 0.0)
    assert (paired_comparison(few, none).is_exact, paired_comparison(many, none).is_exact) == (True, False)


def test_a_difference_that_never_varies_is_certain():
    assert paired_comparison({"a": 0.5, "b": 0.7}, {"a": 0.25, "b": 0.45}).p_value == pytest.approx(0.0, abs=1e-12)
