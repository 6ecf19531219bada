import numpy as np
import pytest

from analysis.contamination.probe_statistics import (
    exchangeability_p_value,
    group_test,
    min_k_score,
    option_order_test,
    overlapping_items,
    paired_drop,
    rank_p_value,
    unpaired_drop,
)
from data.records import InvalidInput


def orders(top, size):
    """Log-likelihoods of the orders of one item, the published one first."""
    return [0.0 if top else -9.0, *(-float(place) for place in range(1, size))]


def test_two_tops_of_three_items_with_24_orders_have_their_binomial_probability():
    outcome = option_order_test([orders(True, 24), orders(True, 24), orders(False, 24)])
    assert outcome.top == 2
    assert outcome.expected == pytest.approx(3 / 24)
    assert outcome.p_value == pytest.approx(3 * (1 / 24) ** 2 * (23 / 24) + (1 / 24) ** 3)


def test_items_with_different_numbers_of_orders_are_counted_exactly():
    assert option_order_test([orders(True, 2), orders(True, 4)]).p_value == pytest.approx(1 / 8)


def test_a_tie_is_not_a_top_and_items_with_a_single_order_do_not_count():
    outcome = option_order_test([[-1.0, -1.0, -2.0], [-1.0]])
    assert (outcome.top, outcome.n, outcome.p_value) == (0, 1, pytest.approx(1.0))


def test_a_p_value_too_small_for_a_float_is_given_as_the_smallest_one():
    assert option_order_test([orders(True, 24)] * 400).p_value == 1e-300


def test_option_order_without_anything_to_compare_is_refused():
    with pytest.raises(InvalidInput, match="No item has two orders of options"):
        option_order_test([[-1.0]])


def test_order_tests_accuse_models_that_know_no_order_no_oftener_than_they_say():
    rng = np.random.default_rng(3)
    rejected = {"options": 0, "items": 0}
    for _ in range(400):
        values = rng.normal(size=(40, 8)).tolist()
        rejected["options"] += option_order_test(values).p_value <= 0.05
        rejected["items"] += exchangeability_p_value(values, rng, draws=199) <= 0.05
    assert rejected["options"] / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
    assert rejected["items"] / 400 == pytest.approx(0.05, abs=3 * (0.05 * 0.95 / 400) ** 0.5)


def test_a_file_remembered_in_its_order_reaches_the_floor_of_the_p_value():
    shards = [[0.0, -5.0, -5.0, -5.0]] * 50
    assert exchangeability_p_value(shards, np.random.default_rng(0), draws=999) == pytest.approx(1 / 1000)


def test_one_shard_of_two_orders_can_say_no_more_than_one_half():
    p_value = exchangeability_p_value([[0.0, -1.0]], np.random.default_rng(0), draws=9999)
    assert p_value == pytest.approx(0.5, abs=0.02)


def test_exchangeability_without_two_orders_is_refused():
    with pytest.raises(InvalidInput, match="No shard has two orders"):
        exchangeability_p_value([[-1.0]], np.random.default_rng(0))


def test_min_k_is_the_mean_of_the_lowest_fifth():
    assert min_k_score([0, 0, -5, 0, 0, 0, -1, 0, 0, 0]) == pytest.approx(-3)


def test_min_k_of_a_short_text_is_its_lowest_token():
    assert min_k_score([-2.0, -1.0, 0.0]) == -2.0


def test_min_k_of_nothing_is_refused():
    with pytest.raises(InvalidInput, match="without scored tokens"):
        min_k_score([])


def test_two_published_items_above_two_fresh_ones_have_chance_one_sixth():
    outcome = group_test([3, 4], [1, 2])
    assert (outcome.auc, outcome.n) == (1.0, 4)
    assert outcome.p_value == pytest.approx(1 / 6)


def test_a_group_test_without_fresh_items_is_refused():
    with pytest.raises(InvalidInput, match="Got 1 published and 0 fresh scores"):
        group_test([1.0], [])


def test_fishers_tea_tasting_has_its_published_p_value():
    outcome = unpaired_drop([True, True, True, False], [True, False, False, False])
    assert outcome.drop == pytest.approx(0.5)
    assert outcome.p_value == pytest.approx(17 / 70)
    assert outcome.standard_error == pytest.approx((2 * 0.75 * 0.25 / 4) ** 0.5)


def test_a_drop_without_answers_is_refused():
    with pytest.raises(InvalidInput, match="both groups need items"):
        unpaired_drop([], [True])


def test_five_lost_and_one_won_have_the_sign_tests_probability():
    outcome = paired_drop([True] * 5 + [False, True], [False] * 5 + [True, True])
    assert outcome.drop == pytest.approx(4 / 7)
    assert outcome.p_value == pytest.approx(7 / 64)


def test_twins_answered_alike_show_no_drop():
    assert paired_drop([True, False], [True, False]).p_value == 1.0


def test_twins_of_other_items_are_refused():
    with pytest.raises(InvalidInput, match="Twins need the same items, got 1 and 2"):
        paired_drop([True], [True, False])


def test_the_best_of_a_thousand_strings_has_p_one_in_a_thousand():
    assert rank_p_value(0.0, [-1.0] * 999) == pytest.approx(0.001)
    assert rank_p_value(-1.0, [-1.0] * 999) == 1.0


THIRTEEN = "one two three four five six seven eight nine ten eleven twelve thirteen"


def test_thirteen_words_are_found_whatever_their_case_and_punctuation():
    sample = f"Something before. {THIRTEEN.upper().replace(' FOUR', ', FOUR!')} and after"
    assert overlapping_items([THIRTEEN, THIRTEEN.replace("seven", "7")], sample) == [True, False]


def test_twelve_words_are_too_few_to_look_for():
    assert overlapping_items([THIRTEEN.rpartition(" ")[0]], THIRTEEN) == [None]


def test_runs_that_several_items_share_are_the_templates_and_do_not_count():
    items = [f"{THIRTEEN} alpha", f"{THIRTEEN} beta"]
    assert overlapping_items(items, THIRTEEN) == [False, False]
    assert overlapping_items(items, f"{THIRTEEN} beta") == [False, True]
