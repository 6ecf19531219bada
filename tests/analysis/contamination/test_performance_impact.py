import numpy as np
import pytest

from analysis.contamination.impact import PairedAccuracy, expected_accuracy, performance_impact
from data.records import InvalidInput

ITEMS = 320


def accuracy(benchmark, reference, items=ITEMS):
    return PairedAccuracy(benchmark, reference, items, items)


PEERS = [accuracy(value, value) for value in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)]


def impact(model, peers=PEERS, rounds=199, seed=0):
    return performance_impact(model, peers, chance=0.25, rng=np.random.default_rng(seed), rounds=rounds)


def test_a_model_on_the_line_of_its_peers_shows_no_excess():
    found = impact(accuracy(0.55, 0.55))
    assert found.excess == pytest.approx(0, abs=0.01)
    assert found.expected == pytest.approx(0.55, abs=0.01)
    assert found.p_value > 0.2
    assert found.within_range


def test_thirty_points_above_the_peers_reach_the_floor_of_the_p_value():
    found = impact(accuracy(0.8, 0.5))
    assert found.excess == pytest.approx(0.3, abs=0.01)
    assert found.p_value == pytest.approx(1 / 200)
    assert 0.2 < found.low < 0.3


def test_being_worse_than_expected_is_no_excess():
    assert impact(accuracy(0.4, 0.6)).p_value > 0.99


def test_a_model_better_than_all_its_peers_is_told_to_be_extrapolated():
    assert not impact(accuracy(0.95, 0.9)).within_range


def test_a_harder_benchmark_is_not_taken_for_an_excess():
    peers = [accuracy(0.25 + 0.5 * (value - 0.25), value) for value in (0.3, 0.45, 0.6, 0.75, 0.9)]
    curve = expected_accuracy(peers, np.ones(5), 0.25)
    assert curve(0.65) == pytest.approx(0.45, abs=0.01)
    assert impact(accuracy(0.46, 0.65), peers).p_value > 0.05


def test_peers_that_are_all_alike_still_give_a_prediction():
    found = impact(accuracy(0.3, 0.3), [accuracy(0.3, 0.3)] * 5)
    assert found.expected == pytest.approx(0.3, abs=0.02)


def test_four_peers_are_refused():
    with pytest.raises(InvalidInput, match="Got 4 reference models; the impact on performance needs at least 5"):
        impact(accuracy(0.5, 0.5), PEERS[:4])


def test_clean_models_are_accused_no_oftener_than_the_p_value_says():
    rng = np.random.default_rng(8)
    accused = 0
    for seed in range(60):
        ability = rng.uniform(0.3, 0.8, size=7)
        drawn = [accuracy(*(rng.binomial(ITEMS, each, size=2) / ITEMS)) for each in ability]
        best = max(drawn, key=lambda peer: peer.reference)
        model = next(peer for peer in drawn if peer is not best)
        peers = [peer for peer in drawn if peer is not model]
        accused += impact(model, peers, rounds=39, seed=seed).p_value <= 0.05
    assert accused / 60 <= 0.05 + 3 * (0.05 * 0.95 / 60) ** 0.5
