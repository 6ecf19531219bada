"""Asking for a measurement."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from data import repository
from data.catalogue import load_suites, run_kinds
from data.records import AssayError, RunRequest
from pages.components import loaders
from pages.components.choosing import choose_model
from pages.components.frame import empty_state
from pages.components.language import language, text
from pages.components.markdown import literal

MODEL = "request_model"
"""Key of the box that says which model."""


def show_request() -> None:
    """The form; a request equal to one under way joins it."""
    if not loaders.model_count(1):
        empty_state(text("jobs.request.no_model"))
        return
    offered = _measurements()
    owned = choose_model(text("jobs.request.model"), key=MODEL)
    chosen = st.selectbox(
        text("jobs.request.what"), list(offered), format_func=lambda key: offered[key].label, key="request_what"
    )
    what = offered[chosen]
    st.markdown(f":small[:gray[{literal(what.description)}]]")
    bounds = run_kinds()["benchmark"].settings["limit"]
    limit = st.number_input(
        text("jobs.request.limit"),
        min_value=1,
        max_value=int(bounds.maximum) if bounds.maximum else None,
        value=None,
        step=1,
        disabled=what.suite is None,
        key="request_limit",
    )
    if st.button(text("jobs.request.submit"), disabled=owned is None) and owned is not None:
        items = int(limit) if limit is not None and what.suite is not None else None
        _request(owned.model.id, what, items)


class _Offered(NamedTuple):
    """A measurement that can be asked for: a suite of benchmarks, or a kind of examination."""

    kind: str
    suite: str | None
    label: str
    description: str


def _measurements() -> dict[str, _Offered]:
    """Suites first, then the examinations that need nothing but the model's folder."""
    code = language()
    suites = {
        f"suite:{suite.name}": _Offered("benchmark", suite.name, suite.label(code), suite.description(code))
        for suite in load_suites()
    }
    return suites | {
        f"kind:{kind.code}": _Offered(kind.code, None, kind.label(code), kind.about(code))
        for kind in run_kinds().values()
        if kind.needs_only_weights
    }


def _request(model_id: int, what: _Offered, limit: int | None) -> None:
    settings = {} if limit is None else {"limit": limit}
    try:
        with loaders.session() as session:
            request = RunRequest(model_id, what.kind, suite=what.suite, settings=settings, requested_by=loaders.ACTOR)
            run = repository.request_run(session, request)
    except AssayError as refused:
        st.error(literal(str(refused)))
        return
    st.success(text("jobs.request.done", id=run.id))
