"""Two startups in two sentences: both scores with intervals, and how often the first stands better."""

import pytest

from pages.components.startup.comparison import comparison, show_comparison
from tests.pages.drawing import draw, spoken
from tests.pages.judged import named, places
from tests.pages.records import HOSTILE
from tests.pages.startups import open_app

NORTH_FIRST = (("north", 80.0, 30.0), ("south", 40.0, 60.0))


def rows(*figures, spread=2.0):
    return places(*(named(slug, expectation=up, risk=down, spread=spread) for slug, up, down in figures))


@pytest.mark.usefixtures("calculator")
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
        first, second = rows(*NORTH_FIRST)
        assert spoken(language, comparison, first, second) == sentences

    def test_seen_from_the_other_side_the_shares_turn_round(self):
        first, second = rows(*NORTH_FIRST)
        assert spoken("en", comparison, second, first).count("in 0% of the draws") == 2

    def test_a_hostile_name_is_letters_only(self):
        first, second = places(named("a", expectation=80), named("b", HOSTILE, expectation=40))
        said = spoken("en", comparison, first, second)
        assert r"\[x\]" in said and "<b>" not in said

    def test_the_menu_offers_everyone_else_in_the_order_of_the_ranking(self):
        ranked = rows(("north", 80, 30), ("quill", 60, 30), ("south", 40, 60))
        drawn = draw(show_comparison, ranked[1], ranked)
        assert list(drawn.widget("selectbox", "With").options) == ["North", "South"]
        assert "ahead of North in 0% of the draws" in drawn.said

    def test_with_nobody_else_there_is_no_menu(self):
        ranked = rows(("north", 80, 30))
        assert draw(show_comparison, ranked[0], ranked).nodes == []


def test_the_full_comparison_opens_with_both(many, routed):
    app = open_app("startup", id="halden")
    assert not [button for button in app.button if button.label == "Open the full comparison"]
    app = open_app("startup", id="kestrel")
    app.selectbox(key="compare_kestrel").set_value("baiyun").run()
    app.button(key="open_comparison_kestrel").click().run()
    assert not app.exception, app.exception
    assert set(app.multiselect[0].value) == {"kestrel", "baiyun"}
