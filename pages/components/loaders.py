"""Reading the database for the screens: cached, and read anew as soon as anything was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

import streamlit as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from analysis.diligence.examination import Yardsticks, examination_questions, parsed_yardsticks
from analysis.portfolio.standing import Standing, standing
from analysis.published.tables import TransparencyScore, parse_transparency_scores
from analysis.questions.question import NextQuestion
from analysis.rubrics import default_rubric_text
from analysis.scoring.rubric import Rubric
from data import repository
from data.catalogue import reference_text
from data.database import Database, database_url, open_database, unavailable
from data.records import (
    AuditEvent,
    Dossier,
    Hit,
    KeptJudgement,
    Outcome,
    Registry,
    Run,
    RunState,
    SampleResult,
    SavedProfile,
    Schedule,
    Startup,
)
from data.registry import load_registry
from data.repository import EvidenceMark, StartupMark
from pages.components.kept import Kept
from pages.components.language import language
from pages.components.viewpoint import chosen_day, chosen_profile
from pages.components.viewpoint import today as today

T = TypeVar("T")
ACTOR = "dashboard"
_KEPT = timedelta(hours=1)
_GLANCE = timedelta(seconds=0.2)
"""How long the database's state is taken to stand still: the span of one drawing of a screen."""
_MOST_QUESTIONS = 8
_MOST_OPEN = 128
"""Startups kept judged in full, the latest looked at; about a megabyte each."""


class StateKey(NamedTuple):
    """Changes whenever something a judgement rests on is written: the newest audit event and the runs that ended."""

    url: str
    newest_event: int
    runs_ended: int
    last_ended: datetime | None


ProfileMarks = tuple[tuple[str, datetime | None], ...]


class Marks(NamedTuple):
    """What judgements rest on: the mark of each startup by slug, in order of names, and when profiles were saved."""

    startups: dict[str, EvidenceMark]
    profiles: ProfileMarks


@contextmanager
def session() -> Iterator[Session]:
    """One transaction on the database in `DATABASE_URL`, to write in: afterwards its state is looked at anew.

    Raises:
        Unavailable: the database is not to be had.
    """
    try:
        with _reading() as opened:
            yield opened
    finally:
        _state_of.clear()
        _marks_of.clear()


@contextmanager
def _reading() -> Iterator[Session]:
    try:
        with _database(database_url()).session() as opened:
            yield opened
    except OperationalError as error:
        raise unavailable(error) from error


def read(ask: Callable[[Session], T]) -> T:
    """What a question to the database gives, never cached.

    Raises:
        Unavailable: the database is not to be had.
    """
    with _reading() as opened:
        return ask(opened)


def state_key() -> StateKey:
    """The database's present state, cheap enough to ask for as often as a screen likes."""
    return _state_of(database_url())


