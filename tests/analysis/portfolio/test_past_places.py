"""The startups as they had been judged by a past day."""

from datetime import UTC, date, datetime

import pytest

from analysis.portfolio.past_places import past_standings
from analysis.ranking.reweighting import probability_ahead, reweighting
from data.records import Judgement, KeptJudgement, Points, Startup

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def kept(slug, mean, half):
    judgement = Judgement(Points(mean, mean - half, mean + half), Points(40.0, 35.0, 45.0), "hold")
    startup = Startup(slug, slug.title(), "", "", True, NOW)
    return startup, KeptJudgement(date(2026, 6, 1), "rubric", "growth", "evidence", judgement, NOW)


def test_they_are_ranked_by_what_was_kept(default):
    found = past_standings([(9, *kept("south", 50.0, 8.2)), (4, *kept("north", 70.0, 8.2))], default)
    assert list(found.ranked) == [4, 9] and found.weighing.keys() == (4, 9)
    weighed = reweighting(found.weighing, default).startups[4]
    assert weighed.expectation.low == pytest.approx(61.8) and (weighed.best, weighed.worst) == (1, 1)
    assert probability_ahead(found.weighing, 4, 9) == pytest.approx(0.998, abs=0.001)
    row = found.ranked[9]
    assert (row.startup.name, row.standing.judgement.verdict, row.standing.detail) == ("South", "hold", None)


def test_before_anything_was_kept_there_is_nobody(default):
    assert past_standings([], default).weighing is None
