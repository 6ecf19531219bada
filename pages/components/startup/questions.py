"""What to ask the startup next."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.standing import Standing
from analysis.questions.question import NextQuestion
from pages.components import loaders
from pages.components.finding_words import severity_word
from pages.components.format import plain_number
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import LINE, Part, items, show, words, worth

_LEAST_SHOWN = 0.05


def show_questions(standing: Standing) -> None:
    """The questions worth most per hour of effort, with what an answer is worth."""
    questions = loaders.questions(standing.startup.slug) if standing.assessment else ()
    section(text("startup.questions.title"), text("startup.questions.note"))
    if not questions:
        empty_state(text("startup.questions.none"))
        return
    if all(question.value_points < _LEAST_SHOWN for question in questions):
        st.markdown(f":small[{text('startup.questions.settled')}]")
    most = max(question.value_per_hour for question in questions)
    entries = [_entry(number, question, most) for number, question in enumerate(questions, start=1)]
    show([items("question", entries)], key="questions")


def _entry(number: int, question: NextQuestion, most: float) -> list[list[Part]]:
    asked: list[Part] = [words(question.question_zh if language() == "zh" else question.question_en)]
    registry = loaders.registry()
    names = {option.code: option.label(language()) for option in (*registry.document_types, *registry.runs)}
    papers = [names[code] for code in question.documents if code in names][:2]
    if papers:
        asked += [LINE, words(text("startup.questions.documents", names=" · ".join(papers)), "mute small")]
    value = (
        text("startup.questions.value", points=plain_number(question.value_points, 1))
        if question.value_points >= _LEAST_SHOWN
        else text("startup.questions.value_small")
    )
    hours = text("startup.questions.hours", hours=f"{question.effort_hours:g}")
    told: list[Part] = [words(value, "small", source=_why(question)), LINE, words(hours, "small mute")]
    share = max(question.value_per_hour, 0.0) / most if most >= _LEAST_SHOWN else 0.0
    return [[words(str(number), "mute")], asked, [*told, worth(share)]]


def _why(question: NextQuestion) -> str:
    rubric, code = loaders.rubric(), language()
    criteria = [entry.label(code) for entry in rubric.criteria if entry.key in question.criteria]
    rules = [entry.label(code) for entry in rubric.rules if entry.key in question.rules]
    lines = [text("startup.questions.moves", names=" · ".join(criteria[:3]))] if criteria else []
    if rules and question.severity is not None:
        lines.append(f"{severity_word(question.severity)}: {' · '.join(rules[:2])}")
    return "\n".join(lines)
