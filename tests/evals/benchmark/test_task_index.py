import pytest

from data.records import InvalidInput, NotFound
from evals.benchmark.task_index import TaskFolder, TaskIndex, stock_tasks


def write(folder, **files):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


@pytest.fixture
def tasks(tmp_path):
    (tmp_path / "template").write_text("tag: from_template\n")
    return write(
        tmp_path / "tasks",
        a="task: alpha\ntag:\n  - first\n  - second\n",
        b='"task": "beta"\n"include": "../template"\n',
        c="group: both\ntask:\n  - alpha\n  - task: beta\n    num_fewshot: 3\n",
        d="group: nested\ntask:\n- group: inner\n  task: [alpha]\n",
    )


def test_names_groups_and_tags_are_read_off_the_files(tasks):
    folder = TaskFolder(tasks)
    assert {name: file.is_group for name, file in folder.files.items()} == {
        "alpha": False, "beta": False, "both": True, "nested": True
    }  # fmt: skip
    assert folder.tags == {"first": ["alpha"], "second": ["alpha"], "from_template": ["beta"]}


def test_a_group_gives_its_members_with_the_settings_it_changes(tasks):
    leaves = TaskIndex([tasks]).leaves("both")
    assert [(leaf.file.name, leaf.overrides) for leaf in leaves] == [("alpha", {}), ("beta", {"num_fewshot": 3})]


def test_the_first_folder_that_knows_a_name_decides(tasks, tmp_path):
    mine = write(tmp_path / "mine", x="task: alpha\n")
    assert TaskIndex([mine, tasks]).leaves("alpha")[0].file.path == mine / "x.yaml"


def test_an_unknown_name_is_answered_with_the_nearest(tasks):
    with pytest.raises(NotFound, match=r"No task 'alfa'; did you mean alpha\?"):
        TaskIndex([tasks]).leaves("alfa")


def test_a_group_that_defines_tasks_inside_itself_is_refused(tasks):
    with pytest.raises(InvalidInput, match="Group 'nested' defines tasks inside itself"):
        TaskIndex([tasks]).leaves("nested")


def test_mmlu_has_57_subjects_behind_its_groups_and_tags():
    assert len(TaskIndex([stock_tasks()]).leaves("mmlu")) == 57


@pytest.mark.slow
def test_the_index_agrees_with_lm_eval_on_every_name_file_and_tag():
    from lm_eval.tasks import TaskManager

    manager, folder = TaskManager(), TaskFolder(stock_tasks())
    entries = manager.task_index
    assert set(folder.files) == {*manager.all_subtasks, *manager.all_groups}
    assert {name for name, file in folder.files.items() if file.is_group} == set(manager.all_groups)
    assert {name: set(tasks) for name, tasks in folder.tags.items()} == {
        name: entries[name].tags for name in manager.all_tags
    }
    assert [name for name, file in folder.files.items() if file.path != entries[name].yaml_path] == []
