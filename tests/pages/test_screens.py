"""Every screen through the router: with nothing, with one startup, with many, in both languages."""

import pytest

from tests.pages.startups import SCREENS, open_app

FILLS = ("database", "one", "many")


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("fill", FILLS)
def test_a_screen_opens_without_an_error(screen, fill, request):
    request.getfixturevalue(fill)
    app = open_app(screen)
    assert not app.exception, app.exception
    assert app.title


@pytest.mark.parametrize(("language", "told"), [("en", "The database cannot be used"), ("zh", "数据库暂不可用")])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_database_that_is_not_there_is_one_sentence_on_every_screen(monkeypatch, screen, language, told):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    app = open_app(screen, language=language)
    assert not app.exception
    assert [str(error.value).startswith(told) for error in app.error] == [True]
