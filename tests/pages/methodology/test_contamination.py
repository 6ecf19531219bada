"""The contamination probes on the method screen: what each saw, missed and cost, in figures and in the picture."""

import math

import pytest

from analysis.contamination.label import FAMILY_ERROR_RATE
from data.catalogue.measured import probe_label
from pages.components.charts.contamination import LARGEST
from pages.components.language import catalogue
from pages.components.methodology.contamination import group_name, p_text, show_contamination, strictest_threshold
from pages.components.methodology.planted import planted_table
from tests.pages.drawing import draw, headings, parts_of, sentences, spoken


@pytest.fixture(scope="module")
def found():
    return planted_table()


@pytest.fixture(scope="module", params=["en", "zh"])
def shown(request):
    return request.param, draw(show_contamination, language=request.param), catalogue(request.param)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.00744, "0.0074", "0.0074"), (3e-80, "< 1e-12", "< 1e-12"), (1.0, "1", "1"), (0.05, "0.05", "0.05"),
        (None, "not run", "未运行"),
    ],
)  # fmt: skip
def test_p_values_are_short_and_missing_ones_are_words(value, english, chinese):
    assert (spoken("en", p_text, value), spoken("zh", p_text, value)) == (english, chinese)


@pytest.mark.parametrize(
    ("group", "english", "chinese"),
    [
        ("0", "no copies", "未植入"),
        ("20", "20 copies", "20 份"),
        ("20, options shuffled", "20 copies, options shuffled", "20 份，选项打乱"),
        ("5, never heard of", "5 copies", "5 份"),
    ],
)
def test_groups_are_told_in_words(group, english, chinese):
    assert (spoken("en", group_name, group), spoken("zh", group_name, group)) == (english, chinese)


def test_the_threshold_drawn_is_holm_s_first_step(found):
    assert strictest_threshold(found) == pytest.approx(FAMILY_ERROR_RATE / 10)
    for model in found.models:
        sure = {probe for probe, value in model.p_values.items() if value is not None and value <= 0.001}
        assert sure <= set(model.signals), model.name


def test_the_circumstances_are_told_with_their_numbers_and_the_command(shown, found):
    _, drawn, _ = shown
    how = sentences(drawn.views[0])[0]
    for number in ("12", "24", "406,176", "320", "2026-11-25", found.facts["command"]):
        assert number in how


def test_every_probe_that_ran_on_a_model_is_a_dot_at_its_p_value(shown, found):
    language, drawn, _ = shown
    figure = drawn.figures["planted_picture"]
    assert sum(len(trace.x) for trace in figure.data) == sum(
        value is not None for model in found.models for value in model.p_values.values()
    )
    first = found.of_group("0")[0]
    value = first.p_values[found.probes[0]]
    assert figure.data[0].x[0] == pytest.approx(min(LARGEST, -math.log10(value)))
    assert figure.data[0].customdata[0].startswith(f"<b>{probe_label(found.probes[0], language)}</b><br>")
    assert list(figure.layout.yaxis.ticktext) == [probe_label(probe, language) for probe in found.probes]


def test_misses_are_told_beside_finds_and_ask_for_attention(shown, found):
    _, drawn, said = shown
    rows = {row[0].split("\n")[0]: row[1:] for row in drawn.rows(said["method.planted.seen"])}
    assert len(rows) == len(found.probes)
    view = drawn.view(said["method.planted.seen"])
    styles = parts_of(view, "style")
    assert "attention" in styles and "strong" in styles
    if said is catalogue("en"):
        probe = found.probes[0]
        seen = sum(probe in model.signals for model in found.of_group("60"))
        column = headings(view).index("60 copies") - 1
        assert rows[probe_label(probe, "en")][column].startswith(f"{seen} of 3\n")


def test_the_labels_are_those_of_the_file(shown, found):
    _, drawn, said = shown
    rows = drawn.rows(said["method.planted.labels"])
    assert len(rows) == len(found.groups)
    clean = said["method.planted.label_clean"]
    assert rows[0][1:] == [f"{clean} 24", f"{clean} 24"]
    dosed = rows[found.groups.index("60")]
    assert dosed[1] == f"{said['method.planted.label_contaminated']} 3"


def test_the_cost_begins_with_the_benchmark_run_itself_as_once_itself(shown, found):
    _, drawn, said = shown
    rows = drawn.rows(said["method.planted.cost"])
    assert rows[0] == [said["method.planted.benchmark_run"], "6,715", "× 1.00", "37,429", "0.34", "× 1.00"]
    assert len(rows) == 1 + len(found.probes)
    assert rows[1][1] == f"{found.cost(found.probes[0])['tokens_forwarded']:,}"
