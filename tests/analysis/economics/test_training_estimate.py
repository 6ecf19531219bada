"""Published runs as golden values, and what must hold of any run whatever is stated of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_compute import TrainingFigures
from analysis.economics.training_estimate import training_estimate
from analysis.quantities.ranges import Range, exactly
from data.catalogue import reference_text

CHIPS = parse_chips(reference_text("hardware.yaml"))
H100, A100 = chip_named("h100", CHIPS), chip_named("a100", CHIPS)


@pytest.mark.parametrize(
    ("model", "params", "tokens", "flop"),
    [
        ("GPT-3 175B (arXiv 2005.14165, table D.1)", 174.6e9, 300e9, 3.14e23),
        ("Chinchilla (arXiv 2203.15556)", 70e9, 1.4e12, 5.76e23),
        ("PaLM 540B (arXiv 2204.02311, table 21)", 540.35e9, 780e9, 2.5272e24),
        ("Llama 3.1 405B (arXiv 2407.21783)", 405e9, 15.6e12, 3.8e25),
    ],
)
def test_the_compute_its_authors_state_lies_within_our_bounds_and_near_their_middle(model, params, tokens, flop):
    found = training_estimate(TrainingFigures(params=params, tokens=tokens)).flop
    assert found.contains(flop), model
    assert found.mid == pytest.approx(flop, rel=0.05), model


@pytest.mark.parametrize(
    ("model", "params", "tokens", "hours"),
    [
        ("Llama 2 7B (arXiv 2307.09288, table 2)", 6.74e9, 2e12, 184_320),
        ("Llama 2 70B (arXiv 2307.09288, table 2)", 68.98e9, 2e12, 1_720_320),
        ("Llama 1 65B (arXiv 2302.13971, table 15)", 65.2e9, 1.4e12, 1_022_362),
    ],
)
def test_hours_published_for_a100s_lie_within_what_typical_utilisation_gives(model, params, tokens, hours):
    found = training_estimate(TrainingFigures(params=params, tokens=tokens), A100)
    assert found.gpu_hours.contains(hours), model
    assert found.assumed == ("mfu", "price_per_gpu_hour")


@given(st.floats(1e8, 1e12), st.floats(1e9, 1e14), st.floats(1.01, 10))
def test_more_parameters_or_more_tokens_never_take_less_compute_hours_or_money(params, tokens, factor):
    base = training_estimate(TrainingFigures(params=params, tokens=tokens), H100)
    for more in (
        TrainingFigures(params=params * factor, tokens=tokens),
        TrainingFigures(params=params, tokens=tokens * factor),
    ):
        found = training_estimate(more, H100)
        for name in ("flop", "gpu_hours", "cost_usd"):
            assert getattr(found, name).low >= getattr(base, name).low
            assert getattr(found, name).mid == pytest.approx(factor * getattr(base, name).mid)


@given(st.floats(1e8, 1e12), st.floats(1e9, 1e14), st.floats(0.1, 0.45))
def test_a_better_utilisation_takes_fewer_hours_and_a_slower_chip_more(params, tokens, mfu):
    run = TrainingFigures(params=params, tokens=tokens, mfu=mfu)
    better = TrainingFigures(params=params, tokens=tokens, mfu=2 * mfu)
    assert training_estimate(better, H100).gpu_hours.mid == pytest.approx(
        training_estimate(run, H100).gpu_hours.mid / 2
    )
    assert training_estimate(run, A100).gpu_hours.mid > training_estimate(run, H100).gpu_hours.mid


@given(st.floats(1e8, 1e12), st.floats(1e9, 1e14), st.floats(1, 1e5))
def test_devices_and_days_make_the_hours_they_came_from(params, tokens, gpus):
    found = training_estimate(TrainingFigures(params=params, tokens=tokens, gpus=gpus), H100)
    again = training_estimate(TrainingFigures(gpus=gpus, days=found.days.mid), H100)
    assert again.gpu_hours.mid == pytest.approx(found.gpu_hours.mid)
    for bounds in (found.days, found.gpu_hours, found.cost_usd):
        assert bounds.low <= bounds.mid <= bounds.high


def test_a_stated_figure_stands_where_the_others_leave_room_and_gives_way_where_they_do_not():
    near = training_estimate(TrainingFigures(params=1e9, tokens=1e12, flop=6.5e21))
    far = training_estimate(TrainingFigures(params=1e9, tokens=1e12, flop=6e23))
    assert near.flop == exactly(6.5e21)
    assert far.flop.mid == pytest.approx(6e21)


def test_repeats_count_as_tokens_seen():
    found = training_estimate(TrainingFigures(params=1e9, unique_tokens=1e11, epochs=4))
    assert (found.tokens.mid, found.flop.mid) == (4e11, pytest.approx(2.4e21))
    assert training_estimate(TrainingFigures(params=1e9, unique_tokens=1e11)).tokens.mid == 1e11


def test_what_stands_in_for_the_unknown_may_be_chosen_and_is_named():
    run = TrainingFigures(params=1e9, tokens=1e12)
    found = training_estimate(run, H100, utilisation=exactly(0.5), price_per_gpu_hour=Range(1, 2, 3))
    assert found.gpu_hours.mid == pytest.approx(6e21 / (0.5 * H100.bf16_flop_s * 3600))
    assert found.price_per_gpu_hour == Range(1, 2, 3)
    assert found.assumed == ("mfu", "price_per_gpu_hour")
    stated = training_estimate(TrainingFigures(params=1e9, tokens=1e12, mfu=0.5, price_per_gpu_hour=2), H100)
    assert stated.assumed == ()


def test_a_price_follows_from_cost_and_hours():
    found = training_estimate(TrainingFigures(gpu_hours=1000, cost_usd=2500))
    assert found.price_per_gpu_hour == exactly(2.5)
    assert found.cost_usd == exactly(2500)
