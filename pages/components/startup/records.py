"""Models and runs, the ledger's history, and the audit trail of one startup."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.portfolio.standing import Standing
from data.records import AuditEvent, Registry, Run
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.finding_words import source_line
from pages.components.format import count, day, moment
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.navigation import open_run
from pages.components.rows import LINE, Cell, Row, show, table, words
from pages.components.run_names import what_runs

_MOST_EVENTS = 500


def show_models(standing: Standing) -> None:
    """The models handed over and every run on them; a run opens its samples."""
    section(text("startup.models.title"), text("startup.models.note"))
    if not standing.dossier.models:
        empty_state(text("startup.models.none"))
        return
    columns = [Cell([words(text(f"startup.models.{name}"))]) for name in ("run", "model", "suite", "state", "day")]
    rows = [_run_row(run) for run in standing.dossier.runs]
    listed = [
        Row(
            [
                Cell(),
                Cell(
                    [words(model.name, "strong"), LINE, words(_identity(model.digest, model.parameters), "mute small")]
                ),
                Cell(),
                Cell([words(text("run.none"), "mute")]),
                Cell(),
            ],
            rule=True,
        )
        for model in standing.dossier.models
        if all(run.model.id != model.id for run in standing.dossier.runs)
    ]
    pressed = show([table(columns, [*rows, *listed], label=text("startup.models.title"))], key="models")
    if pressed:
        open_run(int(pressed))


def _run_row(run: Run) -> Row:
    when = run.finished_at or run.started_at or run.created_at
    cells = [
        Cell([words(str(run.id), go=str(run.id))]),
        Cell(
            [
                words(run.model.name, "strong"),
                LINE,
                words(_identity(run.model.digest, run.model.parameters), "mute small"),
            ]
        ),
        Cell([words(what_runs(run))]),
        Cell([words(text(f"run.{run.state.value}"), "quiet", source=run.error)]),
        Cell([words(day(when.date(), language()), "mute")], "tight"),
    ]
    return Row(cells, rule=True)


def _identity(digest: str | None, parameters: int | None) -> str:
    size = text("startup.models.parameters", count=count(parameters, language())) if parameters else ""
    seen = text("startup.models.digest", digest=digest[:12]) if digest else text("startup.models.uninspected")
    return " · ".join(part for part in (size, seen) if part)


@st.fragment
def show_history(standing: Standing, registry: Registry) -> None:
    """Every entry of the ledger, and who wrote what when; each is read and drawn once it is unfolded."""
    section(text("startup.history.title"), text("startup.history.note"))
    slug = standing.startup.slug
    ledger = st.expander(
        text("startup.history.facts", count=len(standing.dossier.facts)), key=f"ledger_of_{slug}", on_change="rerun"
    )
    if ledger.open:
        ledger.dataframe(
            _ledger(standing, registry), hide_index=True, key="ledger", alt=text("startup.history.title"), row_height=32
        )
    trail = st.expander(text("startup.history.events"), key=f"trail_of_{slug}", on_change="rerun")
    if trail.open:
        events = loaders.history(slug, _MOST_EVENTS)
        trail.dataframe(pd.DataFrame([_event(event) for event in events]), hide_index=True, key="events", row_height=32)


def _ledger(standing: Standing, registry: Registry) -> pd.DataFrame:
    code = language()
    return pd.DataFrame(
        [
            {
                text("startup.history.field"): registry.by_key[fact.key].label(code)
                if fact.key in registry.by_key
                else fact.key,
                text("startup.history.value"): fact.not_applicable
                or value_text(fact.value, registry.by_key.get(fact.key)),
                text("startup.history.level"): text(f"evidence.{fact.level.value}"),
                text("startup.history.as_of"): fact.as_of.isoformat(),
                text("startup.history.source"): source_line(fact.source),
                text("startup.history.author"): fact.entered_by,
                text("startup.history.entered"): fact.entered_at.date().isoformat() if fact.entered_at else "",
            }
            for fact in reversed(standing.dossier.facts)
        ]
    )


def _event(event: AuditEvent) -> dict[str, str]:
    return {
        text("startup.history.at"): moment(event.at, language()),
        text("startup.history.author"): event.actor,
        text("startup.history.action"): f"{event.action} {event.entity}",
        text("startup.history.field"): event.entity_id.partition("/")[2],
        text("startup.history.before"): "" if event.before is None else str(event.before),
        text("startup.history.after"): "" if event.after is None else str(event.after),
    }
