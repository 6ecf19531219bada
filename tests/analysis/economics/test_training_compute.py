import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_compute import (
    TrainingFigures,
    implied_mfu,
    training_cost_usd,
    training_flop,
    training_gpu_hours,
)
from analysis.economics.training_estimate import training_estimate
from analysis.quantities.ranges import exactly
from data.catalogue import reference_text
from data.records import InvalidInput, NotFound

CHIPS = parse_chips(reference_text("hardware.yaml"))
H100 = chip_named("H100 SXM", CHIPS)


def test_llama_405b_takes_3_79e25_flop():
    assert training_flop(405e9, 15.6e12).mid == pytest.approx(3.79e25, rel=1e-3)


def test_a_mixture_of_experts_counts_active_parameters():
    estimate = training_estimate(TrainingFigures(params=671e9, active_params=37e9, tokens=14.8e12))
    assert estimate.flop.mid == pytest.approx(3.29e24, rel=2e-3)


def test_llama_405b_implies_a_utilisation_of_34_5_percent():
    estimate = training_estimate(TrainingFigures(params=405e9, tokens=15.6e12, gpu_hours=30.84e6), H100)
    assert estimate.implied_mfu.mid == pytest.approx(0.345, abs=5e-4)


def test_deepseek_v3_is_at_34_6_percent_of_the_bf16_peak_and_17_3_of_fp8():
    h800 = chip_named("h800", CHIPS)
    run = TrainingFigures(active_params=37e9, tokens=14.8e12, gpu_hours=2.664e6)
    in_fp8 = TrainingFigures(active_params=37e9, tokens=14.8e12, gpu_hours=2.664e6, precision="fp8")
    assert training_estimate(run, h800).implied_mfu.mid == pytest.approx(0.346, abs=5e-4)
    assert training_estimate(in_fp8, h800).implied_mfu.mid == pytest.approx(0.173, abs=5e-4)
    assert training_estimate(in_fp8, h800).peak_flop_s == h800.fp8_flop_s


def test_405b_at_40_percent_takes_26_6_million_hours_and_53_or_80_million_dollars():
    at_two, at_three = (
        training_estimate(TrainingFigures(params=405e9, tokens=15.6e12, mfu=0.4, price_per_gpu_hour=price), H100)
        for price in (2, 3)
    )
    assert at_two.gpu_hours.mid == pytest.approx(2.66e7, rel=1e-3)
    assert at_two.cost_usd.mid == pytest.approx(53e6, rel=0.01)
    assert at_three.cost_usd.mid == pytest.approx(80e6, rel=0.01)
    assert at_two.implied_mfu is None


def test_the_attention_term_of_405b_at_8192_tokens_is_8_4_percent():
    figures = TrainingFigures(params=405e9, tokens=1e12, layers=126, heads=128, head_dim=128, sequence_length=8192)
    plain = training_flop(405e9, 1e12).mid
    assert training_estimate(figures).flop.mid / plain - 1 == pytest.approx(0.084, abs=5e-4)


def test_tokens_follow_from_compute_and_size():
    estimate = training_estimate(TrainingFigures(params=7e9, flop=1e23))
    assert estimate.tokens.mid == pytest.approx(2.38e12, rel=1e-3)


def test_size_follows_from_hours_and_tokens_at_a_typical_utilisation():
    estimate = training_estimate(TrainingFigures(tokens=2e12, gpu_hours=1e5), H100)
    assert estimate.params.mid == pytest.approx(1e5 * 3600 * 989.4e12 * 0.4 / 6 / 2e12)
    assert "mfu" in estimate.assumed
    assert estimate.implied_mfu is None


def test_hours_follow_from_a_cost_at_list_prices():
    estimate = training_estimate(TrainingFigures(cost_usd=1e6), H100)
    assert estimate.gpu_hours.low == pytest.approx(1e6 / 6.2)
    assert estimate.gpu_hours.high == pytest.approx(1e6 / 2.0)
    assert estimate.cost_usd.mid == 1e6


def test_nothing_stated_gives_nothing():
    estimate = training_estimate(TrainingFigures())
    assert (estimate.flop, estimate.gpu_hours, estimate.implied_mfu, estimate.cost_usd) == (None, None, None, None)


