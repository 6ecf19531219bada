"""Other weights on startups already assessed: what follows at once must be what a new assessment would say."""

import time
from dataclasses import replace

import numpy as np
import pytest

from analysis.portfolio.kept_standings import ceiling
from analysis.ranking import reweighting as module
from analysis.ranking.contenders import Contenders
from analysis.ranking.packed_moments import Layout, PackedMoments, packed
from analysis.ranking.reweighting import (
    Reweighting,
    order_agreement,
    probability_ahead,
    reweighting,
    tied,
    verdicts,
    weigh,
)
from analysis.scoring.settings import Weights

NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.fixture(scope="module")
def five(assessed):
    return {name: assessed(name) for name in NAMES}


def contenders_of(judged, default):
    """The assessments as columns; their keys are their places."""
    codes = [name.code for name in default.scoring.verdicts]
    found = [ceiling(each, default) for each in judged.values()]
    return Contenders(
        np.arange(len(judged)),
        packed([each.moments for each in judged.values()], Layout.of(default)),
        np.array([0 if code is None else codes.index(code) for code in found], dtype=np.int8),
        np.array([bool(each.open_gates) for each in judged.values()]),
    )


def reweighed(judged, default, weights, by="expectation"):
    """The reweighting with names in place of keys."""
    weighing = weigh(contenders_of(judged, default), weights, by=by)
    found, names = reweighting(weighing, default), list(judged)
    startups = {names[key]: each for key, each in found.startups.items()}
    return Reweighting(tuple(names[key] for key in found.order), startups, found.rank_probabilities)


@pytest.mark.parametrize("profile", ["pre_seed", "growth", "strategic"])
def test_reweighting_to_a_profile_says_what_assessing_under_it_says(five, default, assessed, profile):
    found = reweighed(five, default, default.profile(profile).weights)
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
    across, up = (np.array(side) for side in found.startups["overstated"].ellipse)
    draws = np.stack([five["overstated"].risk_draws, five["overstated"].expectation_draws])
    line = np.stack([across[:-1], up[:-1]])
    centre = line.mean(axis=1, keepdims=True)
    transform = np.linalg.inv(np.linalg.cholesky(np.cov(line)))
    radius = np.linalg.norm(transform @ (line - centre), axis=0).mean()
    inside = np.linalg.norm(transform @ (draws - centre), axis=0) <= radius
    assert inside.mean() == pytest.approx(0.9, abs=0.03)


def test_orders_agree_with_themselves_and_not_with_their_reverse(five, default):
    many, weights = field(default, five, 300), default.profile(None).weights
    net, risk = (weigh(many, weights, by=by) for by in ("net", "risk"))
    assert order_agreement(net, net) == pytest.approx(1)
    turned = replace(net, standing=-net.standing, order=net.order[::-1])
    assert order_agreement(net, turned) == pytest.approx(-1)
    assert 0.1 < order_agreement(net, risk) < 0.95


def test_a_hundred_startups_are_reweighed_within_the_time_of_an_eyeblink(five, default):
    many = {f"{name}-{number}": five[name] for number in range(20) for name in NAMES}
    reweighed(many, default, default.profile("growth").weights)
    assert reweighed(many, default, default.profile("growth").weights).rank_probabilities.shape == (100, 50)
    start = time.process_time()
    reweighed(many, default, default.profile("strategic").weights)
    assert time.process_time() - start < 0.2  # of the processor, which a crowded machine does not lengthen


def field(default, five, count, seed=7):
    """Many startups around the five, their keys in no order of merit."""
    rng = np.random.default_rng(seed)
    few = contenders_of(five, default)
    rows = few.moments.rows[rng.integers(0, len(few), count)].copy()
    rows[:, : len(default.categories)] += rng.normal(0, 8, (count, len(default.categories)))
    moments = PackedMoments(few.moments.layout, rows.astype(np.float32))
    return Contenders(np.arange(count) * 3, moments, np.zeros(count, np.int8), np.zeros(count, bool))


@pytest.mark.parametrize("by", ["expectation", "risk", "net"])
def test_ranks_before_and_in_the_field_are_those_of_joint_draws(five, default, by, monkeypatch):
    monkeypatch.setattr(module, "_affordable", lambda _: 8_000)
    many, weights = field(default, five, 390), default.profile(None).weights
    drawn = reweighting(weigh(many, weights, by=by, seed=1), default)
    monkeypatch.setattr(module, "JOINTLY_UP_TO", 100)
    tabled = reweighting(weigh(many, weights, by=by, seed=1), default)
    assert drawn.order == tabled.order
    apart = [
        (tabled.startups[key].best - each.best, tabled.startups[key].worst - each.worst)
        for key, each in drawn.startups.items()
    ]
    assert np.abs(apart).mean() < 6 and np.abs(apart).max() < 40  # of 390 ranks
    assert tabled.rank_probabilities[:, :6] == pytest.approx(drawn.rank_probabilities[:, :6], abs=0.04)


def test_a_hundred_thousand_are_reweighed_within_the_time_of_an_eyeblink(five, default):
    many = field(default, five, 100_000)
    start = time.process_time()
    weighing = weigh(many, default.profile("strategic").weights)
    found = reweighting(weighing, default, most=50)
    assert time.process_time() - start < 0.3  # of the processor, which a crowded machine does not lengthen
    assert len(found.order) == 50 and found.order[0] % 3 == 0
    means = [found.startups[key].expectation.mean for key in found.order]
    assert means == sorted(means, reverse=True) and means[0] == weighing.moments.mean[:, 0].max()


def test_others_can_be_asked_for_beside_the_first(five, default):
    weighing = weigh(field(default, five, 1_000), default.profile(None).weights)
    last = weighing.keys()[-1]
    found = reweighting(weighing, default, most=3, beside=(last, 1, weighing.keys(1)[0]))
    assert len(found.order) == 3 and set(found.startups) == {*found.order, last}, "1 is nobody"
    assert found.startups[last].worst >= 995 and found.startups[last].beats_next is None
    assert found.rank_probabilities.shape == (3, 50)


def test_two_are_tied_unless_one_is_surely_ahead(five, default):
    weighing = weigh(contenders_of(five, default), default.profile(None).weights)
    for key in range(5):
        chances = {other: probability_ahead(weighing, key, other) for other in range(5) if other != key}
        assert set(tied(weighing, key, 0.9).tolist()) == {other for other, each in chances.items() if 0.1 < each < 0.9}
        assert all(
            probability_ahead(weighing, other, key) == pytest.approx(1 - each) for other, each in chances.items()
        )


def test_everybodys_verdict_at_once_is_each_ones_own(five, default):
    weighing = weigh(contenders_of(five, default), default.profile("growth").weights)
    found = reweighting(weighing, default)
    assert verdicts(weighing, default) == tuple(found.startups[key].verdict for key in range(5))
