import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.finance.valuation import (
    BERKUS_ITEMS,
    RISK_FACTORS,
    SCORECARD_WEIGHTS,
    Scenario,
    berkus_valuation,
    first_chicago_valuation,
    risk_factor_valuation,
    scorecard_factor,
    venture_valuation,
)
from data.records import InvalidInput


def test_scorecard_of_the_worked_example():
    scores = dict(zip(SCORECARD_WEIGHTS, (1.25, 1.5, 1, 0.75, 0.8, 1, 1), strict=True))
    assert scorecard_factor(scores) == pytest.approx(1.155)
    assert scorecard_factor(dict.fromkeys(SCORECARD_WEIGHTS, 1.5)) == pytest.approx(1.5)


def test_a_scorecard_refuses_a_missing_factor_and_a_score_beyond_its_range():
    with pytest.raises(InvalidInput, match="Scorecard: other missing or unknown"):
        scorecard_factor({name: 1.0 for name in SCORECARD_WEIGHTS if name != "other"})
    with pytest.raises(InvalidInput, match=r"Scorecard, team: got 1\.6, expected 0\.5 to 1\.5"):
        scorecard_factor(dict.fromkeys(SCORECARD_WEIGHTS, 1.0) | {"team": 1.6})


def test_risk_factors_move_the_base_by_a_quarter_million_a_point():
    scores = dict.fromkeys(RISK_FACTORS, 0) | {"management": 2, "competition": -1}
    assert risk_factor_valuation(2e6, scores) == 2.25e6
    with pytest.raises(InvalidInput, match="stage: got 3, expected a whole number from -2 to 2"):
        risk_factor_valuation(2e6, scores | {"stage": 3})


def test_berkus_adds_five_items_up_to_their_cap():
    assert berkus_valuation(dict.fromkeys(BERKUS_ITEMS, 500_000.0)) == 2.5e6
    with pytest.raises(InvalidInput, match="prototype: got 600000, expected 0 to 500,000"):
        berkus_valuation(dict.fromkeys(BERKUS_ITEMS, 0.0) | {"prototype": 600_000})


def test_venture_method_of_the_worked_example():
    value = venture_valuation(300e6, 5e6, required_return=0.5, years=5, retention=0.7)
    assert value.post_money_usd == pytest.approx(39.506e6, abs=500)
    assert value.pre_money_usd == pytest.approx(34.506e6, abs=500)
    assert value.ownership == pytest.approx(0.12656, abs=5e-6)
    assert value.ownership_before_dilution == pytest.approx(0.1808, abs=5e-5)


def test_the_venture_method_refuses_more_money_than_the_company_is_worth():
    with pytest.raises(InvalidInput, match="does not fit a post-money value"):
        venture_valuation(10e6, 5e6, required_return=0.5, years=5)
    with pytest.raises(InvalidInput, match="Retention must lie between 0 and 1"):
        venture_valuation(300e6, 5e6, required_return=0.5, years=5, retention=0)


def test_first_chicago_of_the_worked_example():
    scenarios = [Scenario(0.6, 100), Scenario(0.25, 200), Scenario(0.15, 20)]
    assert first_chicago_valuation(scenarios, 0.0, 5) == pytest.approx(113)
    flows = [Scenario(1.0, 121.0, (11.0,))]
    assert first_chicago_valuation(flows, 0.1, 2) == pytest.approx(110)


def test_first_chicago_refuses_probabilities_that_do_not_add_up():
    with pytest.raises(InvalidInput, match=r"add up to 0\.9, expected 1"):
        first_chicago_valuation([Scenario(0.9, 100)], 0.1, 5)
    with pytest.raises(InvalidInput, match="more cash flows than the 1 years"):
        first_chicago_valuation([Scenario(1.0, 100, (1.0, 2.0))], 0.1, 1)


@given(
    terminal=st.floats(1e6, 1e10),
    rate=st.floats(0, 2),
    years=st.floats(0.5, 12),
    share=st.floats(0.01, 0.6),
    left=st.floats(0.65, 1),
)
def test_the_stake_of_the_venture_method_earns_the_required_return_once_diluted(terminal, rate, years, share, left):
    investment = share * terminal / (1 + rate) ** years
    value = venture_valuation(terminal, investment, required_return=rate, years=years, retention=left)
    assert value.ownership_before_dilution * left * terminal == pytest.approx(investment * (1 + rate) ** years)
    assert value.pre_money_usd + investment == pytest.approx(value.post_money_usd)


def test_a_stake_that_later_rounds_would_need_to_be_more_than_the_company_is_refused():
    assert venture_valuation(10e6, 5e6, required_return=0, years=5, retention=0.5).ownership_before_dilution == 1
    with pytest.raises(InvalidInput, match="would have to buy 120 % of the company"):
        venture_valuation(10e6, 6e6, required_return=0, years=5, retention=0.5)


@pytest.mark.parametrize("rate", [-1.0, -2.0, float("nan")])
def test_a_required_return_that_loses_everything_is_refused(rate):
    with pytest.raises(InvalidInput, match="required_return: got"):
        venture_valuation(10e6, 1e6, required_return=rate, years=5)


def test_first_chicago_refuses_a_probability_below_nought_even_where_they_add_up():
    with pytest.raises(InvalidInput, match=r"probability: got -0\.5"):
        first_chicago_valuation([Scenario(1.5, 100), Scenario(-0.5, 20)], 0.1, 5)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=6), st.floats(0, 0.5), st.integers(1, 10))
def test_first_chicago_lies_between_its_best_and_its_worst_future(weights, rate, years):
    scenarios = [Scenario(weight / sum(weights), 1e6 * (place + 1)) for place, weight in enumerate(weights)]
    found = first_chicago_valuation(scenarios, rate, years)
    worst, best = (value / (1 + rate) ** years for value in (1e6, 1e6 * len(weights)))
    assert worst * (1 - 1e-9) <= found <= best * (1 + 1e-9)


def test_a_flow_sooner_is_worth_more_than_the_same_flow_later():
    sooner, later = (
        first_chicago_valuation([Scenario(1.0, 0, flows)], 0.25, 3) for flows in ((100.0,), (0.0, 0.0, 100.0))
    )
    assert (sooner, later) == (pytest.approx(80), pytest.approx(51.2))
