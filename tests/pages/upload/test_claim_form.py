"""A claim typed by hand: previewed, and written beside whatever others saved in the meantime."""

from data import repository
from tests.pages.startups import a_claim, open_app, press, views


def claimed(database):
    with database.session() as session:
        return {claim.task: claim.value for claim in repository.dossier(session, "northfold").claims}


def typed_claim(task="gsm8k"):
    app = open_app("upload")
    app.selectbox(key="claim_startup").set_value("northfold")
    next(box for box in app.selectbox if box.label == "Task").set_value(task)
    next(box for box in app.number_input if box.label.startswith("Claimed score")).set_value(55.0)
    return app


def test_a_claim_saved_by_someone_else_between_preview_and_commit_survives(one, routed):
    app = typed_claim()
    app.text_input(key="claim_source_title").set_value("Deck, September")
    form = [button for button in app.button if button.label == "Show what would change"]
    form[1].click().run()
    assert not app.exception, app.exception
    with one.session() as session:
        before = list(repository.dossier(session, "northfold").claims)
        repository.replace_claims(session, "northfold", [*before, a_claim("mmlu", 0.64)], actor="someone else")
    app.button(key="commit_claim").click().run()
    assert not app.exception, app.exception
    assert set(claimed(one)) == {"assay_topic", "mmlu", "gsm8k"}


def test_a_problem_of_a_form_names_its_input_and_no_row(one, routed):
    app = open_app("upload")
    press(app, "Show what would change")
    table = next(view for view in views(app) if "What to do" in str(view))
    places = [[part["words"] for part in cell["parts"]] for row in table["rows"] for cell in row["cells"][:2]]
    assert places[::2] == [[""]] * len(table["rows"])
    assert ["Title of the document"] in places[1::2]
