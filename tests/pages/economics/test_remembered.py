"""What was changed stands in the address: within bounds, else the default; changes are counted and taken out again."""

import pytest

from pages.components.economics import remembered
from tests.pages.drawing import draw

BOUNDS = (0.5, 1000.0)


def first(given, default=8.0):
    address = {} if given is None else {"training.params": given}
    return draw(remembered.first_number, "training", "params", "k", default, BOUNDS, address=address).result


@pytest.mark.parametrize(
    ("given", "value"),
    [
        (None, 8.0), ("405", 405.0), ("4.05e2", 405.0), ("0.5", 0.5), ("1000", 1000.0),
        ("0.4", 8.0), ("1001", 8.0), ("-5", 8.0), ("nan", 8.0), ("inf", 8.0), ("many", 8.0), ("1,5", 8.0),
    ],
)  # fmt: skip
def test_a_number_of_the_address_counts_within_bounds_and_else_the_default(given, value):
    assert first(given) == value


def test_an_emptied_field_stays_empty_and_an_unknown_default_unknown():
    assert draw(lambda: remembered.first_number("t", "n", "k", 8.0, BOUNDS), address={"t.n": ""}).result is None
    assert first(None, default=None) is None
    assert first("nonsense", default=None) is None


def test_a_field_begins_once_and_the_address_does_not_move_it_afterwards():
    def twice():
        import streamlit as st

        before = remembered.first_number("t", "n", "k", 8.0, BOUNDS)
        st.number_input("N", value=before, key="k")
        st.query_params["t.n"] = "9"
        return before, remembered.first_number("t", "n", "k", 8.0, BOUNDS)

    assert draw(twice).result == (8.0, 8.0)


def test_a_field_that_was_not_drawn_for_a_while_begins_as_the_address_says():
    def after_a_while():
        import streamlit as st

        remembered.first_number("t", "n", "k", 8.0, BOUNDS)
        st.query_params["t.n"] = "9"
        return remembered.first_number("t", "n", "k", 8.0, BOUNDS)

    assert draw(after_a_while).result == 9.0


@pytest.mark.parametrize(("given", "chosen"), [(None, "b"), ("a", "a"), ("c", "b"), ("<b>", "b")])
def test_an_option_of_the_address_counts_if_there_is_one(given, chosen):
    address = {} if given is None else {"serving.bits": given}
    drawn = draw(remembered.first_option, "serving", "bits", "k", ["a", "b"], "b", address=address)
    assert drawn.result == chosen


@pytest.mark.parametrize(
    ("value", "default", "left"),
    [
        (405.0, 8.0, {"training.params": "405"}),
        (8.0, 8.0, {}),
        (None, 8.0, {"training.params": ""}),
        (None, None, {}),
        (0.1 + 0.2, 8.0, {"training.params": "0.3"}),
        (1_234_567.0, 8.0, {"training.params": "1234567"}),
        ("fp8", "bf16", {"training.params": "fp8"}),
    ],
)
def test_a_changed_value_is_written_and_an_unchanged_one_taken_out(value, default, left):
    for address in ({}, {"training.params": "17"}):
        drawn = draw(remembered.remember, "training", "params", value, default, address=address)
        assert drawn.address == left


def test_only_fields_of_the_screen_are_counted_and_forgotten():
    address = {"training.params": "4", "waterfall.exit": "9", "id": "northfold", "lang": "zh", "other.name": "x"}
    assert draw(remembered.changed_places, address=address).result == ["training.params", "waterfall.exit"]
    assert draw(remembered.forget_fields, address=address).address == {
        "id": "northfold", "lang": "zh", "other.name": "x",
    }  # fmt: skip


def test_a_field_of_another_round_has_another_key():
    assert draw(remembered.field_key, "training", "params", "nf").result == "training_params_nf"
    assert draw(remembered.field_key, "training", "params", "nf", state={"economics_round": 2}).result.endswith("_2")


@pytest.mark.parametrize(("language", "sentence"), [("en", "2 fields changed"), ("zh", "已改动 2 项")])
def test_changes_are_counted_and_offered_to_be_taken_back(language, sentence):
    address = {"training.params": "4", "returns.target": "9"}
    drawn = draw(remembered.show_reset, language=language, address=address)
    assert sentence in drawn.said
    assert len([node for node in drawn.nodes if node.type == "button"]) == 1


def test_without_changes_nothing_is_offered_but_what_was_taken_back():
    assert draw(remembered.show_reset).nodes == []
    drawn = draw(remembered.show_reset, state={"economics_taken_back": {"training.params": "4"}})
    assert [node.proto.label for node in drawn.nodes] == ["Bring the changes back"]
