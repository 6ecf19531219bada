import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.compliance.eu_ai_act import compute_duties, modifier_is_provider
from analysis.economics.scaling_laws import (
    compute_optimum,
    effective_tokens,
    expected_loss,
    over_training_factor,
    parse_loss_fits,
    worth_per_token,
)
from analysis.economics.training_cost import OwnedChip, amortised_usd_per_hour, training_cost
from analysis.quantities.ranges import Range, checked_range, exactly
from data.catalogue import reference_text
from data.records import InvalidInput

FITS = parse_loss_fits(reference_text("scaling_laws.yaml"))


@pytest.mark.parametrize(
    ("fit", "at_chinchilla", "at_1e25"),
    [("epoch_2024", 18.4, 17.1), ("hoffmann_2022_tex", 59.1, 75.7), ("hoffmann_2022_rounded", 92.6, 122.1)],
)
def test_best_tokens_per_parameter_by_fit(fit, at_chinchilla, at_1e25):
    assert compute_optimum(5.76e23, FITS[fit]).tokens_per_parameter.mid == pytest.approx(at_chinchilla, abs=0.05)
    assert compute_optimum(1e25, FITS[fit]).tokens_per_parameter.mid == pytest.approx(at_1e25, abs=0.05)


def test_the_optimum_spends_the_budget_and_grows_less_sure_away_from_the_runs_it_was_fitted_on():
    near, far = (compute_optimum(flop, FITS["epoch_2024"]) for flop in (5.76e23, 1e26))
    assert 6 * far.params.mid * far.tokens.mid == pytest.approx(1e26)
    assert (round(near.tokens_per_parameter.low, 1), round(near.tokens_per_parameter.high, 1)) == (13.2, 25.6)
    assert far.params.high / far.params.low > near.params.high / near.params.low
    assert far.tokens_per_parameter.high / far.tokens_per_parameter.low > 2.4


def test_loss_of_the_chinchilla_model_by_hand():
    loss = expected_loss(70e9, 1.4e12, FITS["epoch_2024"])
    assert loss.mid == pytest.approx(1.8172 + 482.01 / 70e9**0.3478 + 2085.43 / 1.4e12**0.3658)
    assert loss.low < 1.95 < loss.high


def test_a_fit_without_a_constant_is_refused():
    with pytest.raises(InvalidInput, match="lacks the constant 'beta_error'"):
        parse_loss_fits(reference_text("scaling_laws.yaml").replace("beta_error", "beta_mistake"))


def test_repeated_tokens_are_worth_what_the_curve_says():
    assert [round(worth_per_token(epochs), 2) for epochs in (4, 8, 16, 40)] == [0.93, 0.83, 0.66, 0.38]
    assert effective_tokens(1e12, 1) == 1e12
    assert effective_tokens(1e12, 0.5) == 5e11
    with pytest.raises(InvalidInput, match="epochs: got 0"):
        effective_tokens(1e12, 0)


@given(epochs=st.floats(1, 1000))
def test_repeats_never_beat_fresh_tokens(epochs):
    assert 1 <= effective_tokens(1, epochs) <= min(epochs, 1 + 15.388) + 1e-9


def test_llama_3_70b_is_trained_ten_times_beyond_the_rule():
    assert over_training_factor(70e9, 15e12) == pytest.approx(10.7, abs=0.05)


@pytest.mark.parametrize(("params", "tokens"), [(1e9, 16.7e12), (7e9, 2.38e12), (70e9, 238e9)])
def test_tokens_that_reach_the_general_purpose_line(params, tokens):
    assert 6 * params * tokens == pytest.approx(1e23, rel=3e-3)


def test_compute_duties_at_between_and_beyond_the_lines():
    assert compute_duties(exactly(1e23), generates_content=True).general_purpose == "no"
    assert compute_duties(exactly(1.01e23), generates_content=True).general_purpose == "yes"
    assert compute_duties(exactly(1e24), generates_content=False).general_purpose == "no"
    assert compute_duties(exactly(1e24), generates_content=None).general_purpose == "unknown"
    assert compute_duties(Range(0.8e25, 1e25, 1.3e25), generates_content=True).systemic_risk == "undecided"
    assert compute_duties(None, generates_content=True).systemic_risk == "unknown"


def test_a_modifier_is_a_provider_above_a_third_of_the_original():
    assert modifier_is_provider(exactly(3.2e22), None) == "no"
    assert modifier_is_provider(exactly(3.4e22), None) == "yes"
    assert modifier_is_provider(exactly(1e24), 3.8e25) == "no"
    assert modifier_is_provider(None, 3.8e25) == "unknown"


def test_cost_bands_of_a_run_by_hand():
    owned = OwnedChip(exactly(30_000.0), lifetime_years=4, use_share=0.8, power_kw=1.0, usd_per_kwh=0.08)
    hourly = 30_000 / (4 * 8766 * 0.8) + 0.08
    assert amortised_usd_per_hour(owned).mid == pytest.approx(hourly)
    cost = training_cost(exactly(1000.0), exactly(2.0), owned)
    assert cost.cloud_usd == exactly(2000.0)
    assert cost.amortised_usd.mid == pytest.approx(1000 * hourly)
    assert cost.development_usd.low == pytest.approx(1000 * hourly / 0.67)
    assert training_cost(exactly(1.0), None, None).development_usd is None


def test_a_chip_that_never_works_is_refused():
    with pytest.raises(InvalidInput, match="lifetime above 0 and a use share up to 1"):
        OwnedChip(exactly(1.0), use_share=0)


def test_a_range_out_of_order_is_refused():
    with pytest.raises(InvalidInput, match="needs 0 < low <= mid <= high"):
        checked_range(2, 1, 3)
