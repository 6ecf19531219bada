"""Who leads, who is tied, and what the title may say."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.portfolio.places import conclusion, leaders, ranking, tied_with
from data.records import Points, Startup

DRAWS = 4000


def entry(slug, mean, sd=2.0, *, gate=None):
    """A startup whose expectation is drawn from a normal distribution."""
    drawn = np.random.default_rng(sum(map(ord, slug))).normal(mean, sd, DRAWS)
    low, high = np.percentile(drawn, [5, 95])
    assessment = SimpleNamespace(
        draws=DRAWS,
        expectation=Points(mean, low, high),
        expectation_draws=drawn,
        risk_draws=np.full(DRAWS, 40.0),
        open_gates=(gate,) if gate else (),
    )
    startup = Startup(slug, slug.title(), "", "", True, datetime(2026, 1, 1, tzinfo=UTC))
    return SimpleNamespace(startup=startup, assessment=assessment)


def test_a_clear_leader_is_separated_and_named():
    places = ranking([entry("quill", 50), entry("north", 80)])
    assert [place.standing.startup.slug for place in places] == ["north", "quill"]
    assert places[0].is_separated
    assert (places[0].best, places[0].worst) == (1, 1)
    assert conclusion(places).kind == "single"
    assert conclusion(places).leader.name == "North"


def test_two_close_leaders_cannot_be_told_apart_and_share_their_ranks():
    places = ranking([entry("north", 74, 4), entry("baiyun", 73, 4), entry("quill", 40)])
    assert len(leaders(places)) == 2
    assert conclusion(places).kind == "tied"
    assert {(place.best, place.worst) for place in places[:2]} == {(1, 2)}
    assert [other.standing.startup.slug for other in tied_with(places[0], places)] == ["baiyun"]


def test_when_nothing_separates_anybody_the_title_says_so():
    places = ranking([entry(slug, 60, 10) for slug in ("a", "b", "c")])
    assert conclusion(places).kind == "all_tied"
    assert conclusion(places).count == 3


def test_a_leader_with_an_open_gate_is_not_simply_called_the_leader():
    places = ranking([entry("kestrel", 80, gate="non_commercial_chain"), entry("quill", 50)])
    assert conclusion(places).kind == "gated"


@pytest.mark.parametrize(("entries", "kind"), [([], "none"), ([entry("north", 60)], "only")])
def test_with_nobody_or_one_there_is_no_ranking_to_speak_of(entries, kind):
    assert conclusion(ranking(entries)).kind == kind


def test_startups_without_a_judgement_are_left_out():
    unknown: Any = SimpleNamespace(startup=None, assessment=None)
    assert len(ranking([entry("north", 60), unknown])) == 1
