"""Many startups at once: a table's columns understood or asked about, the difference shown, then written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from data.bulk import (
    DEFAULTS,
    FORMATS,
    IGNORED,
    ColumnMapping,
    GivenStartup,
    GivenTable,
    StartupChange,
    Totals,
    column_targets,
    given_startups,
    keep_mapping,
    planned_changes,
    read_table,
    used_mapping,
    write_startups,
)
from data.intake.limits import MAX_BULK_MEGABYTES
from data.records import AssayError, EvidenceLevel, InvalidInput, Option, Problem, Registry
from data.repository import startup_names
from pages.components import loaders
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.markdown import literal, muted
from pages.components.rows import show
from pages.components.upload.forms import given_day
from pages.components.upload.many_tables import column_table, entry_frame, startup_frame, target_name
from pages.components.upload.preview import show_problems
from pages.components.while_open import kept_while_open

_SHOWN = 20
_TABLE, _PLAN = "many_table", "many_plan"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a table comes to under one mapping; startups or problems."""

    mapping: ColumnMapping
    startups: tuple[GivenStartup, ...] = ()
    totals: Totals = field(default_factory=Totals)
    first: tuple[StartupChange, ...] = ()
    problems: tuple[Problem, ...] = ()


def show_many(registry: Registry) -> None:
    """The file, what its columns are, what it would change, and the button that writes it."""
    endings = [ending.removeprefix(".") for ending in FORMATS]
    given = st.file_uploader(
        text("upload.many.label"), type=endings, max_upload_size=MAX_BULK_MEGABYTES, key="many_file"
    )
    if given is None:
        _forget()
        st.markdown(muted(text("upload.many.how")))
        return
    try:
        table = _table(given.getvalue(), given.name, given.file_id)
    except InvalidInput as refused:
        show_problems(refused.problems, "many_file")
        return
    show_table(table, registry)


def show_table(table: GivenTable, registry: Registry) -> None:
    """What the columns of a table are, what it would change, and the button that writes it."""
    targets = column_targets(registry)
    mapping = _asked_mapping(table, registry, targets)
    still_open = [header for header in table.headers if header not in mapping.columns]
    if still_open:
        st.markdown(f":orange[{text('upload.many.still_open', count=len(still_open))}]")
    if st.button(text("upload.preview"), key="many_preview", disabled=bool(still_open)):
        with st.spinner(text("upload.many.reading")):
            kept_while_open()[_PLAN] = _plan(table, mapping, registry)
    plan = kept_while_open().get(_PLAN)
    if plan is not None and plan.mapping == mapping:
        _show_plan(plan, table, registry)
    else:
        kept_while_open().pop(_PLAN, None)


def _forget() -> None:
    """Let go of a table and of what it comes to, either of which may be tens of megabytes."""
    kept_while_open().clear()


def _table(content: bytes, name: str, file_id: str) -> GivenTable:
    """The table of the file, read once however often the screen is drawn."""
    key = (file_id, language())
    kept = kept_while_open()
    if kept.get(_TABLE, (None, None))[0] != key:
        _forget()
        with st.spinner(text("upload.many.reading")):
            kept[_TABLE] = (key, read_table(content, name, language=language()))
    table: GivenTable = kept[_TABLE][1]
    return table


def _asked_mapping(table: GivenTable, registry: Registry, targets: Mapping[str, Option]) -> ColumnMapping:
    """What is understood or remembered, with the visitor's answers where nothing is."""
    with loaders.session() as session:
        known = used_mapping(session, table, registry)
    answers = {header: _answer(header, targets) for header in table.headers if header not in known.columns}
    columns = {**known.columns, **{header: target for header, target in answers.items() if target is not None}}
    mapping = replace(known, columns=columns)
    section(text("upload.many.understood"), text("upload.many.understood_note", name=literal(table.filename)))
    show([column_table(table.headers, mapping, targets)], key="many_columns")
    return replace(mapping, constants=_constants(table, mapping, registry))


