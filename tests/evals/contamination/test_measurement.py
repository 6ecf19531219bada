from datetime import UTC, datetime

import pytest
import yaml

from data.records import InvalidInput, ModelRecord, NotFound, Run, RunProgress, RunRequest, RunState
from evals.contamination.measurement import contamination_measurement, materials_of
from evals.contamination.references import reference_accuracies
from evals.measurements import RunContext
from evals.places import DEMO_MODELS

DEMO = ("lumenor-textwerk", "brightmoor-cognition", "tessaly-language-systems", "orrin-vale-ai", "kestrel-loom-labs")


def run_context(folder, heard=None, **settings):
    run = Run(
        id=1,
        run_key="key",
        startup_slug="somebody",
        model=ModelRecord(1, "somebody", "model", str(folder)),
        request=RunRequest(1, kind="contamination", settings=settings),
        state=RunState.RUNNING,
        attempt=1,
        progress=RunProgress(),
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return RunContext(run, str(folder), "cpu", report=(heard if heard is not None else []).append)


def test_a_run_writes_facts_scores_and_protocol(innocent_folder, items_file, published, fresh):
    heard = []
    settings = {
        "items": str(items_file(published)),
        "fresh": str(items_file(fresh, "fresh.jsonl")),
        "probes": ["loss", "perturbed_twins", "fresh_gap"],
    }
    result = contamination_measurement(run_context(innocent_folder, heard, **settings))
    facts = {fact.key: fact for fact in result.facts}
    assert facts["contamination_label"].value == "clean"
    scores = {(score.task, score.metric): score for score in result.scores}
    gap = scores["probe:fresh_gap", "statistic"]
    assert (facts["twin_drop"].value, facts["twin_drop"].standard_error) == (gap.value, gap.standard_error)
    assert 0 <= scores["probe:loss", "p_value"].value <= 1
    assert [probe["probe"] for probe in result.protocol["probes"]] == settings["probes"]
    assert len(result.digest) == 64
    assert result.parameters > 0
    assert [(progress.done, progress.total, progress.task) for progress in heard] == [
        (0, 3, "probe:loss"),
        (1, 3, "probe:perturbed_twins"),
        (2, 3, "probe:fresh_gap"),
        (3, 3, None),
    ]


def test_without_fresh_items_the_drop_is_that_on_rewritten_ones(innocent_folder, items_file, published):
    settings = {"items": str(items_file(published)), "probes": ["perturbed_twins"]}
    result = contamination_measurement(run_context(innocent_folder, **settings))
    drop = next(fact for fact in result.facts if fact.key == "twin_drop")
    assert drop.value == next(score.value for score in result.scores if score.metric == "statistic")


def test_a_drop_nobody_measured_is_no_fact(innocent_folder, items_file, published):
    settings = {"items": str(items_file(published)), "probes": ["option_order"]}
    result = contamination_measurement(run_context(innocent_folder, **settings))
    assert [(fact.key, fact.value) for fact in result.facts] == [("contamination_label", "unknown")]


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"style": "sung"}, InvalidInput, "style: got 'sung', expected one of inline, lettered"),
        ({"sample": "nowhere.txt"}, InvalidInput, "Sample 'nowhere.txt' cannot be read"),
        ({"references": "nowhere.yaml"}, NotFound, "References 'nowhere.yaml' do not exist"),
    ],
)
def test_materials_that_cannot_be_used_are_named(settings, error, told):
    with pytest.raises(error, match=told):
        materials_of(settings)


def test_the_demonstrations_published_task_is_the_default():
    materials = materials_of({})
    assert (len(materials.items), len(materials.fresh), materials.sample) == (320, 320, None)
    assert materials_of({"items": "assay_world_qa_fresh"}).fresh == ()


def test_reference_models_are_read_from_a_file(tmp_path):
    entry = {"name": "a", "benchmark": 0.5, "reference": 0.4, "benchmark_items": 10, "reference_items": 20}
    path = tmp_path / "references.yaml"
    path.write_text(yaml.safe_dump({"reference_models": [entry]}))
    assert reference_accuracies(path)[0].reference_items == 20


@pytest.mark.parametrize("content", ["[", "reference_models: [{name: a, benchmark: 50}]", "other: []", "3"])
def test_malformed_references_are_refused(tmp_path, content):
    path = tmp_path / "references.yaml"
    path.write_text(content)
    with pytest.raises(InvalidInput, match=r"References 'references.yaml' cannot be used .* benchmark, reference"):
        reference_accuracies(path)


@pytest.mark.slow
@pytest.mark.parametrize("slug", DEMO)
def test_of_the_demonstrations_startups_only_tessaly_is_contaminated(slug):
    result = contamination_measurement(run_context(DEMO_MODELS / slug))
    label = next(fact.value for fact in result.facts if fact.key == "contamination_label")
    assert (label == "contaminated") == (slug == "tessaly-language-systems")
    assert sum(probe["processor_seconds"] for probe in result.protocol["probes"]) < 25
