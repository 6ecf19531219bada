"""Foreign names inside figures, names short enough for one, and the figure on the page."""

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.plots import plot_text, short_name, show_figure
from tests.pages.drawing import draw


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("Northfold", "Northfold"),
        ("<a href='javascript:x'>%{y}</a>", "&lt;a href='javascript:x'&gt;%\u2060{y}&lt;/a&gt;"),
        ("R&D &lt;", "R&amp;D &amp;lt;"),
        ("two\nlines", "two lines"),
        ("100 % {x}", "100 % {x}"),
        ("白云认知", "白云认知"),
        ("", ""),
    ],
)
def test_plot_labels_are_escaped(content, shown):
    assert plot_text(content) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Northfold Retrieval Systems (fictional)", "Northfold"),
        ("Brightmoor Cognition", "Brightmoor"),
        ("Orrin Vale AI", "Orrin Vale AI"),
        ("Halden (fictional)", "Halden"),
        ("Internationalisation", "International…"),
        ("白云认知科技公司", "白云认知科技…"),
        ("白云认知科技", "白云认知科技"),
        ("白云（虚构）", "白云"),
        ("白云认知（虚构）", "白云认知"),
        ("", ""),
    ],
)
def test_a_name_is_cut_at_a_word_where_it_can_be(name, shown):
    assert short_name(name) == shown


def test_the_limit_is_in_columns_of_which_a_chinese_character_takes_two():
    assert short_name("ABCDEFGH", 8) == "ABCDEFGH"
    assert short_name("ABCDEFGHI", 8) == "ABCDEFG…"
    assert short_name("白云认知", 8) == "白云认知"
    assert short_name("白云认知科", 8) == "白云认…"


@given(st.text(alphabet="abc 白云()（）", max_size=40))
def test_no_short_name_is_wider_than_its_limit(name):
    assert sum(2 if character > "\u2e80" else 1 for character in short_name(name)) <= 14


def test_a_figure_is_drawn_with_words_for_those_who_cannot_see_it():
    drawn = draw(show_figure, go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), key="here", description="Two points")
    (chart,) = [node.proto for node in drawn.nodes if node.type == "plotly_chart"]
    assert chart.alt == "Two points"
    assert chart.theme == ""
    assert '"displayModeBar": false' in chart.config
    assert list(drawn.figures["here"].data[0].y) == [3, 4]
