"""Tags in any language: one spelling for all, counted, renamed and merged over every startup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import InvalidInput, NotFound
from data.repository import add_startup, add_tag, audit_events, remove_tag, rename_tag, tag_counts, tag_key, tags_of


@pytest.fixture
def three(session):
    for slug in ("acme", "baiyun", "halden"):
        add_startup(session, slug=slug, name=slug, summary_en="", summary_zh="", fictional=True, actor="test")
    return session


def test_spellings_that_differ_in_case_width_or_spaces_are_one_tag_written_as_first(three):
    assert add_tag(three, "acme", "  Voice   AI ", actor="ann") == "Voice AI"
    assert add_tag(three, "baiyun", "voice ai", actor="bo") == "Voice AI"
    assert add_tag(three, "baiyun", "ＶＯＩＣＥ ai", actor="bo") == "Voice AI"
    add_tag(three, "baiyun", "机器人", actor="bo")
    assert tags_of(three, ["acme", "baiyun", "halden"]) == {
        "acme": ("Voice AI",), "baiyun": ("Voice AI", "机器人"), "halden": (),
    }  # fmt: skip
    events = [(event.action, event.entity_id, event.actor) for event in audit_events(three, entity="tag")]
    assert events == [("add", "baiyun/机器人", "bo"), ("add", "baiyun/Voice AI", "bo"), ("add", "acme/Voice AI", "ann")]


@given(st.text(max_size=40))
def test_the_key_of_a_key_is_itself(tag):
    assert tag_key(tag_key(tag)) == tag_key(tag) == tag_key(f" {tag} ")


def test_a_tag_taken_away_is_gone_and_the_trail_keeps_it(three):
    add_tag(three, "acme", "Voice AI", actor="ann")
    remove_tag(three, "acme", "VOICE ai", actor="bo")
    assert tags_of(three, ["acme"]) == {"acme": ()} and tag_counts(three) == []
    newest = audit_events(three, entity="tag")[0]
    assert (newest.action, newest.actor, newest.before) == ("remove", "bo", {"tag": "Voice AI"})
    with pytest.raises(NotFound, match="'acme' has no tag 'Voice AI'; it has none"):
        remove_tag(three, "acme", "Voice AI", actor="bo")


def test_the_most_frequent_tag_is_counted_first(three):
    for slug, tag in (("acme", "b"), ("baiyun", "a"), ("baiyun", "c"), ("halden", "c")):
        add_tag(three, slug, tag, actor="ann")
    assert tag_counts(three) == [("c", 2), ("a", 1), ("b", 1)]


def test_a_tag_renamed_is_renamed_wherever_it_is_and_one_that_is_there_takes_it_in(three):
    for slug in ("acme", "baiyun"):
        add_tag(three, slug, "Robots", actor="ann")
    for slug in ("baiyun", "halden"):
        add_tag(three, slug, "Robotics", actor="ann")
    assert rename_tag(three, "robots", "Machines", actor="bo") == 2
    assert tag_counts(three) == [("Machines", 2), ("Robotics", 2)]
    assert rename_tag(three, "machines", "ROBOTICS", actor="bo") == 3
    assert tag_counts(three) == [("Robotics", 3)]
    assert tags_of(three, ["acme", "baiyun", "halden"]) == dict.fromkeys(("acme", "baiyun", "halden"), ("Robotics",))
    events = [event for event in audit_events(three, entity="tag") if event.action == "rename"]
    assert [(event.before, event.after) for event in events] == [
        ({"tag": "Machines"}, {"tag": "Robotics", "startups": 3}),
        ({"tag": "Robots"}, {"tag": "Machines", "startups": 2}),
    ]


def test_a_tag_renamed_in_its_case_alone_stays_one(three):
    add_tag(three, "acme", "ai", actor="ann")
    assert rename_tag(three, "AI", "AI", actor="ann") == 1
    assert tag_counts(three) == [("AI", 1)]


@pytest.mark.parametrize("tag", ["", " \t\n", "\x00", "\u200b", "x" * 41])
def test_what_cannot_be_a_tag_is_refused(three, tag):
    with pytest.raises(InvalidInput, match=r"tag: got .*expected .*40"):
        add_tag(three, "acme", tag, actor="ann")
    add_tag(three, "acme", "x" * 40, actor="ann")
    with pytest.raises(InvalidInput, match="tag: got"):
        rename_tag(three, "x" * 40, tag, actor="ann")
    with pytest.raises(NotFound, match="No startup has the tag 'y'"):
        rename_tag(three, "y", "z", actor="ann")
