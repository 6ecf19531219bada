"""The form of conditions, refused before anything is evaluated."""

import pytest

from analysis.evidence.condition_syntax import checked_condition, condition_faults, keys_named


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


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("arr > 5", "a condition is one operator with its arguments, got 'arr > 5'"),
        ({}, "a condition is one operator with its arguments, got {}"),
        ({"is_true": ["a"]}, "is_true takes one key, got ['a']"),
        ({"has": ["a", 3]}, "has takes a key and a code, got ['a', 3]"),
        ({"lt": ["a", {"lag": ["b", "three"]}]}, "lag takes a key and whole months, got ['b', 'three']"),
        ({"lt": ["a", {"sub": ["b"]}]}, "sub takes 2 operands, got ['b']"),
        ({"lt": ["a", {"add": []}]}, "add takes some operands, got []"),
        ({"lt": ["a", {"if": [{"gt": ["b", 1]}, 1]}]}, "if takes a condition and two operands"),
        ({"lt": ["a", None]}, "an operand is a number, a key, $name or an expression, got None"),
        ({"lt": ["a", "$floor"]}, "'$floor' names no threshold of the rule; it has none"),
    ],
)
def test_each_fault_is_a_sentence_with_what_was_given(condition, message):
    assert message in next(condition_faults(condition, frozenset()))


def test_faults_deep_inside_are_all_named_at_once():
    condition = {"all": [{"gt": ["a"]}, {"not": {"any": [{"odd": "b"}, {"lt": ["c", {"abs": "$d"}]}]}}]}
    assert [fault.split(";")[0].split(",")[0] for fault in condition_faults(condition, frozenset())] == [
        "gt takes 2 operands",
        "unknown condition 'odd'",
        "'$d' names no threshold of the rule",
    ]


def test_a_sound_condition_is_handed_back_and_a_faulty_one_refused_with_every_fault():
    sound = {"gt": [{"if": [{"is_true": "a"}, "b", {"first_known": ["c", 0]}]}, "$least"]}
    assert checked_condition(sound, frozenset({"least"})) is sound
    with pytest.raises(ValueError, match=r"gt takes 2 operands, got \['a'\]; unknown condition 'odd'"):
        checked_condition({"all": [{"gt": ["a"]}, {"odd": "b"}]})


def test_keys_inside_choices_and_fallbacks_are_named_too():
    operand = {"if": [{"has": ["a", "code"]}, {"abs": "b"}, {"first_known": ["c", {"lag": ["d", 3]}, 5]}]}
    assert keys_named(operand) == {"a", "b", "c", "d"}
