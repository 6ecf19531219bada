import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims.rule import ClaimVerdict, claim_rounding, verdict
from data.records import InvalidInput, Scale


def test_a_claim_ten_points_above_five_hundred_items_is_overstated():
    judged = verdict(claimed=0.70, correct=300, n=500)
    assert judged.verdict is ClaimVerdict.OVERSTATED
    assert judged.p_value < 1e-4
    assert judged.interval.low < 0.6 < judged.interval.high < 0.69
    assert judged.n_needed is None


def test_the_same_gap_the_other_way_is_understated():
    assert verdict(claimed=0.50, correct=300, n=500).verdict is ClaimVerdict.UNDERSTATED


def test_a_close_score_on_fourteen_thousand_items_is_supported():
    judged = verdict(claimed=0.641, correct=9000, n=14042)
    assert judged.verdict is ClaimVerdict.SUPPORTED
    assert 0.631 < judged.decision_interval.low < judged.decision_interval.high < 0.651


def test_twenty_items_cannot_settle_a_claim_and_say_how_many_would():
    judged = verdict(claimed=0.70, correct=14, n=20)
    assert judged.verdict is ClaimVerdict.INCONCLUSIVE
    assert judged.n_needed == 12989
    assert "12,989 items would settle it" in judged.sentence_en
    assert "12,989 道题" in judged.sentence_zh


def test_a_whole_test_set_is_judged_without_chance():
    supported = verdict(claimed=0.70, correct=691, n=1000, total=1000)
    overstated = verdict(claimed=0.70, correct=689, n=1000, total=1000)
    assert (supported.verdict, overstated.verdict) == (ClaimVerdict.SUPPORTED, ClaimVerdict.OVERSTATED)
    assert "every item was run" in overstated.sentence_en
    assert supported.interval.high - supported.interval.low == pytest.approx(2 * 0.0005)


def test_the_spread_between_reruns_counts_for_the_claim():
    judged = verdict(claimed=0.70, correct=689, n=1000, total=1000, rerun_spread=0.002)
    assert judged.verdict is ClaimVerdict.SUPPORTED


def test_half_of_a_fixed_test_set_says_more_than_as_many_items_of_an_endless_supply():
    endless = verdict(claimed=0.7, correct=350, n=500)
    half = verdict(claimed=0.7, correct=350, n=500, total=1000)
    assert half.interval.high - half.interval.low < 0.75 * (endless.interval.high - endless.interval.low)


def test_at_least_is_supported_by_a_higher_score_and_never_understated():
    judged = verdict(claimed=0.6, correct=400, n=500, direction="at_least")
    assert judged.verdict is ClaimVerdict.SUPPORTED
    assert "60.0 % or more" in judged.sentence_en
    assert "不低于 60.0 %" in judged.sentence_zh


def test_clusters_turn_an_accusation_into_a_doubt():
    assert verdict(claimed=0.66, correct=300, n=500).verdict is ClaimVerdict.OVERSTATED
    assert verdict(claimed=0.66, correct=300, n=500, effective_n=100).verdict is ClaimVerdict.INCONCLUSIVE


def test_a_wider_margin_forgives_more():
    assert verdict(claimed=0.70, correct=300, n=500, margin=0.08).verdict is ClaimVerdict.INCONCLUSIVE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"claimed": 64.1, "correct": 3, "n": 5}, "divide percentages by 100"),
        ({"claimed": 0.6, "correct": 6, "n": 5}, "Got 6 correct of 5 items"),
        ({"claimed": 0.6, "correct": 3, "n": 5, "total": 4}, "larger than itself, got 5 of 4"),
        ({"claimed": 0.6, "correct": 3, "n": 5, "margin": 1}, "write one point as 0.01"),
        ({"claimed": 0.6, "correct": 3, "n": 5, "direction": "below"}, '"exact" or "at_least"'),
    ],
)
def test_a_verdict_refuses_what_it_cannot_judge(arguments, message):
    with pytest.raises(InvalidInput, match=message):
        verdict(**arguments)


def test_rounding_is_half_of_the_last_printed_digit():
    assert claim_rounding(0.64, Scale.FRACTION) == claim_rounding(0.641, Scale.FRACTION) == 0.0005
    assert claim_rounding(0.6412, Scale.FRACTION) == pytest.approx(0.00005)


@given(n=st.integers(1, 400), share=st.floats(0, 1), claimed=st.floats(0, 1), extra=st.integers(0, 300))
def test_a_verdict_agrees_with_its_own_interval(n, share, claimed, extra):
    judged = verdict(claimed=claimed, correct=round(share * n), n=n, total=n + extra if extra else None)
    if judged.verdict is ClaimVerdict.OVERSTATED:
        assert judged.decision_interval.high < claimed - 0.01 + 1e-9
    if judged.verdict is ClaimVerdict.UNDERSTATED:
        assert judged.decision_interval.low > claimed + 0.01 - 1e-9
    if judged.verdict is ClaimVerdict.SUPPORTED:
        assert claimed - 0.01 - 1e-9 <= judged.decision_interval.low
        assert judged.decision_interval.high <= claimed + 0.01 + 1e-9
    assert (judged.n_needed is not None) == (judged.verdict is ClaimVerdict.INCONCLUSIVE)


@given(correct=st.integers(0, 100), claimed=st.floats(0, 1))
def test_a_better_run_never_makes_a_claim_look_more_overstated(correct, claimed):
    worse = verdict(claimed=claimed, correct=min(correct, 99), n=100)
    better = verdict(claimed=claimed, correct=min(correct, 99) + 1, n=100)
    if better.verdict is ClaimVerdict.OVERSTATED:
        assert worse.verdict is ClaimVerdict.OVERSTATED
