"""The list from each viewpoint: kept today, weighed anew under another profile, as judged by a past day."""

from datetime import timedelta

import pytest

from data import repository
from pages.components import loaders
from pages.components.catch_up import waiting
from pages.components.listing import (
    clearing_keys,
    everybody,
    listed,
    matching_count,
    most_moved,
    places_of,
)
from pages.components.viewpoint import today
from tests.pages.drawing import draw
from tests.pages.startups import a_claim, add_startup, sample_facts


@pytest.fixture
def four(database):
    add_startup(database, "alder", facts=sample_facts())
    add_startup(database, "birch", facts=sample_facts(every=2), claims=[a_claim()], with_run=True)
    add_startup(database, "cedar", facts=sample_facts(every=9))
    add_startup(database, "dogwood")
    waiting()
    return database


def slugs(**options):
    return [place.slug for place in listed(**options).places]


def seen(question, **address):
    return draw(question, address=address).result


def test_the_rows_say_what_was_kept_and_each_has_its_rank(four):
    found = listed()
    assert found.following is None and sorted(slugs()) == ["alder", "birch", "cedar"], "a bare startup is not judged"
    with four.session() as session:
        kept = {slug: repository.standing_of(session, slug, "growth") for slug in slugs()}
    for number, place in enumerate(found.places, start=1):
        judged = kept[place.slug].judgement
        assert (place.expectation, place.risk, place.verdict) == (judged.expectation, judged.risk, judged.verdict)
        assert place.best <= number <= place.worst
    means = [place.expectation.mean for place in found.places]
    assert means == sorted(means, reverse=True)


@pytest.mark.parametrize("viewpoint", [{}, {"profile": "strategic"}])
def test_pages_follow_each_other_from_either_viewpoint(four, viewpoint):
    def paged():
        first = listed(limit=2)
        second = listed(limit=2, after=first.following)
        return [place.slug for place in (*first.places, *second.places)], second.following

    whole = seen(slugs, **viewpoint)
    assert seen(paged, **viewpoint) == (whole, None) and len(whole) == 3


def test_under_another_profile_everything_is_weighed_anew(four):
    def ours_and_theirs():
        rubric = loaders.rubric()
        return {
            place.slug: (place.expectation.mean, loaders.standing_of(place.slug).assessment.expectation.mean)
            for place in listed().places
        }, rubric.default_profile

    found, default = seen(ours_and_theirs, profile="strategic")
    assert default == "growth"
    for shown, judged in found.values():
        assert shown == pytest.approx(judged, abs=1e-3)
    own = {place.slug: place.expectation.mean for place in listed().places}
    assert any(abs(own[slug] - shown) > 0.1 for slug, (shown, _) in found.items())


def test_conditions_hold_under_another_profile_too(four):
    where = repository.with_open_gate()
    assert seen(lambda: sorted(slugs(where=where)), profile="strategic") == sorted(slugs(where=where))
    assert matching_count(()) == 3


def test_on_a_past_day_the_list_is_of_what_had_been_judged_by_then(four):
    yesterday, long_ago = ((today() - timedelta(days=days)).isoformat() for days in (1, 9))
    with four.session() as session:
        session.connection().exec_driver_sql(
            "UPDATE assessment SET as_of = ? WHERE startup_id <= 2", ((today() - timedelta(days=3)).isoformat(),)
        )
    assert seen(slugs, as_of=long_ago) == [] and seen(everybody, as_of=long_ago) is None
    found = seen(lambda: listed().places, as_of=yesterday)
    assert sorted(place.slug for place in found) == ["alder", "birch"]
    assert all(place.standing.detail is None and place.standing.as_of < today() for place in found)


def test_who_clears_the_line_is_counted_alike_by_rows_and_by_weighing(four):
    default = loaders.rubric().profile(None).weights
    with four.session() as session:
        repository.save_profile(session, "Same", expectation=default.expectation, risk=default.risk, actor="test")
    assert seen(lambda: clearing_keys(3), profile="same") == clearing_keys(3)


def test_what_measuring_moved_most_comes_first_and_what_it_could_not_move_last(four):
    found = most_moved(5)
    moved = [place.standing.moved for place in found if place.standing.moved is not None]
    assert moved == sorted(moved, reverse=True) and len(found) == 3


def test_rows_by_slug_leave_out_who_is_not_judged(four):
    assert [place.slug for place in places_of(["cedar", "dogwood", "nobody", "alder"])] == ["cedar", "alder"]
