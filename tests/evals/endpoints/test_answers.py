import math

import pytest

from data.records import RunFailed
from evals.endpoints.answers import message_of, scored_choice, text_of


def choice(values, top=None):
    likeliest = top if top is not None else [None, *({"x": value} for value in values[1:])]
    return {"logprobs": {"token_logprobs": values, "top_logprobs": likeliest}}


def score(told, tokens=4, scored=2):
    return scored_choice(told, tokens=tokens, scored=scored, url="http://h/v1")


def test_the_last_tokens_of_the_prompt_are_summed_and_the_generated_one_is_not():
    assert score(choice([None, -1.0, -2.0, -3.0, -9.0])) == (-5.0, True)
    assert score(choice([None, -1.0, -2.0, -3.0])) == (-5.0, True)


def test_a_continuation_is_greedy_only_where_no_token_was_likelier():
    top = [None, {"a": -1.0}, {"a": -2.0, "b": -3.0}, {"a": -3.0, "b": -0.5}]
    assert score(choice([None, -1.0, -2.0, -3.0], top)) == (-5.0, False)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"logprobs": None}, "gives no log-probabilities of a prompt"),
        ({}, "gives no log-probabilities of a prompt"),
        (choice([None, -1.0]), "gave 2 log-probabilities for 4 tokens; name the tokenizer"),
        (choice([None, -1.0, "no", -3.0]), "gave 'no' as a log-probability"),
        (choice([None, -1.0, None, -3.0]), "gave None as a log-probability"),
        (choice([None, -1.0, math.nan, -3.0]), "gave nan as a log-probability"),
        (choice([None, -1.0, 0.7, -3.0]), r"gave 0\.7 as a log-probability, expected a number up to 0"),
        (choice([None, -1.0, -2.0, -3.0], [None, {}, {}, None]), "names no likeliest token"),
    ],
)
def test_log_probabilities_that_cannot_be_are_refused(told, sentence):
    with pytest.raises(RunFailed, match=sentence):
        score(told)


def test_texts_and_messages_are_texts():
    assert text_of({"text": "a"}, "u") == message_of({"message": {"content": "a"}}, "u") == "a"
    assert message_of({"message": {"content": None}}, "u") is None
    with pytest.raises(RunFailed, match="gave 3 instead of a text"):
        text_of({"text": 3}, "u")
    with pytest.raises(RunFailed, match="answered without a message"):
        message_of({"text": "a"}, "u")
