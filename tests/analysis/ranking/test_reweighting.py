"""Other weights on startups already assessed: what follows at once must be what a new assessment would say."""

import time

import numpy as np
import pytest

from analysis.ranking.reweighting import order_agreement, reweighting
from analysis.scoring.settings import Weights
from data.records import InvalidInput

NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.fixture(scope="module")
def five(assessed):
    return {name: assessed(name) for name in NAMES}


def reweighed(five, default, weights, **options):
    return reweighting(five, weights, default, rng=np.random.default_rng(3), **options)


@pytest.mark.parametrize("profile", ["pre_seed", "growth", "strategic"])
def test_reweighting_to_a_profile_says_what_assessing_under_it_says(five, default, assessed, profile):
    found = reweighed(five, default, default.profile(profile).weights, draws=10_000)
    for name in NAMES:
        anew, quick = assessed(name, profile=profile), found.startups[name]
        assert quick.expectation.mean == pytest.approx(anew.expectation.mean, abs=1e-9)
        assert quick.risk.mean == pytest.approx(anew.risk.mean, abs=1e-9)
        for axis in ("expectation", "risk"):
            for end in ("low", "high"):
                assert getattr(getattr(quick, axis), end) == pytest.approx(getattr(getattr(anew, axis), end), abs=1.2)
        assert quick.verdict == anew.verdict


def test_all_weight_on_one_category_leaves_its_score_alone(five, default):
    weights = Weights(
        expectation={c.code: float(c.code == "execution") for c in default.categories if c.axis == "expectation"},
        risk={c.code: float(c.code == "legal") for c in default.categories if c.axis == "risk"},
    )
    found = reweighed(five, default, weights)
    assert list(found.order) == sorted(NAMES, key=lambda name: -five[name].by_category["execution"].mean)
    for name in NAMES:
        assert found.startups[name].risk.mean == pytest.approx(five[name].by_category["legal"].mean)


def test_no_weight_buys_off_a_gate(five, default):
    gated = {name for name in NAMES if any(cap.verdict == "pass" for cap in five[name].caps)}
    assert gated == {"rewrapped"}
    for profile in default.profiles:
        assert reweighed(five, default, profile.weights).startups["rewrapped"].verdict == "pass"


def test_rank_probabilities_sum_to_one_both_ways_and_agree_with_the_rows(five, default):
    found = reweighed(five, default, default.profile("growth").weights)
    assert found.rank_probabilities.sum(axis=0) == pytest.approx(np.ones(5))
    assert found.rank_probabilities.sum(axis=1) == pytest.approx(np.ones(5))
    leader = found.startups[found.order[0]]
    assert leader.first == found.rank_probabilities[0, 0]
    assert found.startups[found.order[-1]].beats_next is None
    assert leader.best == 1


def test_the_ellipse_holds_nine_draws_in_ten_of_a_normal_cloud(five, default):
    found = reweighed(five, default, default.profile("growth").weights)
    across, up = (np.array(side) for side in found.ellipses["overstated"])
    draws = np.stack([five["overstated"].risk_draws, five["overstated"].expectation_draws])
    line = np.stack([across[:-1], up[:-1]])
    centre = line.mean(axis=1, keepdims=True)
    transform = np.linalg.inv(np.linalg.cholesky(np.cov(line)))
    radius = np.linalg.norm(transform @ (line - centre), axis=0).mean()
    inside = np.linalg.norm(transform @ (draws - centre), axis=0) <= radius
    assert inside.mean() == pytest.approx(0.9, abs=0.03)


def test_order_agreement_is_one_for_the_same_and_minus_one_for_the_reverse():
    assert order_agreement(("a", "b", "c"), ("a", "b", "c")) == 1
    assert order_agreement(("a", "b", "c"), ("c", "b", "a")) == -1
    assert order_agreement(("a", "b", "c"), ("b", "a", "c")) == pytest.approx(1 / 3)  # one of three pairs turned
    with pytest.raises(InvalidInput, match="name the same startups"):
        order_agreement(("a", "b"), ("a", "c"))


def test_a_hundred_startups_are_reweighed_within_the_time_of_an_eyeblink(five, default):
    many = {f"{name}-{number}": five[name] for number in range(20) for name in NAMES}
    reweighed(many, default, default.profile("growth").weights)
    assert reweighed(many, default, default.profile("growth").weights).rank_probabilities.shape == (100, 50)
    start = time.process_time()
    reweighed(many, default, default.profile("strategic").weights)
    assert time.process_time() - start < 0.2  # of the processor, which a crowded machine does not lengthen
