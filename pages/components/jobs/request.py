"""Asking for a measurement."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data import repository
from data.records import AssayError, Dossier, RunRequest
from pages.components import loaders
from pages.components.frame import empty_state
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.suites import suite_files

_MOST_ITEMS = 100_000


def show_request(dossiers: Sequence[Dossier]) -> None:
    """The form; a request equal to one under way joins it."""
    models = {
        model.id: f"{model.name} · {shown_name(dossier.startup)}" for dossier in dossiers for model in dossier.models
    }
    if not models:
        empty_state(text("jobs.request.no_model"))
        return
    suites = {suite.name: suite for suite in suite_files()}
    with st.form("request", border=False):
        model = st.selectbox(text("jobs.request.model"), list(models), format_func=lambda key: models[key])
        suite = st.selectbox(
            text("jobs.request.suite"), list(suites), format_func=lambda name: suites[name].label(language())
        )
        limit = st.number_input(text("jobs.request.limit"), min_value=1, max_value=_MOST_ITEMS, value=None, step=1)
        sent = st.form_submit_button(text("jobs.request.submit"))
    if sent and model is not None and suite is not None:
        _request(model, suite, None if limit is None else int(limit))


def _request(model_id: int, suite: str, limit: int | None) -> None:
    settings = {} if limit is None else {"limit": limit}
    try:
        with loaders.session() as session:
            request = RunRequest(model_id, suite=suite, settings=settings, requested_by=loaders.ACTOR)
            run = repository.request_run(session, request)
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    st.success(text("jobs.request.done", id=run.id))
