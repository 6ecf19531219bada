"""A company's own table on the screen: uploaded or kept with the startup, every problem by row, kept and withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
import streamlit as st
from sqlalchemy.orm import Session

from data import repository
from data.company_tables import account_facts, company_table
from data.intake.limits import MAX_TABLE_MEGABYTES
from data.records import AssayError, CompanyTable, InvalidInput, Scalar, TableKind
from pages.components import loaders
from pages.components.economics.choice import Start
from pages.components.economics.problems import show_problems
from pages.components.economics.remembered import field_key
from pages.components.economics.wording import said
from pages.components.format import day
from pages.components.language import language
from pages.components.markdown import literal
from pages.components.spreadsheet import csv_bytes

Rows = Sequence[Mapping[str, Scalar | None]]


class Asked(NamedTuple):
    """What to upload: kind, the field's name in the catalogue, accepted endings, and blank files by their name."""

    kind: TableKind
    label: str
    endings: tuple[str, ...]
    blanks: Mapping[str, Callable[[], bytes]]


def table_rows(asked: Asked, start: Start) -> Rows | None:
    """The rows of the file uploaded, else of the table kept with the startup; None where there is neither."""
    given = st.file_uploader(
        said(asked.label),
        type=list(asked.endings),
        key=field_key(asked.kind, "file", start.slug),
        max_upload_size=MAX_TABLE_MEGABYTES,
    )
    with st.container(horizontal=True):
        for name, blank in asked.blanks.items():
            st.download_button(
                said(f"tables.blank_{name.rpartition('.')[2]}"), blank, file_name=name, key=f"blank_{name}"
            )
    if given is None:
        return _kept_rows(asked, start)
    try:
        table = company_table(asked.kind, given.getvalue(), given.name, language=language())
    except InvalidInput as error:
        show_problems(error.problems, key=asked.kind)
        return None
    _offer_to_keep(table, start)
    return table.rows


def _kept(asked: Asked, start: Start) -> CompanyTable | None:
    return None if start.standing is None else start.standing.dossier.table(asked.kind)


def _kept_rows(asked: Asked, start: Start) -> Rows | None:
    """The table kept, with who brought it and when, its file, and a button that withdraws it."""
    kept = _kept(asked, start)
    if kept is None:
        return None
    when = "" if kept.entered_at is None else day(kept.entered_at.date(), language())
    note = said("tables.kept", file=literal(kept.filename), rows=len(kept.rows), by=literal(kept.entered_by), day=when)
    st.markdown(f":small[:gray[{note}]]")
    with st.container(horizontal=True):
        st.download_button(
            said("tables.download"),
            lambda: csv_bytes(pd.DataFrame([dict(row) for row in kept.rows])),
            file_name=f"{start.slug}-{asked.kind}.csv",
            key=f"kept_{asked.kind}",
        )
        st.button(
            said("tables.withdraw"), key=f"withdraw_{asked.kind}", on_click=_withdraw, args=(start.slug, asked.kind)
        )
    return kept.rows


def _offer_to_keep(table: CompanyTable, start: Start) -> None:
    """A button that keeps the table with the startup; monthly accounts enter the ledger with it."""
    if not start.slug:
        st.caption(said("tables.not_kept"))
        return
    present = None if start.standing is None else start.standing.dossier.table(table.kind)
    if present is not None and present.digest == table.digest:
        st.caption(said("tables.same"))
        return
    note = said("tables.enters") if table.kind == "accounts" else said("tables.stays")
    st.caption(f"{said('tables.replaces')} {note}" if present is not None else note)
    st.button(said("tables.keep"), key=f"keep_{table.kind}", on_click=_keep, args=(start.slug, table))


def _keep(slug: str, table: CompanyTable) -> None:
    def change(session: Session) -> None:
        kept = repository.keep_table(session, slug, table, actor=loaders.ACTOR)
        repository.add_facts(session, slug, account_facts(kept), actor=loaders.ACTOR)

    _write(change)


def _withdraw(slug: str, kind: TableKind) -> None:
    _write(lambda session: repository.withdraw_table(session, slug, kind, actor=loaders.ACTOR))


def _write(change: Callable[[Session], None]) -> None:
    try:
        with loaders.session() as session:
            change(session)
    except AssayError as refused:
        st.error(literal(str(refused)))
