import json

import pytest

from data.catalogue import load_suite
from data.records import Refused
from evals.benchmark.bundles import create_bundle
from evals.benchmark.tasks import load_tasks


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    return folder, create_bundle(load_suite("demo"), folder)


def test_a_bundle_states_rows_hashes_licence_and_lm_evals_version(bundle):
    folder, manifest = bundle
    written = json.loads((folder / "MANIFEST.json").read_text())
    assert (written["suite"], written["lm_eval"], len(written["tasks"])) == ("demo", "0.4.13", 6)
    test = manifest.tasks["assay_topic"].splits["test"]
    assert test.rows == len((folder / test.file).read_text().splitlines())


def test_a_task_read_from_its_bundle_is_the_same_task(bundle):
    folder, _ = bundle
    own = load_tasks(["assay_world_qa"]).tasks["assay_world_qa"]
    frozen = load_tasks(["assay_world_qa"], task_data=folder).tasks["assay_world_qa"]
    assert list(frozen.eval_docs) == list(own.eval_docs)


def test_a_bundle_that_was_changed_is_refused(bundle, tmp_path):
    folder, manifest = bundle
    copy = tmp_path / "copy"
    for task in manifest.tasks.values():
        for entry in task.splits.values():
            (copy / entry.file).parent.mkdir(parents=True, exist_ok=True)
            (copy / entry.file).write_bytes((folder / entry.file).read_bytes())
    (copy / "MANIFEST.json").write_bytes((folder / "MANIFEST.json").read_bytes())
    with (copy / manifest.tasks["assay_topic"].splits["test"].file).open("a") as file:
        file.write("\n")
    with pytest.raises(Refused, match=r"'assay_topic/test.jsonl' is not the file the bundle was made with"):
        load_tasks(["assay_topic"], task_data=copy)


def test_a_bundle_is_never_written_over(bundle):
    with pytest.raises(Refused, match=r"holds a MANIFEST.json already"):
        create_bundle(load_suite("demo"), bundle[0])
