"""What to ask the startup next."""

from __future__ import annotations

from pages.components.finding_words import severity_word
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import LINE, Part, items, show, words
from pages.components.standing import Standing

_ORDER = ("gate", "high", "medium")
_MOST = 8


def show_questions(standing: Standing) -> None:
    """The open questions, those behind gates first."""
    questions = standing.assessment.questions if standing.assessment else ()
    section(text("startup.questions.title"), text("startup.questions.note"))
    if not questions:
        empty_state(text("startup.questions.none"))
        return
    ordered = sorted(questions, key=lambda question: (_ORDER.index(question.severity), question.number))[:_MOST]
    entries: list[list[list[Part]]] = [
        [
            [words(str(number), "mute")],
            [words(question.question_zh if language() == "zh" else question.question_en)],
            [
                words(text("startup.questions.decides"), "mute small"),
                LINE,
                words(severity_word(question.severity), "small strong"),
            ],
        ]
        for number, question in enumerate(ordered, start=1)
    ]
    show([items("question", entries)], key="questions")
