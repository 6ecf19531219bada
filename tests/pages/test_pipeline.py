"""The pipeline's screen through the router: what it heads with, a move that is told, and how little it sends."""

from datetime import timedelta

import pytest

from data import repository
from pages.components.viewpoint import today
from tests.pages.startups import add_startup, open_app, press, said, views


def move(database, slug, to, **also):
    with database.session() as session:
        known = repository.pipeline_of(session, slug)
        return repository.move_startup(session, known, to, on=today() - timedelta(days=1), actor="ann", **also)


@pytest.mark.parametrize(
    ("moves", "title"),
    [
        ([], "Nobody is in hand"),
        (["northfold"], "One startup is in hand"),
        (["northfold", "halden"], "2 startups are in hand"),
    ],
)
def test_the_title_counts_those_in_hand(many, moves, title):
    for slug in moves:
        move(many, slug, "meeting")
    app = open_app("pipeline")
    assert not app.exception and app.title[0].value == title


def test_the_lead_says_where_they_are_in_both_languages(many):
    move(many, "northfold", "meeting")
    move(many, "halden", "diligence")
    move(many, "kestrel", "closed")
    assert "Meeting 1 and Diligence 1. :gray[1 more are sourced, 1 are closed.]" in said(open_app("pipeline"))
    assert "会面 1与尽调 1。 :gray[另有 1 家已发现，1 家已结束。]" in said(open_app("pipeline", language="zh"))


def test_an_empty_database_leads_to_the_upload(database):
    app = open_app("pipeline")
    assert app.title[0].value == "No startup is on record yet" and not app.tabs


def test_a_move_just_made_is_told_and_one_press_takes_it_back(many, routed):
    before = repository.pipeline_of
    app = open_app("pipeline")
    with many.session() as session:
        known = before(session, "northfold")
        after = repository.move_startup(session, known, "meeting", on=today(), actor="dashboard")
    app.session_state["pipeline_last_move"] = ("Northfold", "sourced", after)
    app.run()
    assert "Northfold moved from Sourced to Meeting." in said(app)
    press(app, "Undo")
    assert not app.exception and "Northfold moved" not in said(app)
    with many.session() as session:
        assert before(session, "northfold").status == "sourced"


def test_an_archived_startup_is_on_no_card(many):
    with many.session() as session:
        repository.archive(session, "northfold", actor="ann")
    assert "Northfold" not in str(views(open_app("pipeline")))


def test_a_board_of_full_columns_is_small(database):
    for number in range(30):
        add_startup(database, f"s{number}", name=f"Startup {number} of a long name")
    column = str(next(view for view in views(open_app("pipeline")) if view.get("kind") == "plain"))
    assert column.count("'move:s") == 20 and len(column) < 12_000


def test_the_board_is_narrowed_by_owner_and_tag_of_the_address_and_the_title_is_not(many, routed):
    move(many, "northfold", "meeting")
    move(many, "halden", "meeting")
    with many.session() as session:
        repository.add_tag(session, "halden", "Voice", actor="ann")
        repository.add_tag(session, "kestrel", "Voice", actor="ann")
    app = open_app("pipeline", tag="voice")
    cards = str([view for view in views(app) if view.get("kind") == "plain"])
    assert "Halden" in cards and "Kestrel" in cards and "Northfold" not in cards
    assert app.title[0].value == "2 startups are in hand"
    assert [head.value for head in app.header][:2] == ["Sourced :gray[1]", "Meeting :gray[1]"]
    next(box for box in app.multiselect if box.label == "Owner").set_value([""]).run()
    assert app.query_params["owner"] == "" and not app.exception


def test_a_tag_is_renamed_beside_the_board(many, routed):
    with many.session() as session:
        repository.add_tag(session, "halden", "Voice", actor="ann")
    app = open_app("pipeline")
    next(field for field in app.text_input if field.label == "New name").set_value("Speech")
    press(app, "Rename")
    assert not app.exception
    with many.session() as session:
        assert repository.tags_of(session, ["halden"])["halden"] == ("Speech",)
