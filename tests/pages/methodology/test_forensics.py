"""Forensics on the screens: the re-wrapped startup is caught by real runs, and the methods' own figures are shown."""

from dataclasses import replace

import pytest
import yaml

from data.catalogue.measured import measured_text
from data.demo.seed import seed_demonstration
from data.records import RunProgress
from data.registry import load_registry
from data.repository import begin_attempt, find_run, runs
from evals.checkpoints.locations import checked_location
from evals.forensics.measurement import checkpoint_measurement, lineage_measurement
from evals.jobs.child import keep_result
from evals.measurements import RunContext
from pages.components.language import catalogue
from pages.components.methodology import forensics
from pages.components.methodology.forensics import (
    METHODS,
    Pair,
    area_table,
    identity_table,
    labelled_pairs,
    lineage_table,
    roc_figure,
    scores_of,
)
from pages.components.palette import DARK, LIGHT
from tests.pages.drawing import cell_text, draw, spoken
from tests.pages.startups import open_app, said, views

MEASURED = {"checkpoint": checkpoint_measurement, "lineage": lineage_measurement}


@pytest.fixture
def examined(database):
    """The demonstration with the checkpoint and lineage runs of two startups carried out on their real weights."""
    with database.session() as session:
        seed_demonstration(session, load_registry())
    for slug in ("orrin-vale-ai", "lumenor-textwerk"):
        for kind, measure in MEASURED.items():
            with database.session() as session:
                run = runs(session, slugs=(slug,), kind=kind)[0]
                begin_attempt(session, run.id, device="cpu")
                run = find_run(session, run.id)
            heard: list[RunProgress] = []
            result = measure(RunContext(run, checked_location(run.model.location), "cpu", heard.append))
            assert keep_result(database, run, result)
    return database


def gates_raised(app):
    """The findings of severity gate that the page lists."""
    items = [item for view in views(app) for item in view.get("items", [])]
    return [item for item in items if item[0] and item[0][0].get("severity") == "gate"]


def test_the_rewrapped_startup_is_caught_and_the_parent_is_not(examined):
    caught = open_app("startup", id="orrin-vale-ai")
    assert not caught.exception
    assert "Base model not disclosed" in str(gates_raised(caught))
    assert "Verdict: pass" in said(caught).replace("Pass", "pass")
    clean = open_app("startup", id="lumenor-textwerk")
    assert "Base model not disclosed" not in str(gates_raised(clean))


def pair(relation="copied", *, kin=True, flagged=True, p_value=0.01, **scores):
    return Pair("a", "b", relation, kin, flagged, p_value, dict.fromkeys(METHODS) | scores)


PAIRS = [
    pair("independent", kin=False, flagged=False, p_value=0.4, score=-0.02, raw_cosine=0.9, deviation_correlation=0.1),
    pair("independent", kin=False, flagged=True, p_value=0.01, score=0.05, raw_cosine=0.95, deviation_correlation=0.2),
    pair("copied", score=1.0, raw_cosine=1.0, deviation_correlation=1.0),
    pair("depth-pruned", flagged=False, p_value=0.0175439, score=0.5),
]


@pytest.mark.parametrize(
    ("language", "names", "none"),
    [
        ("en", ["Copied", "A layer removed", "Independent"], "does not apply"),
        ("zh", [catalogue("zh")[f"forensics.relation.{name}"] for name in ("copied", "depth_pruned", "independent")],
         "不适用"),
    ],
)  # fmt: skip
def test_kin_come_first_with_how_many_were_flagged_and_in_which_range_they_scored(language, names, none):
    view = spoken(language, lineage_table, PAIRS)
    rows = [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]
    assert [row[0] for row in rows] == names
    copied, pruned, independent = rows
    assert copied[1:] == ["1", "100%21–100%", "1.00", "≤ 0.01", "1.00", "1.00"]
    assert pruned[1:] == ["1", "0%0–79%", "0.50", "≤ 0.018", none, none], "a method that does not apply gives no zero"
    assert independent[1:] == ["2", "50%9–91%", "−0.02–0.05", "0.01–0.40", "0.90–0.95", "0.10–0.20"]


