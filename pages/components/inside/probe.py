"""The probe: a prompt through a startup's own model."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.records import Dossier, ModelRecord, ProbeQuestion
from data.records.experiment import MOST_LENGTH, MOST_PROMPT_CHARACTERS, MOST_SEED, MOST_TEMPERATURE
from pages.components.format import moment
from pages.components.frame import empty_state, section
from pages.components.inside.exchange import ask, choose, chosen, follow, latest, show_problem
from pages.components.inside.probe_result import show_result
from pages.components.inside.wording import said
from pages.components.language import language
from pages.components.names import shown_name
from pages.components.rows import Cell, Row, show, table, words

KIND = "probe"


def show_probe(dossiers: Sequence[Dossier]) -> None:
    """The question, the answer while it comes and when it is there, and what was asked before."""
    models = {model.id: (shown_name(dossier.startup), model) for dossier in dossiers for model in dossier.models}
    if not models:
        empty_state(said("probe.no_model"))
        return
    section(said("probe.ask"), said("probe.ask_note"))
    _form(models, fictional=any(dossier.startup.fictional for dossier in dossiers))
    found = chosen(KIND)
    if found is not None and not found.state.is_final:
        follow(found.id)
    elif found is not None and found.result is None:
        show_problem(found)
    elif found is not None:
        show_result(found)
    _earlier()


def _form(models: dict[int, tuple[str, ModelRecord]], *, fictional: bool) -> None:
    with st.form("probe", border=False):
        left, right = st.columns([1.6, 1], gap="medium")
        with left:
            prompt = st.text_area(
                said("probe.prompt"),
                said("probe.prompt_demo" if fictional else "probe.prompt_default"),
                max_chars=MOST_PROMPT_CHARACTERS,
                height=150,
            )
        with right:
            model_id = st.selectbox(
                said("probe.model"), list(models), format_func=lambda key: f"{models[key][0]} · {models[key][1].name}"
            )
            columns = st.columns(2)
            with columns[0]:
                temperature = st.number_input(
                    said("probe.temperature"), 0.0, MOST_TEMPERATURE, 0.8, 0.1, help=said("probe.temperature_help")
                )
                top = st.number_input(said("probe.top"), 1, 30, 10)
            with columns[1]:
                length = st.number_input(said("probe.length"), 0, MOST_LENGTH, 40)
                seed = st.number_input(said("probe.seed"), 0, MOST_SEED, 0)
        sent = st.form_submit_button(said("probe.submit"))
    if not sent or model_id is None:
        return
    if not prompt.strip():
        st.error(said("problem.prompt_empty"))
        return
    question = ProbeQuestion(prompt, int(top), float(temperature), int(seed), int(length))
    ask(KIND, question.as_settings(), model_id=model_id)


def _earlier() -> None:
    asked = latest(KIND)
    if not asked:
        return
    section(said("earlier.title"), said("earlier.note"))
    columns = [Cell([words(said(f"earlier.{name}"))]) for name in ("prompt", "model", "state")]
    columns.append(Cell([words(said("earlier.at"))], "wide"))
    rows = [
        Row(
            [
                Cell([words(_shortened(each.settings["prompt"]), go=str(each.id))], "long"),
                Cell([words(each.model.name if each.model else "")]),
                Cell([words(said(f"ended.{each.state.value}"), "mute")]),
                Cell([words(moment(each.created_at, language()), "mute")], "wide"),
            ],
            rule=True,
        )
        for each in asked
    ]
    pressed = show([table(columns, rows, label=said("earlier.title"))], key="earlier_probes")
    if pressed and pressed.isdigit():
        choose(KIND, int(pressed))
        st.rerun()


def _shortened(prompt: str) -> str:
    line = " ".join(prompt.split())
    return line if len(line) <= 70 else f"{line[:69]}…"
