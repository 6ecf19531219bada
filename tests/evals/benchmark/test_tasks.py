import json
from pathlib import Path

import pytest

from data.catalogue import load_suite
from data.records import InvalidInput, NotFound, Refused
from evals.benchmark.tasks import data_overrides, load_tasks

HELLASWAG = {"validation_split": "validation", "training_split": "train", "test_split": None, "dataset_name": "x"}


def task_data(folder, rows, task="arc_easy", splits=("test",)):
    folder.mkdir(exist_ok=True)
    for split in splits:
        (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "MANIFEST.json").write_text(json.dumps({task: {split: f"{split}.jsonl" for split in splits}}))
    return folder


ROW = {"id": "1", "question": "Q?", "choices": {"text": ["a", "b"], "label": ["A", "B"]}, "answerKey": "B"}


def test_a_stock_task_keeps_its_prompt_and_takes_only_its_rows_from_the_folder(tmp_path):
    loaded = load_tasks(["arc_easy"], task_data=task_data(tmp_path / "d", [ROW]))
    task = loaded.tasks["arc_easy"]
    document = task.eval_docs[0]
    assert (len(task.eval_docs), task.doc_to_text(document), task.doc_to_choice(document), task.VERSION) == (
        1, "Question: Q?\nAnswer:", ["a", "b"], 1.0
    )  # fmt: skip
    assert set(loaded.data_digests) == {"arc_easy"}


def test_the_projects_own_tasks_need_no_manifest_and_no_network():
    lines = load_suite("demo").benchmarks
    loaded = load_tasks([task for line in lines for task in line.tasks])
    assert all(len(task.eval_docs) > 100 for task in loaded.tasks.values())
    assert len(loaded.data_digests) == len(lines)


def test_splits_that_are_missing_are_unset():
    settings = data_overrides("hellaswag", HELLASWAG, {"validation": Path("/v.jsonl")})
    assert settings == {
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"validation": "/v.jsonl"}},
        "dataset_name": None,
        "training_split": None,
    }


def test_data_without_the_scored_split_is_refused():
    with pytest.raises(NotFound, match="'hellaswag' is scored on its split validation; the data holds train"):
        data_overrides("hellaswag", HELLASWAG, {"train": Path("/t.jsonl")})


def test_examples_whose_split_is_missing_are_refused_only_when_examples_are_wanted():
    config = {"test_split": "test", "fewshot_split": "dev"}
    assert data_overrides("mmlu", config, {"test": Path("/t.jsonl")})["fewshot_split"] is None
    with pytest.raises(NotFound, match="takes its examples from split 'dev'"):
        data_overrides("mmlu", config | {"num_fewshot": 5}, {"test": Path("/t.jsonl")})


def test_shots_for_all_spare_a_task_fixed_at_zero_and_shots_by_name_do_not(tmp_path):
    folder = task_data(tmp_path / "d", [ROW] * 3, splits=("test", "train"))
    assert load_tasks(["arc_easy"], task_data=folder, num_fewshot=2).tasks["arc_easy"].config.num_fewshot == 2
    assert load_tasks(["assay_topic"], num_fewshot=2).tasks["assay_topic"].config.num_fewshot == 0
    assert load_tasks(["assay_topic"], num_fewshot={"assay_topic": 2}).tasks["assay_topic"].config.num_fewshot == 2


def test_a_broken_line_is_named_with_its_number(tmp_path):
    folder = task_data(tmp_path / "d", [ROW])
    with (folder / "test.jsonl").open("a") as file:
        file.write("{broken\n")
    with pytest.raises(InvalidInput, match="Task 'arc_easy': line 2 is not JSON"):
        load_tasks(["arc_easy"], task_data=folder)


def test_the_operators_own_tasks_come_first_with_the_rows_beside_them(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "task: arc_easy\ndataset_path: json\noutput_type: multiple_choice\ntest_split: test\n"
        'doc_to_text: "{{question}}"\ndoc_to_choice: "{{choices}}"\ndoc_to_target: answer\n'
    )
    (tmp_path / "test.jsonl").write_text('{"question": "Mine?", "choices": ["a", "b"], "answer": 0}\n')
    task = load_tasks(["arc_easy"], include_path=tmp_path).tasks["arc_easy"]
    assert task.doc_to_text(task.eval_docs[0]) == "Mine?"


def test_what_executes_code_is_refused_unless_the_operator_allows_it(tmp_path):
    with pytest.raises(Refused, match="'humaneval' executes code that the model writes"):
        load_tasks(["humaneval"], task_data=task_data(tmp_path / "d", [{}], "humaneval"))
    with pytest.raises(Refused, match="'niah_single_1' makes its rows with code of the model's tokenizer"):
        load_tasks(["niah_single_1"])


def test_an_include_path_that_is_no_folder_is_named(tmp_path):
    with pytest.raises(NotFound, match=r"--include-path .*gone"):
        load_tasks(["arc_easy"], include_path=tmp_path / "gone")
