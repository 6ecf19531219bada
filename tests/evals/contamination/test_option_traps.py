import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.contamination.items import Item, own_items
from evals.contamination.option_traps import file_order, is_sorted, orders_to_compare, trap


def item(*choices, question="Which?"):
    return Item(question=question, choices=choices, answer=0)


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        (("12", "7", "30", "9"), "numeric"),
        (("$1,200", "$900", "$1,500", "$40"), "numeric"),
        (("5 km", "12 km", "8 km", "7 km"), "numeric"),
        (("cat", "zebra", "All of the above", "dog"), "refers"),
        (("cat", "none of these", "dog", "ant"), "refers"),
        (("cat", "A and B", "dog", "ant"), "refers"),
        (("猫", "以上都是", "狗", "鸟"), "refers"),
        (("cat", "dog", "cat ", "ant"), "repeated"),
        (("ant", "bear", "cat", "dog"), "sorted"),
        (("Dog", "cat", "bear", "ant"), "sorted"),
        (("x", "bc", "abc", "dddd"), "sorted"),
        (("cat", "ant", "dog", "bee"), None),
        (("Alder and oak", "Beech", "All rivers", "Ash tree"), None),
    ],
)
def test_options_whose_order_says_nothing_are_recognised(choices, found):
    assert trap(item(*choices)) == found


def test_orders_are_compared_with_the_published_one_first_and_no_sorted_one():
    orders = orders_to_compare(item("cat", "ant", "dog", "bee"), np.random.default_rng(0))
    assert orders[0] == ("cat", "ant", "dog", "bee")
    assert len(orders) == len(set(orders)) == 22
    assert not any(is_sorted(order) for order in orders)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6), min_size=2, max_size=7, unique=True), st.integers(0, 99))
def test_whatever_the_options_the_orders_are_distinct_permutations_of_them(choices, seed):
    orders = orders_to_compare(item(*choices), np.random.default_rng(seed))
    assert orders[0] == tuple(choices)
    assert len(orders) == len(set(orders)) <= 24
    assert all(sorted(order) == sorted(choices) for order in orders)


def test_a_file_sorted_by_question_or_answer_is_recognised_and_a_shuffled_one_is_not():
    items = own_items("assay_world_qa")
    assert file_order(items) is None
    assert file_order(sorted(items, key=lambda each: each.question)) == "question"
    assert file_order(sorted(items, key=lambda each: each.answer)) == "answer"


def test_a_few_items_are_too_few_to_call_sorted():
    assert file_order([item("a", "b", question=letter) for letter in "abcd"]) is None
