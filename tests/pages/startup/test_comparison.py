"""Two startups in two sentences: both scores with intervals, and how often the first stands better."""

import pytest

from pages.components.startup import comparison as module
from pages.components.startup.comparison import comparison
from tests.pages.drawing import spoken
from tests.pages.judged import everybody, named, place
from tests.pages.records import HOSTILE
from tests.pages.startups import open_app

NORTH, SOUTH = (80.0, 30.0), (40.0, 60.0)


@pytest.fixture
def weighed(monkeypatch):
    """What each axis is weighed by: the first far ahead of the second on both."""
    monkeypatch.setattr(
        module,
        "weighing",
        lambda _, by: everybody(*((80, 30), (40, 60)) if by == "expectation" else ((-30, 0), (-60, 0))),
    )


def pair(first=NORTH, second=SOUTH, name=None):
    return (
        place(named("north", expectation=first[0], risk=first[1], spread=2.0), key=1),
        place(named("south", name, expectation=second[0], risk=second[1], spread=2.0), key=2),
    )


@pytest.mark.usefixtures("calculator", "weighed")
class TestSentences:
    @pytest.mark.parametrize(
        ("language", "sentences"),
        [
            (
                "en",
                "Expectation 80 (78–82) against 40 (38–42): ahead of South in 100% of the draws.\n\n"
                "Risk 30 (28–32) against 60 (58–62): lower than South in 100% of the draws.",
            ),
            (
                "zh",
                "期望 80（78–82），对方 40（38–42）：100% 的抽样中领先于South。\n\n"
                "风险 30（28–32），对方 60（58–62）：100% 的抽样中低于South。",
            ),
        ],
    )
    def test_the_better_one_is_ahead_on_both_axes(self, language, sentences):
        assert spoken(language, comparison, *pair()) == sentences

    def test_seen_from_the_other_side_the_shares_turn_round(self):
        first, second = pair()
        assert spoken("en", comparison, second, first).count("in 0% of the draws") == 2

    def test_a_hostile_name_is_letters_only(self):
        said = spoken("en", comparison, *pair(name=HOSTILE))
        assert r"\[x\]" in said and "<b>" not in said

    def test_one_that_is_not_weighed_yet_has_no_chance_told(self):
        first, _ = pair()
        unweighed = place(named("west"), key=9)
        assert spoken("en", comparison, first, unweighed).count("in unknown of the draws") == 2


def test_the_full_comparison_opens_with_both(many, routed):
    app = open_app("startup", id="halden")
    assert not [button for button in app.button if button.label == "Open the full comparison"]
    app = open_app("startup", id="kestrel")
    app.selectbox(key="compare_kestrel").set_value("baiyun").run()
    app.button(key="open_comparison_kestrel").click().run()
    assert not app.exception, app.exception
    assert set(app.multiselect[0].value) == {"kestrel", "baiyun"}
