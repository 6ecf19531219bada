"""How startups move on: ways counted by where they lead, days told by their median."""

import statistics

from hypothesis import given
from hypothesis import strategies as st

from analysis.portfolio.funnel import FunnelStep, funnel
from data.records import PIPELINE_STATUSES, MoveCount

CODES = list(PIPELINE_STATUSES)


def test_moves_are_told_apart_by_where_they_lead_and_the_median_is_of_the_stays_whose_days_are_known():
    moves = [
        MoveCount("sourced", "meeting", 10, 2),
        MoveCount("sourced", "diligence", 30, 1),
        MoveCount("sourced", "closed", None, 4),
        MoveCount("meeting", "sourced", 1, 1),
        MoveCount("meeting", "diligence", 4, 1),
        MoveCount("decision", "closed", 7, 1),
        MoveCount("closed", "meeting", 100, 1),
    ]
    assert funnel(moves) == [
        FunnelStep("sourced", onward=3, closed=4, back=0, median_days=10.0, known=3),
        FunnelStep("meeting", onward=1, closed=0, back=1, median_days=2.5, known=2),
        FunnelStep("diligence", onward=0, closed=0, back=0, median_days=None, known=0),
        FunnelStep("decision", onward=0, closed=1, back=0, median_days=7.0, known=1),
        FunnelStep("closed", onward=0, closed=0, back=1, median_days=100.0, known=1),
    ]


def test_without_a_move_every_step_is_empty_and_its_days_unknown():
    assert [(step.status, step.median_days, step.known) for step in funnel([])] == [(code, None, 0) for code in CODES]


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5)), min_size=1, max_size=30))
def test_the_median_is_that_of_the_stays_one_by_one(counted):
    step = funnel([MoveCount("sourced", "meeting", days, count) for days, count in counted])[0]
    stays = [days for days, count in counted for _ in range(count)]
    assert (step.median_days, step.known, step.onward) == (statistics.median(stays), len(stays), len(stays))
