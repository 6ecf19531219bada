"""The forms for a single fact and a single claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from data.records import Claim, Dossier, Field, Registry
from pages.components import loaders
from pages.components.language import language, text
from pages.components.names import shown_name
from pages.components.upload.entry import CLAIMS_FIELD, GivenFact, GivenSource, claims_with, fact_reading, parsed_shares
from pages.components.upload.preview import show_reading

_FACT = "fact_given"
_CLAIM = "claim_given"
_LEVELS = ("claimed", "documented")


def show_fact_form(dossiers: Sequence[Dossier], registry: Registry) -> None:
    """Startup, field, value, level, date and source; then the preview."""
    by_slug = {dossier.startup.slug: dossier for dossier in dossiers}
    slug = _startup_choice(by_slug, "fact_startup")
    stages = {stage.code: stage.label(language()) for stage in registry.stages}
    left, right = st.columns(2)
    stage = left.selectbox(
        text("upload.fact.stage"), list(stages), format_func=lambda code: stages[code], key="fact_stage"
    )
    fields = {field.key: field for field in registry.in_stage(stage) if not field.derived and not field.item}
    key = right.selectbox(
        text("upload.fact.field"), list(fields), format_func=lambda name: fields[name].label(language()), key="fact_key"
    )
    field = fields[key]
    st.caption(f"{field.definition(language())}")
    with st.form(f"fact_{key}", border=False):
        value = _value_input(field)
        level = st.segmented_control(
            text("upload.fact.level"),
            _LEVELS,
            default="claimed",
            required=True,
            format_func=lambda code: text(f"evidence.{code}"),
        )
        as_of = st.date_input(text("upload.fact.as_of"), value=loaders.today(), max_value=loaders.today())
        source = _source_inputs(registry)
        sent = st.form_submit_button(text("upload.preview"))
    if sent:
        st.session_state[_FACT] = (slug, GivenFact(key, value, str(level), _day(as_of), source))
    given = st.session_state.get(_FACT)
    if given is not None and given[0] in by_slug and (given[0], given[1].key) == (slug, key):
        show_reading(fact_reading(by_slug[slug].startup, given[1], registry, language()), key="fact")


def show_claim_form(dossiers: Sequence[Dossier], registry: Registry, tasks: Sequence[str]) -> None:
    """Task, metric, score and as much of the protocol as is stated; then the preview."""
    by_slug = {dossier.startup.slug: dossier for dossier in dossiers}
    slug = _startup_choice(by_slug, "claim_startup")
    with st.form("claim", border=False):
        left, middle, right = st.columns(3)
        task = left.selectbox(text("upload.claim.task"), list(tasks), accept_new_options=True)
        metric = middle.text_input(text("upload.claim.metric"), value="acc", max_chars=60)
        score = right.number_input(text("upload.claim.value"), min_value=0.0, max_value=100.0, value=None, step=0.1)
        items = left.number_input(text("upload.claim.items"), min_value=1, value=None, step=1)
        shots = middle.number_input(text("upload.claim.shots"), min_value=0, value=None, step=1)
        dated = right.date_input(text("upload.claim.dated"), value=None, max_value=loaders.today())
        source = _source_inputs(registry)
        sent = st.form_submit_button(text("upload.preview"))
    if sent and task and score is not None:
        claim = Claim(
            task=str(task),
            metric=metric,
            value=round(score / 100, 6),
            items=None if items is None else int(items),
            shots=None if shots is None else int(shots),
            dated=_day(dated) if dated else None,
        )
        value = claims_with(by_slug[slug], claim)
        st.session_state[_CLAIM] = (slug, GivenFact(CLAIMS_FIELD, value, "claimed", loaders.today(), source))
    elif sent:
        st.error(text("upload.claim.needed"))
    given = st.session_state.get(_CLAIM)
    if given is not None and given[0] == slug:
        show_reading(fact_reading(by_slug[slug].startup, given[1], registry, language()), key="claim")


def _startup_choice(by_slug: dict[str, Dossier], key: str) -> str:
    return str(
        st.selectbox(
            text("upload.fact.startup"),
            list(by_slug),
            format_func=lambda slug: shown_name(by_slug[slug].startup),
            key=key,
        )
    )


def _value_input(field: Field) -> Any:
    """The widget that fits the field's type; what it cannot bound, the profile's rules check."""
    label = text("upload.fact.value")
    names = {option.code: option.label(language()) for option in field.values}
    if field.type == "boolean":
        return st.selectbox(label, [True, False], format_func=lambda value: text("fact.yes" if value else "fact.no"))
    if field.type == "enum":
        return st.selectbox(label, list(names), format_func=lambda code: names[code])
    if field.type == "list":
        return st.multiselect(label, list(names), format_func=lambda code: names[code])
    if field.type == "date":
        return st.date_input(label, value=None, min_value=date(1990, 1, 1))
    if field.type == "share_table":
        codes = [option.code for option in field.parts] if isinstance(field.parts, tuple) else ["part"]
        return parsed_shares(st.text_area(label, placeholder="\n".join(f"{code}=0.1" for code in codes)))
    if field.is_numeric:
        unit = "" if field.unit in {"none", "fraction"} else f" ({field.unit})"
        hint = text("upload.fact.fraction") if field.unit == "fraction" else None
        given = st.number_input(label + unit, value=None, format="%g", help=hint)
        return int(given) if given is not None and field.type == "integer" and float(given).is_integer() else given
    return st.text_input(label, max_chars=1000)


def _source_inputs(registry: Registry) -> GivenSource:
    kinds = {option.code: option.label(language()) for option in registry.document_types}
    left, right = st.columns(2)
    kind = left.selectbox(text("upload.fact.kind"), list(kinds), format_func=lambda code: kinds[code])
    title = right.text_input(text("upload.fact.title"), max_chars=300)
    page = left.text_input(text("upload.fact.page"), max_chars=200)
    dated = right.date_input(text("upload.fact.dated"), value=None, max_value=loaders.today())
    return GivenSource(str(kind), title.strip(), page.strip(), _day(dated) if dated else None)


def _day(given: Any) -> date:
    """The day a date widget holds; it may also give a tuple while a range is chosen, which these do not allow."""
    return given if isinstance(given, date) else loaders.today()
