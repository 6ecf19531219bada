"""Speeds that somebody stated or we measured: where they come from, what they cost, and which of them leads."""

from dataclasses import replace

import pytest

from analysis.quantities.ranges import Range, exactly
from data.records import RunState
from pages.components.economics.serving_speeds import Speed, known_speeds, leading_speed, newest_serving, show_speeds
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, spoken
from tests.pages.records import NOBODY, measured, served, start

pytestmark = pytest.mark.usefixtures("calculator")
BOUND = Speed(exactly(4000.0), "bound", "batch 32", 2.0)


def stated(level, speed=1000.0, price=2.0):
    return Speed(exactly(speed), level, "somewhere", price)


def a_run(run_id=7, *, speeds=1, **named):
    return measured("serving", run_id=run_id, protocol=served(*(2**place for place in range(speeds))), **named)


def test_a_million_tokens_cost_the_hour_over_the_tokens_and_idle_time_is_paid_for():
    cost = stated("claimed").usd_per_million(1.0)
    assert (cost.low, cost.mid, cost.high) == pytest.approx((2 / 3.6,) * 3)
    assert stated("claimed").usd_per_million(0.5).mid == pytest.approx(4 / 3.6)


def test_the_slowest_speed_is_the_dearest():
    usd = Speed(Range(500.0, 1000.0, 2000.0), "measured", "run", 3.6).usd_per_million(1.0)
    assert usd == pytest.approx((0.5, 1.0, 2.0))


def test_without_a_price_a_speed_has_no_cost():
    assert stated("claimed", price=None).usd_per_million(1.0) is None


@pytest.mark.parametrize(
    ("levels", "leads"),
    [
        ([], "bound"),
        (["claimed"], "claimed"),
        (["documented", "claimed"], "documented"),
        (["claimed", "measured", "documented"], "measured"),
    ],
)
def test_the_strongest_evidence_leads_and_without_any_the_bound(levels, leads):
    assert leading_speed([stated(level) for level in levels], BOUND).level == leads


def test_our_baseline_stack_never_leads_since_it_is_not_the_company_s():
    assert leading_speed([replace_stack(stated("measured"))], BOUND) is BOUND


def replace_stack(speed):
    return speed._replace(is_own_stack=False)


@pytest.mark.parametrize("value", [None, 0.0])
def test_nothing_stated_gives_no_speed(value):
    facts = [] if value is None else [fact("tokens_per_second_per_gpu", value)]
    assert spoken("en", known_speeds, start(facts), 2.0, None) == []
    assert spoken("en", known_speeds, NOBODY, 2.0, None) == []


def test_what_the_ledger_states_comes_before_what_runs_measured():
    begin = start([fact("tokens_per_second_per_gpu", 900.0, level="claimed")], runs=[a_run(speeds=2)])
    found = spoken("en", known_speeds, begin, 2.0, 0.5)
    assert [(each.level, each.values.mid, each.usd_per_hour, each.is_own_stack) for each in found] == [
        ("claimed", 900.0, 2.0, True), ("measured", 250.0, 0.5, False), ("measured", 250.0, 0.5, False),
    ]  # fmt: skip
    assert found[0].origin == "Accounts, September 2026, 30 Sep 2026"


def test_the_protocol_of_a_run_is_told_and_a_machine_nobody_named_is_unknown():
    (found,) = spoken("en", known_speeds, start(runs=[a_run(device=None)]), 2.0, None)
    assert found.origin == "our baseline stack on unknown, batch 1, 5 rounds, run 7, 30 Oct 2026"
    (found,) = spoken("zh", known_speeds, start(runs=[a_run(device=None)]), 2.0, None)
    assert "未知" in found.origin and "2026年10月30日" in found.origin


def test_the_newest_finished_run_of_the_kind_counts():
    runs = [a_run(3), a_run(5), a_run(9, state=RunState.FAILED), replace(a_run(8), request=a_run(8).request)]
    assert newest_serving(start(runs=[*runs, measured("checkpoint", run_id=11)])).id == 8
    assert newest_serving(start(runs=[a_run(9, state=RunState.FAILED)])) is None
    assert newest_serving(NOBODY) is None


def rows(*speeds, busy=1.0):
    return draw(show_speeds, speeds, BOUND, busy).rows("Bound, stated, measured")


def test_the_bound_comes_first_and_every_speed_is_held_against_it():
    assert rows(stated("claimed"), replace_stack(stated("measured", 8000.0, None))) == [
        ["The most the accelerator allows\nbatch 32", "4,000", "100%", "$0.139"],
        ["Claimed\nsomewhere", "1,000", "25%", "$0.556"],
        ["Measured\nsomewhere", "8,000", "", "unknown"],
    ]


def test_a_speed_above_the_bound_shows_it():
    assert rows(stated("claimed", 6000.0))[1][2] == "150%"


@pytest.mark.parametrize(
    ("speeds", "note"), [([], "No speed was measured and none is stated"), ([stated("claimed")], "Where a speed was")]
)
def test_the_note_says_on_what_the_margin_rests(speeds, note):
    assert note in draw(show_speeds, speeds, BOUND, 1.0).said
