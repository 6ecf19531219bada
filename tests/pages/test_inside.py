"""The look inside: what it asks, what it says when nothing comes, what it shows when something does."""

from data import repository
from data.records import RunState
from tests.pages.inside.findings import LESSON, READING
from tests.pages.startups import open_app, press, said, views


def ended(database, kind, *, state=RunState.FINISHED, result=None, problem=None, settings=None):
    """The key of an experiment that ended so."""
    with database.session() as session:
        model = repository.models_of(session, "northfold")[0].id if kind == "probe" else None
        asked = repository.request_experiment(
            session,
            kind,
            settings or {"prompt": "The founder", "temperature": 0.8, "seed": 0},
            requested_by="test",
            model_id=model,
        )
        repository.take_experiment(session, asked.id)
        repository.end_experiment(session, asked.id, state=state, result=result, problem=problem)
    return asked.id


def of_warnings(app):
    return " ".join(str(element.value) for element in [*app.warning, *app.error])


def test_without_a_worker_the_screen_says_so_and_how_to_start_one(one):
    assert "python -m evals worker" in of_warnings(open_app("inside"))
    with one.session() as session:
        repository.give_sign(session, "worker")
    assert not open_app("inside").warning


def test_opening_the_screen_tells_the_worker_that_somebody_is_there(one):
    open_app("inside")
    with one.session() as session:
        assert repository.sign_seen(session, "visitor") < 20


def test_a_question_is_written_with_its_model_and_audited_as_the_dashboards(one, routed):
    app = open_app("inside")
    app.text_area[0].set_value("Who founded Jorhaven?")
    press(app, "Ask the model")
    with one.session() as session:
        (asked,) = repository.experiments(session, kind="probe")
        (event,) = repository.audit_events(session, entity="experiment")
    assert asked.settings == {
        "prompt": "Who founded Jorhaven?", "top": 10, "temperature": 0.8, "seed": 0, "length": 40,
    }  # fmt: skip
    assert asked.model.startup_slug == "northfold" and asked.state is RunState.QUEUED
    assert (event.actor, event.action) == ("dashboard", "request")
    assert app.query_params["probe"] in (str(asked.id), [str(asked.id)])


def test_an_empty_prompt_is_refused_and_nothing_is_asked(one, routed):
    app = open_app("inside")
    app.text_area[0].set_value("   ")
    press(app, "Ask the model")
    assert "The prompt is empty" in of_warnings(app)
    with one.session() as session:
        assert repository.experiments(session, kind="probe") == []


def test_a_short_text_is_not_trained_on(one, routed):
    app = open_app("inside")
    app.text_area[1].set_value("Too short.")
    press(app, "Train it")
    assert "10 characters, at least 200" in of_warnings(app)


def test_a_lesson_is_asked_for_without_a_model(one, routed):
    app = open_app("inside")
    press(app, "Train it")
    with one.session() as session:
        (asked,) = repository.experiments(session, kind="training")
    assert asked.model is None and asked.settings["steps"] == 300
    assert asked.settings["text"].startswith("In the evening")


def test_units_change_the_numbers(one, routed):
    key = ended(one, "probe", result=READING)
    app = open_app("inside", probe=str(key))
    app.segmented_control[-1].set_value("nats").run()
    strip = next(view for view in views(app) if "tokens" in view)
    assert strip["tokens"][1]["notes"] == ["1.39", "2.08"]


def test_a_cancelled_training_keeps_the_curve_it_had(one):
    with one.session() as session:
        asked = repository.request_experiment(session, "training", {"prompt": "x"}, requested_by="test")
        repository.take_experiment(session, asked.id)
        repository.note_progress(session, asked.id, {**LESSON, "total": 300, "stage": "training"})
        repository.end_experiment(session, asked.id, state=RunState.CANCELLED)
    app = open_app("inside", training=str(asked.id))
    assert "cancelled" in said(app)
    assert any("heads" in view for view in views(app))


def test_a_lesson_shows_before_and_after_and_says_where_it_learnt_by_heart(one):
    key = ended(one, "training", result=LESSON, settings={"prompt": "In *the*"})
    app = open_app("inside", training=str(key))
    assert not app.exception
    assert "lowest at step 1 (1.20 nats) and then rose to 1.90" in said(app)
    assert "In \\*the\\*" in said(app)
    blocks = [part for view in views(app) for row in view.get("rows", []) for part in row["cells"][0]["parts"]]
    assert "The end." in [part.get("block") for part in blocks]


def test_an_address_of_another_kind_shows_nothing(one):
    key = ended(one, "training", result=LESSON)
    for wrong in (str(key), "999"):
        app = open_app("inside", probe=wrong)
        assert not app.exception and not [view for view in views(app) if "tokens" in view]
