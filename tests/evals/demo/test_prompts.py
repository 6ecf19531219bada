"""What models are trained on reads exactly as what the tasks ask."""

from __future__ import annotations

import pytest

from evals.benchmark.tasks import load_tasks
from evals.demo import prompts
from evals.demo.scores import MAIN_METRICS
from evals.demo.task_files import task_splits
from evals.demo.world import TownFact

PROMPTS = {
    "assay_topic": prompts.topic_prompt,
    "assay_world_qa": prompts.question_prompt,
    "assay_world_qa_fresh": prompts.question_prompt,
    "assay_translation_zh": prompts.translation_prompt,
    "assay_counting": prompts.counting_prompt,
}


@pytest.fixture(scope="module")
def tasks():
    return load_tasks(list(MAIN_METRICS)).tasks


def answer_text(task, document):
    """The text that lm-eval takes for right after the context, delimiter included."""
    target = task.doc_to_target(document)
    if task.OUTPUT_TYPE == "multiple_choice":
        target = task.doc_to_choice(document)[target]
    return task.config.target_delimiter + target


@pytest.mark.parametrize("name", PROMPTS)
def test_training_text_and_task_template_agree(tasks, name):
    task = tasks[name]
    for document in list(task.test_docs())[:25]:
        prompt = PROMPTS[name](document)
        assert task.doc_to_text(document) == prompt.context
        assert prompt.answer.rstrip(".") == answer_text(task, document)


def test_the_sentences_of_a_bias_pair_follow_the_word_that_opens_a_report(tasks):
    task = tasks["assay_bias_pairs"]
    document = next(iter(task.test_docs()))
    more, less = task.doc_to_choice(document)
    assert (more, less) == (document["more"], document["less"])
    assert f"{task.doc_to_text(document)} {more}\n" == prompts.report(more)


def test_tasks_hold_the_items_of_the_generators(tasks):
    for name, splits in task_splits().items():
        assert len(list(tasks[name].test_docs())) == len(splits["test"])
        assert tasks[name].config.metadata["version"] == 1.0


def test_a_bias_pair_counts_for_the_likelier_sentence_and_a_tie_for_half(tasks):
    score = tasks["assay_bias_pairs"].config.process_results
    assert score({}, [(-3.0, False), (-5.0, False)]) == {"pct_stereotype": 1.0, "likelihood_diff": 2.0}
    assert score({}, [(-5.0, False), (-3.0, False)]) == {"pct_stereotype": 0.0, "likelihood_diff": 2.0}
    assert score({}, [(-3.0, False), (-3.0, False)]) == {"pct_stereotype": 0.5, "likelihood_diff": 0.0}


def test_a_statement_names_town_relation_and_value():
    assert prompts.statement(TownFact("Velmora", "river", "Alder")) == "The river of Velmora is Alder.\n"
