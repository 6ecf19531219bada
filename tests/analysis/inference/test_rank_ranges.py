"""Which ranks are known: the quick way against every pair tested one by one."""

import math
from itertools import combinations
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.inference import rank_ranges
from analysis.inference.multiplicity import holm_adjusted
from analysis.inference.rank_ranges import RankRange, ScoreSummary, ranked_scores
from data.records import InvalidInput

ERRORS = st.none() | st.sampled_from([0.0, 0.5, 1.0]) | st.floats(0.01, 30)
BOARDS = st.lists(st.builds(ScoreSummary, st.integers(0, 20).map(float) | st.floats(-20, 100), ERRORS), max_size=40)


def pairs_ahead(scores):
    """Places (better, worse) told apart, from the p-value of every pair and Holm's correction over all of them."""
    tested, p_values = [], []
    for (first, ours), (second, theirs) in combinations(enumerate(scores), 2):
        if ours.standard_error is not None and theirs.standard_error is not None:
            difference, error = ours.value - theirs.value, math.hypot(ours.standard_error, theirs.standard_error)
            certain = 1.0 if difference == 0 else 0.0
            p_values.append(certain if error == 0 else math.erfc(abs(difference) / error / math.sqrt(2)))
            tested.append((first, second) if difference > 0 else (second, first))
    adjusted = holm_adjusted(p_values)
    return {pair for pair, p_value in zip(tested, adjusted, strict=True) if p_value <= 0.05}


def plain_ranges(scores):
    """The rank ranges by counting those pairs."""
    ahead = pairs_ahead(scores)
    return [
        RankRange(
            1 + sum(worse == place for _, worse in ahead), len(scores) - sum(better == place for better, _ in ahead)
        )
        for place in range(len(scores))
    ]


def ranges(scores):
    found = ranked_scores(scores)
    return [found.rank_range(score) for score in scores]


@given(BOARDS)
def test_the_quick_way_finds_the_ranks_and_the_pairs_that_every_pair_tested_by_itself_gives(scores):
    found = ranked_scores(scores)
    assert ranges(scores) == plain_ranges(scores)
    assert found.leading == sum(each.best == 1 for each in ranges(scores))
    assert pairs_ahead(scores) == {
        (first, second)
        for first, one in enumerate(scores)
        for second, other in enumerate(scores)
        if found.is_surely_ahead(one, other)
    }


@settings(max_examples=20, deadline=None)
@given(st.integers(150, 250), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 3.0]))
def test_so_it_does_with_several_classes_of_errors(count, seed, spread):
    rng = np.random.default_rng(seed)
    drawn = zip(rng.normal(40, 15, count).round(1), rng.uniform(0.5, 1 + spread, count).round(2), strict=True)
    scores = [ScoreSummary(float(value), float(error) or None) for value, error in drawn]
    assert ranges(scores) == plain_ranges(scores)


def test_published_scores_within_two_errors_share_their_ranks():
    scores = [ScoreSummary(0.80, 0.01), ScoreSummary(0.79, 0.01), ScoreSummary(0.60, 0.01)]
    assert ranges(scores) == [RankRange(1, 2), RankRange(1, 2), RankRange(3, 3)]


def test_a_score_without_a_standard_error_can_have_every_rank_and_widens_no_other():
    first, unknown, last = ScoreSummary(0.80, 0.01), ScoreSummary(0.70, None), ScoreSummary(0.60, 0.01)
    assert ranges([first, unknown, last]) == [RankRange(1, 2), RankRange(1, 3), RankRange(2, 3)]
    among = ranked_scores([first, unknown, last])
    assert among.critical == ranked_scores([first, last]).critical
    assert [among.is_surely_ahead(*pair) for pair in ((first, last), (first, unknown), (unknown, last))] == [
        True, False, False
    ]  # fmt: skip


def test_an_error_of_zero_is_certainty_and_equal_scores_are_equal():
    scores = [ScoreSummary(0.8, 0.0), ScoreSummary(0.8, 0.0), ScoreSummary(0.7, 0.0)]
    assert ranges(scores) == [RankRange(1, 2), RankRange(1, 2), RankRange(3, 3)]


def test_one_score_alone_is_first_and_none_at_all_is_no_board():
    assert ranges([ScoreSummary(0.8, 0.1)]) == [RankRange(1, 1)]
    assert (ranked_scores([]).leading, ranked_scores([]).count) == (0, 0)


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), min_size=1), st.floats(0, 0.2))
def test_every_model_can_have_the_rank_of_its_score_and_no_rank_is_beyond_the_board(scores, error):
    found = ranges([ScoreSummary(value, error) for value in scores.values()])
    for value, each in zip(scores.values(), found, strict=True):
        above = sum(other > value for other in scores.values())
        assert 1 <= each.best <= 1 + above
        assert each.best <= each.worst <= len(scores)


def test_a_negative_standard_error_is_refused():
    with pytest.raises(InvalidInput, match="must not be negative"):
        ranked_scores([ScoreSummary(0.5, -0.1), ScoreSummary(0.4, 0.1)])


def test_of_ten_thousand_models_few_pairs_are_compared_one_by_one(monkeypatch):
    rng = np.random.default_rng(7)
    values, errors = rng.normal(40, 20, 10_000), rng.uniform(0.3, 4, 10_000)
    compared, apart = [], rank_ranges._apart

    def counted(difference, *given):
        compared.append(len(difference))
        return apart(difference, *given)

    monkeypatch.setattr(rank_ranges, "_apart", counted)
    begin = perf_counter()
    found = ranked_scores([ScoreSummary(*each) for each in zip(values.tolist(), errors.tolist(), strict=True)])
    assert found.leading > 1 and perf_counter() - begin < 10
    assert sum(compared) < 0.25 * 10_000**2 / 2, "a quarter of what a single look at every pair would take"
