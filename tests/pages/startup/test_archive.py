"""Archiving on the startup's page, what it says meanwhile, and the way back."""

import pytest

from data import repository
from data.records import Startup
from pages.components.startup.archive import archived_line, show_archived, show_archiving
from tests.pages.drawing import draw, spoken
from tests.pages.records import HOSTILE, MOMENT
from tests.pages.startups import add_startup, open_app, press, said

HIDDEN = Startup("northfold", "Northfold (fictional)", "Models", "模型", True, MOMENT, MOMENT, "ann")


def state(database, slug="northfold"):
    with database.session() as session:
        return repository.find_startup(session, slug)


def test_archived_from_its_page_it_says_so_and_one_press_brings_it_back(many, routed):
    app = open_app("startup", id="northfold")
    press(app, "Archive it")
    assert not app.exception
    assert state(many).archived_by == "dashboard"
    assert app.title[0].value == "Northfold" and "by dashboard." in said(app)
    assert "Everything known of it is kept" in said(app)
    press(app, "Restore")
    assert state(many).archived_at is None
    assert not app.exception and "Archived on" not in said(app)


def test_opened_without_an_address_the_page_stays_with_the_startup_just_archived(one, routed):
    app = open_app("startup")
    press(app, "Archive it")
    assert not app.exception and "Archived on" in said(app)


def test_what_is_archived_is_not_among_the_startups_to_choose(many):
    with many.session() as session:
        repository.archive(session, "northfold", actor="ann")
    app = open_app("startup", id="halden")
    assert "Northfold" not in str([box.options for box in app.selectbox])


def test_nothing_is_archived_before_the_second_press(one):
    drawn = draw(show_archiving, state(one))
    assert [node.proto.label for node in drawn.nodes if node.type == "button"] == ["Archive it"]
    assert "Nothing is deleted" in drawn.said and state(one).archived_at is None


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Archived on 30 Oct 12:07 UTC by ann."), ("zh", "由 ann 于 10月30日 12:07 UTC 归档。")],
)
def test_since_when_and_by_whom_in_both_languages(language, line):
    assert spoken(language, archived_line, HIDDEN).replace("2026 ", "").replace("2026年", "") == line


def test_foreign_names_are_shown_letter_by_letter(database):
    add_startup(database, "northfold", name=HOSTILE)
    with database.session() as session:
        hidden = repository.archive(session, "northfold", actor=HOSTILE)
    for drawn in (draw(show_archived, hidden), draw(show_archiving, hidden)):
        assert "<b>" not in drawn.said and "[x](javascript" not in drawn.said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_its_page_has_name_summary_and_the_note_on_fiction(calculator, language):
    drawn = draw(show_archived, HIDDEN, language=language)
    assert "Northfold" in drawn.said and HIDDEN.summary(language) in drawn.said
    assert ("虚构" if language == "zh" else "fictional") in drawn.said
