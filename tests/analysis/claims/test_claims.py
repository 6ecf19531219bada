from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analysis.claims.checks import ClaimVerdict, claim_results, claim_verdicts
from analysis.claims.protocol import RunConditions
from data.records import Claim, RunProtocol, Scale, Score, TaskProtocol

SCALES = {"word_perplexity": Scale.RATIO, "bits_per_byte": Scale.BITS, "bleu": Scale.PERCENT, "f1": Scale.FRACTION}
MMLU = Claim(
    "mmlu", "acc", 0.712, scale=Scale.FRACTION, items=14042, shots=5, template="stock", dated=date(2026, 1, 10)
)


def score(task="mmlu", metric="acc", value=0.64, n=2000, total=14042, shots=5, run_id=1, **more):
    error = more.pop("standard_error", 0.01)
    known: dict[str, Any] = {"scale": SCALES.get(metric, Scale.FRACTION), "counts": metric not in SCALES} | more
    return Score(task, metric, value, error, n, total, shots, "1", "hash", run_id=run_id, **known)


def claim(task, metric, value, **more):
    return Claim(task, metric, value, scale=SCALES.get(metric, Scale.FRACTION), **more)


def test_a_claim_far_above_the_run_is_overstated_and_says_so_in_both_languages():
    (check,) = claim_verdicts([MMLU], [score()])
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert check.gap == pytest.approx(0.072)
    assert check.gap_standard_error == pytest.approx((0.64 * 0.36 / 2000 * 12042 / 14041) ** 0.5)
    assert check.sentence_en.startswith("Overstated: the claim is 71.2 %, but the run scored 64.0 %")
    assert check.sentence_zh.startswith("夸大：自报为 71.2 %")
    assert check.unverified == ("template", "split")


def test_another_number_of_shots_is_not_comparable_and_named():
    (check,) = claim_verdicts([MMLU], [score(shots=0)])
    assert check.verdict is ClaimVerdict.NOT_COMPARABLE
    assert [tuple(difference) for difference in check.differences] == [("shots", "5", "0")]
    assert "number of shots: claimed 5, run 0" in check.sentence_en
    assert "示例数（自报 5，实测 0）" in check.sentence_zh
    assert check.gap is None


def test_a_claim_on_another_number_of_items_is_not_comparable():
    (check,) = claim_verdicts([replace(MMLU, items=570)], [score()])
    assert [difference.aspect for difference in check.differences] == ["items"]


def test_template_and_split_are_compared_where_the_run_recorded_them():
    (check,) = claim_verdicts(
        [replace(MMLU, split="test")],
        [score()],
        protocols={
            1: RunConditions(RunProtocol(chat_template_applied=True, tasks={"mmlu": TaskProtocol(split="test")}))
        },
    )
    assert [difference.aspect for difference in check.differences] == ["template"]
    assert check.unverified == ()


def test_a_claim_without_a_run_is_not_measured_rather_than_refuted():
    (check,) = claim_verdicts([MMLU], [score(task="gsm8k")])
    assert check.score is None
    assert check.verdict is ClaimVerdict.NOT_COMPARABLE
    assert check.sentence_en == "Not measured yet: no run of mmlu stands beside the claim."
    assert claim_results([check]).claim_verdict_worst is None


def test_a_claim_reached_only_with_another_metric_names_it():
    arc = claim("arc_challenge", "acc", 0.69, shots=25)
    runs = [
        score("arc_challenge", "acc", 0.62, 1172, 1172, 25),
        score("arc_challenge", "acc_norm", 0.688, 1172, 1172, 25),
    ]
    (check,) = claim_verdicts([arc], runs)
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert check.reached_under == runs[1]
    assert check.sentence_en.endswith("reached only under another protocol: acc_norm, 25 shots (68.8 %).")
    assert check.sentence_zh.endswith("仅在另一种评测条件下达到：acc_norm，25 个示例（68.8 %）。")


def test_of_two_answer_filters_the_one_that_favours_the_claim_is_taken():
    stated = claim("gsm8k", "exact_match", 0.55)
    runs = [
        score("gsm8k", "exact_match", 0.30, 1319, 1319, 5, filter="strict-match"),
        score("gsm8k", "exact_match", 0.549, 1319, 1319, 5, filter="flexible-extract"),
    ]
    (check,) = claim_verdicts([stated], runs)
    assert check.score == runs[1]
    assert check.verdict is ClaimVerdict.SUPPORTED


def test_a_claim_on_as_many_items_as_were_run_may_be_on_other_items():
    (check,) = claim_verdicts([replace(MMLU, items=2000)], [score(value=0.68)])
    assert "which_items" in check.unverified
    assert check.gap_standard_error == pytest.approx((0.68 * 0.32 / 1000) ** 0.5)


