"""Profiles of an investor's own: saved, changed, deleted, brought back, and every step on record."""

import pytest

from data.database import open_database
from data.records import InvalidInput, NotFound
from data.repository import audit_events, delete_profile, profile_key, restore_profile, save_profile, saved_profiles

EXPECTATION = {"return_potential": 0.7, "execution": 0.3}
RISK = {"technical": 1.0}


@pytest.fixture
def session(tmp_path):
    with open_database(f"sqlite:///{tmp_path / 'profiles.sqlite'}").session() as opened:
        yield opened


def saved(session, name="Deep tech", expectation=EXPECTATION, risk=RISK):
    return save_profile(session, name, expectation=expectation, risk=risk, actor="analyst")


def test_a_profile_comes_back_as_saved_with_who_and_when(session):
    made = saved(session, "  Deep   tech ")
    (found,) = saved_profiles(session)
    assert (found.key, found.name, found.saved_by) == ("deep-tech", "Deep tech", "analyst")
    assert (found.expectation, found.risk) == (EXPECTATION, RISK)
    assert made.saved_at is not None and made.deleted_at is None


@pytest.mark.parametrize(
    ("name", "key"), [("Deep tech!", "deep-tech"), ("成长型 A", "成长型-a"), ("Ünïon_2", "ünïon-2")]
)
def test_the_key_is_made_of_the_letters_of_any_script(name, key):
    assert profile_key(name) == key


def test_saving_the_same_name_again_changes_it_and_the_trail_keeps_both_weights(session):
    saved(session)
    saved(session, "DEEP TECH", {"return_potential": 0.2, "execution": 0.8})
    (found,) = saved_profiles(session)
    assert found.expectation["execution"] == 0.8
    newest, first = audit_events(session, entity="profile")
    assert (first.action, first.before, first.actor) == ("add", None, "analyst")
    assert newest.action == "change"
    assert newest.before["expectation"] == EXPECTATION
    assert newest.after["expectation"]["execution"] == 0.8


def test_a_deleted_profile_is_gone_until_it_is_brought_back_unchanged(session):
    made = saved(session)
    delete_profile(session, made.key, actor="analyst")
    assert saved_profiles(session) == []
    assert [each.key for each in saved_profiles(session, deleted=True)] == ["deep-tech"]
    restore_profile(session, made.key, actor="partner")
    (found,) = saved_profiles(session)
    assert found.expectation == EXPECTATION
    actions = [(event.action, event.actor) for event in audit_events(session, entity="profile")]
    assert actions == [("restore", "partner"), ("delete", "analyst"), ("add", "analyst")]


@pytest.mark.parametrize(
    ("name", "expectation", "sentence"),
    [
        ("!!", EXPECTATION, "profile name: got '!!', expected 1 to 60 characters with a letter or digit"),
        ("x" * 61, EXPECTATION, "expected 1 to 60 characters"),
        ("a", {"execution": 0.9}, "weights of expectation sum to 0.9; make them sum to 1"),
        ("a", {"execution": -0.5, "return_potential": 1.5}, "weight of execution: got -0.5, expected a share"),
        ("a", {"execution": float("nan")}, "weight of execution: got nan"),
    ],
)
def test_what_cannot_be_a_profile_is_refused(session, name, expectation, sentence):
    with pytest.raises(InvalidInput, match=sentence.replace("(", r"\(")):
        saved(session, name, expectation)
    assert saved_profiles(session) == [] and audit_events(session, entity="profile") == []


def test_only_what_is_there_can_be_deleted_and_only_what_was_deleted_restored(session):
    with pytest.raises(NotFound, match="No saved profile has the key 'nobody'"):
        delete_profile(session, "nobody", actor="analyst")
    made = saved(session)
    with pytest.raises(NotFound, match="No deleted profile has the key 'deep-tech'"):
        restore_profile(session, made.key, actor="analyst")
