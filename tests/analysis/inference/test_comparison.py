import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.inference.comparison import (
    RankRange,
    ScoreSummary,
    paired_comparison,
    rank_ranges_from_summaries,
    surely_ahead,
)
from data.records import InvalidInput


def test_only_shared_items_are_compared_and_few_disagreements_are_tested_exactly():
    first = {"a": 1, "b": 1, "c": 1, "d": 1, "x": 0}
    second = {"a": 0, "b": 0, "c": 1, "d": 0, "y": 1}
    compared = paired_comparison(first, second)
    assert (compared.n, compared.first_only, compared.second_only, compared.ties) == (4, 3, 0, 1)
    assert compared.difference == 0.75
    assert compared.p_value == pytest.approx(0.25)


def test_equal_models_tie_with_certainty():
    same = dict.fromkeys(range(50), 1.0)
    compared = paired_comparison(same, same)
    assert (compared.difference, compared.p_value) == (0.0, 1.0)


def test_one_shared_item_gives_no_standard_error():
    compared = paired_comparison({"a": 1}, {"a": 0})
    assert compared.standard_error is None
    assert compared.interval is None
    assert compared.p_value is None


def test_models_without_shared_items_are_refused():
    with pytest.raises(InvalidInput, match="no item in common"):
        paired_comparison({"a": 1}, {"b": 1})


def test_published_scores_within_two_errors_share_their_ranks():
    ranks = rank_ranges_from_summaries(
        {"a": ScoreSummary(0.80, 0.01), "b": ScoreSummary(0.79, 0.01), "c": ScoreSummary(0.60, 0.01)}
    )
    assert ranks == {"a": RankRange(1, 2), "b": RankRange(1, 2), "c": RankRange(3, 3)}


def test_a_score_without_a_standard_error_can_have_every_rank_and_widens_no_other():
    known = {"a": ScoreSummary(0.80, 0.01), "c": ScoreSummary(0.60, 0.01)}
    ranks = rank_ranges_from_summaries(known | {"unknown": ScoreSummary(0.70, None)})
    assert ranks == {"a": RankRange(1, 2), "c": RankRange(2, 3), "unknown": RankRange(1, 3)}
    assert surely_ahead(known | {"unknown": ScoreSummary(0.70, None)}) == surely_ahead(known) == {("a", "c")}


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60))
def test_turning_two_models_round_turns_the_difference_and_nothing_else(answers):
    first = dict(enumerate(answer[0] for answer in answers))
    second = dict(enumerate(answer[1] for answer in answers))
    there, back = paired_comparison(first, second), paired_comparison(second, first)
    assert (there.difference, there.first_only, there.ties) == (-back.difference, back.second_only, back.ties)
    assert there.p_value == back.p_value
    assert there.first_only + there.second_only + there.ties == len(answers)


def test_from_twenty_five_disagreements_on_the_test_is_students():
    few = {item: float(item < 24) for item in range(60)}
    many = {item: float(item < 25) for item in range(60)}
    none = dict.fromkeys(range(60), 0.0)
    assert (paired_comparison(few, none).is_exact, paired_comparison(many, none).is_exact) == (True, False)


def test_a_difference_that_never_varies_is_certain():
    assert paired_comparison({"a": 0.5, "b": 0.7}, {"a": 0.25, "b": 0.45}).p_value == pytest.approx(0.0, abs=1e-12)


@given(st.dictionaries(st.sampled_from("abcdef"), st.floats(0, 1), min_size=1), st.floats(0, 0.2))
def test_every_model_can_have_the_rank_of_its_score_and_no_rank_is_beyond_the_board(scores, error):
    ranks = rank_ranges_from_summaries({name: ScoreSummary(value, error) for name, value in scores.items()})
    for name, found in ranks.items():
        above = sum(value > scores[name] for value in scores.values())
        assert 1 <= found.best <= 1 + above
        assert found.worst <= len(scores)
        assert found.best <= found.worst


def test_a_negative_standard_error_is_refused():
    with pytest.raises(InvalidInput, match="must not be negative"):
        rank_ranges_from_summaries({"a": ScoreSummary(0.5, -0.1), "b": ScoreSummary(0.4, 0.1)})
