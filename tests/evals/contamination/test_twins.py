import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.contamination.items import Item
from evals.contamination.twins import moved_item, renumbered_item, twin, twin_templates


def item(question, *choices, answer=0):
    return Item(question=question, choices=choices, answer=answer)


EXAMPLES = {
    "sum": item("What is 34 + 58?", "92", "82", "93", "91"),
    "difference": item("What is 91 minus 38?", "43", "53", "52", "63", answer=1),
    "product": item("What is 12 times 34?", "408", "418", "398", "406"),
    "bought_and_given": item(
        "Mia has 23 red apples, buys 14 more and gives away 12. How many?", "25", "35", "24", "26"
    ),
    "groups_of_equal_size": item("There are 12 boxes of 11 pears each. How many pears?", "132", "121", "133", "144"),
    "groups_and_some_left": item("If 12 rows hold 15 chairs each and 14 are left over, how many?", "194", "180", "184"),
    "chinese_sum": item("34 加 58 等于多少？", "92", "82", "93", "91"),
}


def numbers_of(text):
    return re.findall(r"\d+", text)


@pytest.mark.parametrize("template", twin_templates(), ids=lambda template: template.name)
def test_each_template_gives_the_answer_of_its_example(template):
    example = EXAMPLES[template.name]
    match = template.pattern.search(example.question)
    values = {name: int(text) for name, text in match.groupdict().items()}
    assert template.answer.result(values) == int(example.choices[example.answer])


@given(st.sampled_from(sorted(EXAMPLES)), st.integers(0, 2**32))
def test_a_renumbered_twin_keeps_words_digit_lengths_and_distances(name, seed):
    original = EXAMPLES[name]
    made = twin(original, np.random.default_rng(seed))
    assert made.way == "numbers"
    old, new = numbers_of(original.question), numbers_of(made.item.question)
    assert [len(number) for number in old] == [len(number) for number in new]
    assert [len(choice) for choice in original.choices] == [len(choice) for choice in made.item.choices]
    step = int(made.item.choices[0]) - int(original.choices[0])
    assert {int(one) - int(two) for one, two in zip(made.item.choices, original.choices, strict=True)} == {step}
    assert step != 0


def test_a_twins_answer_follows_from_its_numbers():
    made = renumbered_item(EXAMPLES["bought_and_given"], np.random.default_rng(3))
    has, buys, gives = map(int, numbers_of(made.question))
    assert int(made.choices[0]) == has + buys - gives
    assert made.question.startswith("Mia has ")


def test_an_item_whose_answer_is_not_the_templates_is_not_renumbered():
    assert renumbered_item(item("What is 2 + 2?", "5", "4"), np.random.default_rng(0)) is None


def test_an_item_without_numbers_gets_its_options_moved_with_the_right_one_elsewhere():
    original = item("Which is wet?", "water", "sand", "stone", "wood")
    made = twin(original, np.random.default_rng(1))
    assert made.way == "places"
    assert made.item.choices[made.item.answer] == "water"
    assert made.item.answer != original.answer


@given(st.integers(2, 6), st.integers(0, 2**32))
def test_moved_options_are_the_same_options(count, seed):
    original = item("Which?", *"abcdef"[:count], answer=count - 1)
    made = moved_item(original, np.random.default_rng(seed))
    assert sorted(made.choices) == sorted(original.choices)
    assert made.choices[made.answer] == original.choices[original.answer]
    assert made.answer != original.answer


def test_options_that_refer_to_others_have_no_twin():
    assert twin(item("Which?", "cat", "dog", "all of the above"), np.random.default_rng(0)) is None
