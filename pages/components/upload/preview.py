"""What is wrong with a profile, or what it would change, and writing it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data.profiles import Change, Claims, Profile, ProfileReading, changes, commit_profile
from data.records import AssayError, InvalidInput, Problem, Registry
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.navigation import open_startup
from pages.components.rows import Cell, Row, show, table, words

_KINDS = ("added", "changed", "unchanged")


def show_reading(reading: ProfileReading, *, key: str, claims: Claims = "replace") -> None:
    """Every problem by row and field, or the changes and the button that writes them.

    Args:
        reading: Of a file or a form.
        key: Of the widgets.
        claims: Whether the claims in it are all of the startup's, or come beside those it has.
    """
    if reading.profile is None:
        show_problems(reading.problems, key)
        return
    _show_changes(reading.profile, key, claims)


def commit(profile: Profile, claims: Claims) -> bool:
    """Whether the profile was written; if not, the reason is on the page."""
    try:
        with loaders.session() as session:
            commit_profile(session, profile, actor=loaders.ACTOR, claims=claims)
    except AssayError as refused:
        st.error(literal(str(refused)))
        return False
    return True


def show_problems(problems: Sequence[Problem], key: str) -> None:
    """Every reason why something is refused, with its place and what to do."""
    section(text("upload.problems.title", count=len(problems)), text("upload.problems.note"))
    columns = [Cell([words(text(f"upload.problems.{name}"))]) for name in ("row", "field", "value", "message")]
    rows = [
        Row(
            [
                Cell([words("" if problem.row is None else str(problem.row), "strong")]),
                Cell([words(problem.field or "", "mute")]),
                Cell([words(problem.value or "", "mute")]),
                Cell([words(problem.message)]),
            ],
            rule=True,
        )
        for problem in problems
    ]
    show([table(columns, rows, label=text("upload.problems.note"))], key=f"problems_{key}")


def _show_changes(profile: Profile, key: str, claims: Claims) -> None:
    try:
        with loaders.session() as session:
            found = changes(session, profile, claims=claims)
    except InvalidInput as refused:
        show_problems(refused.problems, key)
        return
    counted: Counter[str] = Counter(change.kind for change in found)
    note = text("upload.changes.note", **{kind: counted[kind] for kind in _KINDS})
    section(text("upload.changes.title", name=literal(profile.name)), note)
    shown = [change for change in found if change.kind != "unchanged"]
    if not shown:
        st.markdown(f":gray[{text('upload.changes.nothing')}]")
        return
    st.dataframe(
        pd.DataFrame([_change_row(change, loaders.registry()) for change in shown]),
        hide_index=True,
        row_height=32,
        key=f"changes_{key}",
        alt=text("upload.changes.alt"),
        placeholder="",
    )
    if st.button(text("upload.changes.commit"), key=f"commit_{key}") and commit(profile, claims):
        open_startup(profile.slug)


def _change_row(change: Change, registry: Registry) -> dict[str, str]:
    field = registry.by_key.get(change.field)
    label = field.label(language()) if field else change.field
    new = change.not_applicable or value_text(change.new, field)
    return {
        text("upload.changes.field"): label,
        text("upload.changes.kind"): text(f"upload.changes.{change.kind}"),
        text("upload.changes.old"): "" if change.old is None else value_text(change.old, field),
        text("upload.changes.new"): new,
        text("upload.changes.as_of"): change.as_of.isoformat() if change.as_of else "",
        text("upload.changes.current"): text("fact.yes" if change.becomes_current else "fact.no"),
    }
