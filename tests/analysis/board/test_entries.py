"""What the boards show of one startup, made from its dossier."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.board.entries import board_entries, kept_board
from analysis.diligence.examination import parsed_yardsticks
from analysis.rubrics import default_rubric_text
from data.catalogue import load_metrics, load_suite, load_suites, reference_text
from data.records import (
    WHOLE_INDEX,
    Dossier,
    EvidenceLevel,
    Fact,
    ModelRecord,
    RunState,
    ServingCost,
    Source,
    Startup,
    suites_hash,
)
from data.registry import load_registry
from tests.analysis.board.boards import NOW, SUITE, a_run, dossier_of, score

EVERY_TASK = [(line, task) for suite in load_suites() for line in suite.benchmarks for task in line.tasks]


@pytest.fixture(scope="module")
def yardsticks():
    return parsed_yardsticks(default_rubric_text(), load_registry(), reference_text)


def by_capability(dossier):
    return {entry.board.capability: entry for entry in board_entries(dossier, [SUITE])}


@pytest.mark.parametrize(("line", "task"), EVERY_TASK, ids=[task for _, task in EVERY_TASK])
@given(share=st.floats(0, 1))
def test_every_line_of_every_shipped_suite_stays_within_a_hundred_points(line, task, share):
    scale = load_metrics().scale(task, line.metric)
    points = line.points(score(task, share * scale.full_score, metric=line.metric, scale=scale))
    assert -100 <= points.value <= 100 + 1e-9


def test_guessing_is_zero_points_and_a_full_score_a_hundred():
    choice, bias = SUITE.benchmarks
    assert choice.points(score("one", 0.25, 0.03)) == (0.0, pytest.approx(3 / 0.75))
    assert choice.points(score("one", 1.0)).value == 100
    assert bias.points(score("two", 0.5, None)) == (100, None)
    assert bias.points(score("two", 1.0)).value == 0


def test_the_newest_finished_run_of_each_task_counts_and_other_metrics_do_not():
    own = ModelRecord(7, "s", "m", "")
    runs = (
        a_run(3, own, score("one", 0.5, run_id=3)),
        a_run(1, own, score("one", 0.4, run_id=1), score("two", 0.5, metric="pct_stereotype", run_id=1)),
        a_run(4, own, score("one", 0.9, metric="acc_norm", run_id=4)),
        a_run(5, own, score("one", 0.8, run_id=5), state=RunState.FAILED),
    )
    found = by_capability(Dossier(Startup("s", "S", "", "", True, NOW), (), (), (own,), runs))
    assert {code: entry.points for code, entry in found.items()} == {
        WHOLE_INDEX: pytest.approx((100 / 3 + 100) / 2), "knowledge": pytest.approx(100 / 3), "safety_and_bias": 100
    }  # fmt: skip
    assert {entry.runs for entry in found.values()} == {(1, 3)}


def test_a_capability_of_which_nothing_was_run_has_no_entry_and_the_whole_says_what_is_missing():
    found = by_capability(dossier_of("a", [score("one", 0.625)]))
    assert set(found) == {WHOLE_INDEX, "knowledge"}
    assert found[WHOLE_INDEX].missing == ("bias",) and found["knowledge"].missing == ()


def test_models_without_a_score_on_a_suite_are_not_on_its_boards():
    assert board_entries(dossier_of("a", [score("three", 0.5)]), [SUITE]) == ()
    assert board_entries(dossier_of("a", [score("one", 0.5)]), [load_suite("quick")]) == ()


@pytest.mark.parametrize("level", [EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED])
def test_the_serving_cost_is_kept_with_how_well_it_is_known(yardsticks, level):
    cost = Fact("serving_cost_usd_per_mtok", 0.35, level, date(2026, 9, 30), Source("pitch_deck", "Deck"))
    known = replace(dossier_of("a", [score("one", 0.5)]), facts=(cost,))
    kept = kept_board(known, yardsticks, [SUITE], version=4, kept_at=NOW)
    assert kept.cost == ServingCost(0.35, level)
    assert (kept.slug, kept.version, kept.kept_at, len(kept.entries)) == ("a", 4, NOW, 2)
    assert kept.suites_hash == suites_hash([SUITE])


def test_without_a_measurement_or_a_fact_no_cost_is_looked_for(yardsticks):
    for known in (dossier_of("a", []), dossier_of("a", [score("one", 0.5)])):
        assert kept_board(known, yardsticks, [SUITE], version=1, kept_at=NOW).cost is None


def test_another_definition_is_another_board_and_another_name_is_not():
    choice, bias = SUITE.benchmarks
    renamed = SUITE.model_copy(
        update={"label_en": "Other", "benchmarks": (choice.model_copy(update={"label_zh": "别名"}), bias)}
    )
    harder = choice.model_copy(update={"normalisation": choice.normalisation.model_copy(update={"lower_bound": 0.5})})
    changed = SUITE.model_copy(update={"benchmarks": (harder, bias)})
    assert renamed.content_hash == SUITE.content_hash != changed.content_hash
    assert suites_hash([renamed]) == suites_hash([SUITE]) != suites_hash([changed])
