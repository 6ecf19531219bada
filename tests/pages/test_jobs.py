"""The jobs screen: its title counts what runs and what waits, and it says when no worker runs."""

import importlib

import pytest

from data import repository
from tests.pages.drawing import spoken
from tests.pages.startups import add_startup, fail_run, open_app, start_running, views

jobs = importlib.import_module("pages.jobs")


@pytest.mark.parametrize(
    ("running", "waiting", "english", "chinese"),
    [
        (0, 0, "Nothing runs, nothing waits", "没有运行，也没有等待"),
        (0, 1, "One waiting for the worker", "一项等待工作进程"),
        (2, 0, "Two running, none waiting", "两项运行中，无等待"),
        (1, 13, "One running, 13 waiting", "一项运行中，13项等待"),
    ],
)
def test_the_title_counts_what_runs_and_what_waits(running, waiting, english, chinese):
    assert spoken("en", jobs._title, running, waiting) == english
    assert spoken("zh", jobs._title, running, waiting) == chinese


@pytest.mark.parametrize(("language", "told"), [("en", "No worker is running"), ("zh", "工作进程没有运行")])
def test_without_a_worker_the_screen_says_so_and_how_to_start_one(database, language, told):
    (warning,) = open_app("jobs", language=language).warning
    assert told in warning.value and "python -m evals worker" in warning.value
    with database.session() as session:
        repository.give_sign(session, "worker")
    assert not open_app("jobs", language=language).warning


def test_the_whole_screen_tells_what_runs_and_what_failed(database, routed):
    model = add_startup(database, "kestrel", name="Kestrel Legal")
    start_running(database, model)
    fail_run(database, model, "Only safetensors are read.")
    app = open_app("jobs")
    assert not app.exception, app.exception
    assert app.title[0].value == "One running, none waiting"
    assert "Only safetensors are read." in str(views(app)) and "420 / 1,200" in str(views(app))
