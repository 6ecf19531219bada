import time
from dataclasses import replace

import numpy as np
import pytest

from analysis.finance.exit_tables import Bucket, parse_dilution, parse_exit_multiples, parse_graduation
from analysis.finance.returns import Deal, Step, required_belief, simulated_returns
from data.catalogue import reference_text
from data.records import InvalidInput

MULTIPLES = parse_exit_multiples(reference_text("exit_multiples.yaml"))
WINDOW = MULTIPLES["correlation_2004_2013"]
STEPS = (Step(0.4, 0.18, 2.5, 1.8), Step(0.3, 0.14, 2.2, 2.0), Step(0.26, 0.10, 2.0, 2.0))
DEAL = Deal(2e6, 10e6, STEPS)


def test_draws_fall_into_the_buckets_as_often_as_the_table_says():
    drawn = WINDOW.draws(np.random.default_rng(0), 200_000)
    for bucket in WINDOW.buckets:
        assert np.mean((drawn >= bucket.low) & (drawn < bucket.high)) == pytest.approx(bucket.share, abs=0.003)
    assert drawn.max() <= 100
    assert drawn.mean() == pytest.approx(WINDOW.mean, rel=0.02)


def test_a_log_uniform_bucket_has_its_median_at_the_geometric_middle():
    drawn = WINDOW.draws(np.random.default_rng(1), 200_000)
    assert np.median(drawn[(drawn >= 1) & (drawn < 5)]) == pytest.approx(5**0.5, rel=0.01)


def test_returns_without_later_rounds_lose_money_as_often_as_the_table_says():
    deal = Deal(2e6, 10e6, years_after_last_round=6)
    returns = simulated_returns(deal, WINDOW, np.random.default_rng(2), draws=50_000)
    assert returns.chance_of_loss == pytest.approx(0.65, abs=0.01)
    assert returns.chance_of_at_least(10) == pytest.approx(0.04, abs=0.004)
    best = int(returns.multiple.argmax())
    assert (1 + returns.irr[best]) ** 6 == pytest.approx(returns.multiple[best])


def test_the_window_moves_the_chance_of_loss():
    older, newer = (
        simulated_returns(Deal(2e6, 10e6), MULTIPLES[key], np.random.default_rng(3)).chance_of_loss
        for key in ("correlation_2004_2013", "correlation_decade_to_2023")
    )
    assert older - newer == pytest.approx(0.16, abs=0.02)


def test_a_deal_without_later_rounds_returns_the_drawn_multiple():
    deal = Deal(2e6, 10e6, (), preference_multiple=0)
    returns = simulated_returns(deal, WINDOW, np.random.default_rng(4), draws=1000)
    expected = WINDOW.draws(np.random.default_rng(4), 1000)
    assert returns.multiple == pytest.approx(expected)


def test_rounds_are_raised_at_their_rates_and_dilute():
    returns = simulated_returns(DEAL, WINDOW, np.random.default_rng(5), draws=50_000)
    shares = np.bincount(returns.rounds, minlength=4) / 50_000
    assert shares[1:] == pytest.approx([0.4 * 0.7, 0.4 * 0.3 * 0.74, 0.4 * 0.3 * 0.26], abs=0.006)
    plain, diluted = (
        simulated_returns(
            Deal(2e6, 10e6, (Step(1.0, dilution, 1.0, 1.0),), preference_multiple=0), WINDOW, np.random.default_rng(6)
        )
        for dilution in (0.0, 0.2)
    )
    assert diluted.multiple == pytest.approx(0.8 * plain.multiple)


def test_a_preference_protects_small_exits_and_never_exceeds_them():
    common, preferred = (
        simulated_returns(Deal(2e6, 10e6, (), preference_multiple=times), WINDOW, np.random.default_rng(7))
        for times in (0.0, 1.0)
    )
    assert preferred.chance_of_loss < common.chance_of_loss
    assert (preferred.multiple * 2e6 <= np.maximum(common.multiple * 10e6, 1e-6) + 1e-6).all()