def test_holm_keeps_one_borderline_claim_among_ten_from_being_called_out():
    claims = [replace(MMLU, task=f"task_{index}", value=0.64) for index in range(9)] + [replace(MMLU, value=0.67)]
    runs = [score(f"task_{index}", run_id=index + 2) for index in range(9)] + [score()]
    alone = claim_verdicts([claims[-1]], runs)[0]
    among_ten = claim_verdicts(claims, runs)[-1]
    assert alone.verdict is ClaimVerdict.OVERSTATED
    assert among_ten.adjusted_p_value > alone.adjusted_p_value
    assert among_ten.p_value == alone.p_value
    assert among_ten.verdict is ClaimVerdict.INCONCLUSIVE


def test_lower_perplexity_than_claimed_is_understated():
    stated = claim("wikitext", "word_perplexity", 12.0)
    run = score("wikitext", "word_perplexity", 10.0, 1000, 4000, None, standard_error=0.2, higher_is_better=False)
    (check,) = claim_verdicts([stated], [run])
    assert check.verdict is ClaimVerdict.UNDERSTATED
    assert check.gap == pytest.approx(-2.0)
    assert check.interval.low < 10 < check.interval.high


def test_a_metric_without_a_standard_error_cannot_be_judged():
    run = score("wikitext", "word_perplexity", 10.0, 1000, 4000, None, standard_error=None, higher_is_better=False)
    (check,) = claim_verdicts([claim("wikitext", "word_perplexity", 12.0)], [run])
    assert check.verdict is ClaimVerdict.NOT_COMPARABLE
    assert "without a standard error" in check.sentence_en


def test_the_results_are_the_rubric_keys():
    claims = [MMLU, claim("gsm8k", "exact_match", 0.55, dated=date(2026, 3, 1)), claim("boolq", "acc", 0.8)]
    runs = [score(), score("gsm8k", "exact_match", 0.549, 1319, 1319, 5)]
    results = claim_results(claim_verdicts(claims, runs))
    assert results.claim_gap == pytest.approx(0.072)
    assert results.claim_verdict_worst == "overstated"
    assert results.claims_full_protocol_count == 1
    assert results.claims_latest_date == date(2026, 3, 1)


def test_without_claims_nothing_is_known():
    results = claim_results([])
    assert (results.claim_gap, results.claim_verdict_worst, results.claims_latest_date) == (None, None, None)


def test_a_claimed_bleu_is_judged_in_its_own_unit_and_its_gap_is_a_share_of_the_full_score():
    run = score("wmt16-de-en", "bleu", 31.0, 500, 2999, 0, standard_error=0.8)
    (check,) = claim_verdicts([claim("wmt16-de-en", "bleu", 41.0)], [run])
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert check.gap == pytest.approx(10.0)
    assert "the claim is 41.0, but the run scored 31.0" in check.sentence_en
    assert "too high by more than the 1 point allowed" in check.sentence_en
    assert claim_results([check]).claim_gap == pytest.approx(0.10)
    assert claim_results([check]).claim_gap_se == pytest.approx(0.008 * (2499 / 2998) ** 0.5)


def test_bits_per_byte_below_one_are_bits_and_no_percentage():
    run = score("wikitext", "bits_per_byte", 0.79, 60, 62, 0, standard_error=0.01, higher_is_better=False)
    (check,) = claim_verdicts([claim("wikitext", "bits_per_byte", 0.72)], [run])
    assert check.verdict is ClaimVerdict.OVERSTATED
    assert "0.72 bits" in check.sentence_en and "%" not in check.sentence_en.replace("90 % interval", "")
    assert claim_results([check]).claim_gap is None


def test_a_mean_that_happens_to_be_near_a_whole_number_of_items_is_no_count():
    near = score("drop", "f1", 0.6, 100, 9536, 0, standard_error=0.02, counts=False)
    (check,) = claim_verdicts([claim("drop", "f1", 0.7)], [near])
    assert check.gap_standard_error == pytest.approx(0.02 * (9436 / 9535) ** 0.5)


def test_clustered_items_count_as_what_they_are_worth():
    alone = score("boolq", "acc", 0.6, 500, 3270, 0)
    stated = [claim("boolq", "acc", 0.66)]
    assert claim_verdicts(stated, [alone])[0].verdict is ClaimVerdict.OVERSTATED
    (check,) = claim_verdicts(stated, [replace(alone, clusters=120, effective_items=100.0)])
    assert check.verdict is ClaimVerdict.INCONCLUSIVE
    assert check.interval.high - check.interval.low > 0.18
    assert "allowing for chance (items share texts and count as 100)" in check.sentence_en
    assert "计入偶然误差（题目共用文本，仅相当于 100 道）后" in check.sentence_zh


def test_a_mean_over_few_clusters_is_judged_with_their_degrees_of_freedom():
    many = score("drop", "f1", 0.6, 400, 9536, 0, standard_error=0.03, counts=False)
    few = replace(many, clusters=4)
    wide, narrow = (claim_verdicts([claim("drop", "f1", 0.7)], [run])[0].interval for run in (few, many))
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)
