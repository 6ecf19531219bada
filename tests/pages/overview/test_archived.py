"""The archived startups below the portfolio."""

import pytest

from data import repository
from pages.components.overview import archived
from pages.components.overview.archived import show_archived_list
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE
from tests.pages.startups import add_startup, open_app, press, said


def put_away(database, *slugs, actor="ann"):
    with database.session() as session:
        for slug in slugs:
            repository.archive(session, slug, actor=actor)


def labels(app):
    return [each.label for each in app.expander]


@pytest.mark.parametrize(("language", "label"), [("en", "2 archived"), ("zh", "已归档 2 家")])
def test_one_line_says_how_many_and_unfolds_into_who_archived_them(many, language, label):
    put_away(many, "northfold", "baiyun")
    drawn = draw(show_archived_list, language=language)
    assert [node.label for node in drawn.tree.get("expander")] == [label]
    assert "Northfold" in drawn.said and "白云认知" in drawn.said and "ann" in drawn.said


def test_without_any_there_is_no_line(many):
    assert draw(show_archived_list).nodes == []


def test_they_are_out_of_the_ranking_until_one_is_restored(many, routed):
    put_away(many, "northfold", "baiyun", "kestrel")
    app = open_app("overview")
    assert not app.exception and labels(app) == ["3 archived"]
    assert "Northfold" not in app.title[0].value
    next(button for button in app.button if button.key == "restore_northfold").click().run()
    assert not app.exception and labels(app) == ["2 archived"]
    assert "Northfold" in app.title[0].value


def test_with_all_of_them_archived_the_way_back_is_still_there(one, routed):
    put_away(one, "northfold")
    app = open_app("overview")
    assert not app.exception and "No startup is on record yet" in app.title[0].value
    press(app, "Restore")
    assert "Northfold" in said(app) and labels(app) == []


def test_of_many_the_latest_are_listed_and_the_rest_are_said(many, monkeypatch):
    monkeypatch.setattr(archived, "_MOST", 1)
    put_away(many, "northfold", "baiyun")
    drawn = draw(show_archived_list)
    assert "白云认知" in drawn.said and "Northfold" not in drawn.said
    assert "The latest 1;" in drawn.said


def test_foreign_names_are_shown_letter_by_letter(database):
    add_startup(database, "northfold", name=HOSTILE)
    put_away(database, "northfold", actor=HOSTILE)
    drawn = draw(show_archived_list)
    assert "<b>" not in drawn.said and "[x](javascript" not in drawn.said
