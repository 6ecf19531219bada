"""Notes: kept whatever happens to them, changed by their author alone, and found by the search while they count."""

from dataclasses import replace

import pytest

from data.records import InvalidInput, NotFound, Overtaken, Refused
from data.repository import (
    add_note,
    add_startup,
    audit_events,
    edit_note,
    find_note,
    notes_of,
    restore_note,
    search,
    withdraw_note,
)

TEXT = "# Call with the founder\n- **burn** is up\n- <b>three</b> customers of 重庆"


@pytest.fixture
def note(session, acme):
    return add_note(session, "acme", TEXT, actor="ann")


def found(session, words):
    return [(hit.kind, hit.startup.slug, hit.title) for hit in search(session, words) if hit.kind != "field"]


def trail(session):
    return [(e.action, e.actor, e.before, e.after) for e in audit_events(session, entity="note")]


def test_a_note_is_kept_letter_by_letter_with_who_and_when(session, note):
    assert (note.slug, note.text, note.written_by) == ("acme", TEXT, "ann")
    assert note.edited_at is note.withdrawn_at is None
    assert notes_of(session, "acme") == [note] == [find_note(session, note.id)]


def test_the_newest_comes_first_and_a_page_goes_on_after_the_one_before(session, acme):
    for number in range(5):
        add_note(session, "acme", str(number), actor="ann")
    first = notes_of(session, "acme", limit=3)
    add_note(session, "acme", "meanwhile", actor="bo")
    second = notes_of(session, "acme", after=first[-1].id, limit=3)
    assert [each.text for each in (*first, *second)] == ["4", "3", "2", "1", "0"]


def test_its_author_changes_it_and_the_trail_keeps_both(session, note):
    edited = edit_note(session, note, "Burn is down", actor="ann")
    assert (edited.text, edited.written_at) == ("Burn is down", note.written_at) and edited.edited_at is not None
    assert edit_note(session, edited, "Burn is down ", actor="ann") == edited
    assert trail(session)[0] == ("change", "ann", {"text": TEXT}, {"text": "Burn is down"})
    with pytest.raises(Refused, match="The note was written by ann, who alone may change it"):
        edit_note(session, edited, "Burn is up", actor="bo")


def test_a_withdrawn_note_is_kept_and_comes_back(session, note):
    gone = withdraw_note(session, note, actor="bo")
    assert gone.withdrawn_at is not None and gone.text == TEXT
    assert withdraw_note(session, gone, actor="ann") == gone
    assert notes_of(session, "acme") == [gone]
    assert restore_note(session, gone, actor="ann") == note
    assert [event[:2] for event in trail(session)] == [("restore", "ann"), ("withdraw", "bo"), ("add", "ann")]


@pytest.mark.parametrize(
    "write", [lambda session, seen, **by: edit_note(session, seen, "mine", **by), withdraw_note, restore_note]
)
def test_what_changed_meanwhile_is_not_written_over_and_one_learns_who_did(session, note, write):
    withdrawn = withdraw_note(session, note, actor="bo")
    seen = replace(withdrawn, text="as it once was")
    with pytest.raises(Overtaken, match="The note was changed by bo at"):
        write(session, seen, actor="ann")
    assert find_note(session, note.id) == withdrawn


@pytest.mark.parametrize("text", ["", " \n\t\x00 ", "x" * 10_001])
def test_a_note_that_says_nothing_or_too_much_is_refused(session, note, text):
    for write in (
        lambda: add_note(session, "acme", text, actor="a"),
        lambda: edit_note(session, note, text, actor="ann"),
    ):
        with pytest.raises(InvalidInput, match=r"note on 'acme': got .*10,000"):
            write()
    assert notes_of(session, "acme") == [note]


def test_only_what_is_there_is_found(session, note):
    with pytest.raises(NotFound, match="No note has the key 4711"):
        find_note(session, 4711)
    with pytest.raises(NotFound, match="No startup 'nobody'"):
        add_note(session, "nobody", "Hello", actor="ann")


def test_the_search_finds_a_note_by_any_of_its_words_and_shows_its_first_line(session, note):
    hit = ("note", "acme", "# Call with the founder")
    assert found(session, "BURN is up") == found(session, "重庆") == found(session, "<b>thr") == [hit]
    (shown,) = [each for each in search(session, "customers") if each.kind == "note"]
    assert (shown.place, shown.key) == ("text", str(note.id)) and "customers of 重庆" in shown.snippet


def test_the_search_keeps_step_with_what_becomes_of_it(session, note):
    edited = edit_note(session, note, "Runway of 9 months", actor="ann")
    assert found(session, "founder") == [] and len(found(session, "runway of 9")) == 1
    gone = withdraw_note(session, edited, actor="ann")
    assert found(session, "runway of 9") == []
    restore_note(session, gone, actor="ann")
    assert len(found(session, "runway of 9")) == 1


def test_a_long_first_line_is_cut_in_what_the_search_shows(session, acme):
    add_note(session, "acme", "zz " + "long " * 1000, actor="ann")
    (hit,) = search(session, "zz long")
    assert len(hit.title) == 120 and hit.title.endswith("…") and len(hit.snippet) < 150


def test_both_databases_find_the_same_notes(any_database):
    with any_database.session() as session:
        add_startup(session, slug="acme", name="Acme", summary_en="", summary_zh="", fictional=True, actor="test")
        kept, gone = (add_note(session, "acme", text, actor="ann") for text in (TEXT, "Burn 100% of_it"))
        assert {title for _, _, title in found(session, "burn")} == {"# Call with the founder", "Burn 100% of_it"}
        assert [title for _, _, title in found(session, "100% of_")] == ["Burn 100% of_it"]
        withdraw_note(session, gone, actor="ann")
        assert [title for _, _, title in found(session, "burn")] == ["# Call with the founder"]
        edit_note(session, kept, "Quiet", actor="ann")
        assert found(session, "burn") == [] and len(found(session, "quiet")) == 1
