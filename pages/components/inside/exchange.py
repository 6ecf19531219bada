"""Asking the worker for an experiment, and following it until it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from data import repository
from data.database import database_url
from data.records import AssayError, Experiment, NotFound
from pages.components import loaders
from pages.components.format import duration
from pages.components.inside.wording import has_said, said
from pages.components.language import language
from pages.components.markdown import literal
from pages.components.rows import Cell, Row, progress, show, table, words

_SECONDS_BETWEEN_VISITS = 10.0
_MOST_DIGITS = 18
"""Of a number in the address; a longer one is no key, and databases refuse to look for it."""


def announce_visit() -> None:
    """Tell the worker that somebody is here, so that its libraries are loaded before the first question."""
    with loaders.session() as session:
        seen = repository.sign_seen(session, repository.VISITOR)
        if seen is None or seen > _SECONDS_BETWEEN_VISITS:
            repository.give_sign(session, repository.VISITOR)


def show_absence() -> None:
    """Say so where no worker runs; nothing is answered until one does."""
    with loaders.session() as session:
        if not repository.worker_is_there(session):
            st.warning(said("waiting.no_worker"))


def ask(kind: str, settings: dict[str, Any], *, model_id: int | None = None) -> None:
    """Ask for an experiment and show it from now on; a refusal is shown instead."""
    try:
        with loaders.session() as session:
            asked = repository.request_experiment(
                session, kind, settings, requested_by=loaders.ACTOR, model_id=model_id
            )
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    choose(kind, asked.id)


def choose(kind: str, experiment_id: int) -> None:
    """Show this experiment from now on, also when the address is opened again."""
    st.query_params[kind] = str(experiment_id)


def chosen(kind: str) -> Experiment | None:
    """The experiment of that kind in the address, None if there is none or it is of another kind."""
    named = st.query_params.get(kind, "")
    if not named.isdecimal() or len(named) > _MOST_DIGITS:
        return None
    found = _ended(database_url(), int(named)) or _read(int(named))
    return found if found is not None and found.kind == kind else None


def latest(kind: str, limit: int = 8) -> list[Experiment]:
    """The newest experiments of that kind."""
    with loaders.session() as session:
        return repository.experiments(session, kind=kind, limit=limit)


@st.fragment(run_every="0.5s")
def follow(experiment_id: int, show_so_far: Callable[[dict[str, Any]], None] | None = None) -> None:
    """How far an experiment is, read anew twice a second; the screen follows when it has ended.

    Args:
        experiment_id: Which one.
        show_so_far: Draws what is known of it already.
    """
    found = _read(experiment_id)
    if found is None or found.state.is_final:
        st.rerun()
    share, stage = _stage(found)
    cells = [Cell([words(stage)]), Cell([progress(share, stage)])]
    show([table([Cell(), Cell()], [Row(cells)], label=stage)], key=f"following_{experiment_id}")
    if st.button(said("waiting.cancel"), key=f"cancel_{experiment_id}", disabled=found.cancel_requested):
        with loaders.session() as session:
            repository.request_experiment_cancel(session, experiment_id, actor=loaders.ACTOR)
    if show_so_far is not None:
        show_so_far(found.progress)


def show_problem(experiment: Experiment) -> None:
    """Why an ended experiment has no result, in one sentence."""
    if experiment.problem is None:
        st.markdown(f":gray[{said(f'ended.{experiment.state.value}')}]")
        return
    problem = dict(experiment.problem)
    code = str(problem.pop("code"))
    if code == "gate":
        problem = {"message": problem[f"message_{language()}"]}
    key = f"problem.{code}" if has_said(f"problem.{code}") else "problem.broke_down"
    shown = {name: literal(value) if isinstance(value, str) else value for name, value in problem.items()}
    st.error(said(key, **({"reason": ""} | shown)))


def _stage(found: Experiment) -> tuple[float | None, str]:
    if found.started_at is None:
        return None, _waiting(found)
    stage = str(found.progress.get("stage", "starting"))
    done, total = found.progress.get("done"), found.progress.get("total")
    if "curve" in found.progress:
        done = len(found.progress["curve"])
    share = done / total if done is not None and total else None
    return share, said(f"stage.{stage}", done=done or 0, total=total or 0)


def _waiting(found: Experiment) -> str:
    seconds = (datetime.now(UTC) - found.created_at).total_seconds()
    with loaders.session() as session:
        worker = repository.worker_is_there(session)
        warm = repository.is_there(session, repository.WARM_PROCESS)
    if not worker:
        return said("waiting.no_worker")
    since = duration(seconds, language())
    return said("waiting.queued" if warm else "waiting.loading", since=since)


def _read(experiment_id: int) -> Experiment | None:
    with loaders.session() as session:
        try:
            return repository.find_experiment(session, experiment_id)
        except NotFound:
            return None


@st.cache_resource(ttl="1h", max_entries=16, show_spinner=False)
def _results(url: str) -> dict[int, Experiment]:  # noqa: ARG001 - part of the cache key
    return {}


def _ended(url: str, experiment_id: int) -> Experiment | None:
    """The experiment if it has ended; read once, since it can hold a megabyte."""
    kept = _results(url)
    if experiment_id not in kept:
        found = _read(experiment_id)
        if found is None or not found.state.is_final:
            return None
        while len(kept) >= 32:
            kept.pop(next(iter(kept)))
        kept[experiment_id] = found
    return kept[experiment_id]
