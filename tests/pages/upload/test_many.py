"""Many startups at once on the upload page: asked where a column is not understood, shown, written, remembered."""

import json

import pytest

from data import repository
from tests.data.bulk.conftest import HEADER, ROWS, as_csv, as_parquet
from tests.pages.records import HOSTILE
from tests.pages.startups import open_app, said, views
from tests.pages.test_markdown import LIVE

ANSWERS = {
    "Company": "name",
    "Quarter end": "as_of",
    "Recurring revenue": "arr_usd",
    "Cash (US dollars)": "cash_usd",
    "HQ": "hq_country",
    "Partner": "ignore",
}
pytestmark = pytest.mark.usefixtures("routed")


def uploaded(content, filename="pipeline.csv", language="en"):
    app = open_app("upload", language=language)
    return app.file_uploader(key="many_file").upload(filename, content).run()


def answered(app):
    for header, target in ANSWERS.items():
        app.selectbox(key=f"many_column_{header}").set_value(target)
    return app.run()


def pressed(app, key):
    app = app.button(key=key).click().run()
    assert not app.exception, app.exception
    return app


def startups(database):
    with database.session() as session:
        return {slug: len(repository.dossier(session, slug).facts) for slug in repository.startup_names(session)}


def test_columns_that_are_not_understood_are_asked_about_and_then_written_once(database):
    app = uploaded(as_csv())
    assert "Columns still to answer above: 6." in said(app)
    assert app.button(key="many_preview").disabled
    app = pressed(answered(app), "many_preview")
    assert "2 startups, 2 of them new; 7 facts added, 0 changed, 0 as known already." in said(app)
    startups_shown, entries = (frame.value for frame in app.dataframe)
    assert startups_shown["Startup"].tolist() == ["Acme Models", "白云认知"]
    assert entries["New"].tolist()[:2] == ["$2M a year", "$5M"]
    assert startups(database) == {}
    app = pressed(app, "many_commit")
    assert "Written: 2 new startups, 7 facts added and 0 changed; 0 were known already." in said(app)
    assert startups(database) == {"acme-models": 4, "startup-9cfeb9ae": 3}
    again = pressed(uploaded(as_parquet(), "later.parquet"), "many_preview")
    assert "Columns still to answer" not in said(again)


def test_the_level_and_the_source_told_are_those_of_the_facts(database):
    app = answered(uploaded(as_csv()))
    app.selectbox(key="many_level").set_value("documented")
    app.selectbox(key="many_kind").set_value("crm_export")
    app.text_input(key="many_title").set_value("Pipeline")
    pressed(pressed(app.run(), "many_preview"), "many_commit")
    with database.session() as session:
        facts = repository.dossier(session, "acme-models").facts
    assert {(fact.level.value, fact.source.kind, fact.source.title, fact.source.reference) for fact in facts} == {
        ("documented", "crm_export", "Pipeline", "pipeline.csv")
    }


def test_a_change_of_the_columns_after_the_preview_asks_for_a_new_one(database):
    app = pressed(answered(uploaded(as_csv(header=HEADER))), "many_preview")
    app = app.selectbox(key="many_column_HQ").set_value("ignore").run()
    assert not [button for button in app.button if button.key == "many_commit"]


def previewed():
    return pressed(answered(uploaded(as_csv())), "many_preview")


def kept(app):
    """The large things that the session holds: tables of startups, and what they come to."""
    return [name for name in ("GivenTable", "_Plan") if f"{name}(" in repr(app.session_state)]


def test_a_table_and_what_it_comes_to_are_held_while_they_are_shown(database):
    assert kept(previewed()) == ["GivenTable", "_Plan"]


def test_what_was_written_is_held_no_longer(database):
    assert kept(pressed(previewed(), "many_commit")) == ["GivenTable"]


def test_a_preview_of_other_columns_than_those_shown_is_held_no_longer(database):
    assert kept(previewed().selectbox(key="many_column_HQ").set_value("ignore").run()) == ["GivenTable"]


@pytest.mark.parametrize("content", [b"PAR1 nothing PAR1", None])
def test_of_a_table_that_another_took_the_place_of_nothing_is_held(database, content):
    box = previewed().file_uploader(key="many_file")
    app = (box.upload("other.parquet", content) if content else box.clear()).run()
    assert not app.exception and kept(app) == []


def test_who_leaves_the_screen_leaves_the_table_behind(database):
    app = previewed().switch_page("pages/jobs.py").run()
    assert not app.exception and kept(app) == []


def test_mistakes_are_listed_by_row_and_column_and_nothing_can_be_written(database):
    rows = [[*ROWS[0][:2], "-5", *ROWS[0][3:]], *ROWS[1:]]
    app = pressed(answered(uploaded(as_csv(rows))), "many_preview")
    assert "Not accepted: 1 to mend" in said(app)
    shown = json.dumps(views(app), ensure_ascii=False)
    assert "Recurring revenue" in shown and "-5 is outside" in shown
    assert not [button for button in app.button if button.key == "many_commit"]
    assert startups(database) == {}


@pytest.mark.parametrize(("language", "sentence"), [("en", "Not accepted: 1 to mend"), ("zh", "未接受")])
def test_a_file_that_is_no_table_is_refused(database, language, sentence):
    app = uploaded(b"PAR1 nothing PAR1", "a.parquet", language)
    assert not app.exception and sentence in said(app)


def test_headers_and_names_of_a_file_are_shown_as_they_stand(database):
    header = ["name", "as_of", HOSTILE]
    app = uploaded(as_csv([[HOSTILE, "2026-09-30", 1]], header))
    asked = app.selectbox(key=f"many_column_{HOSTILE}")
    app = pressed(asked.set_value("arr_usd").run(), "many_preview")
    assert not LIVE.search(said(app)) and not LIVE.search(asked.label)
    assert "1 startups, 1 of them new" in said(app)
