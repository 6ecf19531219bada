"""The startup's model beside published ones: percentiles, compute by year, score by size, and value for the money."""

import pytest

from analysis.quantities.ranges import Range, exactly
from pages.components.economics.published import (
    TASKS,
    Run,
    model_prices,
    published_models,
    published_scores,
    show_published,
)
from tests.analysis.small_dossier import fact, run, score
from tests.pages.drawing import draw, headings
from tests.pages.records import HOSTILE, NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")
EXAMPLE = Run(8e9, 15e12, Range(6e23, 7.2e23, 9e23))
BESIDE, VALUE = "Beside published models", "Points for what it takes"


def drawn(begin=NOBODY, shown=EXAMPLE, language="en", task=None):
    state = {} if task is None else {"published_task": task}
    return draw(show_published, begin, shown, language=language, state=state)


def measured_start(value=0.62, *, shots=5, **named):
    from dataclasses import replace

    facts = [fact("params_total_billion", 8.0), fact("price_usd_per_mtok", 0.5)]
    return start(facts, runs=[run([replace(score("mmlu", value), shots=shots)])], **named)


def test_the_run_stands_among_published_ones_with_how_many_and_how_new():
    rows = drawn().rows(BESIDE)
    assert [row[:2] for row in rows] == [
        ["Parameters", "8 B"], ["Tokens", "15 T"], ["Training compute, FLOP", "7.2 × 10²³"],
    ]  # fmt: skip
    for row in rows:
        assert 0 <= float(row[2].rstrip("%")) <= 100 and int(row[3]) > 30 and row[4].endswith("2025")


def test_a_larger_run_stands_higher():
    small, large = (
        [float(row[2].rstrip("%")) for row in drawn(shown=Run(size, tokens, exactly(6 * size * tokens))).rows(BESIDE)]
        for size, tokens in ((1e8, 1e10), (1e12, 1e14))
    )
    assert all(low < high for low, high in zip(small, large, strict=True))


@pytest.mark.parametrize(("language", "unknown"), [("en", "unknown"), ("zh", "未知")])
def test_without_a_run_every_place_is_unknown(language, unknown):
    rows = drawn(shown=None, language=language).views[0]["rows"]
    assert [[cell["parts"][0]["words"] for cell in row["cells"][1:3]] for row in rows] == [[unknown, unknown]] * 3


def test_a_capability_that_does_not_follow_says_why():
    found = drawn(start())
    assert found.rows(BESIDE)[3][2] == "unknown"
    assert "Capability among models of its size is unknown: " in found.said
    assert "同规模能力分位未知：" in drawn(start(), language="zh").said


def test_published_models_are_grey_and_the_run_is_named_on_top():
    figure = drawn().figures["published_compute"]
    points, own = figure.data
    known = [model for model in published_models() if "Language" in model.domain and model.training_flop]
    assert len(points.x) == len(known)
    first = known[0]
    assert points.y[0] == first.training_flop
    assert int(points.x[0]) == first.published.year
    assert points.customdata[0].startswith(f"<b>{first.name[:4]}")
    assert (own.text[0], own.y[0]) == ("This run", 7.2e23)


def test_a_hostile_startup_is_named_letter_by_letter_in_the_figure():
    own = drawn(measured_start(name=HOSTILE)).figures["published_compute"].data[1]
    assert "<b>A" not in own.text[0] and "&lt;b&gt;A" in own.text[0]
    assert "<br>7.2 × 10²³ FLOP" in own.customdata[0] and "<b>A" not in own.customdata[0]


def test_published_scores_are_drawn_by_active_parameters_in_percent():
    points = drawn().figures["published_scores"].data[0]
    task, shots = TASKS[0]
    known = [
        each for each in published_scores() if each.task == task and each.shots == shots and each.active_parameters
    ]
    assert len(points.x) == len(known) > 10
    assert max(points.y) == pytest.approx(100 * max(each.score for each in known))


def test_our_own_score_is_drawn_beside_them_with_its_protocol():
    figure = drawn(measured_start()).figures["published_scores"]
    own = figure.data[1]
    assert (own.x[0], own.y[0], own.text[0]) == (8e9, 62, "mmlu")
    assert own.customdata[0] == "<b>mmlu</b><br>measured here: 62.0, n = 320, 5 shots"


@pytest.mark.parametrize("shots", [0, None])
def test_a_score_with_other_shots_is_not_drawn_and_is_said_not_to_be_run(shots):
    found = drawn(measured_start(shots=shots))
    assert len(found.figures["published_scores"].data) == 1
    assert "This benchmark was not run on the startup's model with these shots" in found.said


def test_another_task_has_other_points():
    first, second = (drawn(task=f"{task} · {shots}").figures["published_scores"].data[0] for task, shots in TASKS[:2])
    assert list(first.y) != list(second.y)


def test_value_for_size_and_money_is_told_beside_the_best():
    found = drawn(measured_start())
    rows = {row[0]: row[1:] for row in found.rows(VALUE)}
    assert rows["Per billion active parameters"][0] == "7.75"  # 62 points over 8 billion
    assert rows["Per dollar of a million tokens"][0] == "124"  # 62 points over half a dollar
    assert ", " in rows["Per billion active parameters"][4]
    assert headings(found.view(VALUE))[1:4] == ["This model", "Share below", "Models"]


def test_without_a_score_the_model_s_own_value_is_unknown_and_the_best_is_still_told():
    rows = drawn().rows(VALUE)
    assert [row[1:3] for row in rows] == [["unknown", "unknown"]] * 2
    assert all(row[5] for row in rows)


def test_the_prices_that_ship_are_read():
    assert len(model_prices()) > 50 and all(price.blended_usd > 0 for price in model_prices())
