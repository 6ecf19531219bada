"""What the two scores are made of: categories with their intervals, and the criteria behind them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.scoring.assessment import Assessment
from analysis.scoring.rubric import Rubric
from pages.components.format import interval, score, share
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.rows import Cell, Range, Row, axis, show, strip, table, words


def show_makeup(assessment: Assessment, rubric: Rubric) -> None:
    """Categories of both axes, and every criterion with its points, evidence and weight."""
    section(text("startup.makeup.title"), text("startup.makeup.note"))
    left, right = st.columns(2, gap="medium")
    with left:
        _show_categories("expectation", assessment, rubric)
    with right:
        _show_categories("risk", assessment, rubric)
    with st.expander(text("startup.makeup.criteria", count=len(assessment.criteria))):
        st.dataframe(
            criteria_frame(assessment, rubric),
            hide_index=True,
            row_height=32,
            key="criteria",
            alt=text("startup.makeup.title"),
            placeholder=text("evidence.missing"),
        )


def _show_categories(code: str, assessment: Assessment, rubric: Rubric) -> None:
    weights = getattr(rubric.profile(assessment.profile).weights, code)
    columns = [
        Cell([words(text(f"axis.{code}"))]),
        Cell([words(text("startup.makeup.weight"))], "number"),
        Cell([words(text("startup.makeup.points"))], "number"),
        Cell([axis()]),
    ]
    rows = []
    for category in rubric.categories:
        if category.axis != code:
            continue
        values = assessment.by_category[category.code]
        drawn = Range(values.mean, values.low, values.high)
        shown = [words(score(values.mean), "strong"), words(interval(values.low, values.high), "mute small")]
        cells = [
            Cell([words(category.label_zh if language() == "zh" else category.label_en)]),
            Cell([words(share(weights[category.code]), "mute")], "number"),
            Cell(shown, "number"),
            Cell([strip(drawn, code, height=34)], "chart"),
        ]
        rows.append(Row(cells, rule=False))
    show([table(columns, rows, label=text(f"axis.{code}"))], key=f"makeup_{code}")


def criteria_frame(assessment: Assessment, rubric: Rubric) -> pd.DataFrame:
    """Every criterion that applies: points on the evidence, level, mean after pulling, weight and contribution."""
    code = language()
    criteria = {entry.key: entry for entry in rubric.criteria}
    categories = {entry.code: entry.label_zh if code == "zh" else entry.label_en for entry in rubric.categories}
    return pd.DataFrame(
        [
            {
                text("startup.makeup.criterion"): criteria[result.key].label(code),
                text("startup.makeup.category"): categories[result.category],
                text("startup.makeup.evidence"): text(f"evidence.{result.level.value}"),
                text("startup.makeup.raw"): None if result.points is None else round(result.points),
                text("startup.makeup.mean"): round(result.mean),
                text("startup.makeup.weight"): share(result.weight, 1),
                text("startup.makeup.contribution"): round(result.contribution, 2),
                text("startup.makeup.reason"): result.reason_zh if code == "zh" else result.reason_en,
            }
            for result in sorted(assessment.criteria, key=lambda entry: (entry.axis, entry.category, -entry.weight))
            if result.applies
        ]
    )