def test_without_a_chip_neither_hours_nor_utilisation_follow():
    estimate = training_estimate(TrainingFigures(params=7e9, tokens=2e12))
    assert estimate.gpu_hours is None
    assert estimate.flop is not None


@pytest.mark.parametrize(("field", "value"), [("params", 0), ("tokens", -1.0), ("price_per_gpu_hour", 0)])
def test_a_figure_of_zero_or_less_is_refused(field, value):
    with pytest.raises(InvalidInput, match=f"{field}: got {value!r}, expected a number above 0"):
        TrainingFigures(**{field: value})


def test_a_utilisation_in_percent_is_refused():
    with pytest.raises(InvalidInput, match="divide percentages by 100"):
        TrainingFigures(mfu=38)


def test_fp8_on_a_chip_without_it_is_refused():
    with pytest.raises(InvalidInput, match="has no FP8 arithmetic"):
        training_estimate(TrainingFigures(params=1e9, tokens=1e9, precision="fp8"), chip_named("a100", CHIPS))


def test_a_chip_is_found_whatever_the_case_and_an_unknown_one_is_listed():
    assert chip_named("nvidia-h100 sxm5 80gb", CHIPS) is H100
    with pytest.raises(NotFound, match="No chip is called 'h101'; known are A100 SXM 80GB"):
        chip_named("h101", CHIPS)


def test_two_chips_of_one_name_are_refused():
    row = (
        "{name: X, aliases: [], bf16_tflops: 1, fp8_tflops: null, memory_gb: 1, bandwidth_tb_s: 1, "
        "bf16_gemm_tflops: null, price: null, source: s, verified: true}"
    )
    with pytest.raises(InvalidInput, match="x names more than one chip"):
        parse_chips(f"chips: [{row}, {row}]")


def test_measured_ceilings_lie_below_the_peaks():
    ceilings = {chip.name: chip.utilisation_ceiling for chip in CHIPS if chip.utilisation_ceiling}
    assert ceilings["A100 SXM 80GB"] == pytest.approx(0.87, abs=0.005)
    assert ceilings["H100 SXM"] == pytest.approx(0.80, abs=0.005)
    assert ceilings["MI300X"] == pytest.approx(0.51, abs=0.005)
    assert all(ceiling < 1 for ceiling in ceilings.values())


@given(params=st.floats(1e6, 1e13), tokens=st.floats(1e6, 1e14), mfu=st.floats(0.05, 1.0), price=st.floats(0.1, 20))
def test_hours_and_price_turn_back_into_the_compute_they_came_from(params, tokens, mfu, price):
    figures = TrainingFigures(params=params, tokens=tokens, mfu=mfu, price_per_gpu_hour=price)
    estimate = training_estimate(figures, H100)
    assert estimate.gpu_hours.mid * 3600 * H100.bf16_flop_s * mfu == pytest.approx(6 * params * tokens)
    assert estimate.cost_usd.mid == pytest.approx(estimate.gpu_hours.mid * price)
    assert estimate.flop.low <= estimate.flop.mid <= estimate.flop.high
    again = training_estimate(TrainingFigures(params=params, tokens=tokens, gpu_hours=estimate.gpu_hours.mid), H100)
    assert again.implied_mfu.mid == pytest.approx(mfu)


@given(scale=st.floats(0.01, 100))
def test_twice_the_parameters_at_half_the_tokens_cost_the_same(scale):
    assert training_flop(1e9 * scale, 1e12 / scale).mid == pytest.approx(training_flop(1e9, 1e12).mid)


@given(st.floats(1e6, 1e13), st.floats(1e6, 1e14), st.floats(0.05, 0.9), st.floats(0.1, 20))
def test_a_run_goes_from_flop_to_hours_to_dollars_and_back(params, tokens, mfu, price):
    flop = training_flop(params, tokens)
    hours = training_gpu_hours(flop, H100.peak_flop_s(), exactly(mfu))
    assert implied_mfu(flop, hours, H100.peak_flop_s()).contains(mfu)
    assert training_cost_usd(hours, exactly(price)).mid == pytest.approx(hours.mid * price)
