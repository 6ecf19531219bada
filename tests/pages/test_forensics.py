"""Forensics on the screens: the re-wrapped startup is caught by real runs, and the methods' own figures are shown."""

import pytest
import yaml

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
from pages.components.methodology.forensics import identity_table, labelled_pairs, scores_of
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_labelled_set_is_shown_with_every_relation_and_both_weak_methods(database, language):
    app = open_app("methodology", language=language)
    assert not app.exception
    said_words = catalogue(language)
    tables = [view for view in views(app) if view.get("label") == said_words["forensics.lineage.title"]]
    found = tables[0]
    names = {row["cells"][0]["parts"][0]["words"] for row in found["rows"]}
    relations = {key for key in said_words if key.startswith("forensics.relation.")}
    assert names == {said_words[key] for key in relations}
    independent = next(
        row
        for row in found["rows"]
        if row["cells"][0]["parts"][0]["words"] in {said_words["forensics.relation.independent"]}
    )
    assert independent["cells"][1]["parts"][0]["words"] == "45"
    assert independent["cells"][2]["parts"][0]["words"] == "0%"


def test_the_table_s_numbers_are_those_of_the_experiment():
    pairs = labelled_pairs()
    kin, strangers = scores_of(pairs, "score")
    assert (len(kin), len(strangers)) == (36, 75)
    assert min(kin) > max(strangers)
    weak_kin, weak_strangers = scores_of(pairs, "raw_cosine")
    assert min(weak_kin) < max(weak_strangers), "raw cosine would be evidence after all"


def test_the_identity_rates_are_read_from_their_table():
    found = yaml.safe_load((forensics.FORENSICS / "identity_rates.yaml").read_text(encoding="utf-8"))
    null = [line for line in found["lines"] if line["served"] == "the held weights"]
    assert sum(line["runs"] for line in null) >= 200
    rows = identity_table(found["lines"])["rows"]
    assert len(rows) == len(found["lines"])
    for line in found["lines"]:
        whole = line["whole_test"]
        assert whole["different"] + whole["same"] + whole["inconclusive"] == line["runs"]
