"""The form that asks for a small training."""

from __future__ import annotations

import streamlit as st

from data.records import AssayError, TrainingLesson
from data.records.experiment import (
    FEWEST_STEPS,
    FEWEST_TEXT_CHARACTERS,
    HEADS,
    MOST_LAYERS,
    MOST_SEED,
    MOST_STEPS,
    MOST_TEXT_CHARACTERS,
    WIDTHS,
)
from pages.components.inside.exchange import ask
from pages.components.inside.wording import default_text, said
from pages.components.language import language
from pages.components.markdown import literal

KIND = "training"
_MOST_PROMPT = 200


def show_form() -> None:
    """Text, size and length of the training; sent to the worker when all of it can be used."""
    code = language()
    with st.form("lesson", border=False):
        # The key names the language, so that the text of one is not kept when the other is chosen.
        text = st.text_area(
            said("lesson.text", most=f"{MOST_TEXT_CHARACTERS:,}"),
            default_text(code),
            max_chars=MOST_TEXT_CHARACTERS,
            height=160,
            key=f"lesson_text_{code}",
        )
        prompt = st.text_input(
            said("lesson.prompt"), said("lesson.prompt_default"), max_chars=_MOST_PROMPT, key=f"lesson_prompt_{code}"
        )
        columns = st.columns(5)
        with columns[0]:
            steps = st.number_input(said("lesson.steps"), FEWEST_STEPS, MOST_STEPS, 300, 20)
        with columns[1]:
            hidden = st.selectbox(said("lesson.hidden"), WIDTHS, index=1)
        with columns[2]:
            layers = st.number_input(said("lesson.layers"), 1, MOST_LAYERS, 2)
        with columns[3]:
            heads = st.selectbox(said("lesson.heads"), HEADS, index=2)
        with columns[4]:
            seed = st.number_input(said("lesson.seed"), 0, MOST_SEED, 0)
        sent = st.form_submit_button(said("lesson.submit"))
    if not sent:
        return
    if len(text.strip()) < FEWEST_TEXT_CHARACTERS:
        st.error(said("problem.text_few", characters=len(text.strip()), least=FEWEST_TEXT_CHARACTERS))
        return
    if not prompt.strip():
        st.error(said("problem.prompt_empty"))
        return
    try:
        lesson = TrainingLesson(text, prompt, int(steps), int(hidden), int(layers), int(heads), int(seed))
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    ask(KIND, lesson.as_settings())
