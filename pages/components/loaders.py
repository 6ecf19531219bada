"""Reading the database for the screens: cached, and read anew as soon as anything was written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeVar

import streamlit as st
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from analysis.diligence.examination import Yardsticks, examination_questions, parsed_yardsticks
from analysis.portfolio.kept_standings import kept_standing
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
    Fact,
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
from data.repository import Basis, OwnedModel, StartupMark
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


@contextmanager
def session() -> Iterator[Session]:
    """One transaction on the database in `DATABASE_URL`, to write in: afterwards its state is looked at anew.

    Raises:
        Unavailable: the database is not to be had.
    """
    try:
        with reading() as opened:
            yield opened
    finally:
        _glance.clear()
        _state_of.clear()
        _saved_marks.clear()
        _yardsticks_now.clear()


@contextmanager
def reading() -> Iterator[Session]:
    """One transaction to read in.

    Raises:
        Unavailable: the database is not to be had.
    """
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
    with reading() as opened:
        return ask(opened)


def glance() -> object:
    """The same object for the span of one drawing of a screen, another after it and after every write of our own."""
    return _glance(database_url())


@st.cache_resource(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _glance(url: str) -> object:  # noqa: ARG001 - part of the cache key
    return object()


def state_key() -> StateKey:
    """The database's present state, cheap enough to ask for as often as a screen likes."""
    return _state_of(database_url())


