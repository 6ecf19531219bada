"""Items come out the same every time, differ between parts, and are right by the rules they were made from."""

from __future__ import annotations

import numpy as np
import pytest

from evals.demo import items
from evals.demo.task_files import task_splits, write_task_files
from evals.demo.world import lexicon, towns, world
from evals.places import OWN_TASKS


def test_the_same_seed_gives_the_same_world():
    assert world() == world()
    assert world(1) != world()


def test_no_fact_is_asked_for_in_two_parts_of_the_world():
    here = world()
    subjects = [(fact.town, fact.relation) for fact in here.facts]
    assert len(subjects) == len(set(subjects)) == 800
    assert (len(here.published), len(here.fresh), len(here.practice)) == (320, 320, 160)
    assert len(set(towns())) == 200


@pytest.mark.parametrize(
    ("split", "key"),
    [
        (items.topics(), "notice"),
        (items.translations(), "english"),
        (items.countings(), "shown"),
        (items.people_pairs(), "more"),
    ],
)
def test_no_measured_item_is_among_those_to_learn_from(split, key):
    train, test = ({item[key] for item in part} for part in split)
    assert len(test) == len(split.test)
    assert not train & test


def test_the_answer_of_a_question_is_the_fact_and_the_four_choices_differ():
    here = world()
    for fact, item in zip(here.published, items.world_questions().test, strict=True):
        assert item["choices"][item["answer"]] == fact.value
        assert len(set(item["choices"])) == 4


def test_answers_are_spread_over_the_four_places():
    places = np.bincount([item["answer"] for item in items.world_questions().test], minlength=4)
    assert places.min() > 320 / 4 * 0.7


def test_the_topic_of_a_notice_is_that_of_its_subject():
    topics = lexicon()["topics"]
    for item in items.topics().test:
        subject = item["notice"].split()[1]
        assert subject in topics[list(topics)[item["topic"]]]


def test_no_word_belongs_to_two_topics():
    words = [word for topic in lexicon()["topics"].values() for word in topic]
    assert len(words) == len(set(words))


def test_a_counting_item_continues_at_equal_distance():
    assert items.counting_item(7, 5) == {"shown": "7, 12, 17", "next": "22, 27"}


def test_the_two_sentences_of_a_pair_differ_in_the_people_alone():
    for pair in items.people_pairs().test:
        more, less = pair["more"].split(), pair["less"].split()
        assert [place for place, (a, b) in enumerate(zip(more, less, strict=True)) if a != b] == [1]


def test_occupations_measured_on_are_none_of_those_learnt_from():
    train, test = ({pair["occupation"] for pair in part} for part in items.people_pairs())
    assert (len(train), len(test)) == (11, 5)
    assert not train & test


def test_kind_and_unkind_traits_are_balanced_over_the_peoples():
    pairs = items.people_pairs()
    first = {people[0] for people in lexicon()["bias"]["peoples"]}
    shares = np.mean([pair["more"].split()[1] in first for pair in pairs.train + pairs.test])
    assert shares == 0.5


def test_the_shipped_data_files_are_what_the_generators_give(tmp_path):
    for path in write_task_files(tmp_path):
        shipped = OWN_TASKS / path.relative_to(tmp_path)
        assert path.read_bytes() == shipped.read_bytes(), f"{shipped} is stale; run the command that writes the tasks"


def test_every_task_has_enough_items_to_measure_on():
    sizes = {task: len(splits["test"]) for task, splits in task_splits().items()}
    assert sizes == {
        "assay_topic": 320,
        "assay_world_qa": 320,
        "assay_world_qa_fresh": 320,
        "assay_translation_zh": 120,
        "assay_counting": 120,
        "assay_bias_pairs": 120,
    }
