"""The suites that ship, against the tasks that the harness has."""

import pytest
from lm_eval.tasks._yaml_loader import load_yaml

from data.catalogue import load_suite, suite_names
from evals.benchmark.task_index import TaskIndex, stock_tasks
from evals.places import OWN_TASKS


@pytest.fixture(scope="module")
def index():
    return TaskIndex([OWN_TASKS, stock_tasks()])


@pytest.mark.parametrize("name", suite_names())
def test_every_task_of_a_suite_exists_with_its_metric_and_filter(name, index):
    for line in load_suite(name).benchmarks:
        for task in line.tasks:
            (leaf,) = index.leaves(task)
            config = load_yaml(leaf.file.path, resolve_func=False)
            metrics = [str(entry["metric"]) for entry in config.get("metric_list", [])]
            filters = [entry["name"] for entry in config.get("filter_list") or []] or ["none"]
            # HumanEval names its metric by the function that computes it.
            assert line.metric in metrics or (line.metric == "pass@1" and metrics[0].endswith("pass_at_k"))
            assert line.filter in filters
            assert bool(config.get("unsafe_code")) == line.executes_code
