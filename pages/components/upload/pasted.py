"""A pasted benchmark table: what was understood, what is doubtful, and the claims it comes to."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.claims.table_cells import MOST_CHARACTERS, UnreadableTable
from analysis.claims.tables import ParsedClaim, ParsedTable, parse_claim_table
from data.catalogue import load_metrics
from data.profiles import CLAIMS_FIELD, claim_items
from data.records import Dossier, Registry
from pages.components import loaders
from pages.components.format import points_of_a_hundred
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.upload.claim_form import metric_input
from pages.components.upload.entry import GivenFact, GivenSource, fact_reading, stated_in
from pages.components.upload.forms import dossier_choice, given_day, source_inputs
from pages.components.upload.preview import show_reading
from pages.components.upload.protocol import protocol_inputs
from pages.components.upload.table_answers import (
    Answer,
    WholeTable,
    all_parsed,
    chosen_claims,
    clashes,
    sure_answer,
)
from pages.components.upload.understood import show_problems, show_understood

PASTE = "paste_startup"
"""Key of the box that says whose table it is."""
_GIVEN = "paste_given"
_LEFT_OUT = ""


def show_pasted_table(registry: Registry, tasks: Sequence[str]) -> None:
    """Startup and table, then the questions it leaves open, then the preview of what would change."""
    known = dossier_choice(PASTE)
    if known is None:
        return
    pasted = st.text_area(
        text("upload.paste.table"),
        height=220,
        max_chars=MOST_CHARACTERS,
        placeholder=text("upload.paste.placeholder"),
        key="paste_table",
    )
    if not pasted.strip():
        st.markdown(f":small[:gray[{text('upload.paste.how')}]]")
        return
    try:
        table = parse_claim_table(pasted, tasks, load_metrics())
    except UnreadableTable as refused:
        st.error(literal(refused.zh if language() == "zh" else str(refused)))
        return
    _ask(known, table, registry, tasks)


def _ask(dossier: Dossier, table: ParsedTable, registry: Registry, tasks: Sequence[str]) -> None:
    models = _models(dossier, table)
    parsed = all_parsed(table, list(models))
    if not parsed:
        st.markdown(f":gray[{text('upload.paste.no_column')}]")
        return
    answers = [(each, _answer(each, tasks)) for each in parsed]
    whole, source = _whole_table({column: model or "" for column, model in models.items()}, registry)
    claims = chosen_claims(answers, whole)
    show_understood(answers, whole)
    twice = clashes(claims)
    show_problems([cell for cell in table.unread if cell.column in models], twice)
    left = sum(answer.is_open for _, answer in answers) + sum(model is None for model in models.values())
    if left:
        st.markdown(f":orange[{text('upload.paste.open', count=left)}]")
    ready = bool(claims) and not left and not twice
    asked = st.button(text("upload.preview"), key="paste_preview", disabled=not ready)
    value = claim_items([claim for _, claim in claims])
    if asked:
        fact = GivenFact(CLAIMS_FIELD, value, "claimed", loaders.today(), source)
        st.session_state[_GIVEN] = (dossier.startup.slug, fact)
    slug, fact = st.session_state.get(_GIVEN, (None, None))
    if ready and slug == dossier.startup.slug and fact.value == value:
        show_reading(fact_reading(dossier.startup, fact, registry, language()), key="paste", claims="add")


def _models(dossier: Dossier, table: ParsedTable) -> dict[str, str | None]:
    """The startup's own columns and the model behind each, None while that is open."""
    known = [model.name for model in dossier.models]
    columns = list(table.columns)
    own = [column for column in columns if column.casefold() in {name.casefold() for name in known}]
    chosen = st.multiselect(
        text("upload.paste.columns"),
        columns,
        default=columns if len(columns) == 1 else own,
        format_func=lambda column: column or text("upload.paste.unnamed"),
        key=f"paste_columns_{dossier.startup.slug}_{hash(tuple(columns))}",
    )
    found: dict[str, str | None] = {}
    for column in chosen:
        same = next((name for name in known if name.casefold() == column.casefold()), None)
        options = list(dict.fromkeys([*known, *([column] if column else [])]))
        found[column] = st.selectbox(
            text("upload.paste.model", column=literal(column or text("upload.paste.unnamed"))),
            options,
            index=None if same is None else options.index(same),
            accept_new_options=True,
            placeholder=text("upload.paste.choose"),
            key=f"paste_model_{dossier.startup.slug}_{column}",
        )
    return found


def _answer(parsed: ParsedClaim, tasks: Sequence[str]) -> Answer:
    """The table's own answer, or the visitor's where it leaves a doubt."""
    sure = sure_answer(parsed)
    if parsed.doubt is None:
        return sure
    doubt = parsed.doubt.zh if language() == "zh" else parsed.doubt.en
    place = text("upload.paste.place", row=parsed.row, label=literal(parsed.label), column=literal(parsed.column))
    key = f"paste_{parsed.row}_{parsed.label}_{parsed.column}"
    st.markdown(f"**{place}** {literal(doubt)}")
    left, right = st.columns(2)
    task = sure.task if sure.task and parsed.readings else None
    if task is None:
        offered = parsed.candidates or tuple(tasks)
        with left:
            task = st.selectbox(
                text("upload.paste.task"),
                [*(offered if parsed.readings else ()), _LEFT_OUT],
                index=None,
                accept_new_options=bool(parsed.readings),
                placeholder=text("upload.paste.choose"),
                format_func=lambda name: str(name) or text("upload.paste.leave_out"),
                key=f"{key}_task",
            )
    reading = sure.reading
    if len(parsed.readings) > 1:
        with right:
            reading = st.selectbox(
                text("upload.paste.reading"),
                parsed.readings,
                index=None,
                placeholder=text("upload.paste.choose"),
                format_func=points_of_a_hundred,
                key=f"{key}_value",
            )
    return Answer(task, reading)


def _whole_table(models: dict[str, str], registry: Registry) -> tuple[WholeTable, GivenSource]:
    """The conditions for every score, and the document they were read in."""
    section(text("upload.paste.whole"), text("upload.paste.whole_note"))
    left, right = st.columns(2)
    with left:
        metric = metric_input("paste")
    dated = right.date_input(text("upload.claim.dated"), value=None, max_value=loaders.today(), key="paste_dated")
    protocol = protocol_inputs("paste")
    source = source_inputs(registry, "paste")
    day = given_day(dated) if dated else None
    return WholeTable(models, metric, protocol, day, stated_in(source)), source
