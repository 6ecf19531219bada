"""The unit of a metric's values: what readers see, what is stored, and what a full score is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import UNSTATED_METRIC, Metric, MetricTable, Scale

BOUNDED = (Scale.FRACTION, Scale.PERCENT)
METRICS = MetricTable(
    {
        "acc": Metric("acc", Scale.FRACTION, written=("accuracy",), quoted=True),
        "f1": Metric("f1", Scale.FRACTION, tasks={"squadv2": Scale.PERCENT}, quoted=True),
        "bits_per_byte": Metric("bits_per_byte", Scale.BITS),
    }
)


@pytest.mark.parametrize(
    ("scale", "value", "shown", "unit"),
    [
        (Scale.FRACTION, 0.641, 64.1, "%"),
        (Scale.PERCENT, 41.2, 41.2, ""),
        (Scale.NATS, 0.72, 0.72, "nats"),
        (Scale.BITS, 0.72, 0.72, "bits"),
        (Scale.RATIO, 12.3, 12.3, ""),
        (Scale.UNKNOWN, 0.5, 0.5, ""),
    ],
)
def test_a_reader_sees_fractions_in_percent_and_everything_else_as_it_is(scale, value, shown, unit):
    assert (scale.shown(value), scale.unit) == (pytest.approx(shown), unit)


@given(st.sampled_from(Scale), st.decimals(0, 1000, places=3).map(float))
def test_what_a_reader_writes_comes_back_as_it_was_written(scale, number):
    assert scale.shown(scale.stored(number)) == pytest.approx(number, abs=1e-9)


@pytest.mark.parametrize("scale", BOUNDED)
def test_a_scale_with_a_full_score_holds_nothing_beyond_its_ends(scale):
    assert scale.holds(0) and scale.holds(scale.full_score)
    assert not scale.holds(-0.001) and not scale.holds(1.001 * scale.full_score)
    assert scale.share(scale.full_score / 4) == 0.25
    assert scale.step == scale.full_score / 100


@pytest.mark.parametrize("scale", [scale for scale in Scale if scale not in BOUNDED])
def test_a_scale_without_end_holds_everything_and_has_no_shares(scale):
    assert scale.holds(1250.0) and scale.holds(-3.0)
    assert scale.share(0.5) is None and scale.full_score is None


def test_a_metric_may_be_on_another_scale_in_one_task():
    assert METRICS.scale("drop", "f1") is Scale.FRACTION
    assert METRICS.scale("squadv2", "f1") is Scale.PERCENT


def test_a_metric_nobody_knows_has_an_unknown_scale_but_is_claimed_as_a_fraction():
    assert METRICS.scale("mmlu", "home_made") is Scale.UNKNOWN
    assert METRICS.claimed_scale("mmlu", "home_made") is Scale.FRACTION
    assert METRICS.claimed_scale("mmlu", UNSTATED_METRIC) is Scale.FRACTION
    assert METRICS.claimed_scale("wikitext", "bits_per_byte") is Scale.BITS


def test_the_words_of_decks_mean_metrics():
    assert [METRICS.named(words) for words in ("Accuracy", " F1 ", "acc", "glory")] == ["acc", "f1", "acc", None]
    assert METRICS.quoted == ("acc", "f1")
