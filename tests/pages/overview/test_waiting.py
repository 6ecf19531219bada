"""What waits to be judged is said by its reason."""

import pytest

from pages.components.catch_up import COUNTED
from pages.components.overview.waiting import show_waiting
from tests.pages.drawing import draw


@pytest.mark.parametrize(
    ("waits", "english", "chinese"),
    [
        ({"new": 3}, "3 new startups wait to be judged.", "3 家新公司等待评判"),
        ({"evidence": 1}, "1 changed since they were judged.", "1 家在评判之后有了变化"),
        ({"rubric": COUNTED}, "more than 1,000 are still judged by the former rubric.", "超过1,000"),
    ],
)
def test_each_reason_has_its_sentence(waits, english, chinese):
    assert english in draw(show_waiting, waits).said
    assert chinese.replace(" ", "") in draw(show_waiting, waits, language="zh").said.replace(" ", "")


@pytest.mark.parametrize("waits", [{}, {"day": 5}])
def test_where_all_are_up_to_date_but_for_the_day_nothing_is_said(waits):
    assert draw(show_waiting, waits).nodes == []
