"""How startups move on, as the screen says it."""

from datetime import timedelta

import pytest

from data import repository
from data.records import PIPELINE_STATUSES
from pages.components import loaders
from pages.components.pipeline.funnel import show_funnel
from pages.components.viewpoint import today
from tests.pages.drawing import draw

COUNTS = dict.fromkeys(PIPELINE_STATUSES, 1_000)


def move(slug, to, days_ago):
    with loaders.session() as session:
        on = today() - timedelta(days=days_ago)
        repository.move_startup(session, repository.pipeline_of(session, slug), to, on=on, actor="ann")


def test_each_status_says_how_many_are_there_and_left_and_after_how_many_days(many):
    for slug in ("northfold", "halden"):
        move(slug, "meeting", 40)
    move("northfold", "diligence", 10)
    move("halden", "closed", 5)
    rows = draw(show_funnel, COUNTS).rows("How startups move on")
    assert rows[0] == ["Sourced", "1,000", "2", "0", "0", "unknown"], "they were met before they were added"
    assert rows[1] == ["Meeting", "1,000", "1", "1", "0", "32.5 (n = 2)"]
    move("halden", "meeting", 2)
    assert draw(show_funnel, COUNTS).rows("How startups move on")[4][-2:] == ["1", "3 (n = 1)"]


@pytest.mark.parametrize(("language", "sentence"), [("en", "Nobody has been moved yet."), ("zh", "尚无移动记录。")])
def test_before_the_first_move_it_says_so(many, language, sentence):
    assert sentence in draw(show_funnel, COUNTS, language=language).said
