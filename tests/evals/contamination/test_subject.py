import numpy as np
import pytest
import torch

from data.records import InvalidInput
from evals.contamination.items import Item
from evals.contamination.rendering import Style, whole_text
from evals.contamination.subject import AnsweringModel, metered

QUESTION = Item(question="Which is wet?", choices=("rain", "rain coat", "sand"), answer=1)


def test_token_scores_are_those_of_the_models_own_logits(innocent, published):
    text = whole_text(published[0], Style.INLINE)
    lm = innocent._lm
    tokens = lm.tok_encode(text, add_special_tokens=False)
    with torch.inference_mode():
        logits = lm.model(torch.tensor([[lm.prefix_token_id, *tokens[:-1]]])).logits[0].double()
    log_p = torch.log_softmax(logits, -1)
    mean = (log_p.exp() * log_p).sum(-1)
    spread = (log_p.exp() * (log_p - mean[:, None]) ** 2).sum(-1).sqrt()
    chosen = log_p[torch.arange(len(tokens)), torch.tensor(tokens)]
    (scores,) = innocent.token_scores([text])
    np.testing.assert_allclose(scores.log_probabilities, chosen, atol=1e-4)
    np.testing.assert_allclose(scores.z_scores, (chosen - mean) / spread, atol=1e-3)


def test_batching_and_padding_change_no_score(innocent, published):
    texts = [whole_text(item, Style.INLINE) * (1 + place % 3) for place, item in enumerate(published)]
    together = innocent.token_scores(texts)
    alone = [innocent.token_scores([text])[0] for text in texts[:4]]
    for one, other in zip(alone, together, strict=False):
        np.testing.assert_allclose(one.log_probabilities, other.log_probabilities, atol=1e-4)


def test_token_scores_sum_to_the_engines_log_likelihood(innocent, published):
    text = whole_text(published[1], Style.INLINE)
    ((expected, _),) = innocent.log_likelihoods([("", text)])
    assert innocent.token_scores([text])[0].log_probabilities.sum() == pytest.approx(expected, abs=1e-3)


def test_a_text_without_tokens_is_refused(innocent):
    with pytest.raises(InvalidInput, match="Item 2 has no token"):
        innocent.token_scores(["a", ""])


def test_the_cost_of_work_is_its_tokens_and_its_time(innocent, published):
    texts = [whole_text(item, Style.INLINE) for item in published[:3]]
    with metered(innocent) as cost:
        innocent.token_scores(texts)
    counts = innocent.token_counts(texts)
    assert cost.tokens_forwarded == len(texts) * max(counts)
    assert cost.seconds > 0
    assert cost.processor_seconds > 0


def answering(*texts):
    return AnsweringModel(lambda prompts: texts[: len(prompts)])


@pytest.mark.parametrize(
    ("said", "place"), [("Rain coat, of course", 1), ("rain.", 0), (" sand", 2), ("I do not know", -1)]
)
def test_an_answer_is_the_longest_choice_it_begins_with(said, place):
    assert answering(said).answers([QUESTION], Style.INLINE) == [place]


def test_an_answered_letter_is_a_choice_of_a_lettered_item():
    assert answering("C. sand").answers([QUESTION], Style.LETTERED) == [2]


def test_completions_match_whatever_their_white_space():
    pairs = [("Options: rain", ", rain coat, sand"), ("Options: rain", ", snow")]
    assert answering(", rain  coat, sand\nAnswer", ", hail").completes(pairs) == [True, False]


def test_prompts_are_counted_as_the_cost_of_an_interface():
    model = answering("rain", "sand")
    model.answers([QUESTION, QUESTION], Style.INLINE)
    assert model.tokens_forwarded == 2


def test_an_interface_that_leaves_prompts_unanswered_is_refused():
    with pytest.raises(InvalidInput, match="answered 1 of 2 prompts"):
        answering("rain").answers([QUESTION, QUESTION], Style.INLINE)
