"""Profiles an investor saved stand beside those of the rubric without becoming part of it."""

import pytest

from data.records import InvalidInput, SavedProfile


@pytest.fixture
def own(default):
    growth = default.profile("growth").weights
    return SavedProfile(
        "mine", "Mine", dict(growth.expectation), {code: float(code == "legal") for code in growth.risk}
    )


def test_a_saved_profile_can_be_chosen_and_leaves_the_hash_as_it_is(default, own, assessed):
    rubric = default.with_saved_profiles([own])
    assert rubric.content_hash == default.content_hash
    assert [each.key for each in rubric.every_profile] == ["pre_seed", "growth", "strategic", "mine"]
    found = assessed("solid", rubric, profile="mine")
    assert (found.profile, found.rubric_hash) == ("mine", default.content_hash)
    assert found.risk.mean == pytest.approx(found.by_category["legal"].mean)


def test_the_rubric_it_was_made_from_does_not_know_it(default, own):
    default.with_saved_profiles([own])
    with pytest.raises(
        InvalidInput, match="profile 'mine' is not in the rubric; use one of pre_seed, growth, strategic"
    ):
        default.profile("mine")


def test_saved_profiles_replace_each_other_and_are_refused_by_name_when_gone(default, own):
    rubric = default.with_saved_profiles([own]).with_saved_profiles([])
    assert rubric.every_profile == default.profiles


def test_a_profile_of_other_categories_or_of_a_shipped_key_is_left_out(default, own):
    stale = SavedProfile("stale", "Stale", {"charm": 1.0}, own.risk)
    posing = SavedProfile("growth", "Growth", own.expectation, own.risk)
    rubric = default.with_saved_profiles([stale, posing, own])
    assert [each.key for each in rubric.every_profile] == ["pre_seed", "growth", "strategic", "mine"]
    assert rubric.profile("growth") == default.profile("growth")
