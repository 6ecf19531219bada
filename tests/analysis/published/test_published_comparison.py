"""Where a model stands among published ones, and when that cannot be said."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.published.comparison import (
    capability_fact,
    capability_percentile,
    standing,
    training_standings,
    value_standings,
    valued_scores,
)
from analysis.published.scores import parse_published_scores
from analysis.published.tables import parse_model_prices, parse_published_models
from data.catalogue import reference_text
from data.records import EvidenceLevel, InvalidInput, Scale, Score

SCORES = parse_published_scores(reference_text("published_scores.csv"))
PRICES = parse_model_prices(reference_text("llm_prices.csv"))
MODELS = parse_published_models(reference_text("published_models.csv"))
OWN = Score("hellaswag", "acc", 0.5, 0.005, 10042, 10042, 10, "1.0", "h", scale=Scale.FRACTION)


def lm_eval_scores(values, active=7e9):
    base = replace(SCORES[0], task="hellaswag", metric="acc", shots=10, harness="lm-eval", active_parameters=active)
    return [replace(base, model=f"m{number}", score=value) for number, value in enumerate(values)]


def test_a_standing_is_the_share_below_with_equal_ones_counted_half():
    published = [(float(value), date(2024, 1, value)) for value in (1, 2, 3, 4)] + [(None, date(2026, 1, 1))]
    found = standing(3.0, published)
    assert (found.share, found.n, found.newest) == (2.5 / 4, 4, date(2024, 1, 4))
    assert standing(None, published).share is None
    assert standing(1.0, []).share is None


def test_compute_of_gpt_3_stands_below_the_median_of_published_language_models():
    found = training_standings(MODELS, params=1.75e11, tokens=None, flop=3.14e23)
    share = found["flop"].share
    assert share is not None and 0.1 < share < 0.5
    assert found["flop"].n >= 30
    assert found["tokens"].share is None and found["tokens"].n > 20


def test_points_per_parameter_and_per_dollar():
    by_name = {each.published.model: each for each in valued_scores(SCORES, PRICES, task="mmlu", shots=5)}
    opus = by_name["claude-3-opus-20240229"]
    assert opus.per_billion_active is None
    assert opus.per_dollar == pytest.approx(84.6 / 30)
    falcon = by_name["falcon-40b"]
    assert falcon.per_billion_active == pytest.approx(55.9 / 40)
    assert falcon.per_dollar is None


def test_a_score_for_its_size_and_price_stands_among_published_ones():
    found = valued_scores(SCORES, PRICES, task="mmlu", shots=5)
    own = value_standings(found, 0.60, active_params=8e9, usd_per_mtok=0.5)
    per_size = sorted(each.per_billion_active for each in found if each.per_billion_active is not None)
    assert own["per_size"].value == pytest.approx(60 / 8)
    assert own["per_size"].share == pytest.approx(sum(value < 7.5 for value in per_size) / len(per_size))
    assert own["per_dollar"].value == pytest.approx(120)
    assert (own["per_size"].n, own["per_size"].newest) == (len(per_size), date(2025, 11, 17))


def test_a_score_that_was_not_run_or_has_no_size_or_price_stands_nowhere():
    found = valued_scores(SCORES, PRICES, task="mmlu", shots=5)
    for score, active, price in ((None, 8e9, 0.5), (0.6, None, None), (0.6, 0.0, 0.0)):
        own = value_standings(found, score, active_params=active, usd_per_mtok=price)
        assert [each.share for each in own.values()] == [None, None]
        assert all(each.n > 0 for each in own.values())


def test_every_published_score_has_a_source_a_date_and_a_size_or_a_price():
    priced = {price.model for price in PRICES}
    assert len(SCORES) > 500
    for score in SCORES:
        assert score.source and score.licence == "MIT" and score.dated == date(2025, 11, 17)
        assert score.active_parameters is not None or score.model in priced
        if score.active_parameters is not None:
            assert score.parameters is not None and score.active_parameters <= score.parameters


def test_the_percentile_counts_the_models_of_its_size_that_it_exceeds():
    published = [*lm_eval_scores([0.4, 0.45, 0.49, 0.5, 0.6]), *lm_eval_scores([0.1], active=70e9)]
    found = capability_percentile([OWN], published, 8e9)
    assert (found.share, found.models, found.tasks) == (3 / 5, 5, ("hellaswag",))
    fact = capability_fact(found, date(2026, 10, 1))
    assert (fact.key, fact.value, fact.level) == ("capability_percentile", 0.6, EvidenceLevel.MEASURED)


@pytest.mark.parametrize(
    ("scores", "published", "active", "contaminated", "reason"),
    [
        ([OWN], lm_eval_scores([0.1] * 5), None, (), "active parameters is unknown"),
        ([OWN], lm_eval_scores([0.1] * 4), 7e9, (), "Fewer than 5"),
        ([OWN], lm_eval_scores([0.1] * 5), 7e9, ("hellaswag",), "No published score"),
        ([replace(OWN, shots=0)], lm_eval_scores([0.1] * 5), 7e9, (), "No published score"),
        ([replace(OWN, n=100)], lm_eval_scores([0.1] * 5), 7e9, (), "No published score"),
        ([OWN], lm_eval_scores([0.1] * 5, active=70e9), 7e9, (), "Fewer than 5"),
    ],
)
def test_what_is_not_comparable_stays_unknown_with_a_reason(scores, published, active, contaminated, reason):
    found = capability_percentile(scores, published, active, contaminated=contaminated)
    assert found.share is None
    assert reason in found.reason_en and found.reason_zh
    assert capability_fact(found, date(2026, 10, 1)) is None


def test_the_scores_that_ship_state_no_harness_so_no_percentile_rests_on_them():
    found = capability_percentile([OWN], SCORES, 7e9)
    assert found.share is None
    assert "none states the harness" in found.reason_en


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("score,reports", "points,reports", "Row 2: the column 'score' is missing"), (",0.5", ",5.5", "not a fraction")],
)
def test_a_broken_table_names_its_row(old, new, message):
    with pytest.raises(InvalidInput, match=message):
        parse_published_scores(reference_text("published_scores.csv").replace(old, new, 1))
