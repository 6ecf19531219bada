"""Suites, fields and reference figures with their sources and licences."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.catalogue import ReferenceSource, load_suites, reference_sources
from data.records import Registry
from pages.components.frame import empty_state, section
from pages.components.language import has_text, language, text
from pages.components.rows import LINE, Cell, Row, show, table, words

_MOST_SOURCES = 3


def show_suites() -> None:
    """The suites and what each measures."""
    section(text("method.suites.title"), text("method.suites.note"))
    columns = [Cell([words(text(f"method.suites.{name}"))]) for name in ("suite", "benchmarks", "capabilities")]
    rows = [
        Row(
            [
                Cell(
                    [words(suite.label(language()), "strong"), LINE, words(suite.description(language()), "mute small")]
                ),
                Cell([words((" · ").join(line.label(language()) for line in suite.benchmarks), "small")]),
                Cell(
                    [
                        words(
                            " · ".join(
                                text(f"capability.{code}")
                                for code in suite.capabilities
                                if has_text(f"capability.{code}")
                            ),
                            "mute small",
                        )
                    ]
                ),
            ],
            rule=True,
        )
        for suite in load_suites()
    ]
    show([table(columns, rows, label=text("method.suites.title"))], key="suites")


def show_reference() -> None:
    """Published figures that ours stand beside: what, from whom, when, under which licence."""
    section(text("method.reference.title"), text("method.reference.note"))
    sources = reference_sources()
    if not sources:
        empty_state(text("method.reference.none"))
        return
    columns = [Cell([words(text(f"method.reference.{name}"))]) for name in ("table", "source", "dated", "licence")]
    rows = [_reference_row(source) for source in sources]
    show([table(columns, rows, label=text("method.reference.title"))], key="reference")


def _reference_row(source: ReferenceSource) -> Row:
    key = f"method.reference.of_{source.name}"
    name = text(key) if has_text(key) else source.name
    shown = list(source.sources[:_MOST_SOURCES])
    if len(source.sources) > _MOST_SOURCES:
        shown.append(text("source.more", count=len(source.sources) - _MOST_SOURCES))
    counted = text("method.reference.rows", count=source.rows)
    cells = [
        Cell([words(name, "strong"), LINE, words(counted, "mute small")]),
        Cell([words(" · ".join(shown), "small", source="\n".join(source.sources[:12]))]),
        Cell([words(source.checked, "mute")], "tight"),
        Cell([words(source.licence)]),
    ]
    return Row(cells, rule=True)


def show_field_named(registry: Registry) -> None:
    """The field that the address names as `field`, with its definition; nothing where it names none."""
    field = registry.by_key.get(st.query_params.get("field", ""))
    if field is not None:
        section(field.label(language()), field.definition(language()))


def show_fields(registry: Registry) -> None:
    """Every field of the registry with its definition and source."""
    section(text("method.fields.title"), text("method.fields.note", count=len(registry.fields)))
    code = language()
    stages = {stage.code: stage.label(code) for stage in registry.stages}
    runs = {run.code: run.label(code) for run in registry.runs}
    frame = pd.DataFrame(
        [
            {
                text("method.fields.stage"): stages[field.stage],
                text("method.fields.field"): field.label(code),
                text("method.fields.definition"): field.definition(code),
                text("method.fields.unit"): field.unit,
                text("method.fields.measured_by"): "" if field.measured_by == "none" else runs[field.measured_by],
                text("method.fields.formula"): field.formula or "",
                text("method.fields.source"): field.definition_source or "",
            }
            for field in registry.fields
        ]
    )
    st.dataframe(frame, hide_index=True, row_height=32, key="fields", alt=text("method.fields.title"), height=520)
