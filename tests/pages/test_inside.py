"""The look inside: what it asks, what it says when nothing comes, what it shows when something does."""

import string

import numpy as np
import pytest

from data import repository
from data.records import RunState
from pages.components.inside.attention import map_figure, overview_figure, square_maps
from pages.components.inside.formulas import STEPS
from pages.components.inside.lesson_result import curve_figure, overfitting
from pages.components.inside.probe_result import next_table, probability_text, shown_token
from pages.components.inside.wording import LOCALES
from pages.components.language import catalogue
from pages.components.palette import DARK, LIGHT
from tests.pages.startups import open_app, press, said, views

READING = {
    "model": {
        "architecture": "llama", "layers": 1, "heads": 2, "hidden": 8, "vocabulary": 16, "parameters": 900,
        "dtype": "float32",
    },
    "tokens": [
        {"text": "The", "id": 1},
        {"text": " founder\n", "id": 2, "surprisal": 1.3863, "entropy": 2.0794, "rank": 3},
    ],
    "next": {
        "top": [{"text": " Gareth", "id": 5, "probability": 0.75}, {"text": "⟨E4⟩", "id": 6, "probability": 0.00002}],
        "rest": 0.2499, "others": 14, "entropy": 0.6931,
    },
    "attention": {"shown": 2, "layers": [[[[1000], [250, 750]], [[1000], [500, 500]]]]},
    "written": {
        "tokens": [{"text": " x", "id": 3, "probability": 0.5, "drawn_with": 0.9}], "text": " x", "ended": "length",
    },
    "seconds": {"opening": 0.1, "reading": 0.01, "writing": 0.01},
}  # fmt: skip
LESSON = {
    "shape": {"vocabulary": 300}, "parameters": 1000, "sentences": 50, "tokens": 400, "rows": 64, "batch": 16,
    "row_length": 48, "guess": 5.7038, "by_frequency": 3.1, "curve": [5.7, 4.0, 2.0],
    "held_out": [[0, 5.7], [1, 1.2], [3, 1.9]], "tokens_seen": 2304, "seconds": 1.5,
    "before": {"next": READING["next"], "sample": "��"}, "after": {"next": READING["next"], "sample": "The end."},
}  # fmt: skip


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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_is_shown_with_its_numbers(language, one):
    key = ended(one, "probe", result=READING)
    app = open_app("inside", language=language, probe=str(key))
    assert not app.exception
    shown = views(app)
    strips = [view for view in shown if "tokens" in view]
    assert [token["text"] for token in strips[0]["tokens"]] == ["The", "␣founder↵"]
    assert strips[0]["tokens"][1]["notes"] == ["2.00", "3.00"]  # 1.3863 and 2.0794 nats in bits
    assert strips[0]["tokens"][1]["ends"] and strips[0]["tokens"][1]["shade"] == 0.2
    assert "25.0%" in strips[0]["tokens"][1]["source"]
    figures = next(view for view in shown if "heads" in view)["heads"]
    assert figures[1]["figure"][0]["words"] == "2.00" and figures[2]["figure"][0]["words"] == "4"


def test_units_change_the_numbers(one, routed):
    key = ended(one, "probe", result=READING)
    app = open_app("inside", probe=str(key))
    app.segmented_control[-1].set_value("nats").run()
    strip = next(view for view in views(app) if "tokens" in view)
    assert strip["tokens"][1]["notes"] == ["1.39", "2.08"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_problem_is_told_in_words(language, one):
    values = {
        "tokens": 9, "most": 3, "location": "a/b", "message_en": "A pickle.", "message_zh": "序列化文件。",
        "needed": 9.0, "free": 1.0, "reason": "Bad: *x*", "how": "SIGKILL", "seconds": 120, "characters": 3,
        "least": 200,
    }  # fmt: skip
    for key, sentence in catalogue(language, LOCALES).items():
        if key.startswith("problem."):
            assert "{" not in sentence.format(**{"message": "x"} | values)
    for code, told in (("gate", {"en": "A pickle", "zh": "序列化"}[language]), ("never_heard_of", "Bad: \\*x\\*")):
        key = ended(one, "probe", state=RunState.FAILED, problem={"code": code} | values)
        app = open_app("inside", language=language, probe=str(key))
        assert not app.exception, code
        assert told in app.error[0].value.replace("\u2060", ""), code


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


def test_an_address_of_another_kind_or_none_shows_nothing(one):
    key = ended(one, "training", result=LESSON)
    for wrong in (str(key), "999", "x", "-1"):
        app = open_app("inside", probe=wrong)
        assert not app.exception and not [view for view in views(app) if "tokens" in view]


def test_overfitting_is_told_only_where_the_held_out_loss_rose():
    assert overfitting({"held_out": [[0, 5.0], [10, 1.0], [20, 1.3]]}) == (10, 1.0, 1.3)
    assert overfitting({"held_out": [[0, 5.0], [10, 1.0], [20, 1.04]]}) is None
    assert overfitting({"held_out": None}) is None


def test_maps_are_square_lower_triangles_in_shares():
    maps = square_maps(READING["attention"])
    assert maps.shape == (1, 2, 2, 2)
    assert maps[0, 0].tolist() == [[1.0, 0.0], [0.25, 0.75]]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_overview_stays_small_for_a_large_model_and_the_map_hides_what_cannot_be_seen(colours):
    maps = np.tril(np.random.default_rng(0).random((32, 32, 24, 24)))
    figure = overview_figure(maps, colours)
    assert len(figure.to_json()) < 1_500_000
    assert len(figure.layout.xaxis.tickvals) == 16
    one = map_figure(maps[0, 0], [f"{n} <b>" for n in range(24)], colours)
    assert one.data[0].z[0][1] is None and one.data[0].z[5][5] is not None
    assert "<b>" not in one.layout.xaxis.ticktext[0]


def test_the_curve_holds_the_loss_against_guessing_and_frequencies():
    figure = curve_figure(LESSON | {"total": 300}, LIGHT)
    assert list(figure.data[0].y) == LESSON["curve"] and list(figure.data[1].x) == [0, 1, 3]
    assert [line.y0 for line in figure.layout.shapes] == [5.7038, 3.1]
    assert tuple(figure.layout.xaxis.range) == (0, 300)


def test_tokens_and_probabilities_can_be_read():
    assert shown_token(" a\n\t") == "␣a↵⇥"
    assert [probability_text(value) for value in (0.5, 0.0123, 0.00005, 0.0)] == ["50.0%", "1.23%", "<0.01%", "0.00%"]


def test_the_mass_left_over_stands_below_the_named_tokens(one):
    open_app("inside")
    rows = next_table(READING["next"])["rows"]
    assert rows[-1]["cells"][1]["parts"][0]["words"] == "25.0%"
    assert "14" in rows[-1]["cells"][0]["parts"][0]["words"]


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_catalogues_of_the_screen_say_the_same_things():
    english, chinese = catalogue("en", LOCALES), catalogue("zh", LOCALES)
    assert set(english) == set(chinese)
    assert [key for key in english if gaps(english[key]) != gaps(chinese[key])] == []
    assert all(text.strip() for text in (*english.values(), *chinese.values()))
    for step in STEPS:
        assert f"step.{step}.title" in english and f"step.{step}.words" in english
    for state in RunState:
        assert f"ended.{state.value}" in english
