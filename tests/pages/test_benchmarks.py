"""The benchmarks screen in the app: pages of rows, what is fictional, one run by its address."""

from datetime import UTC, datetime

import pytest

from data.catalogue import load_suite, load_suites
from data.records import BoardEntry, KeptBoard, suites_hash
from data.repository import add_model, archive, keep_board
from tests.pages.startups import add_startup, open_app, press, said, views

BOARD = load_suite("demo").board(None)
FICTIONAL = {"en": "fictional", "zh": "虚构"}


def put_on_board(database, slug, count):
    """So many models of one startup, a point and a half apart, none with an answer behind it."""
    with database.session() as session:
        keys = [add_model(session, slug, name=f"Model {place}", location="m", actor="t").id for place in range(count)]
        entries = [BoardEntry(BOARD, key, 90 - 1.5 * place, 0.1, 40, (), (1,)) for place, key in enumerate(keys)]
        keep_board(session, KeptBoard(slug, 1, suites_hash(load_suites()), datetime.now(UTC), None, tuple(entries)))


def rows_shown(app):
    """The names on the board."""
    board = next(view for view in views(app) if view.get("cards"))
    return [row["cells"][0]["parts"][0]["words"] for row in board["rows"]]


@pytest.mark.parametrize(
    ("language", "first", "second", "more", "back"),
    [
        ("en", "Models 1 to 50 of 60", "Models 51 to 60 of 60", "Next 50", "Back"),
        ("zh", "第 1 至 50 个模型，共 60 个", "第 51 至 60 个模型，共 60 个", "后 50 个", "上一页"),
    ],
)
def test_a_long_board_is_shown_in_pages_under_the_title_of_the_whole(database, language, first, second, more, back):
    add_startup(database, "northfold")
    put_on_board(database, "northfold", 60)
    app = open_app("benchmarks", language=language)
    assert not app.exception, app.exception
    assert rows_shown(app) == [f"Model {place}" for place in range(50)] and first in said(app)
    title = app.title[0].value
    press(app, more)
    assert rows_shown(app) == [f"Model {place}" for place in range(50, 60)] and second in said(app)
    assert "Model 0" in title and app.title[0].value == title
    assert next(each for each in app.button if each.label == more).disabled
    press(app, back)
    assert rows_shown(app)[0] == "Model 0" and next(each for each in app.button if each.label == back).disabled


def test_a_board_of_one_page_has_nothing_to_turn(many):
    app = open_app("benchmarks")
    assert len(rows_shown(app)) == 2 and "Models 1 to" not in said(app)


@pytest.mark.parametrize(("language", "told"), [("en", "not show yet: 1;"), ("zh", "1 家公司的运行结果尚未上榜")])
def test_what_waits_for_the_worker_is_said_and_the_rest_is_shown_at_once(database, language, told):
    for place in range(9):
        add_startup(database, f"s{place}", with_run=True)
    app = open_app("benchmarks", language=language)
    assert len(rows_shown(app)) == 8 and told in said(app)
    app.run()
    assert len(rows_shown(app)) == 9 and told not in said(app)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_head_speaks_of_fictional_startups_where_one_is_shown(database, language):
    add_startup(database, "real", fictional=False, with_run=True)
    add_startup(database, "made-up", with_run=False)
    assert FICTIONAL[language] not in said(open_app("benchmarks", language=language))
    assert FICTIONAL[language] not in said(open_app("benchmarks", language=language, run="1"))
    add_startup(database, "made-up-too", with_run=True)
    assert FICTIONAL[language] in said(open_app("benchmarks", language=language))
    assert FICTIONAL[language] in said(open_app("benchmarks", language=language, run="2"))


@pytest.mark.parametrize("asked", ["²", "99", "9" * 30, "-1", "one"])
def test_an_address_that_names_no_run_opens_the_board(one, asked):
    app = open_app("benchmarks", run=asked)
    assert not app.exception, app.exception
    assert rows_shown(app) == ["northfold-model"]


def test_the_models_of_an_archived_startup_leave_the_board_and_its_run_keeps_its_address(many):
    with many.session() as session:
        archive(session, "northfold", actor="test")
    assert rows_shown(open_app("benchmarks")) == ["baiyun-model"]
    assert open_app("benchmarks", run="1").title[0].value == "Run 1: northfold\\-model"
