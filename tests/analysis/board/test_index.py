"""The rows of a board: guessing is 0, best is 100, whatever scale a metric is on; what is unknown separates nobody."""

import math

import pytest

from analysis.board.index import board_rows, score_interval
from analysis.inference.rank_ranges import ScoreSummary, ranked_scores
from data.catalogue import load_suite
from data.records import Scale
from tests.analysis.board.boards import SUITE, dossier_of, placed, score

WHOLE, KNOWLEDGE = SUITE.board(None), SUITE.board("knowledge")


def model(name, *scores):
    """A startup whose model of that name has these scores from one run."""
    return dossier_of(name, scores)


def board(dossiers, name):
    """The rows of that board from the dossiers, in the order in which the database gives them."""
    found = [each for each in placed(dossiers, (SUITE, load_suite("quick"))) if each.entry.board == name]
    found.sort(key=lambda each: -each.entry.points)
    return board_rows(found, among(found))


def among(found):
    return ranked_scores([ScoreSummary(each.entry.points, each.entry.standard_error) for each in found])


def names(rows):
    return [row.model.name for row in rows]


def translated(name, accuracy, chrf):
    answers = score("arc_easy", accuracy, metric="acc_norm")
    return model(name, answers, score("wmt16-de-en", chrf, 0.5, metric="chrf", scale=Scale.PERCENT))


def test_a_metric_up_to_a_hundred_weighs_no_more_than_one_up_to_one():
    rows = board([translated("weak", 0.35, 55.0), translated("strong", 0.80, 40.0)], load_suite("quick").board(None))
    assert names(rows) == ["strong", "weak"]
    assert rows[0].entry.points == pytest.approx(((0.80 - 0.25) / 0.75 * 100 + 40) / 2)
    assert rows[0].entry.standard_error == pytest.approx(math.hypot(2 / 0.75, 0.5) / 2)
    assert rows[0].interval.low < rows[0].entry.points < rows[0].interval.high < 100


def test_the_index_averages_lines_and_adds_errors_in_quadrature():
    (row,) = board([model("a", score("one", 0.625, 0.03), score("two", 0.5, 0.02))], WHOLE)
    assert row.entry.points == pytest.approx((50 + 100) / 2)
    assert row.entry.standard_error == pytest.approx(math.hypot(0.03 / 0.75, 0.02 / 0.5) * 100 / 2)
    assert row.interval.high <= 100 and row.entry.items == 800 and row.entry.missing == ()


def test_models_far_apart_are_separated_and_close_ones_are_not():
    given_scores = {"b": 0.60, "c": 0.35, "a": 0.61}
    rows = board([model(name, score("one", value)) for name, value in given_scores.items()], KNOWLEDGE)
    assert names(rows) == ["a", "b", "c"]
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 2), (3, 3)]
    assert [row.is_separated for row in rows] == [False, True, False]
    assert among(rows).leading == 2


def test_models_whose_errors_are_unknown_are_separated_from_nobody():
    rows = board([model("a", score("one", 0.61, None, 1)), model("b", score("one", 0.60, None, 1))], WHOLE)
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 2)]
    assert [row.interval for row in rows] == [None, None]
    assert not any(row.is_separated for row in rows) and among(rows).leading == 2


def test_one_unknown_error_among_known_ones_leaves_the_index_without_an_interval():
    measured = model("a", score("one", 0.9), score("two", 0.5, None))
    rows = board([measured, model("b", score("one", 0.3), score("two", 0.9))], WHOLE)
    assert rows[0].entry.standard_error is None and rows[0].interval is None and tuple(rows[0].rank) == (1, 2)
    assert rows[1].interval is not None and tuple(rows[1].rank) == (1, 2)


def test_no_rule_is_drawn_below_a_model_that_cannot_be_told_from_the_next():
    rows = board(
        [model("a", score("one", 0.9)), model("unknown", score("one", 0.6, None)), model("c", score("one", 0.3))],
        WHOLE,
    )
    assert [row.is_separated for row in rows] == [False, False, False]
    assert [tuple(row.rank) for row in rows] == [(1, 2), (1, 3), (2, 3)]


def test_a_line_that_was_not_run_is_counted_as_missing_and_not_as_zero():
    (row,) = board([model("a", score("one", 0.625, 0.03))], WHOLE)
    assert row.entry.missing == ("bias",)
    assert row.entry.points == pytest.approx(50)


def test_without_any_score_there_is_no_row():
    assert board([model("a")], WHOLE) == []


def test_a_score_on_a_scale_without_end_counts_for_nothing():
    assert board([model("a", score("one", 12.0, scale=Scale.RATIO))], WHOLE) == []


def test_the_interval_of_a_score_stays_on_its_scale():
    assert score_interval(score("one", 0.99))[:2] == (pytest.approx(0.9508, abs=1e-4), 1.0)
    assert score_interval(score("t", 1.0, 2.0, scale=Scale.PERCENT))[:2] == (0.0, pytest.approx(4.92, abs=1e-2))
    assert score_interval(score("t", -3.0, 1.0, scale=Scale.NATS))[0] == pytest.approx(-4.96, abs=1e-2)
    assert score_interval(score("one", 0.5, None)) is None
