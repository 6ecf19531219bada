"""The catalogues of the look inside: the same sentences in both languages, and a text to learn in each."""

import re
import string

import pytest

from data.records import RunState
from data.records.experiment import FEWEST_TEXT_CHARACTERS, MOST_TEXT_CHARACTERS
from pages.components.inside.formulas import STEPS
from pages.components.inside.primer import show_primer
from pages.components.inside.wording import LOCALES, default_text, has_said, said
from pages.components.language import catalogue
from tests.pages.drawing import draw, spoken


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_catalogues_of_the_screen_say_the_same_things():
    english, chinese = catalogue("en", LOCALES), catalogue("zh", LOCALES)
    assert set(english) == set(chinese)
    assert [key for key in english if gaps(english[key]) != gaps(chinese[key])] == []
    assert all(text.strip() for text in (*english.values(), *chinese.values()))


def test_every_step_and_every_end_has_its_words():
    for step in STEPS:
        assert has_said(f"step.{step}.title") and has_said(f"step.{step}.words")
    for state in RunState:
        assert has_said(f"ended.{state.value}")
    assert not has_said("step.none.title")


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        spoken("en", said, "no.such.key")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_to_learn_is_of_the_language_and_of_a_length_that_is_taken(language):
    text = default_text(language)
    assert FEWEST_TEXT_CHARACTERS <= len(text.strip()) <= MOST_TEXT_CHARACTERS
    assert bool(re.search(r"[\u4e00-\u9fff]", text)) is (language == "zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_primer_tells_every_step_in_order_with_its_formulas(calculator, language):
    drawn = draw(show_primer, language=language)
    said_words = catalogue(language, LOCALES)
    titles = [f"{place}. {said_words[f'step.{name}.title']}" for place, name in enumerate(STEPS, start=1)]
    headers = [node.value for node in drawn.nodes if node.type == "header"]
    assert headers[: len(titles)] == titles
    formulas = [formula for formulas in STEPS.values() for formula in formulas]
    assert len([node for node in drawn.nodes if node.type == "latex"]) == len(formulas)


def test_every_formula_closes_its_braces():
    for formulas in STEPS.values():
        for formula in formulas:
            bare = formula.replace(r"\{", "").replace(r"\}", "")
            assert bare.count("{") == bare.count("}")
            assert len(re.findall(r"\\left\b", formula)) == len(re.findall(r"\\right\b", formula))
