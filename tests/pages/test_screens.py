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
