"""Reading the database for the screens: cached, and read anew as soon as anything was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import streamlit as st
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.rubric import Rubric, parse_rubric
from data import repository
from data.database import Database, database_url, open_database
from data.records import AuditEvent, Dossier, Registry, Run, RunState, SampleResult, Schedule
from data.registry import load_registry
from data.tables import AuditRow, RunRow
from pages.components.standing import Standing, standing

ROOT = Path(__file__).parents[2]
RUBRIC_FILE = ROOT / "analysis" / "rubrics" / "default.yaml"
SUITES = ROOT / "evals" / "suites"
ACTOR = "dashboard"
_KEPT = timedelta(hours=1)


class StateKey(NamedTuple):
    """Changes whenever something a judgement rests on is written: the newest audit event and the runs that ended."""

    url: str
    newest_event: int
    runs_ended: int
    last_ended: datetime | None


class Suite(NamedTuple):
    """A suite as its file names it: key, labels by language, and its groups of tasks."""

    name: str
    label_en: str
    label_zh: str
    content: dict[str, object]

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


@contextmanager
def session() -> Iterator[Session]:
    """One transaction on the database in `DATABASE_URL`."""
    with _database(database_url()).session() as opened:
        yield opened


def state_key() -> StateKey:
    """The database's present state, cheap enough to ask for on every run of a screen."""
    with session() as opened:
        newest = opened.scalar(select(func.max(AuditRow.id))) or 0
        ended, last = opened.execute(
            select(func.count(RunRow.finished_at), func.max(RunRow.finished_at)).where(RunRow.finished_at.is_not(None))
        ).one()
    return StateKey(database_url(), newest, ended, last)


def today() -> date:
    """The day judgements are made for."""
    return datetime.now(UTC).date()


def dossiers() -> list[Dossier]:
    """Everything known of every startup, by name."""
    return _dossiers(state_key())


def standings(profile: str | None = None) -> list[Standing]:
    """Every startup with its judgement under an investor profile, by name."""
    return _standings(state_key(), profile, today())


def registry() -> Registry:
    """The field registry."""
    return load_registry()


def rubric() -> Rubric:
    """The default rubric."""
    return _rubric(RUBRIC_FILE.stat().st_mtime)


def suites() -> list[Suite]:
    """The benchmark suites, read as data from their files."""
    return [_suite(path) for path in sorted(SUITES.glob("*.yaml"))]


def recent_runs(limit: int = 200, states: tuple[RunState, ...] | None = None) -> list[Run]:
    """The newest runs, never cached: progress is read as it is written."""
    with session() as opened:
        return repository.runs(opened, limit=limit, states=states)


def samples(run_id: int, task: str) -> list[SampleResult]:
    """All items of one task of an ended run."""
    return _samples(database_url(), run_id, task)


def schedules() -> list[Schedule]:
    """All schedules, oldest first."""
    with session() as opened:
        return repository.schedules(opened)


def history(limit: int = 200) -> list[AuditEvent]:
    """The newest audit events."""
    with session() as opened:
        return repository.audit_events(opened, limit=limit)


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _database(url: str) -> Database:
    return open_database(url)


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _dossiers(key: StateKey) -> list[Dossier]:  # noqa: ARG001 - part of the cache key
    with session() as opened:
        return repository.dossiers(opened)


@st.cache_resource(ttl=_KEPT, max_entries=8, show_spinner=False)
def _standings(key: StateKey, profile: str | None, day: date) -> list[Standing]:
    with session() as opened:
        aside = {
            dossier.startup.slug: repository.findings_set_aside(opened, dossier.startup.slug)
            for dossier in _dossiers(key)
        }
    return [
        standing(
            dossier,
            rubric=rubric(),
            registry=registry(),
            as_of=day,
            profile=profile,
            set_aside=aside[dossier.startup.slug],
        )
        for dossier in _dossiers(key)
    ]


@st.cache_resource(ttl=_KEPT, max_entries=2, show_spinner=False)
def _rubric(changed_at: float) -> Rubric:  # noqa: ARG001 - part of the cache key
    return parse_rubric(RUBRIC_FILE.read_text(encoding="utf-8"))


@st.cache_data(ttl=_KEPT, max_entries=16, show_spinner=False)
def _samples(url: str, run_id: int, task: str) -> list[SampleResult]:  # noqa: ARG001 - part of the cache key
    with session() as opened:
        return repository.samples_of(opened, run_id, task, limit=None)


def _suite(path: Path) -> Suite:
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    name = str(content.get("name", path.stem))
    return Suite(name, str(content.get("label_en", name)), str(content.get("label_zh", name)), content)
