"""The primer: how a transformer turns a text into a distribution, and a small one that learns before one's eyes."""

from __future__ import annotations

import streamlit as st

from pages.components.frame import section
from pages.components.inside.exchange import chosen, follow, show_problem
from pages.components.inside.formulas import STEPS
from pages.components.inside.lesson_form import KIND, show_form
from pages.components.inside.lesson_result import show_curve, show_lesson
from pages.components.inside.wording import said


def show_primer() -> None:
    """The way of a text through the network on the left, the training on the right."""
    left, right = st.columns([1, 1.15], gap="large")
    with left:
        _show_steps()
    with right:
        section(said("lesson.title"), said("lesson.note"))
        show_form()
        found = chosen(KIND)
        if found is not None and not found.state.is_final:
            follow(found.id, show_curve)
        elif found is not None and found.result is None:
            show_problem(found)
            show_curve(found.progress)
        elif found is not None:
            show_lesson(found)
    section(said("worth.title"))
    for part in ("strengths", "weaknesses"):
        st.markdown(said(f"worth.{part}"))


def _show_steps() -> None:
    for number, (name, formulas) in enumerate(STEPS.items(), start=1):
        section(f"{number}. {said(f'step.{name}.title')}")
        st.markdown(said(f"step.{name}.words"))
        for formula in formulas:
            st.latex(formula)