@st.cache_data(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _state_of(url: str) -> StateKey:
    with reading() as opened:
        return StateKey(url, *repository.database_state(opened))


def dossiers_of(slugs: Sequence[str]) -> list[Dossier]:
    """Everything known of the startups named, archived ones among them, by name; read anew each time."""
    return list(_read_dossiers(slugs).values())


def dossier_of(slug: str) -> Dossier | None:
    """Everything known of one startup, archived or not; None if there is none of that slug."""
    url = database_url()
    mark = mark_of(slug)
    return None if mark is None else _dossier(url, slug, mark)


def standing_of(slug: str) -> Standing | None:
    """One startup with its judgement from the session's viewpoint, judged now if its evidence is new; else None."""
    url = database_url()
    mark = mark_of(slug)
    if mark is None:
        return None
    profile, day, present, saved = profile_in_use(), chosen_day(), today(), _saved_marks(url)
    judged = _standing(url, slug, mark, saved, rubric().content_hash, profile, day, present)
    if day == present and profile == rubric().default_profile:
        _keep_if_stale(judged, mark.version)
    return judged


def archived(*, slug: str | None = None, limit: int | None = None) -> list[Startup]:
    """The archived startups, or the one of that slug if it is archived, the latest archived first."""
    with reading() as opened:
        return repository.archived_startups(opened, slug=slug, limit=limit)


def archived_count() -> int:
    """How many startups are archived."""
    with reading() as opened:
        return repository.archived_count(opened)


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
    return _yardsticks_now(database_url())


def saved_profiles(*, deleted: bool = False) -> list[SavedProfile]:
    """The profiles investors saved, or those they deleted."""
    with reading() as opened:
        return repository.saved_profiles(opened, deleted=deleted)


def outcomes() -> list[Outcome]:
    """What became of startups, the earliest observed first."""
    with reading() as opened:
        return repository.outcomes(opened)


def snapshots(slug: str) -> list[KeptJudgement]:
    """The judgements of a startup as they were kept, up to the session's day, oldest first."""
    with reading() as opened:
        kept = repository.assessments_of(opened, slug, profile=rubric().default_profile)
    return [each for each in kept if each.created_at.date() <= chosen_day()]


def transparency_scores() -> tuple[TransparencyScore, ...]:
    """Companies scored by the transparency index, all editions."""
    return parse_transparency_scores(reference_text("fmti_scores.csv"))


def questions(slug: str) -> tuple[NextQuestion, ...]:
    """What to ask a startup next from the session's viewpoint, most decision value per hour first."""
    return _questions(mark_of(slug), slug, profile_in_use(), chosen_day(), today())


def found(words: str, limit: int) -> list[Hit]:
    """What holds every word, never cached: it is as quick to look again."""
    with reading() as opened:
        return repository.search(opened, words, limit=limit, language=language())


def last_judged() -> datetime | None:
    """When a startup was last judged, never cached."""
    with reading() as opened:
        return repository.last_judged(opened, rubric().default_profile)


def recent_runs(limit: int = 200, states: tuple[RunState, ...] | None = None) -> list[Run]:
    """The newest runs, never cached: progress is read as it is written."""
    with reading() as opened:
        return repository.runs(opened, limit=limit, states=states)


def samples(run_id: int, task: str) -> list[SampleResult]:
    """All items of one task of an ended run."""
    return _samples(database_url(), run_id, task)


def schedules() -> list[Schedule]:
    """All schedules, oldest first."""
    with reading() as opened:
        return repository.schedules(opened)


def history(slug: str, limit: int) -> list[AuditEvent]:
    """The newest audit events of one startup."""
    with reading() as opened:
        return repository.audit_events(opened, startup=slug, limit=limit)


def startup_count(most: int) -> int:
    """How many startups are in use, looking no further than `most`."""
    with reading() as opened:
        return repository.startup_count(opened, most=most)


def startups_named(words: str, limit: int) -> list[Startup]:
    """The startups in use whose name holds every word, the best match first."""
    with reading() as opened:
        return repository.startups_named(opened, words, limit=limit)


def startups_in_use(slugs: Collection[str]) -> dict[str, Startup]:
    """The startups of these slugs that are not archived, by slug."""
    with reading() as opened:
        return repository.startups_in_use(opened, slugs)


def model_count(most: int) -> int:
    """How many models there are of startups in use, looking no further than `most`."""
    with reading() as opened:
        return repository.model_count(opened, most=most)


def models_named(words: str, limit: int) -> list[OwnedModel]:
    """The models of which each word stands in their own name or their startup's."""
    with reading() as opened:
        return repository.models_named(opened, words, limit=limit)


def model_in_use(model_id: int) -> OwnedModel | None:
    """The model of that key with its startup, None if it is gone or the startup archived."""
    with reading() as opened:
        return repository.model_in_use(opened, model_id)


def facts_of_runs(run_ids: Sequence[int]) -> dict[int, list[Fact]]:
    """What each of these runs put on the ledger, never cached: a run that has ended is there at once."""
    with reading() as opened:
        return repository.facts_of_runs(opened, run_ids)


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _database(url: str) -> Database:
    return open_database(url)


@st.cache_data(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _saved_marks(url: str) -> ProfileMarks:  # noqa: ARG001 - part of the cache key
    with reading() as opened:
        return tuple((each.key, each.saved_at) for each in repository.saved_profiles(opened))


def mark_of(slug: str) -> StartupMark | None:
    """What changes whenever what is known of the startup does, None if there is none of that slug."""
    with reading() as opened:
        return repository.startup_mark(opened, slug)


@st.cache_resource(ttl=_KEPT, max_entries=_MOST_OPEN, show_spinner=False)
def _dossier(url: str, slug: str, mark: StartupMark) -> Dossier:  # noqa: ARG001 - part of the cache key
    with reading() as opened:
        return repository.dossier(opened, slug)


@st.cache_resource(ttl=_KEPT, max_entries=_MOST_OPEN, show_spinner=False)
def _standing(
    url: str,
    slug: str,
    mark: StartupMark,
    saved: ProfileMarks,  # noqa: ARG001 - part of the cache key
    rubric_hash: str,  # noqa: ARG001 - part of the cache key
    profile: str,
    day: date,
    present: date,  # noqa: ARG001 - part of the cache key
) -> Standing:
    return standing(_as_known(_dossier(url, slug, mark)), yardsticks(), as_of=day, profile=profile)


def _keep_if_stale(judged: Standing, version: int) -> None:
    """Keep the judgement of the startup looked at, where the one kept is not up to date, before any worker comes."""
    slug, now = judged.startup.slug, datetime.now(UTC)
    basis = Basis(rubric().default_profile, rubric().content_hash, now.date())
    with reading() as opened:
        stale = repository.stale_standings(opened, basis, slugs=(slug,))
    if not stale or stale[0].version != version:
        return
    kept = kept_standing(judged, yardsticks(), version=version, judged_at=now)
    with session() as opened:
        repository.keep_judged(opened, kept, joins_history=stale[0].why != "day")


def _read_dossiers(slugs: Sequence[str]) -> dict[str, Dossier]:
    with reading() as opened:
        return {each.startup.slug: each for each in repository.dossiers(opened, slugs=tuple(slugs))}


def _as_known(dossier: Dossier) -> Dossier:
    """The dossier as it stood on the session's day."""
    return dossier if chosen_day() >= today() else dossier.known_on(chosen_day())


@st.cache_resource(ttl=_KEPT, max_entries=32, show_spinner=False)
def _questions(
    mark: StartupMark | None,  # noqa: ARG001 - part of the cache key
    slug: str,
    profile: str,  # noqa: ARG001 - part of the cache key
    day: date,  # noqa: ARG001 - part of the cache key
    present: date,  # noqa: ARG001 - part of the cache key
) -> tuple[NextQuestion, ...]:
    chosen = standing_of(slug)
    return () if chosen is None else examination_questions(chosen.examination, yardsticks(), count=_MOST_QUESTIONS)


@st.cache_resource(ttl=_GLANCE, max_entries=4, show_spinner=False)
def _yardsticks_now(url: str) -> Yardsticks:
    return _with_saved_profiles(_saved_marks(url), default_rubric_text())


@st.cache_resource(ttl=_KEPT, max_entries=4, show_spinner=False)
def _with_saved_profiles(saved: ProfileMarks, rubric_text: str) -> Yardsticks:  # noqa: ARG001 - part of the cache key
    found = _yardsticks(rubric_text)
    return replace(found, rubric=found.rubric.with_saved_profiles(saved_profiles()))


@st.cache_resource(ttl=_KEPT, max_entries=2, show_spinner=False)
def _yardsticks(rubric_text: str) -> Yardsticks:
    return parsed_yardsticks(rubric_text, load_registry(), reference_text)


@st.cache_resource(ttl=_KEPT, max_entries=16, show_spinner=False)
def _samples(url: str, run_id: int, task: str) -> list[SampleResult]:  # noqa: ARG001 - part of the cache key
    with reading() as opened:
        return repository.samples_of(opened, run_id, task, limit=None)
