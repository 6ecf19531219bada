from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_checks import checked_training, training_contradictions
from analysis.economics.training_compute import LEAST_ACTIVE_SHARE, TrainingFigures
from analysis.published.scores import parse_published_scores
from analysis.published.tables import parse_published_models
from data.catalogue import reference_text

CHIPS = parse_chips(reference_text("hardware.yaml"))
H100 = chip_named("h100", CHIPS)

CONSISTENT = TrainingFigures(
    params=13e9,
    active_params=13e9,
    tokens=4e12,
    unique_tokens=2e12,
    epochs=2,
    flop=3.12e23,
    gpu_hours=230_000,
    gpus=512,
    days=20,
    mfu=0.38,
    price_per_gpu_hour=2.5,
    cost_usd=575_000,
    peak_flop_s=989e12,
)


def codes(figures, chip=H100):
    return [finding.code for finding in training_contradictions(figures, chip)]


def test_a_consistent_deck_has_no_finding():
    assert codes(CONSISTENT) == []


def test_a_deck_with_six_planted_contradictions_has_exactly_those():
    deck = replace(CONSISTENT, params=11e9, epochs=5, flop=1.2e24, days=8, cost_usd=150_000, mfu=0.66)
    assert codes(deck) == [
        "active_above_total",
        "tokens_and_epochs",
        "compute_and_operations",
        "hours_and_calendar",
        "cost_and_hours",
        "stated_and_implied_utilisation",
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"params": 12e9}, "active_above_total"),
        ({"epochs": 4}, "tokens_and_epochs"),
        ({"flop": 9e23}, "compute_and_operations"),
        ({"days": 10}, "hours_and_calendar"),
        ({"cost_usd": 200_000}, "cost_and_hours"),
        ({"mfu": 0.55}, "stated_and_implied_utilisation"),
        ({"peak_flop_s": 1979e12}, "stated_peak"),
        ({"price_per_gpu_hour": 0.4, "cost_usd": 92_000}, "price_and_market"),
        ({"unique_tokens": 4e14, "epochs": 0.01}, "more_text_than_exists"),
    ],
)
def test_one_wrong_number_gives_one_finding(change, code):
    assert codes(replace(CONSISTENT, **change)) == [code]


def test_a_finding_names_both_numbers_and_the_gap_in_both_languages():
    (finding,) = training_contradictions(replace(CONSISTENT, flop=9.36e23), H100)
    assert finding.gap == pytest.approx(3.0)
    assert finding.sentence_en.startswith(
        "The stated training compute is 9.36e23 FLOP, but six times parameters times tokens is 3.12e23 FLOP: "
        "3 times as much"
    )
    assert finding.sentence("zh").startswith("自报训练计算量为 9.36e23 FLOP，而参数量与词元数之积的六倍为 3.12e23 FLOP")


@pytest.mark.parametrize(("hours", "expected"), [(130_000, True), (230_000, False), (900_000, True)])
def test_an_implied_utilisation_outside_15_to_60_percent_is_a_finding(hours, expected):
    figures = TrainingFigures(params=13e9, tokens=4e12, gpu_hours=hours)
    assert (codes(figures) == ["implausible_utilisation"]) is expected


@pytest.mark.parametrize(
    ("chip", "mfu", "expected"),
    [
        ("mi300x", 0.51, []),
        ("mi300x", 0.52, ["utilisation_above_ceiling"]),
        ("h100", 0.60, []),
        ("h100", 0.61, ["implausible_utilisation"]),
        ("h100", 0.81, ["utilisation_above_ceiling"]),
        ("h200", 0.81, ["implausible_utilisation"]),
    ],
)
def test_a_utilisation_is_impossible_above_the_measured_ceiling_and_unlike_others_above_60_percent(chip, mfu, expected):
    assert codes(TrainingFigures(mfu=mfu), chip_named(chip, CHIPS)) == expected


