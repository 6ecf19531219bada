"""The planted-contamination experiment on the method screen: misses told, intervals right, and the rule that labels."""

import json

import pytest

from analysis.contamination.label import FAMILY_ERROR_RATE
from analysis.inference.intervals import wilson_interval
from pages.components.charts.contamination import LARGEST, ProbeDot, ProbeWords, contamination_chart
from pages.components.methodology.contamination import group_name, p_text, strictest_threshold
from pages.components.methodology.planted import label_counts, planted_table, probe_label
from pages.components.palette import LIGHT
from tests.pages.startups import open_app, views


@pytest.fixture(scope="module")
def found():
    return planted_table()


def test_the_screen_tells_what_each_probe_saw_missed_and_cost(database):
    app = open_app("methodology")
    assert not app.exception, app.exception
    shown = json.dumps(views(app), ensure_ascii=False)
    assert "0 of 3" in shown and "3 of 3" in shown, "misses and finds are both told"
    assert "python -m tests.benchmarks.planted_contamination" in shown
    assert "Option order" in shown and "The benchmark run itself" in shown


def test_false_alarms_count_models_and_not_their_two_runs(found):
    alarms = found.false_alarms("option_order")
    assert (alarms.of, alarms.runs) == (12, 24)
    assert alarms.interval == wilson_interval(alarms.models, 12)
    assert found.mislabelled().models == 0


def test_at_least_five_clean_models_and_every_dose_stand_in_the_picture(found):
    assert len({model.name for model in found.of_group("0")}) >= 5
    assert found.groups == ["0", "5", "20", "60", "20, options shuffled", "20, items shuffled"]
    assert all(len(found.of_group(dose)) == 3 for dose in ("5", "20", "60"))


def test_the_threshold_drawn_is_holm_s_first_step(found):
    assert strictest_threshold(found) == pytest.approx(FAMILY_ERROR_RATE / 10)
    for model in found.models:
        sure = {probe for probe, value in model.p_values.items() if value is not None and value <= 0.001}
        assert sure <= set(model.signals), model.name


def test_labels_are_counted_by_what_was_planted(found):
    counted = label_counts(found.of_group("60"), from_weights=True)
    assert counted == {"contaminated": 3}
    assert sum(label_counts(found.of_group("0"), from_weights=False).values()) == 24


def test_p_values_are_short_and_missing_ones_are_words():
    assert p_text(0.00744) == "0.0074"
    assert p_text(3e-80) == "< 1e-12"
    assert p_text(None) == "not run"


def test_groups_and_probes_have_names_in_words(found):
    assert group_name("0") == "no copies" and group_name("20, options shuffled") == "20 copies, options shuffled"
    assert {probe_label(probe, "zh") for probe in found.probes} >= {"选项顺序", "金丝雀标记"}


def test_dots_are_filled_where_they_signal_and_end_at_the_edge():
    dots = [ProbeDot(0, 0, 0.5, False, ""), ProbeDot(0, 1, 1e-60, True, "")]
    figure = contamination_chart(dots, ProbeWords(["a"], ["clean", "60"], "p", "line"), 0.001, LIGHT)
    clean, planted = figure.data
    assert clean.marker.color == (LIGHT.paper,) and planted.marker.color == (LIGHT.expectation,)
    assert planted.x == (LARGEST,)
    assert figure.layout.shapes[0].x0 == pytest.approx(3)
