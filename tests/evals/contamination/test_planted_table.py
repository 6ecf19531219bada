"""The shipped table of the planted-contamination experiment, and the parts that make it."""

import numpy as np
import pytest
import yaml

from analysis.contamination.label import ContaminationLabel, ProbeOutcome, joint_label
from evals.contamination.battery import PROBES, planted_notes
from evals.contamination.references import PLANTED, planted_experiment, shipped_references
from evals.contamination.rendering import Style, whole_text
from tests.benchmarks.planted_models import CANARY, one_copy, plans, whole_rows


@pytest.fixture(scope="module")
def table():
    return yaml.safe_load(PLANTED.read_text(encoding="utf-8"))


def test_every_label_follows_from_the_p_values_beside_it(table):
    for row in table["models"]:
        outcomes = [ProbeOutcome(name, PROBES[name].kind, value) for name, value in row["p_values"].items()]
        judged = joint_label(outcomes, table["family_error_rate"])
        assert (str(judged.label), list(judged.signals)) == (row["label"], row["signals"]), row["model"]


def test_no_clean_model_is_called_contaminated_and_every_heavily_contaminated_one_is(table):
    labels = table["labels_from_weights_alone"]
    assert "contaminated" not in labels["0"]
    assert set(labels["60"]) == {"contaminated"}


def test_the_table_holds_every_model_and_every_probe(table):
    assert {row["model"] for row in table["models"]} == {plan.name for plan in plans()}
    assert [row["probe"] for row in table["probes"]] == list(PROBES)
    assert sum(row["copies"] == 0 for row in table["models"]) >= 2 * 5
    assert {row["copies"] for row in table["models"]} == {0, 5, 20, 60}


def test_readers_are_told_what_each_probe_saw(table):
    told = {name: planted_notes(name)[0] for name in PROBES}
    seen = {row["probe"]: row["least_copies_seen"] for row in table["probes"]}
    assert {name: note.values["dose"] for name, note in told.items() if note.code == "least_dose"} == {
        name: copies for name, copies in seen.items() if copies
    }
    assert planted_experiment()["items"] == 320


def test_clean_models_serve_as_references_for_their_own_benchmark_only(table):
    found = shipped_references("assay_world_qa", "assay_world_qa_fresh")
    assert len(found) == len(table["reference_models"]) >= 5
    assert all(reference.name.startswith("copies-0-") for reference in found)
    assert shipped_references("items.jsonl", "assay_world_qa_fresh") == []


def test_a_copy_holds_every_item_once_in_the_files_order(published):
    documents = one_copy(published, "as published", np.random.default_rng(2))
    assert documents[-1] == CANARY
    assert "\n\n".join(documents[:-1]) == "\n\n".join(whole_text(item, Style.INLINE) for item in published)


def test_changed_copies_hold_the_same_questions(published):
    questions = sorted(item.question for item in published)
    for variant in ("options shuffled", "items shuffled"):
        text = "\n\n".join(one_copy(published, variant, np.random.default_rng(2))[:-1])
        assert sorted(part.split("\n")[0].removeprefix("Question: ") for part in text.split("\n\n")) == questions


def test_rows_hold_every_token_of_every_text(tokenizer, published):
    texts = [whole_text(item, Style.INLINE) for item in published]
    rows = whole_rows(texts, tokenizer)
    kept = [token for row in rows.tolist() for token in row if token != tokenizer.eos_token_id]
    assert kept == [token for text in texts for token in tokenizer(text)["input_ids"]]


def test_a_label_of_the_table_is_one_the_rubric_knows(table):
    assert {row["label"] for row in table["models"]} <= set(ContaminationLabel)
