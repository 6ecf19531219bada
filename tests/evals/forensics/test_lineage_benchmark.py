import csv
import io
import json
from dataclasses import fields, replace
from datetime import date

import pytest

from evals.forensics.calibration import null_scores
from evals.forensics.lineage_benchmark import (
    SCORES_FILE,
    SUMMARY_FILE,
    PairScores,
    benchmark,
    calibrate,
    deviation_correlation,
    method_area,
    raw_cosine,
    summary,
    write_scores,
)
from evals.forensics.model_parts import open_parts
from tests.evals.checkpoints.conftest import write_checkpoint

EMPTY = PairScores(**{field.name: None for field in fields(PairScores)})


def _row(score, *, kin, flagged=False):
    relation = "fine-tuned" if kin else "independent"
    return replace(EMPTY, first="a", second="b", relation=relation, is_kin=kin, score=score, flagged=flagged)


ROWS = [
    _row(0.9, kin=True, flagged=True),
    _row(0.4, kin=True),
    _row(0.4, kin=False),
    _row(0.1, kin=False, flagged=True),
    _row(None, kin=False),
]


def test_area_under_roc_counts_ties_by_half():
    assert method_area(ROWS, "score") == {"area": 3.5 / 4, "pairs": 4}
    assert method_area(ROWS, "raw_cosine") == {"pairs": 0}


def test_roc_points_give_both_shares_at_each_threshold():
    points = [tuple(point.values()) for point in summary(ROWS, date(2026, 1, 1))["roc"]]
    assert points == [(0.9, 0.0, 0.5), (0.4, 0.5, 1.0), (0.1, 1.0, 1.0)]


def test_summary_counts_flags_by_relation():
    found = summary(ROWS, date(2026, 1, 2))
    assert (found["kin_pairs"], found["independent_pairs"], found["as_of"]) == (2, 3, "2026-01-02")
    assert found["independent_flagged_share"] == pytest.approx(1 / 3)
    assert found["kin_flagged_share"] == {"fine-tuned": 0.5}


def test_scores_are_written_with_empty_cells_for_what_does_not_apply(tmp_path):
    write_scores(ROWS, tmp_path / "scores.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "scores.csv").read_text())))
    assert [row["score"] for row in rows] == ["0.9", "0.4", "0.4", "0.1", ""]
    assert rows[0]["z"] == ""


def test_methods_that_are_no_evidence_are_one_for_a_copy_and_computed_for_strangers(tmp_path):
    parts = [open_parts(write_checkpoint(tmp_path / name, seed=seed)) for name, seed in (("a", 0), ("b", 9))]
    assert raw_cosine(parts[0], parts[0]) == pytest.approx(1)
    assert abs(raw_cosine(*parts)) < 0.05
    assert deviation_correlation(parts[0], parts[0]) == pytest.approx(1)
    assert -1 <= deviation_correlation(*parts) < 0.99


def _shipped():
    return list(csv.DictReader(io.StringIO(SCORES_FILE.read_text(encoding="utf-8")))), json.loads(
        SUMMARY_FILE.read_text()
    )


def test_the_shipped_table_holds_every_way_of_descent_and_no_flagged_stranger_beyond_a_twentieth():
    rows, found = _shipped()
    strangers = [row for row in rows if row["is_kin"] == "False"]
    assert found["independent_pairs"] == len(strangers) >= 45
    assert sum(row["flagged"] == "True" for row in strangers) / len(strangers) <= 0.05
    ways = {row["relation"] for row in rows if row["is_kin"] == "True"}
    assert ways == set(found["kin_flagged_share"])
    assert len(ways) == 11
    assert min(found["kin_flagged_share"].values()) == 1.0


def test_the_shipped_main_score_beats_the_methods_that_are_no_evidence():
    areas = {method: entry["area"] for method, entry in _shipped()[1]["area_under_roc"].items()}
    assert areas["score"] > areas["raw_cosine"]
    assert areas["score"] > areas["deviation_correlation"]
    disguised = [row for row in _shipped()[0] if row["relation"] == "fine-tuned-and-disguised"]
    assert all(abs(float(row["raw_cosine"])) < 0.05 < 0.9 < float(row["score"]) for row in disguised)


def test_the_shipped_null_comes_from_ten_seeds_or_more():
    assert len(null_scores()["same_depth"]) >= 45


@pytest.mark.slow
def test_the_labelled_set_is_made_and_scored_from_nothing(tmp_path, monkeypatch):
    from evals.forensics import labelled_set

    monkeypatch.setattr(labelled_set, "STEPS", 20)
    monkeypatch.setattr(labelled_set, "CALIBRATION_SEEDS", range(3))
    monkeypatch.setattr(labelled_set, "SHALLOW_SEEDS", range(200, 202))
    monkeypatch.setattr(labelled_set, "TEST_SEEDS", range(100, 102))
    monkeypatch.setattr(labelled_set, "PARENTS", 1)
    names = list(labelled_set.write_labelled_set(tmp_path))
    assert len(names) == len(set(names)) == 3 + 2 + 2 + 11
    null = calibrate(tmp_path, date(2026, 1, 1))["scores"]
    rows = list(benchmark(tmp_path, null))
    assert {row.relation for row in rows if row.is_kin} >= {"copied", "fine-tuned-and-disguised", "tokenizer-swapped"}
    assert next(row for row in rows if row.relation == "copied").identical_share == 1
