"""A fact typed by hand: every field and every indicator can be entered, and reaches the ledger."""

from data import repository
from tests.pages.startups import open_app, press


def test_a_transparency_indicator_is_answered_in_the_form(one, routed):
    app = open_app("upload")
    app.selectbox(key="fact_startup").set_value("northfold")
    app.selectbox(key="fact_stage").set_value("transparency").run()
    app.selectbox(key="fact_key").set_value("fmti_public_datasets").run()
    assert "Does it name the largest public datasets it used?" in [caption.value for caption in app.caption]
    app.text_input(key="fact_source_title").set_value("Model card")
    press(app, "Show what would change")
    app.button(key="commit_fact").click().run()
    assert not app.exception, app.exception
    with one.session() as session:
        answer = repository.dossier(session, "northfold").current()["fmti_public_datasets"]
    assert (answer.value, answer.level, answer.source.title) == (True, "claimed", "Model card")
