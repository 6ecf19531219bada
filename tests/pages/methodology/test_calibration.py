"""Whether the intervals hold what they promise: coverage per world, marked where it misses nine in ten."""

from datetime import date

import pytest

from analysis.track_record.calibration_figures import AxisFigures, CalibrationFigures, TrialFigures, WorldFigures
from data.catalogue import reference_text
from pages.components.language import catalogue
from pages.components.methodology import calibration
from tests.pages.drawing import draw, sentences


def axis(share, low=0.88, high=0.93, bias=-0.67):
    return AxisFigures(share=share, low=low, high=high, bias=bias, error=6.52)


def world(expectation=0.91, risk=0.884, ours=0.949, baseline=0.918):
    return WorldFigures(
        code="usual", label_en="Usual", label_zh="通常", expectation=axis(expectation), risk=axis(risk),
        rank_correlation=ours, baseline_rank_correlation=baseline,
    )  # fmt: skip


TRIAL = TrialFigures(
    startups=500, asked=5, wrong_before=0.204, wrong_after_best=0.08, wrong_after_random=0.15,
    lost_before=1.5, lost_after_best=0.25, lost_after_random=1.111,
)  # fmt: skip


def figures(*worlds, rubric="ab" * 32):
    return CalibrationFigures(
        made_on=date(2026, 11, 25), command="python -m analysis calibrate", rubric_hash=rubric, startups=500, seed=1,
        worlds=worlds or (world(),), questions=(TRIAL,),
    )  # fmt: skip


def drawn(monkeypatch, found, *, rubric="ab" * 32, language="en"):
    monkeypatch.setattr(calibration, "parse_calibration", lambda _: found)
    return draw(calibration.show_calibration, rubric, language=language)


def rows(shown, language="en"):
    return shown.rows(catalogue(language)["method.calibration.title"])


def test_coverage_is_told_with_its_interval_and_the_order_beside_a_plain_average(monkeypatch):
    assert rows(drawn(monkeypatch, figures())) == [["Usual", "91.0%\n88.0–93.0%", "88.4%\n88.0–93.0%", "0.95", "0.92"]]


def test_worlds_are_named_in_the_language(monkeypatch):
    assert rows(drawn(monkeypatch, figures(), language="zh"), "zh")[0][0] == "通常"


@pytest.mark.parametrize(("share", "is_marked"), [(0.879, True), (0.88, False), (0.92, False), (0.921, True)])
def test_a_share_that_misses_nine_in_ten_asks_for_attention(monkeypatch, share, is_marked):
    shown = drawn(monkeypatch, figures(world(expectation=share)))
    part = shown.views[0]["rows"][0]["cells"][1]["parts"][0]
    assert ("attention" in part["style"]) is is_marked
    assert part["source"] == "mean error −0.7, root mean square 6.5 points"


@pytest.mark.parametrize(("ours", "style"), [(0.95, "strong"), (0.90, None)])
def test_our_order_is_bold_only_where_it_beats_the_average(monkeypatch, ours, style):
    shown = drawn(monkeypatch, figures(world(ours=ours)))
    assert shown.views[0]["rows"][0]["cells"][3]["parts"][0].get("style") == style


def test_what_questions_are_worth_is_told_in_wrong_decisions_and_points_lost(monkeypatch):
    shown = drawn(monkeypatch, figures())
    assert shown.rows("Questions answered") == [
        ["5 per startup", "20.4%\n1.50 points lost", "8.0%\n0.25 points lost", "15.0%\n1.11 points lost"]
    ]


@pytest.mark.parametrize(("rubric", "is_stale"), [("ab" * 32, False), ("cd" * 32, True)])
def test_figures_of_another_rubric_say_so(monkeypatch, rubric, is_stale):
    lines = sentences(drawn(monkeypatch, figures(), rubric=rubric).views[1])
    assert lines[-1] == "Rubric abababab · python -m analysis calibrate"
    assert ("These figures were made with another version of the rubric." in lines) is is_stale


@pytest.mark.parametrize("broken", ["{", "made_on: yesterday", "[]"])
def test_figures_that_cannot_be_read_are_said_not_to_be_kept(monkeypatch, broken):
    monkeypatch.setattr(calibration, "reference_text", lambda _: broken)
    shown = draw(calibration.show_calibration, "")
    assert "No calibration is kept with this version." in shown.said and shown.views == []


def test_a_version_without_figures_says_so(monkeypatch):
    monkeypatch.setattr(calibration, "reference_text", lambda _: reference_text("no_such_table.yaml"))
    assert "No calibration is kept with this version." in draw(calibration.show_calibration, "").said


def test_the_figures_that_ship_are_shown():
    shown = draw(calibration.show_calibration, "")
    assert len(rows(shown)) >= 3 and "2000 synthetic startups" in shown.said
