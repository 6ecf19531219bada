"""The form for a single fact, and the inputs that every form shares."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from data.records import Dossier, Field, Registry
from pages.components import loaders
from pages.components.choosing import choose_startup
from pages.components.frame import empty_state
from pages.components.language import language, text
from pages.components.upload.entry import GivenFact, GivenSource, fact_reading, parsed_shares
from pages.components.upload.preview import show_reading

FACT = "fact_startup"
"""Key of the box that says whose fact it is."""
_FACT = "fact_given"
_LEVELS = ("claimed", "documented")


def show_fact_form(registry: Registry) -> None:
    """Startup, field, value, level, date and source; then the preview."""
    known = dossier_choice(FACT)
    if known is None:
        return
    slug = known.startup.slug
    sections = {title.code: (title.label(language()), fields) for title, fields in registry.sections}
    left, right = st.columns(2)
    stage = left.selectbox(
        text("upload.fact.stage"), list(sections), format_func=lambda code: sections[code][0], key="fact_stage"
    )
    fields = {field.key: field for field in sections[stage][1] if not field.derived and not field.item}
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
        source = source_inputs(registry, "fact")
        sent = st.form_submit_button(text("upload.preview"))
    if sent:
        st.session_state[_FACT] = (slug, GivenFact(key, value, str(level), given_day(as_of), source))
    given = st.session_state.get(_FACT)
    if given is not None and (given[0], given[1].key) == (slug, key):
        show_reading(fact_reading(known.startup, given[1], registry, language()), key="fact")


def dossier_choice(key: str) -> Dossier | None:
    """What is known of the startup the entry is about, None while none is chosen, which it then says."""
    if not loaders.startup_count(1):
        empty_state(text("upload.first"))
        return None
    slug = choose_startup(text("upload.fact.startup"), key=key)
    if slug is None:
        empty_state(text("choose.startup.needed"))
        return None
    return loaders.dossier_of(slug)


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


def source_inputs(registry: Registry, key: str) -> GivenSource:
    """Kind, title, page and date of the document the entry was read in."""
    kinds = {option.code: option.label(language()) for option in registry.document_types}
    left, right = st.columns(2)
    kind = left.selectbox(
        text("upload.fact.kind"), list(kinds), format_func=lambda code: kinds[code], key=f"{key}_source_kind"
    )
    title = right.text_input(text("upload.fact.title"), max_chars=300, key=f"{key}_source_title")
    page = left.text_input(text("upload.fact.page"), max_chars=200, key=f"{key}_source_page")
    dated = right.date_input(
        text("upload.fact.dated"), value=None, max_value=loaders.today(), key=f"{key}_source_dated"
    )
    return GivenSource(str(kind), title.strip(), page.strip(), given_day(dated) if dated else None)


def given_day(given: Any) -> date:
    """The day a date widget holds; it may also give a tuple while a range is chosen, which these do not allow."""
    return given if isinstance(given, date) else loaders.today()