def test_the_ceiling_is_named_with_what_was_measured():
    (finding,) = training_contradictions(TrainingFigures(mfu=0.9), H100)
    assert finding.second.text == "80.4 %"
    assert "795 TFLOP/s" in finding.sentence_en
    assert "H100 SXM" in finding.sentence("zh")


def test_agreement_of_stated_and_implied_utilisation_does_not_make_it_possible():
    hours = 3.12e23 / (0.9 * H100.bf16_flop_s * 3600)
    figures = TrainingFigures(params=13e9, tokens=4e12, gpu_hours=hours, mfu=0.9)
    assert codes(figures) == ["utilisation_above_ceiling"]


def test_a_cost_far_below_cloud_prices_is_a_finding_even_without_hours():
    figures = TrainingFigures(params=70e9, tokens=15e12, cost_usd=1e6)
    assert codes(figures) == ["cost_and_cloud"]
    assert codes(replace(figures, cost_usd=2e7)) == []


def test_too_few_figures_cannot_contradict_each_other():
    assert codes(TrainingFigures(params=7e9)) == []
    assert codes(TrainingFigures(gpu_hours=1e5), None) == []


def test_the_checked_estimate_carries_its_findings():
    checked = checked_training(replace(CONSISTENT, days=10), H100)
    assert [finding.code for finding in checked.findings] == ["hours_and_calendar"]
    assert checked.gpu_hours.mid == 230_000


MIXTURE = TrainingFigures(params=671e9, tokens=14.8e12, is_mixture=True)
"""DeepSeek-V3, whose report states 37e9 active parameters; here they are not known."""


def test_a_mixture_of_unknown_active_parameters_is_not_held_against_all_of_them():
    assert codes(replace(MIXTURE, flop=6 * 37e9 * 14.8e12)) == []
    assert codes(replace(MIXTURE, gpu_hours=2.664e6)) == [], "utilisation is 33 % for 37e9 and above 100 % for all"
    assert codes(replace(MIXTURE, is_mixture=False, flop=6 * 37e9 * 14.8e12)) == ["compute_and_operations"]


def test_what_contradicts_at_both_ends_is_named_by_the_milder():
    (above,) = training_contradictions(replace(MIXTURE, flop=12 * 671e9 * 14.8e12))
    assert (above.code, above.gap) == ("compute_and_operations", pytest.approx(2))
    (below,) = training_contradictions(replace(MIXTURE, flop=0.06 * 671e9 * 14.8e12))
    assert (below.code, below.gap) == ("compute_and_operations", pytest.approx(1 / 3))


@given(st.floats(LEAST_ACTIVE_SHARE, 1))
def test_whatever_share_of_a_mixture_is_active_its_own_compute_is_no_contradiction(share):
    assert codes(replace(MIXTURE, flop=6 * share * 671e9 * 14.8e12), None) == []


def test_the_estimate_of_a_mixture_spans_what_may_be_active():
    found = checked_training(MIXTURE).flop
    assert found.low == pytest.approx(0.85 * 6 * LEAST_ACTIVE_SHARE * 671e9 * 14.8e12)
    assert found.high == pytest.approx(1.35 * 6 * 671e9 * 14.8e12)
    assert checked_training(replace(MIXTURE, active_params=37e9)).params == (37e9, 37e9, 37e9)


def test_no_published_model_uses_a_smaller_share_than_the_least():
    models = parse_published_models(reference_text("published_models.csv"))
    known = [each for each in models if each.training_flop and each.parameters and each.tokens]
    shares = [each.training_flop / (6 * each.parameters * each.tokens) for each in known if "Language" in each.domain]
    assert min(shares) == pytest.approx(LEAST_ACTIVE_SHARE)
    scores = parse_published_scores(reference_text("published_scores.csv"))
    active = [each.active_parameters / each.parameters for each in scores if each.active_parameters and each.parameters]
    assert LEAST_ACTIVE_SHARE < min(active) < 0.06
