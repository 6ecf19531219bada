"""Entering what became of a startup, correcting it, and taking a mistake out; all of it stays in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from data import repository
from data.records import OUTCOME_KINDS, InvalidInput, Outcome
from pages.components import loaders
from pages.components.choosing import choose_startup
from pages.components.format import day, moment
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.rows import LINE, Cell, Part, Row, View, show, table, tag, words
from pages.components.viewpoint import today

FAVOURABLE = frozenset({"up_round", "exit_above_cost", "profitable"})
"""Kinds that an investor is usually glad of; the form starts from it and can be changed."""


def show_outcomes(known: Sequence[Outcome]) -> None:
    """The form, then what was entered."""
    left, right = st.columns([1, 1.8], gap="large")
    with left:
        section(text("decide.outcome.enter"), text("decide.outcome.enter_note"))
        _form()
    with right:
        section(text("decide.outcome.list"), text("decide.outcome.list_note"))
        if not known:
            empty_state(text("decide.outcome.none"))
            return
        startups = loaders.startups_in_use({each.startup_slug for each in known})
        names = {slug: shown_name(startup) for slug, startup in startups.items()}
        pressed = show([_table(known, names)], key="outcomes")
        if pressed:
            with loaders.session() as session:
                repository.remove_outcome(session, int(pressed), actor=loaders.ACTOR)
            st.rerun()


def _form() -> None:
    slug = choose_startup(text("overview.ranking.startup"), key="outcome_startup")
    if slug is None:
        return
    kind = st.selectbox(text("decide.outcome.kind"), list(OUTCOME_KINDS), format_func=kind_name, key="outcome_kind")
    with st.form("outcome", border=False):
        when = st.date_input(text("decide.outcome.day"), value=today(), max_value=today())
        favourable = st.checkbox(
            text("decide.outcome.favourable"), value=kind in FAVOURABLE, key=f"outcome_favourable_{kind}"
        )
        source = st.text_input(text("decide.outcome.source"), max_chars=200)
        if not st.form_submit_button(text("decide.outcome.submit")):
            return
    entered = Outcome(str(slug), when, str(kind), bool(favourable), str(source).strip())
    try:
        with loaders.session() as session:
            repository.add_outcome(session, entered, actor=loaders.ACTOR)
    except InvalidInput as error:
        st.error(text("decide.outcome.source_needed") if not entered.source else literal(str(error)))
        return
    st.rerun()


def kind_name(kind: str) -> str:
    """What the kind is called."""
    english, chinese = OUTCOME_KINDS[kind]
    return chinese if language() == "zh" else english


def _table(known: Sequence[Outcome], names: Mapping[str, str]) -> View:
    columns = [Cell([words(text(f"decide.outcome.{name}"))]) for name in ("startup", "what", "day", "source_short")]
    rows = []
    for each in reversed(known):
        good = words(text("decide.outcome.good"), "expectation") if each.favourable else tag(text("decide.outcome.bad"))
        entered = moment(each.entered_at, language()) if each.entered_at else ""
        who = text("decide.outcome.entered", author=each.entered_by, at=entered)
        cells = [
            Cell([words(names.get(each.startup_slug, each.startup_slug), "strong")]),
            Cell([words(kind_name(each.kind)), good]),
            Cell([words(day(each.observed_on, language()), "mute")], "tight"),
            Cell([words(each.source, "small", source=who), LINE, _remove(each)]),
        ]
        rows.append(Row(cells, rule=True))
    return table(columns, rows, label=text("decide.outcome.list"))


def _remove(each: Outcome) -> Part:
    return words(text("decide.outcome.remove"), "small", go=str(each.id))
