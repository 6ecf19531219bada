"""Saved views: a filter under a name, changed, deleted, brought back, and read with care."""

import pytest
from sqlalchemy import update

from data.records import Filter, InvalidInput, NotFound, Span
from data.repository import audit_events, delete_view, restore_view, save_view, saved_views, view_named
from data.tables import SavedViewRow

HOT = Filter(statuses=("meeting",), tags=("机器人",), headcount=Span(10, 50), quiet_days=30)


def test_a_view_comes_back_as_saved_with_who_and_when(session):
    made = save_view(session, "  My   hot  list ", HOT, actor="ann")
    assert saved_views(session) == [made]
    assert (made.key, made.name, made.filter, made.saved_by, made.problem) == (
        "my-hot-list",
        "My hot list",
        HOT,
        "ann",
        "",
    )
    assert made.saved_at is not None and made.deleted_at is None


def test_saving_the_same_name_again_changes_it_and_the_trail_keeps_both_filters(session):
    save_view(session, "Hot", HOT, actor="ann")
    save_view(session, "HOT", Filter(words="voice"), actor="bo")
    (found,) = saved_views(session)
    assert (found.filter, found.saved_by) == (Filter(words="voice"), "bo")
    newest, first = audit_events(session, entity="view")
    assert (first.action, first.before, newest.action, newest.actor) == ("add", None, "change", "bo")
    assert newest.before["filter"]["tags"] == ["机器人"] and newest.after["filter"] == {"words": "voice"}


def test_a_deleted_view_is_gone_until_it_is_brought_back_unchanged(session):
    made = save_view(session, "Hot", HOT, actor="ann")
    delete_view(session, "hot", actor="ann")
    assert saved_views(session) == [] and [each.key for each in saved_views(session, deleted=True)] == ["hot"]
    with pytest.raises(NotFound, match="No saved view has the key 'hot'"):
        delete_view(session, "hot", actor="ann")
    restore_view(session, "hot", actor="bo")
    assert saved_views(session) == [made]
    with pytest.raises(NotFound, match="No deleted view has the key 'hot'"):
        restore_view(session, "hot", actor="bo")
    actions = [(event.action, event.actor) for event in audit_events(session, entity="view")]
    assert actions == [("restore", "bo"), ("delete", "ann"), ("add", "ann")]


@pytest.mark.parametrize("stored", [{"mood": "good"}, {"statuses": ["met"]}, ["meeting"], {"quiet_days": "30"}])
def test_one_that_this_release_cannot_read_says_why_and_the_others_are_read(session, stored):
    save_view(session, "Hot", HOT, actor="ann")
    save_view(session, "Cold", Filter(), actor="ann")
    session.execute(update(SavedViewRow).where(SavedViewRow.key == "hot").values(filter=stored))
    session.expire_all()
    cold, hot = saved_views(session)
    assert cold.filter == Filter() and hot.filter is None
    assert hot.problem.startswith("view 'Hot': filter")


@pytest.mark.parametrize("name", ["", "!!", "x" * 61])
def test_a_name_that_cannot_be_used_is_refused(session, name):
    with pytest.raises(InvalidInput, match="view name: got"):
        save_view(session, name, HOT, actor="ann")
    assert saved_views(session) == []


def test_a_view_is_found_by_its_name_in_any_case_or_its_key_and_else_all_names_are_said(session):
    with pytest.raises(NotFound, match="No saved view is called 'Hot'; saved are none"):
        view_named(session, "Hot")
    made = save_view(session, "My Hot list", HOT, actor="ann")
    assert view_named(session, "my hot LIST") == view_named(session, made.key) == HOT
    with pytest.raises(NotFound, match="saved are My Hot list"):
        view_named(session, "hot")
    session.execute(update(SavedViewRow).values(filter={"mood": "good"}))
    with pytest.raises(InvalidInput, match="view 'My Hot list': filter: part 'mood' is not known"):
        view_named(session, "My Hot list")
