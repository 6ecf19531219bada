from dataclasses import replace

import pytest

from analysis.claims.checks import ClaimVerdict, claim_verdicts
from analysis.claims.protocol import RunConditions, has_chain_of_thought, is_variant, majority_of
from data.records import Claim, RunProtocol, Scale, Score, TaskProtocol

GSM8K = Claim("gsm8k", "exact_match", 0.60, scale=Scale.FRACTION, shots=8)
PROTOCOL = RunProtocol(chat_template_applied=False, tasks={"gsm8k": TaskProtocol(split="test", subset="main")})
RUN = RunConditions(PROTOCOL)


def score(task="gsm8k", metric="exact_match", value=0.40, shots=8, run_id=1, **more):
    return Score(
        task, metric, value, 0.0135, 1319, 1319, shots, "3", "hash", scale=Scale.FRACTION, run_id=run_id, **more
    )


def differing(claim, found, protocol=RUN):
    (check,) = claim_verdicts([claim], [found], protocols={1: protocol})
    return [tuple(difference) for difference in check.differences]


@pytest.mark.parametrize(
    ("stated", "difference"),
    [
        ({"majority_of": 8}, ("majority_of", "8", "1")),
        ({"subset": "socratic"}, ("subset", "socratic", "main")),
        ({"split": "train"}, ("split", "train", "test")),
        ({"template": "chat template"}, ("template", "chat", "stock")),
        ({"shots": 5}, ("shots", "5", "8")),
    ],
)
def test_each_condition_that_differs_makes_a_claim_not_comparable(stated, difference):
    assert differing(replace(GSM8K, **stated), score()) == [difference]


@pytest.mark.parametrize(
    "stated",
    [{"majority_of": 1}, {"subset": "main"}, {"split": "test"}, {"template": "stock"}, {"template": "LM-Eval"}],
)
def test_a_condition_that_agrees_leaves_the_claim_comparable(stated):
    assert differing(replace(GSM8K, **stated), score()) == []


def test_a_majority_vote_is_read_off_the_answer_filter():
    assert majority_of(score(filter="maj@64")) == 64
    assert majority_of(score(filter="strict-match")) == 1
    assert differing(replace(GSM8K, majority_of=64), score(filter="maj@64")) == []
    assert differing(replace(GSM8K, majority_of=1), score(filter="maj@8")) == [("majority_of", "1", "8")]


def test_a_figure_reached_only_by_an_undisclosed_vote_is_named():
    runs = [score(filter="strict-match"), score(value=0.601, filter="maj@8")]
    (check,) = claim_verdicts([GSM8K], runs)
    assert (check.verdict, check.score.filter) == (ClaimVerdict.OVERSTATED, "strict-match")
    assert check.sentence_en.endswith("reached only under another protocol: exact_match, 8 shots, maj@8 (60.1 %).")


def test_a_chain_of_thought_is_known_from_the_task_or_from_likelihoods_and_else_unknown():
    assert has_chain_of_thought(score("gsm8k_cot")) is True
    assert has_chain_of_thought(score("mmlu", "acc")) is False
    assert has_chain_of_thought(score("gsm8k")) is None
    mmlu = Claim("mmlu", "acc", 0.7, scale=Scale.FRACTION, chain_of_thought=True)
    assert differing(mmlu, score("mmlu", "acc")) == [("chain_of_thought", "True", "False")]


def test_words_about_the_prompt_that_no_run_uses_are_left_unchecked_rather_than_called_different():
    (check,) = claim_verdicts([replace(GSM8K, template="our own prompt")], [score()], protocols={1: RUN})
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert "template" in check.unverified
    assert "Not stated on one side, so not compared: prompt template, split, number of items" in check.sentence_en
    assert "一方未说明、因此未作比对的条件：提示模板、数据划分、题量" in check.sentence_zh


def test_what_neither_side_speaks_of_is_not_listed():
    (check,) = claim_verdicts([GSM8K], [score()], protocols={1: RunConditions(replace(PROTOCOL, tasks={}))})
    assert {"majority_of", "subset", "chain_of_thought", "model"}.isdisjoint(check.unverified)


def test_a_claim_on_another_model_of_the_startup_is_not_held_against_this_one():
    protocol = RunConditions(PROTOCOL, "Vale One 7B", ("Vale One 7B", "Vale One 70B"))
    claim = replace(GSM8K, model="Vale One 70B")
    assert differing(claim, score(), protocol) == [("model", "Vale One 70B", "Vale One 7B")]
    assert differing(replace(GSM8K, model="vale-one 7b"), score(), protocol) == []


def test_a_model_that_is_not_ours_by_name_is_left_unchecked():
    protocol = RunConditions(PROTOCOL, "Vale One 7B", ("Vale One 7B",))
    (check,) = claim_verdicts([replace(GSM8K, model="V1")], [score()], protocols={1: protocol})
    assert check.verdict is ClaimVerdict.OVERSTATED and "model" in check.unverified


def test_of_two_models_the_run_on_the_claimed_one_answers():
    protocols = {1: RunConditions(PROTOCOL, "A", ("A", "B")), 2: RunConditions(PROTOCOL, "B", ("A", "B"))}
    runs = [score(value=0.40), score(value=0.602, run_id=2)]
    (check,) = claim_verdicts([replace(GSM8K, model="B")], runs, protocols=protocols)
    assert (check.score.run_id, check.verdict) == (2, ClaimVerdict.SUPPORTED)


def test_a_figure_reached_only_with_a_chain_of_thought_is_found_among_the_runs_at_hand():
    runs = [score(), score("gsm8k_cot", value=0.601, run_id=2), score("arc_easy", "acc", 0.6, run_id=3)]
    (check,) = claim_verdicts([GSM8K], runs)
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert check.reached_under == runs[1]
    assert check.sentence_en.endswith("under another protocol: gsm8k_cot, exact_match, 8 shots (60.1 %).")
    assert check.sentence_zh.endswith("仅在另一种评测条件下达到：gsm8k_cot，exact_match，8 个示例（60.1 %）。")


def test_a_supported_claim_is_not_said_to_need_another_protocol():
    runs = [score(value=0.60), score("gsm8k_cot", value=0.60, run_id=2)]
    (check,) = claim_verdicts([GSM8K], runs)
    assert check.verdict is ClaimVerdict.SUPPORTED and check.reached_under is None


def test_tasks_that_only_share_a_beginning_are_no_variants():
    assert is_variant("bbh_cot_fewshot", "bbh_zeroshot") and is_variant("gsm8k", "gsm8k_cot_self_consistency")
    assert not is_variant("mmlu", "mmlu_pro") and not is_variant("arc_easy", "arc_challenge")
