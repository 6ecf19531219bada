import json

import pytest

from data.records import InvalidInput, NotFound, Refused
from evals.benchmark.task_data import data_digest, file_sha256, first_bad_line, read_task_data


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "test.jsonl").write_text('{"a": 1}\n')
    return data


def manifest(folder, written):
    (folder / "MANIFEST.json").write_text(written if isinstance(written, str) else json.dumps(written))
    return folder


def bundle(folder, sha256):
    split = {"file": "test.jsonl", "rows": 1, "sha256": sha256}
    task = {"dataset": "x", "dataset_name": None, "licence": "mit", "splits": {"test": split}}
    return manifest(folder, {"assay_bundle": 1, "suite": "s", "lm_eval": "0.4.13", "tasks": {"t": task}})


def test_a_plain_manifest_names_the_file_of_every_split(folder):
    data = read_task_data(manifest(folder, {"t": {"test": "test.jsonl"}}))
    assert data.splits("t") == {"test": folder / "test.jsonl"}


@pytest.mark.parametrize("path", ["../secret.jsonl", "/etc/passwd", "link.jsonl"])
def test_no_path_leads_outside_the_folder(folder, path):
    (folder.parent / "secret.jsonl").write_text("{}")
    (folder / "link.jsonl").symlink_to(folder.parent / "secret.jsonl")
    with pytest.raises(Refused, match="leads outside"):
        read_task_data(manifest(folder, {"t": {"test": path}})).splits("t")


def test_a_missing_file_and_an_unknown_task_are_named(folder):
    data = read_task_data(manifest(folder, {"arc_easy": {"test": "gone.jsonl"}}))
    with pytest.raises(NotFound, match=r"task 'arc_easy': file 'gone.jsonl' is missing"):
        data.splits("arc_easy")
    with pytest.raises(NotFound, match="no data for task 'arc_eazy'; nearest: arc_easy"):
        data.splits("arc_eazy")


def test_a_bundle_is_used_when_its_hashes_hold_and_refused_when_one_is_off(folder):
    read_task_data(bundle(folder, file_sha256(folder / "test.jsonl"))).splits("t")
    with pytest.raises(Refused, match=r"'test.jsonl' is not the file the bundle was made with: sha256 \w{12}…"):
        read_task_data(bundle(folder, "0" * 64)).splits("t")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{", "is not JSON"),
        ([1], "at the top"),
        ({"t": {"test": 3}}, "at t.test"),
        ({"assay_bundle": 1}, "Field required"),
    ],
)
def test_a_manifest_of_another_form_is_refused_with_its_place(folder, written, message):
    with pytest.raises(InvalidInput, match=message):
        read_task_data(manifest(folder, written))


def test_a_folder_without_manifest_is_said_to_have_none(folder):
    with pytest.raises(NotFound, match=r"holds no MANIFEST.json"):
        read_task_data(folder)


def test_equal_digests_mean_equal_data_split_by_split(folder):
    (folder / "copy.jsonl").write_text('{"a": 1}\n')
    (folder / "other.jsonl").write_text('{"a": 2}\n')
    first = data_digest({"test": folder / "test.jsonl"})
    assert first == data_digest({"test": folder / "copy.jsonl"})
    assert first not in {data_digest({"test": folder / "other.jsonl"}), data_digest({"train": folder / "test.jsonl"})}


def test_the_first_line_that_is_no_object_is_found(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"a": 1}\n\nnonsense\n')
    assert first_bad_line(path).startswith("line 3 is not JSON")
    path.write_text("[1]\n")
    assert first_bad_line(path) == "line 1 is not a JSON object"
    path.write_text('{"a": 1}\n')
    assert first_bad_line(path) is None