def _answer(header: str, targets: Mapping[str, Option]) -> str | None:
    return st.selectbox(
        text("upload.many.ask", column=literal(header)),
        [IGNORED, *targets],
        index=None,
        format_func=lambda target: target_name(target, targets),
        placeholder=text("upload.paste.choose"),
        key=f"many_column_{header}",
    )


def _constants(table: GivenTable, mapping: ColumnMapping, registry: Registry) -> dict[str, str]:
    """What no column tells, told once for the whole file."""
    told, found = dict(mapping.constants), set(mapping.columns.values())
    left, right = st.columns(2)
    if "level" not in found:
        levels = [EvidenceLevel.CLAIMED.value, EvidenceLevel.DOCUMENTED.value]
        said = told.get("level", DEFAULTS["level"])
        told["level"] = left.selectbox(
            text("upload.fact.level"),
            levels,
            index=levels.index(said) if said in levels else 0,
            format_func=lambda level: text(f"evidence.{level}"),
            key="many_level",
        )
    if "source_kind" not in found:
        kinds = {option.code: option.label(language()) for option in registry.document_types}
        said = told.get("source_kind", DEFAULTS["source_kind"])
        told["source_kind"] = right.selectbox(
            text("upload.fact.kind"),
            list(kinds),
            index=list(kinds).index(said) if said in kinds else 0,
            format_func=lambda code: kinds[code],
            key="many_kind",
        )
    if "source_title" not in found:
        said = told.get("source_title", table.filename)
        told["source_title"] = left.text_input(text("upload.fact.title"), said, max_chars=300, key="many_title").strip()
    if "as_of" not in found:
        day = right.date_input(text("upload.fact.as_of"), max_value=loaders.today(), key="many_as_of")
        told["as_of"] = given_day(day).isoformat()
    return told


def _plan(table: GivenTable, mapping: ColumnMapping, registry: Registry) -> _Plan:
    totals, first = Totals(), list[StartupChange]()
    with loaders.session() as session:
        known = startup_names(session)
        try:
            startups = given_startups(table, mapping, registry, known, language=language(), today=loaders.today())
        except InvalidInput as refused:
            return _Plan(mapping, problems=refused.problems)
        for change in planned_changes(session, startups):
            totals = totals.plus(change)
            if len(first) < _SHOWN and not change.is_empty:
                first.append(change)
    return _Plan(mapping, startups, totals, tuple(first))


def _show_plan(plan: _Plan, table: GivenTable, registry: Registry) -> None:
    if plan.problems:
        show_problems(plan.problems, "many")
        return
    totals = plan.totals
    section(text("upload.changes.title", name=literal(table.filename)), _sentence("upload.many.note", totals))
    if totals.is_empty:
        st.markdown(f":gray[{text('upload.changes.nothing')}]")
        return
    st.markdown(muted(text("upload.many.first", count=len(plan.first))))
    st.dataframe(startup_frame(plan.first), hide_index=True, row_height=32, key="many_startups")
    if any(change.entries for change in plan.first):
        st.dataframe(entry_frame(plan.first, registry, _SHOWN), hide_index=True, row_height=32, key="many_entries")
    if st.button(text("upload.many.commit"), key="many_commit"):
        _write(plan, table)


def _write(plan: _Plan, table: GivenTable) -> None:
    """Write the startups batch by batch; what is written stays, whatever happens after it."""
    totals, whole = Totals(), len(plan.startups)
    bar = st.progress(0.0, text("upload.many.progress", done=0, whole=whole))
    try:
        with loaders.session() as session:
            keep_mapping(session, table, plan.mapping, actor=loaders.ACTOR)
        for batch in write_startups(loaders.session, plan.startups, actor=loaders.ACTOR, origin=table.filename):
            for change in batch:
                totals = totals.plus(change)
            done = totals.startups
            bar.progress(done / whole, text("upload.many.progress", done=done, whole=whole))
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    kept_while_open().pop(_PLAN, None)
    bar.empty()
    st.success(_sentence("upload.many.done", totals))


def _sentence(key: str, totals: Totals) -> str:
    return text(
        key,
        startups=totals.startups,
        new=totals.new_startups,
        added=totals.added,
        changed=totals.changed,
        unchanged=totals.unchanged,
    )
