"""The verdict in one paragraph, and what an “invest if” hangs on as a checklist."""

from __future__ import annotations

import streamlit as st

from analysis.diligence.investment_conditions import InvestmentCondition, investment_conditions
from analysis.diligence.verdict_paragraph import verdict_paragraph
from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.rows import Cell, Row, show, table, words


def show_verdict_words(assessment: Assessment, rubric: Rubric) -> None:
    """What a partner can read aloud; below it, where there are any, the conditions with who closes each."""
    st.markdown(literal(verdict_paragraph(assessment, rubric, language())))
    conditions = investment_conditions(assessment, rubric)
    if not conditions:
        return
    section(text("startup.conditions.title"))
    columns = [Cell([words(text(f"startup.conditions.{name}"))]) for name in ("condition", "asked", "who")]
    rows = [_row(each, rubric) for each in conditions]
    show([table(columns, rows, label=text("startup.conditions.title"))], key="investment_conditions")


def _row(condition: InvestmentCondition, rubric: Rubric) -> Row:
    label = next(rule.label(language()) for rule in rubric.rules if rule.key == condition.rule)
    asked = condition.asked_zh if language() == "zh" else condition.asked_en
    cells = [
        Cell([words(f"☐ {label}", "strong")]),
        Cell([words(asked, "small")], "wide"),
        Cell([words(text(f"startup.conditions.by_{condition.closer}"), "mute")]),
    ]
    return Row(cells, rule=True)
