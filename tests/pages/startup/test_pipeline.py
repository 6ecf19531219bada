"""The section on a startup's page: what it says, what it writes, and whose writes it leaves alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st

from data import repository
from pages.components.pipeline.moving import show_problem
from pages.components.startup import pipeline
from pages.components.startup.pipeline import show_pipeline_of
from pages.components.viewpoint import today
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE
from tests.pages.startups import open_app, press, said

SLUG = "northfold"


def entry_of(database):
    with database.session() as session:
        return repository.pipeline_of(session, SLUG)


def tags_of(database):
    with database.session() as session:
        return repository.tags_of(session, [SLUG])[SLUG]


def move(database, to, days_ago, **also):
    with database.session() as session:
        on = today() - timedelta(days=days_ago)
        return repository.move_startup(session, entry_of(database), to, on=on, actor="ann", **also)


def field(app, kind, label):
    return next(each for each in getattr(app, kind) if each.label == label)


def test_one_nobody_touched_is_sourced_and_has_no_moves_and_no_notes(one):
    drawn = draw(show_pipeline_of, SLUG)
    assert "**Sourced**" in drawn.said and "Nobody has written a note yet." in drawn.said
    assert "expandable" not in str([node.type for node in drawn.nodes]) and "Moves (" not in drawn.said
    assert "**已发现**" in draw(show_pipeline_of, SLUG, language="zh").said


def test_status_outcome_and_every_move_are_told(one):
    move(one, "meeting", 20, note="Met *at* a fair")
    move(one, "closed", 5, outcome="passed")
    told = draw(show_pipeline_of, SLUG).said
    assert "**Closed** Passed :gray[since" in told and "for 5 days]" in told
    assert "from Meeting, after 15 days, to Closed" in told and r"Met \*at\* a fair" in told
    assert "from Sourced to Meeting" in told, "it was met before it was added"


def test_owner_and_contact_are_saved_from_the_page(one, routed):
    app = open_app("startup", id=SLUG)
    field(app, "text_input", "Owner").set_value("陈")
    field(app, "date_input", "Last contact").set_value(today() - timedelta(days=2))
    press(app, "Save")
    assert not app.exception
    entry = entry_of(one)
    assert (entry.owner, entry.last_contact, entry.changed_by) == ("陈", today() - timedelta(days=2), "dashboard")
    press(app, "Spoke today")
    assert (entry_of(one).owner, entry_of(one).last_contact) == ("陈", today())


def test_it_is_moved_in_the_popover_and_brought_back(one, routed):
    app = open_app("startup", id=SLUG)
    press(app, "To Diligence")
    assert not app.exception and entry_of(one).status == "diligence"
    assert "**Diligence**" in said(app) and "moved from Sourced to Diligence" in said(app)
    press(app, "Undo")
    assert not app.exception and entry_of(one).status == "sourced"


def test_somebody_who_saved_meanwhile_is_named_and_the_page_shows_what_they_wrote(one, routed):
    app = open_app("startup", id=SLUG)
    with one.session() as session:
        repository.change_entry(session, replace(entry_of(one), owner="Bo"), actor="bo")
    field(app, "text_input", "Owner").set_value("Ann")
    press(app, "Save")
    assert "Nothing was written: bo changed it at" in said(app)
    assert entry_of(one).owner == "Bo" and field(app, "text_input", "Owner").value == "Bo"


def test_tags_are_given_and_taken_and_those_others_gave_meanwhile_stay(one, routed):
    with one.session() as session:
        for tag in ("Voice", "Robots"):
            repository.add_tag(session, SLUG, tag, actor="ann")
    app = open_app("startup", id=SLUG)
    with one.session() as session:
        repository.add_tag(session, SLUG, "Meanwhile", actor="bo")
    field(app, "multiselect", "Tags").set_value(["Voice"]).run()
    assert not app.exception and tags_of(one) == ("Meanwhile", "Voice")
    assert field(app, "multiselect", "Tags").value == ["Meanwhile", "Voice"]


@pytest.mark.parametrize(
    ("chosen", "told", "kept"),
    [
        (["机器人"], "", ("机器人",)),
        (["x" * 41], "is longer than 40 letters", ()),
        ([" "], "expected 1 to 40 letters", ()),
    ],
)
def test_a_new_tag_is_typed_and_one_that_cannot_be_is_refused(one, chosen, told, kept):
    def keep():
        st.session_state["tags"] = chosen
        pipeline._keep_tags(SLUG, (), "tags")
        show_problem()

    assert told in draw(keep).said and tags_of(one) == kept


def test_foreign_names_notes_and_tags_are_shown_letter_by_letter(one):
    move(one, "meeting", 3, note=HOSTILE)
    with one.session() as session:
        repository.add_note(session, SLUG, HOSTILE, actor=HOSTILE)
    drawn = draw(show_pipeline_of, SLUG)
    assert "<b>" not in drawn.said and "[x](javascript" not in drawn.said
    assert [view["items"][0][0][0]["block"] for view in drawn.views] == [HOSTILE]


def test_what_happened_stands_in_the_startup_s_history(one, routed):
    move(one, "meeting", 3)
    app = open_app("startup", id=SLUG)
    app.session_state[f"trail_of_{SLUG}"] = True
    app.run()
    assert any("move pipeline" in frame.value.to_string() for frame in app.dataframe)
