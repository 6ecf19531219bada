"""Those without contact: who they are, for how long, and their pages."""

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from data import repository
from data.records import BoardPlace
from pages.components.pipeline import quiet
from pages.components.pipeline.quiet import PAGE, quiet_views, show_quiet
from pages.components.viewpoint import today
from tests.pages.drawing import cell_text, draw, sentences
from tests.pages.pipeline.test_columns import ENTRY, card
from tests.pages.records import MOMENT

PRESENT = date(2026, 11, 27)
RECENT = replace(ENTRY, since=date(2026, 11, 1), last_contact=date(2026, 11, 26))
NEVER = replace(ENTRY, slug="b", since=date(2026, 10, 1), last_contact=None, owner=None)


def meet(database, slug, *, since, contact=None):
    with database.session() as session:
        entry = repository.move_startup(
            session, repository.pipeline_of(session, slug), "meeting", on=today() - timedelta(days=since), actor="ann"
        )
        day = None if contact is None else today() - timedelta(days=contact)
        repository.change_entry(session, replace(entry, last_contact=day), actor="ann")


def test_a_row_says_status_owner_last_contact_and_days_from_the_status_where_no_contact_is_on_record():
    views = draw(quiet_views, [card(RECENT), card(NEVER)], PRESENT, goes_on=False, is_paged=False).result
    (listed,) = views
    assert [[cell_text(cell) for cell in row["cells"]] for row in listed["rows"]] == [
        ["Northfold", "Meeting", "Ann", "26 Nov 2026", "1 day"],
        ["Northfold", "Meeting", "no owner", "no contact on record", "57 days"],
    ]


def test_other_pages_are_offered_below():
    views = draw(quiet_views, [card(RECENT)], PRESENT, goes_on=True, is_paged=True).result
    assert sentences(views[1]) == [f"Show the next {PAGE}", "Back to the first"]


def test_quiet_for_more_days_than_asked_is_shown_and_for_as_many_is_not(many):
    meet(many, "northfold", since=40, contact=31)
    meet(many, "halden", since=30)
    drawn = draw(show_quiet)
    assert "1 in hand without contact for more than 30 days" in drawn.said
    assert [row[0] for row in drawn.rows("Without contact")] == ["Northfold"]
    assert [row[0] for row in draw(show_quiet, state={"quiet_days": 29}).rows("Without contact")] == [
        "Northfold", "Halden Bio",
    ]  # fmt: skip
    assert "正在跟进的公司超过 30 天未联系" in draw(show_quiet, language="zh").said


def test_where_nobody_is_quiet_it_says_so(many):
    assert "Nobody in hand has been without contact for so long." in draw(show_quiet).said


def test_a_press_opens_the_startup_or_another_page(many, monkeypatch):
    meet(many, "northfold", since=40)
    gone: list[str] = []
    monkeypatch.setattr(quiet, "open_startup", gone.append)
    monkeypatch.setattr(st, "rerun", lambda: gone.append("again"))
    monkeypatch.setattr(quiet, "show", lambda *_, **__: "northfold")
    draw(show_quiet)
    monkeypatch.setattr(quiet, "show", lambda *_, **__: ":more")
    assert isinstance(draw(show_quiet).state["quiet_page_30"], BoardPlace)
    monkeypatch.setattr(quiet, "show", lambda *_, **__: ":first")
    place = BoardPlace(MOMENT.replace(year=2020), 0)
    assert draw(show_quiet, state={"quiet_page_30": place}).state["quiet_page_30"] is None
    assert gone == ["northfold", "again", "again"]