def test_the_area_is_that_of_the_pairs_to_which_a_method_applies():
    pairs = [pair(score=2.0, raw_cosine=0.5), pair(score=1.0), pair(kin=False, score=1.0, raw_cosine=0.5)]
    filled = [
        replace(each, scores={name: value if value is not None else 0.0 for name, value in each.scores.items()})
        for each in pairs
    ]
    rows = [[cell_text(cell) for cell in row["cells"]] for row in spoken("en", area_table, filled)["rows"]]
    assert rows[0] == ["Lineage score", "0.750", "3"]  # one win, one tie of two
    assert [row[0] for row in rows][-2:] == ["Raw cosine", "Layer deviations"]
    assert rows[4] == ["Raw cosine", "0.250", "3"]


def test_a_pair_to_which_a_method_does_not_apply_is_left_out_of_its_scores():
    assert scores_of(PAIRS, "raw_cosine") == ([1.0], [0.9, 0.95])
    assert scores_of([], "score") == ([], [])


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_curve_of_a_perfect_score_rises_at_once_and_ends_in_the_corner(colours):
    figure = spoken("en", roc_figure, PAIRS, colours)
    main, cosine, deviation = figure.data
    assert (main.x[0], main.y[0], main.x[-1], main.y[-1]) == (0, 0, 1, 1)
    assert max(y for x, y in zip(main.x, main.y, strict=True) if x == 0) == 1
    assert [trace.name for trace in figure.data] == ["Lineage score", "Raw cosine", "Layer deviations"]
    assert [trace.line.dash for trace in (main, cosine, deviation)] == ["solid", "dash", "dot"]
    assert main.line.color == colours.accent


def test_the_labelled_set_is_shown_with_every_relation_and_both_weak_methods():
    drawn = draw(forensics.show_forensics)
    rows = drawn.rows(catalogue("en")["forensics.lineage.title"])
    relations = {key for key in catalogue("en") if key.startswith("forensics.relation.")}
    assert {row[0] for row in rows} == {catalogue("en")[key] for key in relations}
    independent = next(row for row in rows if row[0] == "Independent")
    assert (independent[1], independent[2][:2]) == ("45", "0%")
    assert "forensics.identity" not in drawn.said and "24 prompts" in drawn.said
    assert len(drawn.figures["lineage_roc"].data) == 3


def test_the_table_s_numbers_are_those_of_the_experiment():
    pairs = labelled_pairs()
    kin, strangers = scores_of(pairs, "score")
    assert (len(kin), len(strangers)) == (36, 75)
    assert min(kin) > max(strangers)
    weak_kin, weak_strangers = scores_of(pairs, "raw_cosine")
    assert min(weak_kin) < max(weak_strangers), "raw cosine would be evidence after all"


def test_the_identity_rates_are_read_from_their_table():
    found = yaml.safe_load(measured_text("identity_rates.yaml"))
    null = [line for line in found["lines"] if line["served"] == "the held weights"]
    assert sum(line["runs"] for line in null) >= 200
    rows = identity_table(found["lines"])["rows"]
    assert len(rows) == len(found["lines"])
    for line in found["lines"]:
        whole = line["whole_test"]
        assert whole["different"] + whole["same"] + whole["inconclusive"] == line["runs"]


def test_a_rate_is_told_with_its_interval_and_what_computed_it():
    rate = {"share_different": 0.015, "interval": [0.0051, 0.0432], "different": 3, "same": 197, "inconclusive": 0}
    line = {"served": "the held weights", "served_dtype": "float16", "runs": 200}
    view = spoken("en", identity_table, [line | {"whole_test": rate, "answers_alone": rate}])
    assert [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]] == [
        ["The held weights", "float16", "200", "1.5%1–4%", "1.5%1–4%"]
    ]
    assert spoken("en", identity_table, [])["rows"] == []