def test_a_total_loss_has_an_irr_of_minus_one():
    returns = simulated_returns(Deal(2e6, 10e6), MULTIPLES["angel_groups_2007"], np.random.default_rng(8))
    assert np.mean(returns.irr == -1) == pytest.approx(0.35, abs=0.02)


def test_what_one_has_to_believe_for_ten_times_the_money():
    belief = required_belief(DEAL, 10, years=6, recurring_revenue_usd=1e6, exit_multiple_of_revenue=8, multiples=WINDOW)
    kept = 0.2 * 0.82 * 0.86 * 0.9
    assert belief.exit_value_usd == pytest.approx(20e6 / kept)
    assert belief.recurring_revenue_usd == pytest.approx(20e6 / kept / 8)
    assert belief.growth_per_year == pytest.approx((20e6 / kept / 8 / 1e6) ** (1 / 6) - 1)
    assert belief.share_of_outcomes == pytest.approx(0.04)


def test_without_revenue_no_growth_has_to_be_believed():
    belief = required_belief(DEAL, 3, years=5)
    assert (belief.recurring_revenue_usd, belief.growth_per_year, belief.share_of_outcomes) == (None, None, None)


def test_ten_thousand_returns_take_less_than_a_tenth_of_a_second():
    taken = []
    for seed in range(5):
        start = time.perf_counter()
        simulated_returns(DEAL, WINDOW, np.random.default_rng(seed))
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.1


def test_graduation_and_dilution_tables_carry_window_source_and_date():
    text = reference_text("graduation_dilution.yaml")
    graduation, dilution = parse_graduation(text), parse_dilution(text)
    assert graduation["seed_2022_within_two_years"].window_years == 2
    assert dilution["software_2025"].shares == {"seed": 0.195, "a": 0.18, "b": 0.14, "c": 0.10, "d": 0.075}
    assert all(row.source and row.dated for row in graduation.values())
    assert all(row.source and row.dated for row in dilution.values())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Deal(5e6, 1e6), "does not fit a post-money value"),
        (lambda: Deal(1e6, 5e6, (Step(40, 0.2, 2, 1),)), "chances and dilution between 0 and 1"),
        (lambda: required_belief(DEAL, 0, years=5), "must be above 0"),
        (lambda: Deal(1e6, 5e6, years_after_last_round=0), "years_after_last_round: got 0, expected above 0"),
        (lambda: parse_exit_multiples("a: 1"), "needs a list `distributions`"),
        (
            lambda: parse_exit_multiples(reference_text("exit_multiples.yaml").replace("share: 0.65", "share: 0.75")),
            r"shares add up to 1\.1, expected 1",
        ),
    ],
)
def test_returns_refuse_what_cannot_be(call, message):
    with pytest.raises(InvalidInput, match=message):
        call()


def test_a_participating_preference_is_paid_before_the_share_of_the_rest():
    certain = replace(WINDOW, buckets=(Bucket(3.0, 3.0, 1.0),))
    deal = Deal(2e6, 10e6, preference_multiple=1.0, participating=True)
    found = simulated_returns(deal, certain, np.random.default_rng(1), draws=10)
    assert found.multiple == pytest.approx((2e6 + 0.2 * (30e6 - 2e6)) / 2e6)
    plain = simulated_returns(replace(deal, participating=False), certain, np.random.default_rng(1), draws=10)
    assert plain.multiple == pytest.approx(3.0)


def test_eight_times_in_three_years_is_a_hundred_percent_a_year():
    certain = replace(WINDOW, buckets=(Bucket(8.0, 8.0, 1.0),))
    found = simulated_returns(Deal(1e6, 10e6, years_after_last_round=3.0), certain, np.random.default_rng(1), draws=10)
    assert found.irr_quantiles() == pytest.approx((1.0, 1.0, 1.0))
