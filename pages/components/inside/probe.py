"""The probe: a prompt through a startup's own model."""

from __future__ import annotations

import streamlit as st

from data.records import ProbeQuestion
from data.records.experiment import MOST_LENGTH, MOST_PROMPT_CHARACTERS, MOST_SEED, MOST_TEMPERATURE
from data.repository import OwnedModel
from pages.components import loaders
from pages.components.choosing import choose_model, chosen_model
from pages.components.format import moment
from pages.components.frame import empty_state, section
from pages.components.inside.exchange import ask, choose, chosen, follow, latest, show_problem
from pages.components.inside.probe_result import show_result
from pages.components.inside.wording import said
from pages.components.language import language
from pages.components.rows import Cell, Row, show, table, words

KIND = "probe"
_MODEL = "probe_model"


def shows_fictional() -> bool:
    """Whether a model of a fictional startup is about to be asked, was asked, or is in the list of what was asked."""
    shown = chosen(KIND)
    asked = [each.model.startup_slug for each in (*latest(KIND), *([shown] if shown else ())) if each.model]
    owned = chosen_model(_MODEL)
    startups = [*loaders.startups_in_use(asked).values(), *([owned.startup] if owned else ())]
    return any(startup.fictional for startup in startups)


def show_probe() -> None:
    """The question, the answer while it comes and when it is there, and what was asked before."""
    if not loaders.model_count(1):
        empty_state(said("probe.no_model"))
        return
    section(said("probe.ask"), said("probe.ask_note"))
    _form(choose_model(said("probe.model"), key=_MODEL))
    found = chosen(KIND)
    if found is not None and not found.state.is_final:
        follow(found.id)
    elif found is not None and found.result is None:
        show_problem(found)
    elif found is not None:
        show_result(found)
    _earlier()


def _form(owned: OwnedModel | None) -> None:
    fictional = owned is not None and owned.startup.fictional
    with st.form("probe", border=False):
        left, right = st.columns([1.6, 1], gap="medium")
        with left:
            prompt = st.text_area(
                said("probe.prompt"),
                said("probe.prompt_demo" if fictional else "probe.prompt_default"),
                max_chars=MOST_PROMPT_CHARACTERS,
                height=150,
                # The key names the language, so that the text of one is not kept when the other is chosen.
                key=f"probe_prompt_{language()}",
            )
        with right:
            columns = st.columns(2)
            with columns[0]:
                temperature = st.number_input(
                    said("probe.temperature"), 0.0, MOST_TEMPERATURE, 0.8, 0.1, help=said("probe.temperature_help")
                )
                top = st.number_input(said("probe.top"), 1, 30, 10)
            with columns[1]:
                length = st.number_input(said("probe.length"), 0, MOST_LENGTH, 40)
                seed = st.number_input(said("probe.seed"), 0, MOST_SEED, 0)
        sent = st.form_submit_button(said("probe.submit"), disabled=owned is None)
    if not sent or owned is None:
        return
    if not prompt.strip():
        st.error(said("problem.prompt_empty"))
        return
    question = ProbeQuestion(prompt, int(top), float(temperature), int(seed), int(length))
    ask(KIND, question.as_settings(), model_id=owned.model.id)


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
