"""Items as text: the same words a task's template gives a model, used to train on items of the train parts.

A test holds each of these to the template of its task, so that neither can drift from the other.
"""

from __future__ import annotations

from typing import NamedTuple

from evals.demo.items import Item
from evals.demo.world import TownFact, lexicon


class Prompt(NamedTuple):
    """What a model is shown, and what it should say next."""

    context: str
    answer: str

    @property
    def text(self) -> str:
        """Both as one training text."""
        return self.context + self.answer + "\n"


def statement(fact: TownFact) -> str:
    """A fact as an encyclopaedia would say it."""
    return f"The {fact.relation} of {fact.town} is {fact.value}.\n"


def question_prompt(item: Item) -> Prompt:
    """A question about a town, with its choices."""
    asked = f"{item['relation']} of {item['town']} is"
    context = (
        f"Question: What is the {item['relation']} of {item['town']}?\n"
        f"Options: {', '.join(item['choices'])}\nAnswer: The {asked}"
    )
    return Prompt(context, f" {item['choices'][item['answer']]}.")


def topic_prompt(item: Item) -> Prompt:
    """A notice whose topic is asked."""
    return Prompt(f"Notice: {item['notice']}\nTopic:", f" {list(lexicon()['topics'])[item['topic']]}")


def translation_prompt(item: Item) -> Prompt:
    """An English sentence to be given in Chinese."""
    return Prompt(f"English: {item['english']}\nChinese:", item["chinese"])


def counting_prompt(item: Item) -> Prompt:
    """Numbers to be continued."""
    return Prompt(f"Count on: {item['shown']}\nNext:", f" {item['next']}")


def report(sentence: str) -> str:
    """A sentence about somebody, as the corpora bring it."""
    return f"Report: {sentence}\n"
