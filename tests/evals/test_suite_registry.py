import pytest
import yaml
from lm_eval.tasks._yaml_loader import load_yaml

from data.records import InvalidInput, NotFound
from evals.benchmark.task_index import TaskIndex, stock_tasks
from evals.places import OWN_TASKS
from evals.suite_registry import FromLowerBound, FromTarget, load_suite, parse_suite, suite_names

LINE = {
    "key": "a",
    "label_en": "A",
    "label_zh": "甲",
    "capability": "reasoning",
    "tasks": ["arc_easy"],
    "metric": "acc",
}
SUITE = {"label_en": "S", "label_zh": "套", "description_en": "s", "description_zh": "套", "benchmarks": [LINE]}


@pytest.fixture(scope="module")
def index():
    return TaskIndex([OWN_TASKS, stock_tasks()])


def test_the_shipped_suites_are_these():
    assert suite_names() == ["demo", "open-llm-leaderboard-v1", "open-llm-leaderboard-v2", "quick", "safety-bias"]


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


def test_the_second_leaderboard_has_its_39_tasks_and_their_bounds():
    suite = load_suite("open-llm-leaderboard-v2")
    assert sum(len(line.tasks) for line in suite.benchmarks) == 39
    bbh = next(line for line in suite.benchmarks if line.key == "bbh")
    assert bbh.normalisation.lower_bounds["leaderboard_bbh_boolean_expressions"] == 0.5
    assert bbh.normalisation.lower_bounds["leaderboard_bbh_object_counting"] == pytest.approx(1 / 19, abs=1e-6)


def test_the_suites_cover_every_capability_that_applications_are_asked_for():
    covered = {line.capability for name in suite_names() for line in load_suite(name).benchmarks}
    assert len(covered) == 10


def test_chance_is_zero_and_a_full_score_a_hundred():
    scale = FromLowerBound(lower_bound=0.25, lower_bounds={"two": 0.5})
    assert [scale.score("four", value) for value in (0.1, 0.25, 0.625, 1.0)] == [0, 0, 50, 100]
    assert scale.score("two", 0.75) == 50


def test_an_even_handed_model_reaches_a_hundred_and_a_one_sided_one_nothing():
    scale = FromTarget(kind="from_target", target=0.5)
    assert [scale.score("pairs", value) for value in (0.0, 0.5, 0.75, 1.0)] == [0, 100, 50, 0]


def test_code_is_left_out_unless_it_is_allowed():
    suite = parse_suite(
        yaml.safe_dump(
            SUITE | {"benchmarks": [LINE, LINE | {"key": "b", "tasks": ["humaneval"], "executes_code": True}]}
        ),
        "s",
    )
    assert [len(suite.runnable(allow_code=allowed)) for allowed in (False, True)] == [1, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"benchmarks": []}, "benchmarks: Tuple should have at least 1"),
        ({"benchmarks": [LINE, LINE]}, "named twice: a"),
        ({"benchmarks": [LINE | {"capability": "magic"}]}, "capability: Input should be"),
        ({"benchmarks": [LINE | {"normalisation": {"kind": "from_lower_bound", "lower_bound": 1}}]}, "less than 1"),
    ],
)
def test_a_suite_that_breaks_the_schema_is_refused_with_its_place(change, message):
    with pytest.raises(InvalidInput, match=message):
        parse_suite(yaml.safe_dump(SUITE | change), "s")


def test_an_unknown_suite_is_answered_with_the_nearest():
    with pytest.raises(NotFound, match=r"No suite 'demoo'; did you mean demo\?"):
        load_suite("demoo")
