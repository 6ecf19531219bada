import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.serving_checks import ServingClaims, serving_contradictions
from analysis.economics.serving_economics import (
    ServedModel,
    api_gross_margin,
    blended_price,
    break_even_utilisation,
    critical_batch,
    decode_flop_per_token,
    prefill_tokens_per_second_bound,
    serving_bounds,
    training_memory_bytes,
    usd_per_million_tokens,
)
from data.catalogue import reference_text
from data.records import InvalidInput

CHIPS = parse_chips(reference_text("hardware.yaml"))
H100 = chip_named("h100", CHIPS)
LLAMA_8B = ServedModel(8.03e9, layers=32, kv_heads=8, head_dim=128)
LLAMA_70B = ServedModel(70.6e9, layers=80, kv_heads=8, head_dim=128)


def test_cache_per_token_of_llama_8b_and_70b():
    assert LLAMA_8B.kv_bytes_per_token == 131_072
    assert LLAMA_70B.kv_bytes_per_token == 327_680
    assert ServedModel(7e9).kv_bytes_per_token is None


@pytest.mark.parametrize(("batch", "speed", "cost"), [(1, 205, 2.71), (32, 4349, 0.128), (128, 8505, 0.065)])
def test_8b_on_an_h100_is_bound_by_bandwidth(batch, speed, cost):
    bounds = serving_bounds(LLAMA_8B, H100, batch=batch, context=2048, price_per_gpu_hour=2)
    assert bounds.tokens_per_second_bound == pytest.approx(speed, abs=0.6)
    assert bounds.usd_per_million_tokens_bound == pytest.approx(cost, abs=0.006)
    assert bounds.fits


def test_70b_in_16_bits_cannot_decode_beyond_24_tokens_a_second_and_does_not_fit_one_device():
    bounds = serving_bounds(LLAMA_70B, H100, batch=1, context=0)
    assert 23 < bounds.tokens_per_second_bound < 24
    assert not bounds.fits
    assert bounds.usd_per_million_tokens_bound is None
    assert serving_bounds(LLAMA_70B, H100, batch=1, context=0, devices=2).fits


def test_a_large_batch_without_cache_is_bound_by_arithmetic():
    bounds = serving_bounds(ServedModel(8e9), H100, batch=1000, context=2048)
    assert bounds.tokens_per_second_bound == pytest.approx(989.4e12 / 16e9)


def test_critical_batch_of_an_h100_is_295():
    assert critical_batch(H100) == pytest.approx(295, abs=0.5)
    assert critical_batch(chip_named("Ascend 910C", CHIPS)) is None


def test_experts_read_active_weights_but_fill_memory_with_all():
    experts = ServedModel(671e9, active_params=37e9, bytes_per_param=1)
    bounds = serving_bounds(experts, H100, batch=1, context=0, devices=16)
    assert bounds.tokens_per_second_bound == pytest.approx(16 * 3.35e12 / 37e9)
    assert bounds.memory_bytes == 671e9


def test_attention_adds_to_the_arithmetic_of_a_token():
    model = ServedModel(8e9, layers=32, kv_heads=8, head_dim=128, query_heads=32)
    assert decode_flop_per_token(model, 8192) == 16e9 + 4 * 32 * 32 * 128 * 8192
    assert prefill_tokens_per_second_bound(model, H100) == pytest.approx(989.4e12 / 16e9)


def test_training_one_parameter_takes_sixteen_to_eighteen_bytes():
    assert training_memory_bytes(1e9) == (16e9, 16e9, 18e9)


def test_the_blend_weighs_the_input_three_times():
    assert blended_price(10, 50) == 20
    assert api_gross_margin(5, 20) == 0.75
    assert api_gross_margin(30, 20) == -0.5


def test_break_even_is_cost_over_price():
    assert break_even_utilisation(2.0, 1000, 1.0) == pytest.approx(2.0 / 3.6)
    assert break_even_utilisation(2.0, 100, 1.0) > 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: serving_bounds(LLAMA_8B, H100, batch=0, context=1), "Batch and devices must be at least 1"),
        (
            lambda: serving_bounds(LLAMA_8B, chip_named("Ascend 910C", CHIPS), batch=1, context=1),
            "bandwidth of Ascend 910C",
        ),
        (lambda: ServedModel(0), "expected above 0"),
        (lambda: ServedModel(1e9, active_params=2e9), "active_params must lie between"),
        (lambda: api_gross_margin(1, 0), "a price above 0"),
        (lambda: break_even_utilisation(1, 1, 0), "a price above 0"),
        (lambda: usd_per_million_tokens(1, 0), "Speed must be above 0"),
    ],
)
def test_serving_refuses_what_cannot_be(call, message):
    with pytest.raises(InvalidInput, match=message):
        call()


@given(batch=st.integers(1, 4096), context=st.integers(0, 200_000), price=st.floats(0.1, 20))
def test_speed_and_price_bounds_keep_their_units(batch, context, price):
    bounds = serving_bounds(LLAMA_8B, H100, batch=batch, context=context, price_per_gpu_hour=price)
    assert bounds.usd_per_million_tokens_bound is not None
    dollars_an_hour = bounds.usd_per_million_tokens_bound * bounds.tokens_per_second_bound * 3600 / 1e6
    assert dollars_an_hour == pytest.approx(price)
    longer = serving_bounds(LLAMA_8B, H100, batch=batch, context=context + 1000)
    assert longer.tokens_per_second_bound <= bounds.tokens_per_second_bound


def test_four_impossible_claims_are_exactly_the_findings():
    bounds = serving_bounds(LLAMA_8B, H100, batch=32, context=2048, price_per_gpu_hour=2)
    possible = ServingClaims(3000, 0.2, 131_072, 1.0, 0.8)
    impossible = ServingClaims(9000, 0.05, 65_536, 1.0, 0.6)
    assert list(serving_contradictions(possible, bounds)) == []
    assert list(serving_contradictions(ServingClaims(), bounds)) == []
    findings = list(serving_contradictions(impossible, bounds))
    assert [finding.code for finding in findings] == [
        "faster_than_possible",
        "cheaper_than_possible",
        "cache_and_shape",
        "api_margin",
    ]
    assert findings[0].sentence_en.startswith("The stated speed in tokens per second is 9,000, but the most the chip")
    assert findings[1].sentence_zh.startswith("自报每百万词元成本为 $0.05，而物理下限成本为 $0.128")
