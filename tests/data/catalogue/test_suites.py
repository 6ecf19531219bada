"""Suites as files: what ships, what a score is worth, what is refused."""

import pytest
import yaml

from data.catalogue import load_suite, parse_suite, suite_label, suite_names, task_label
from data.records import FromLowerBound, FromTarget, InvalidInput, NotFound

LINE = {
    "key": "a",
    "label_en": "A",
    "label_zh": "甲",
    "capability": "reasoning",
    "tasks": ["arc_easy"],
    "metric": "acc",
}
SUITE = {"label_en": "S", "label_zh": "套", "description_en": "s", "description_zh": "套", "benchmarks": [LINE]}


def test_the_shipped_suites_are_these():
    assert suite_names() == ["demo", "open-llm-leaderboard-v1", "open-llm-leaderboard-v2", "quick", "safety-bias"]


def test_the_second_leaderboard_has_its_39_tasks_and_their_bounds():
    suite = load_suite("open-llm-leaderboard-v2")
    assert sum(len(line.tasks) for line in suite.benchmarks) == 39
    bbh = next(line for line in suite.benchmarks if line.key == "bbh")
    assert bbh.normalisation.lower_bounds["leaderboard_bbh_boolean_expressions"] == 0.5
    assert bbh.normalisation.lower_bounds["leaderboard_bbh_object_counting"] == pytest.approx(1 / 19, abs=1e-6)


def test_the_suites_cover_every_capability_that_applications_are_asked_for():
    covered = {line.capability for name in suite_names() for line in load_suite(name).benchmarks}
    assert len(covered) == 10


def test_chance_is_zero_a_full_score_a_hundred_and_less_than_chance_is_not_cut_off():
    scale = FromLowerBound(lower_bound=0.25, lower_bounds={"two": 0.5})
    assert [scale.points("four", share) for share in (0.1, 0.25, 0.625, 1.0)] == pytest.approx([-20, 0, 50, 100])
    assert scale.points("two", 0.75) == 50


def test_an_even_handed_model_reaches_a_hundred_and_a_one_sided_one_nothing():
    scale = FromTarget(kind="from_target", target=0.5)
    assert [scale.points("pairs", share) for share in (0.0, 0.5, 0.75, 1.0)] == [0, 100, 50, 0]


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
        (
            {"benchmarks": [LINE | {"tasks": ["wikitext"], "metric": "word_perplexity"}]},
            "Suite 's', benchmark 'a': metric 'word_perplexity' of 'wikitext' is on scale 'ratio', which",
        ),
        ({"benchmarks": [LINE | {"metric": "accuracy"}]}, "metric 'accuracy' of 'arc_easy' is on scale 'unknown'"),
    ],
)
def test_a_suite_that_breaks_the_schema_is_refused_with_its_place(change, message):
    with pytest.raises(InvalidInput, match=message):
        parse_suite(yaml.safe_dump(SUITE | change), "s")


def test_an_unknown_suite_is_answered_with_the_nearest():
    with pytest.raises(NotFound, match=r"No suite 'demoo'; did you mean demo\?"):
        load_suite("demoo")


def test_suites_and_tasks_have_names_in_both_languages_and_unknown_ones_keep_theirs():
    assert [suite_label("demo", language) for language in ("en", "zh")] == ["Demonstration", "演示套件"]
    assert task_label("assay_topic", "zh") == "公告主题分类"
    assert task_label("leaderboard_bbh_navigate", "en") == "BIG-Bench Hard: leaderboard_bbh_navigate"
    assert suite_label("gone", "en") == "gone" and task_label("a_task_of_nobody", "en") == "a_task_of_nobody"
