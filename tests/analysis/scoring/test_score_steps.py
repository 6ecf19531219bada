"""The steps from knowing nothing to the score add up exactly, whatever the evidence."""

import pytest

from analysis.scoring.score_steps import score_steps
from data.records import EvidenceLevel

NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.mark.parametrize("axis", ["expectation", "risk"])
@pytest.mark.parametrize("name", NAMES)
def test_prior_and_steps_add_up_to_the_score(name, axis, assessed, default):
    found = assessed(name)
    steps = score_steps(found, axis, default.scoring)
    total = steps.prior + sum(steps.at_face.values()) + steps.doubt + steps.credibility
    assert total == pytest.approx(getattr(found, axis).mean, abs=1e-9)
    assert steps.score == pytest.approx(getattr(found, axis).mean, abs=1e-9)
    assert steps.prior + sum(each.effect for each in steps.drivers) == pytest.approx(steps.score, abs=1e-9)


def test_one_criterion_by_hand(assessed, default):
    """Net retention of the solid example: 0.06 of the axis, points 100 above the good anchor, documented, prior 40."""
    found = assessed("solid")
    term = next(term for term in found.terms if term.key == "net_retention")
    driver = next(each for each in score_steps(found, "expectation", default.scoring).drivers if each.key == term.key)
    assert (driver.points, term.belief.criterion.missing.mean, term.axis_slope) == (100, 40, pytest.approx(0.0525))
    assert driver.at_face == pytest.approx(0.0525 * 60)
    assert driver.doubt == pytest.approx(0.0525 * (94 - 100))  # pulled by a tenth of the way to 40
    assert driver.credibility == pytest.approx(0, abs=1e-12)


def test_nothing_known_is_all_prior(assessed, default):
    found = assessed([])
    for axis in ("expectation", "risk"):
        steps = score_steps(found, axis, default.scoring)
        assert steps.prior == pytest.approx(steps.score)
        assert steps.drivers == () and len(steps.missing) > 10


def test_broken_claims_take_from_expectation_and_add_to_risk(assessed, default):
    found = assessed("overstated")
    assert found.credibility.overall.shortfall > 0
    expectation, risk = (score_steps(found, axis, default.scoring) for axis in ("expectation", "risk"))
    assert expectation.credibility < 0 < risk.credibility
    assert all(
        each.credibility == pytest.approx(0, abs=1e-12)
        for each in (*expectation.drivers, *risk.drivers)
        if each.level is not EvidenceLevel.CLAIMED
    )


def test_every_driver_names_the_facts_it_rests_on(assessed, default):
    for name in NAMES:
        for axis in ("expectation", "risk"):
            for driver in score_steps(assessed(name), axis, default.scoring).drivers:
                assert driver.facts or driver.level is EvidenceLevel.CLAIMED, driver.key
