"""Early-stage valuation methods, in US dollars; each is a convention and shows its terms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.records import InvalidInput

SCORECARD_WEIGHTS: Mapping[str, float] = {
    "team": 0.30,
    "opportunity": 0.25,
    "product_technology": 0.15,
    "competition": 0.10,
    "marketing_channels": 0.10,
    "need_for_more_money": 0.05,
    "other": 0.05,
}
RISK_FACTORS = (
    "management",
    "stage",
    "legislation",
    "manufacturing",
    "sales_marketing",
    "funding",
    "competition",
    "technology",
    "litigation",
    "international",
    "reputation",
    "lucrative_exit",
)
BERKUS_ITEMS = ("sound_idea", "prototype", "management", "strategic_relationships", "rollout_sales")
RISK_FACTOR_STEP_USD = 250_000.0
BERKUS_CAP_USD = 500_000.0


class VentureValuation(NamedTuple):
    """Values in US dollars; ownership as a fraction, after later rounds the share to buy now to end with it."""

    post_money_usd: float
    pre_money_usd: float
    ownership: float
    ownership_before_dilution: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One future: how likely it is, its cash flows at the end of each year, its terminal value in the last of them."""

    probability: float
    terminal_value_usd: float
    cash_flows_usd: tuple[float, ...] = ()


def scorecard_factor(scores: Mapping[str, float], weights: Mapping[str, float] = SCORECARD_WEIGHTS) -> float:
    """Multiple of the regional mean valuation: sum of weight x score, scores .5 to 1.5 against the usual startup.

    Raises:
        InvalidInput: if a factor is missing, unknown or outside .5 to 1.5.

    Source: Bill Payne, "Valuations 101: Scorecard Valuation Methodology", 2011.
    """
    _check_keys(scores, weights, "Scorecard")
    for name, score in scores.items():
        if not 0.5 <= score <= 1.5:
            raise InvalidInput(f"Scorecard, {name}: got {score!r}, expected 0.5 to 1.5.")
    return float(sum(weights[name] * scores[name] for name in weights))


def risk_factor_valuation(base_usd: float, scores: Mapping[str, int], step_usd: float = RISK_FACTOR_STEP_USD) -> float:
    """Base valuation plus a step per point of twelve risks scored -2 to +2, in US dollars.

    Raises:
        InvalidInput: if a risk is missing, unknown or outside -2 to +2.

    Source: Bill Payne on the Ohio TechAngels, 15 November 2011; the step is a convention of those years.
    """
    _check_keys(scores, dict.fromkeys(RISK_FACTORS), "Risk factor summation")
    for name, score in scores.items():
        if score not in {-2, -1, 0, 1, 2}:
            raise InvalidInput(f"Risk factor summation, {name}: got {score!r}, expected a whole number from -2 to 2.")
    return base_usd + step_usd * sum(scores.values())


def berkus_valuation(items_usd: Mapping[str, float], cap_usd: float = BERKUS_CAP_USD) -> float:
    """Sum of five items of at most `cap_usd` each, in US dollars.

    Raises:
        InvalidInput: if an item is missing, unknown, negative or above the cap.

    Source: Dave Berkus, "The Berkus Method", 2016 update.
    """
    _check_keys(items_usd, dict.fromkeys(BERKUS_ITEMS), "Berkus")
    for name, value in items_usd.items():
        if not 0 <= value <= cap_usd:
            raise InvalidInput(f"Berkus, {name}: got {value!r}, expected 0 to {cap_usd:,.0f} US dollars.")
    return float(sum(items_usd.values()))


def venture_valuation(
    terminal_value_usd: float, investment_usd: float, *, required_return: float, years: float, retention: float = 1.0
) -> VentureValuation:
    """Valuation that earns the required return: post = TV / (1 + r)^n, pre = post - I, ownership = I / post.

    Args:
        terminal_value_usd: Value at exit, US dollars.
        investment_usd: Investment today, US dollars.
        required_return: Per year, as a fraction; 30 to 70 % is usual, failure being priced in here.
        years: Until exit.
        retention: Share of the stake left after later rounds, PROD(1 - d).

    Raises:
        InvalidInput: if the retention is not a fraction above 0, the return loses everything, or the investment exceeds
            the post-money value or what later rounds leave of it.

    Source: Sahlman 1987, "A Method for Valuing High-Risk, Long-Term Investments", Harvard Business School 9-288-006.
    """
    if not 0 < retention <= 1:
        raise InvalidInput(f"Retention must lie between 0 and 1, got {retention!r}.")
    if not required_return > -1:
        raise InvalidInput(f"required_return: got {required_return!r}, expected a fraction above -1.")
    post = terminal_value_usd / (1 + required_return) ** years
    if not 0 < investment_usd <= post:
        raise InvalidInput(f"An investment of {investment_usd:,.0f} does not fit a post-money value of {post:,.0f}.")
    final = investment_usd / post
    if final > retention:
        raise InvalidInput(
            f"An investment of {investment_usd:,.0f} would have to buy {100 * final / retention:.0f} % of the company "
            "for its share to be left after later rounds."
        )
    return VentureValuation(post, post - investment_usd, final, final / retention)


def first_chicago_valuation(scenarios: Sequence[Scenario], discount_rate: float, years: int) -> float:
    """Probability-weighted present value over the scenarios, in US dollars.

    Failure is one of the scenarios, so the rate is the cost of capital, below that of the venture method.

    Raises:
        InvalidInput: if a probability is below 0, they do not add up to 1, or a scenario has more flows than years.

    Source: Achleitner & Lutz 2005, "First Chicago Method: Alternative Approach to Valuing Innovative Start-Ups".
    """
    if below := [scenario.probability for scenario in scenarios if scenario.probability < 0]:
        raise InvalidInput(f"probability: got {below[0]!r}, expected a share of at least 0.")
    total = math.fsum(scenario.probability for scenario in scenarios)
    if abs(total - 1) > 1e-9:
        raise InvalidInput(f"The probabilities of the scenarios add up to {total:.4g}, expected 1.")
    if any(len(scenario.cash_flows_usd) > years for scenario in scenarios):
        raise InvalidInput(f"A scenario has more cash flows than the {years} years to exit.")
    return math.fsum(scenario.probability * _present_value(scenario, discount_rate, years) for scenario in scenarios)


def _present_value(scenario: Scenario, rate: float, years: int) -> float:
    flows = sum(flow / (1 + rate) ** year for year, flow in enumerate(scenario.cash_flows_usd, start=1))
    return float(flows + scenario.terminal_value_usd / (1 + rate) ** years)


def _check_keys(given: Mapping[str, object], expected: Mapping[str, object], method: str) -> None:
    if wrong := sorted(given.keys() ^ expected.keys()):
        raise InvalidInput(f"{method}: {', '.join(wrong)} missing or unknown; expected {', '.join(expected)}.")
