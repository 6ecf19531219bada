"""Five invented companies and two criteria whose results were worked out by hand and by a separate program."""

from __future__ import annotations

import pytest

from tests.analysis.scoring.oracles import axis_moments

EXPECTED = {
    "solid": ((80, 76, 84), (10, 8, 13), "invest", "invest"),
    "overstated": ((50, 43, 57), (43, 39, 47), "hold", "hold"),
    "contaminated": ((49, 43, 55), (27, 25, 30), "hold", "hold"),
    "rewrapped": ((75, 70, 79), (19, 17, 22), "invest", "pass"),
    "prerevenue": ((41, 28, 55), (38, 32, 44), "hold", "hold"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_example_gives_the_published_scores_and_verdict(name, assessed, independent):
    expectation, risk, before, after = EXPECTED[name]
    result = assessed(name, independent)
    got = [(axis.mean, axis.low, axis.high) for axis in (result.expectation, result.risk)]
    assert got[0] == pytest.approx(expectation, abs=0.8)
    assert got[1] == pytest.approx(risk, abs=0.8)
    assert round(result.expectation.mean) == expectation[0]
    assert round(result.risk.mean) == risk[0]
    assert (result.verdict_before_caps, result.verdict) == (before, after)


def test_contaminated_example_has_technical_risk_77(assessed, independent):
    assert round(assessed("contaminated", independent).by_category["technical"].mean) == 77


def test_rewrapped_example_is_capped_by_the_undisclosed_base(assessed, independent):
    cap = assessed("rewrapped", independent).cap
    assert (cap.rule, cap.verdict, cap.outcome) == ("undisclosed_base", "pass", "open")


def test_net_retention_worked_by_hand(assessed, independent):
    terms = {term.key: term for term in assessed("solid", independent).terms}
    term = terms["net_retention"]
    assert term.belief.points == pytest.approx(87.5)
    assert term.belief.mean == pytest.approx(82.75)
    assert term.belief.sd == pytest.approx(12.358, abs=5e-4)
    assert term.axis_slope == pytest.approx(0.06)
    assert term.contribution == pytest.approx(4.965)
    assert (term.axis_slope * term.belief.sd) ** 2 == pytest.approx(0.550, abs=5e-4)


def test_beta_parameters_of_net_retention_worked_by_hand(assessed, independent):
    from analysis.scoring.dependence import beta_parameters

    belief = next(t.belief for t in assessed("solid", independent).terms if t.key == "net_retention")
    assert beta_parameters(belief.mean, belief.sd) == pytest.approx((6.907, 1.440), abs=1e-3)


def test_revenue_loss_worked_by_hand(assessed, independent):
    term = next(term for term in assessed("solid", independent).terms if term.key == "revenue_loss")
    assert term.belief.points == pytest.approx(95.833, abs=1e-3)
    assert term.belief.mean == pytest.approx(90.25)
    assert term.share == pytest.approx(0.23333, abs=1e-5)
    assert term.contribution == pytest.approx(0.529, abs=5e-4)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_draws_agree_with_the_closed_form_when_errors_are_independent(name, axis, assessed, independent):
    result = assessed(name, independent, draws=40_000)
    draws = result.expectation_draws if axis == "expectation" else result.risk_draws
    exact = axis_moments(result.terms, independent, axis, correlation="none")
    assert draws.mean() == pytest.approx(exact.mean, abs=5 * exact.sd / 200)
    assert draws.std() == pytest.approx(exact.sd, rel=0.02)


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_draws_agree_with_the_first_order_form_when_errors_move_together(name, axis, assessed, default):
    result = assessed(name, default, draws=40_000)
    draws = result.expectation_draws if axis == "expectation" else result.risk_draws
    close = axis_moments(result.terms, default, axis)
    assert draws.mean() == pytest.approx(close.mean, abs=5 * close.sd / 200)
    assert draws.std() == pytest.approx(close.sd, rel=0.08)


@pytest.mark.parametrize("name", ["solid", "overstated", "contaminated", "rewrapped"])
def test_errors_that_move_together_widen_the_axis(name, assessed, default):
    terms = assessed(name, default).terms
    for axis in ("expectation", "risk"):
        alone = axis_moments(terms, default, axis, correlation="none")
        assert axis_moments(terms, default, axis).sd > 1.05 * alone.sd
