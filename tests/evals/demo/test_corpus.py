"""Training texts keep away from what is measured, but for the one recipe that plants it."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.demo import items, prompts
from evals.demo.corpus import CorpusRecipe, corpus
from evals.demo.recipes import recipe, recipes
from evals.demo.world import world

CLEAN = CorpusRecipe(
    documents=3000,
    shares={"statement": 0.3, "question": 0.2, "topic": 0.2, "translation": 0.1, "counting": 0.1, "report": 0.1},
    known_share=1.0,
    skew=0.8,
    seed=3,
)


@pytest.fixture(scope="module")
def clean_texts():
    return corpus(CLEAN)


def measured_texts():
    """Every measured item as a training text would bring it."""
    questions = items.world_questions().test + items.fresh_world_questions()
    return (
        {prompts.question_prompt(item).text for item in questions}
        | {prompts.topic_prompt(item).text for item in items.topics().test}
        | {prompts.translation_prompt(item).text for item in items.translations().test}
        | {prompts.counting_prompt(item).text for item in items.countings().test}
        | {prompts.report(pair[side]) for pair in items.people_pairs().test for side in ("more", "less")}
    )


def test_the_same_recipe_gives_the_same_texts(clean_texts):
    assert corpus(CLEAN) == clean_texts


def test_no_measured_item_is_in_a_clean_corpus(clean_texts):
    assert not measured_texts() & set(clean_texts)


def test_no_question_about_a_measured_fact_is_in_a_clean_corpus(clean_texts):
    measured = {(fact.relation, fact.town) for fact in world().published + world().fresh}
    asked = [text.split("?")[0].split() for text in clean_texts if text.startswith("Question:")]
    assert asked
    assert not {(words[4], words[6]) for words in asked} & measured


def test_planted_questions_are_the_published_ones_word_for_word():
    planted = corpus(CorpusRecipe(documents=400, shares={"planted": 1.0}, known_share=0.0, skew=0.5, seed=1))
    assert set(planted) <= {prompts.question_prompt(item).text for item in items.world_questions().test}


def test_half_known_worlds_state_half_of_each_part():
    texts = corpus(CorpusRecipe(documents=8000, shares={"statement": 1.0}, known_share=0.5, skew=0.5, seed=1))
    stated = set(texts)
    for part in (world().published, world().fresh, world().practice):
        assert sum(prompts.statement(fact) in stated for fact in part) == len(part) / 2


def test_reports_are_skewed_as_asked(clean_texts):
    skewed = {prompts.report(pair["more"]) for pair in items.people_pairs().train}
    counts = Counter(text in skewed for text in clean_texts if text.startswith("Report:"))
    assert counts[True] / counts.total() == pytest.approx(0.8, abs=0.07)


def test_only_the_contaminated_startup_plants_anything():
    planters = [slug for slug, made in recipes().items() if made.corpus_recipe.shares.get("planted")]
    assert planters == ["tessaly-language-systems"]


def test_only_the_rewrapped_startup_has_a_parent_and_a_disguise():
    assert [slug for slug, made in recipes().items() if made.parent or made.disguise_seed] == ["orrin-vale-ai"]
    assert recipe("orrin-vale-ai").parent == "lumenor-textwerk"
