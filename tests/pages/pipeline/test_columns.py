"""The board: what its cards say, its pages, and where a press leads."""

from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st

from data import repository
from data.records import PIPELINE_STATUSES, BoardCard, BoardPlace, PipelineEntry, Startup
from pages.components.pipeline import columns
from pages.components.pipeline.columns import PAGE, board_pages, column_view, show_columns
from pages.components.viewpoint import today
from tests.pages.drawing import draw, sentences
from tests.pages.records import HOSTILE, MOMENT

SINCE = today() - timedelta(days=12)
ENTRY = PipelineEntry("northfold", "meeting", SINCE, "Ann", today() - timedelta(days=3), None, 2, "ann", MOMENT)


def card(entry=ENTRY, *, name="Northfold (fictional)", tags=("Voice", "机器人"), number=1):
    return BoardCard(Startup(entry.slug, name, "", "", True, MOMENT), entry, tags, BoardPlace(MOMENT, number))


def drawn(cards, language="en", **asked):
    view = draw(column_view, cards, **({"goes_on": False, "is_paged": False} | asked), language=language).result
    return sentences(view)


def pressing(monkeypatch, pressed, columns_shown, *, state=None):
    """The board drawn while a button of the meeting column is pressed; what was opened, and what is drawn."""
    opened: list[object] = []
    monkeypatch.setattr(columns, "show", lambda _, key: pressed if key == "column_meeting" else None)
    monkeypatch.setattr(columns, "open_startup", opened.append)
    monkeypatch.setattr(columns, "open_moving", lambda name, entry: opened.append((name, entry)))
    monkeypatch.setattr(st, "rerun", lambda: opened.append("again"))
    counts = dict.fromkeys(PIPELINE_STATUSES, 50)
    result = draw(show_columns, columns_shown, counts, state=state)
    return opened, result


def test_a_card_says_name_days_owner_contact_and_tags_and_can_be_moved():
    assert drawn([card()]) == [
        f"Northfold\nhere for 12 days · Ann\nlast contact {ENTRY.last_contact.day} "
        f"{ENTRY.last_contact:%b %Y}\nVoice · 机器人\nMove"
    ]
    assert drawn([card()], "zh")[0].startswith("Northfold\n在此 12 天 · Ann\n最近联系 ")


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"since": today()}, "here since today · Ann"),
        ({"since": today() - timedelta(days=1)}, "here for 1 day · Ann"),
        ({"owner": None}, "here for 12 days · no owner"),
        ({"last_contact": None}, "no contact on record"),
        ({"status": "closed", "outcome": "passed"}, "Passed"),
    ],
)
def test_what_is_not_known_is_said_in_words(changed, line):
    assert line in drawn([card(replace(ENTRY, **changed))])[0].split("\n")


def test_a_column_that_goes_on_offers_the_next_page_and_a_later_page_the_way_back():
    assert drawn([card()], goes_on=True)[1:] == [f"Show the next {PAGE}"]
    assert drawn([card()], goes_on=True, is_paged=True)[1:] == [f"Show the next {PAGE}", "Back to the first"]


def test_a_foreign_name_owner_and_tag_are_data(monkeypatch):
    view = draw(
        column_view, [card(replace(ENTRY, owner=HOSTILE), name=HOSTILE, tags=(HOSTILE,))], goes_on=False, is_paged=False
    ).result
    assert str(view).count(repr(HOSTILE)[1:-1]) == 3


def test_a_press_opens_the_startup_or_the_dialog_that_moves_it(monkeypatch):
    shown = {status: [] for status in PIPELINE_STATUSES} | {"meeting": [card()]}
    assert pressing(monkeypatch, "open:northfold", shown)[0] == ["northfold"]
    assert pressing(monkeypatch, "move:northfold", shown)[0] == [("Northfold", ENTRY)]
    assert pressing(monkeypatch, "move:gone", shown)[0] == []


def test_a_press_on_more_goes_on_after_the_last_card_and_first_goes_back(monkeypatch):
    cards = [card(replace(ENTRY, slug=f"s{number}"), number=number) for number in range(PAGE)]
    shown = {status: [] for status in PIPELINE_STATUSES} | {"meeting": cards}
    opened, result = pressing(monkeypatch, "more", shown)
    assert opened == ["again"] and result.state["pipeline_pages"] == {"meeting": cards[-1].place}
    opened, result = pressing(monkeypatch, "first", shown, state={"pipeline_pages": {"meeting": cards[-1].place}})
    assert opened == ["again"] and result.state["pipeline_pages"] == {}


def test_every_column_is_headed_by_its_count_and_an_empty_one_says_so():
    counts = {status: 1_000 * place for place, status in enumerate(PIPELINE_STATUSES)}
    shown = {status: [] for status in PIPELINE_STATUSES}
    assert "Meeting :gray[1,000]" in draw(show_columns, shown, counts).said
    result = draw(show_columns, shown, counts, language="zh")
    assert "已结束 :gray[4,000]" in result.said and result.said.count("此处没有公司") == 5


def test_the_pages_are_those_that_the_repository_reads(many):
    with many.session() as session:
        first = repository.board(session, limit=1)["sourced"]
    pages = draw(board_pages, state={"pipeline_pages": {"sourced": first[-1].place}}).result
    with many.session() as session:
        rest = repository.board(session, after=pages)["sourced"]
    assert len(rest) == 3 and first[0].entry.slug not in {each.entry.slug for each in rest}
