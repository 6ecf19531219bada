"""Claims about serving, each held against what one chip allows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.serving_checks import ServingClaims, serving_contradictions
from analysis.economics.serving_economics import ServedModel, serving_bounds, serving_floor
from data.catalogue import reference_text
from data.records import InvalidInput

H100 = chip_named("h100", parse_chips(reference_text("hardware.yaml")))
MODEL = ServedModel(8.03e9, layers=32, kv_heads=8, head_dim=128)
BOUNDS = serving_bounds(MODEL, H100, batch=32, context=2048, price_per_gpu_hour=2)


def codes(claims, bounds=BOUNDS):
    return [finding.code for finding in serving_contradictions(claims, bounds)]


@given(st.floats(0.01, 3))
def test_only_a_speed_above_the_bound_and_a_cost_below_it_contradict(factor):
    fast = ServingClaims(tokens_per_second=factor * BOUNDS.tokens_per_second_bound)
    cheap = ServingClaims(usd_per_million_tokens=factor * BOUNDS.usd_per_million_tokens_bound)
    assert codes(fast) == (["faster_than_possible"] if factor > 1 else [])
    assert codes(cheap) == (["cheaper_than_possible"] if factor < 1 else [])


@pytest.mark.parametrize(
    ("stated", "found"),
    [(0.94 * 131_072, True), (0.96 * 131_072, False), (1.04 * 131_072, False), (1.06 * 131_072, True)],
)
def test_a_cache_five_percent_off_its_shape_still_goes_with_it(stated, found):
    assert (codes(ServingClaims(kv_bytes_per_token=stated)) == ["cache_and_shape"]) is found


@pytest.mark.parametrize(("margin", "found"), [(0.66, False), (0.80, False), (0.94, False), (0.96, True), (0.64, True)])
def test_a_margin_may_be_fifteen_points_off_price_and_cost(margin, found):
    claims = ServingClaims(usd_per_million_tokens=0.2, price_usd_per_million=1.0, gross_margin_share=margin)
    assert (codes(claims) == ["api_margin"]) is found


def test_a_margin_claimed_where_price_only_meets_cost_is_named_without_a_ratio():
    claims = ServingClaims(usd_per_million_tokens=1.0, price_usd_per_million=1.0, gross_margin_share=0.7)
    (finding,) = serving_contradictions(claims, BOUNDS)
    assert finding.sentence("en") == (
        "The stated gross margin of the API is 70.0 %, but what price and cost give is 0.0 %; they lie 70 points apart."
    )


def test_without_price_and_shape_neither_cost_nor_cache_is_judged():
    bare = replace(BOUNDS, usd_per_million_tokens_bound=None, kv_bytes_per_token=None)
    assert codes(ServingClaims(usd_per_million_tokens=1e-6, kv_bytes_per_token=1.0), bare) == []


@given(st.integers(1, 512), st.integers(0, 32_768), st.integers(1, 8))
def test_no_batch_nor_context_is_faster_per_device_than_the_floor_of_arithmetic(batch, context, devices):
    bounds = serving_bounds(MODEL, H100, batch=batch, context=context, devices=devices, price_per_gpu_hour=2)
    floor = serving_floor(MODEL, H100, 2)
    assert bounds.tokens_per_second_bound / devices <= floor.tokens_per_second_bound * (1 + 1e-9)
    assert bounds.usd_per_million_tokens_bound >= floor.usd_per_million_tokens_bound * (1 - 1e-9)


def test_tokens_out_of_a_cache_cost_nothing_and_narrow_weights_count_at_their_own_peak():
    whole, half = (serving_floor(MODEL, H100, 2, computed_share=share) for share in (1.0, 0.5))
    assert half.usd_per_million_tokens_bound == pytest.approx(whole.usd_per_million_tokens_bound / 2)
    narrow = serving_floor(replace(MODEL, bytes_per_param=1), H100)
    assert narrow.tokens_per_second_bound == pytest.approx(H100.fp8_flop_s / (2 * 8.03e9))
    for share in (0, 1.1):
        with pytest.raises(InvalidInput, match="expected a fraction above 0 up to 1"):
            serving_floor(MODEL, H100, 2, computed_share=share)