@st.cache_data(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _state_of(url: str) -> StateKey:
    with _reading() as opened:
        return StateKey(url, *repository.database_state(opened))


def dossiers() -> list[Dossier]:
    """Everything known of every startup that is not archived, by name."""
    return list(_current_dossiers(_marks_of(database_url()).startups).values())


def dossiers_of(slugs: Sequence[str]) -> list[Dossier]:
    """Everything known of the startups named, archived ones among them, by name; read anew each time."""
    return list(_read_dossiers(slugs).values())


def dossier_of(slug: str) -> Dossier | None:
    """Everything known of one startup, archived or not; None if there is none of that slug."""
    url = database_url()
    mark = _mark_of(slug)
    return None if mark is None else _dossier(url, slug, mark)


def standing_of(slug: str) -> Standing | None:
    """One startup with its judgement from the session's viewpoint, judged now if its evidence is new; else None."""
    url = database_url()
    mark = _mark_of(slug)
    if mark is None:
        return None
    saved = _marks_of(url).profiles
    return _standing(url, slug, mark, saved, default_rubric_text(), profile_in_use(), chosen_day(), today())


def archived(*, slug: str | None = None, limit: int | None = None) -> list[Startup]:
    """The archived startups, or the one of that slug if it is archived, the latest archived first."""
    with _reading() as opened:
        return repository.archived_startups(opened, slug=slug, limit=limit)


def archived_count() -> int:
    """How many startups are archived."""
    with _reading() as opened:
        return repository.archived_count(opened)


def standings() -> list[Standing]:
    """Every startup in use with its judgement from the session's viewpoint, by name: profile, day, what was known."""
    url, profile, day, present = database_url(), profile_in_use(), chosen_day(), today()
    marks, measured_by = _marks_of(url), yardsticks()
    known = _current_dossiers(marks.startups)

    def judged(slugs: Sequence[str]) -> dict[str, Standing]:
        return {slug: standing(_as_known(known[slug]), measured_by, as_of=day, profile=profile) for slug in slugs}

    kept = _kept_standings(url, marks.profiles, default_rubric_text(), profile, day, present)
    return list(kept.current(marks.startups, judged).values())


def profile_in_use() -> str:
    """Key of the investor profile of the session, the rubric's default where none was chosen or it is gone."""
    known = rubric()
    chosen = chosen_profile()
    return chosen if chosen in {profile.key for profile in known.every_profile} else known.default_profile


def registry() -> Registry:
    """The field registry."""
    return load_registry()


def rubric() -> Rubric:
    """The default rubric, with the profiles that investors saved."""
    return yardsticks().rubric


def yardsticks() -> Yardsticks:
    """What startups are measured against, with the profiles that investors saved."""
    return _with_saved_profiles(_marks_of(database_url()).profiles, default_rubric_text())


def saved_profiles(*, deleted: bool = False) -> list[SavedProfile]:
    """The profiles investors saved, or those they deleted."""
    with _reading() as opened:
        return repository.saved_profiles(opened, deleted=deleted)


def outcomes() -> list[Outcome]:
    """What became of startups, the earliest observed first."""
    with _reading() as opened:
        return repository.outcomes(opened)


def snapshots(slug: str) -> list[KeptJudgement]:
    """The judgements of a startup as they were kept, up to the session's day, oldest first."""
    with _reading() as opened:
        kept = repository.assessments_of(opened, slug, profile=rubric().default_profile)
    return [each for each in kept if each.created_at.date() <= chosen_day()]


def transparency_scores() -> tuple[TransparencyScore, ...]:
    """Companies scored by the transparency index, all editions."""
    return parse_transparency_scores(reference_text("fmti_scores.csv"))


def questions(slug: str) -> tuple[NextQuestion, ...]:
    """What to ask a startup next from the session's viewpoint, most decision value per hour first."""
    return _questions(state_key(), slug, profile_in_use(), chosen_day(), today())


def found(words: str, limit: int) -> list[Hit]:
    """What holds every word, never cached: it is as quick to look again."""
    with _reading() as opened:
        return repository.search(opened, words, limit=limit, language=language())


def recent_runs(limit: int = 200, states: tuple[RunState, ...] | None = None) -> list[Run]:
    """The newest runs, never cached: progress is read as it is written."""
    with _reading() as opened:
        return repository.runs(opened, limit=limit, states=states)


def samples(run_id: int, task: str) -> list[SampleResult]:
    """All items of one task of an ended run."""
    return _samples(database_url(), run_id, task)


def schedules() -> list[Schedule]:
    """All schedules, oldest first."""
    with _reading() as opened:
        return repository.schedules(opened)


def history(limit: int = 200) -> list[AuditEvent]:
    """The newest audit events."""
    with _reading() as opened:
        return repository.audit_events(opened, limit=limit)


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _database(url: str) -> Database:
    return open_database(url)


@st.cache_data(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _marks_of(url: str) -> Marks:  # noqa: ARG001 - part of the cache key
    with _reading() as opened:
        saved = tuple((each.key, each.saved_at) for each in repository.saved_profiles(opened))
        return Marks(repository.evidence_marks(opened), saved)


def _current_dossiers(marks: Mapping[str, EvidenceMark]) -> dict[str, Dossier]:
    return _kept_dossiers(database_url()).current(marks, _read_dossiers)


def _mark_of(slug: str) -> StartupMark | None:
    with _reading() as opened:
        return repository.startup_mark(opened, slug)


@st.cache_resource(ttl=_KEPT, max_entries=_MOST_OPEN, show_spinner=False)
def _dossier(url: str, slug: str, mark: StartupMark) -> Dossier:  # noqa: ARG001 - part of the cache key
    with _reading() as opened:
        return repository.dossier(opened, slug)


@st.cache_resource(ttl=_KEPT, max_entries=_MOST_OPEN, show_spinner=False)
def _standing(
    url: str,
    slug: str,
    mark: StartupMark,
    saved: ProfileMarks,  # noqa: ARG001 - part of the cache key
    rubric_text: str,  # noqa: ARG001 - part of the cache key
    profile: str,
    day: date,
    present: date,  # noqa: ARG001 - part of the cache key
) -> Standing:
    return standing(_as_known(_dossier(url, slug, mark)), yardsticks(), as_of=day, profile=profile)


def _read_dossiers(slugs: Sequence[str]) -> dict[str, Dossier]:
    with _reading() as opened:
        return {each.startup.slug: each for each in repository.dossiers(opened, slugs=tuple(slugs))}


def _as_known(dossier: Dossier) -> Dossier:
    """The dossier as it stood on the session's day."""
    return dossier if chosen_day() >= today() else dossier.known_on(chosen_day())


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _kept_dossiers(url: str) -> Kept[Dossier]:  # noqa: ARG001 - part of the cache key
    return Kept()


@st.cache_resource(ttl=_KEPT, max_entries=8, show_spinner=False)
def _kept_standings(*viewpoint: object) -> Kept[Standing]:  # noqa: ARG001 - part of the cache key
    return Kept()


@st.cache_resource(ttl=_KEPT, max_entries=32, show_spinner=False)
def _questions(
    key: StateKey,  # noqa: ARG001 - part of the cache key
    slug: str,
    profile: str,  # noqa: ARG001 - part of the cache key
    day: date,  # noqa: ARG001 - part of the cache key
    present: date,  # noqa: ARG001 - part of the cache key
) -> tuple[NextQuestion, ...]:
    chosen = next(entry for entry in standings() if entry.startup.slug == slug)
    return examination_questions(chosen.examination, yardsticks(), count=_MOST_QUESTIONS)


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _with_saved_profiles(saved: ProfileMarks, rubric_text: str) -> Yardsticks:  # noqa: ARG001 - part of the cache key
    found = _yardsticks(rubric_text)
    return replace(found, rubric=found.rubric.with_saved_profiles(saved_profiles()))


@st.cache_resource(ttl=_KEPT, max_entries=2, show_spinner=False)
def _yardsticks(rubric_text: str) -> Yardsticks:
    return parsed_yardsticks(rubric_text, load_registry(), reference_text)


@st.cache_data(ttl=_KEPT, max_entries=16, show_spinner=False)
def _samples(url: str, run_id: int, task: str) -> list[SampleResult]:  # noqa: ARG001 - part of the cache key
    with _reading() as opened:
        return repository.samples_of(opened, run_id, task, limit=None)
