"""A small training: the loss against guessing, what it learnt by heart, and the words before and after."""

import pytest

from pages.components.inside.lesson_result import curve_figure, overfitting, show_curve, show_lesson
from pages.components.palette import LIGHT
from tests.pages.drawing import cell_text, draw, head_figures, parts_of, spoken
from tests.pages.inside.findings import LESSON
from tests.pages.records import HOSTILE, experiment


def drawn(language="en", *, prompt="In the morning", **changed):
    found = experiment("training", result=LESSON | changed, settings={"prompt": prompt})
    return draw(show_lesson, found, language=language)


def curve(**changed):
    return spoken("en", curve_figure, LESSON | changed, LIGHT)


def test_the_curve_holds_the_loss_against_guessing_and_frequencies():
    figure = curve(total=300)
    assert list(figure.data[0].x) == [1, 2, 3] and list(figure.data[0].y) == LESSON["curve"]
    assert (list(figure.data[1].x), list(figure.data[1].y)) == ([0, 1, 3], [5.7, 1.2, 1.9])
    assert [line.y0 for line in figure.layout.shapes] == [5.7038, 3.1]
    assert [note.text for note in figure.layout.annotations] == [
        "held out", "guessing, ln V = 5.70", "by frequency alone, 3.10",
    ]  # fmt: skip
    assert tuple(figure.layout.xaxis.range) == (0, 300)


@pytest.mark.parametrize("held_out", [None, []])
def test_without_held_out_sentences_there_is_no_line_of_them(held_out):
    assert len(curve(held_out=held_out).data) == 1


def test_the_axis_holds_the_first_loss_where_it_is_above_guessing():
    assert curve(curve=[10.0, 4.0]).layout.yaxis.range[1] == pytest.approx(10.8)
    assert curve().layout.yaxis.range[1] == pytest.approx(1.08 * 5.7038)


def test_the_header_averages_the_last_ten_steps():
    figures = head_figures(draw(show_curve, LESSON | {"curve": [9.0] * 5 + [2.0] * 10}).views[0])
    assert figures == [
        ("Steps done", "15", "1,000 parameters"),
        ("Loss", "2.00nats", "mean of the last 10 steps"),
        ("Perplexity", "7.39", "of 300 tokens in the vocabulary"),
        ("Held-out loss", "1.90nats", "on sentences it never saw"),
    ]


def test_a_text_too_short_to_hold_out_leaves_the_held_out_loss_unknown():
    figures = head_figures(draw(show_curve, LESSON | {"held_out": None}).views[0])
    assert figures[3][1] == "none, text too short"


@pytest.mark.parametrize("so_far", [{}, {"curve": []}, {"stage": "tokens"}])
def test_before_the_first_step_nothing_is_drawn(so_far):
    assert draw(show_curve, so_far).nodes == []


@pytest.mark.parametrize(
    ("held_out", "found"),
    [
        ([[0, 5.0], [10, 1.0], [20, 1.3]], (10, 1.0, 1.3)),
        ([[0, 5.0], [10, 1.0], [20, 1.04]], None),
        ([[0, 5.0], [10, 3.0], [20, 1.0]], None),
        ([[0, 1.0], [10, 9.0]], None),
        ([], None),
        (None, None),
    ],
)
def test_overfitting_is_told_only_where_the_held_out_loss_rose_visibly(held_out, found):
    assert overfitting({"held_out": held_out}) == found


def test_what_was_learnt_by_heart_is_said_with_both_heights():
    assert "lowest at step 1 (1.20 nats) and then rose to 1.90" in drawn().said
    assert "lowest at step" not in drawn(held_out=[[0, 5.7], [3, 1.9]]).said


def test_the_circumstances_are_told_with_the_compute():
    said = drawn().said
    assert "50 sentences, vocabulary of 300; 16 rows of 48 tokens per step, 2,304 tokens seen" in said
    assert "6ND = 1.38 × 10⁷ FLOP" in said and "experiment 5" in said


def samples(found):
    """The texts that the model wrote, as they stand in their boxes."""
    return [block for view in found.views if "rows" in view for block in parts_of(view, "block")]


def test_the_words_before_and_after_stand_side_by_side():
    found = drawn()
    blocks = samples(found)
    assert blocks == ["��", "The end."]
    tables = [view for view in found.views if len(view.get("rows", [])) == 3]
    assert [cell_text(table["rows"][0]["cells"][0]) for table in tables] == ["␣Gareth", "␣Gareth"]


def test_a_hostile_prompt_and_sample_stand_as_text():
    found = drawn(prompt=HOSTILE, after=LESSON["after"] | {"sample": HOSTILE})
    assert "\\<b\\>A\\</b\\>" in found.said
    assert samples(found)[1] == HOSTILE


def test_a_training_speaks_chinese():
    assert head_figures(drawn("zh").views[0])[2][0] == "困惑度"
