"""The form for a single claimed score with the whole protocol it was stated with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from data.catalogue import load_metrics
from data.profiles import CLAIMS_FIELD, claim_items
from data.records import Claim, Dossier, Registry
from pages.components import loaders
from pages.components.language import language, text
from pages.components.upload.entry import GivenFact, fact_reading, stated_in
from pages.components.upload.forms import dossier_choice, given_day, source_inputs
from pages.components.upload.preview import show_reading
from pages.components.upload.protocol import protocol_inputs

CLAIM = "claim_startup"
"""Key of the box that says whose claim it is."""
_CLAIM = "claim_given"


def show_claim_form(registry: Registry, tasks: Sequence[str]) -> None:
    """Task, metric, score and as much of the protocol as is stated; then the preview."""
    known = dossier_choice(CLAIM)
    if known is None:
        return
    slug = known.startup.slug
    with st.form("claim", border=False):
        claim = _claim_inputs(known, tasks)
        source = source_inputs(registry, "claim")
        sent = st.form_submit_button(text("upload.preview"))
    if sent and claim is not None:
        value = claim_items([replace(claim, stated_in=stated_in(source))])
        st.session_state[_CLAIM] = (slug, GivenFact(CLAIMS_FIELD, value, "claimed", loaders.today(), source))
    elif sent:
        st.error(text("upload.claim.needed"))
    given = st.session_state.get(_CLAIM)
    if given is not None and given[0] == slug:
        show_reading(fact_reading(known.startup, given[1], registry, language()), key="claim", claims="add")


def metric_input(key: str) -> str:
    """The metric's name, empty where the startup names none."""
    given = st.selectbox(
        text("upload.claim.metric"),
        load_metrics().quoted,
        index=None,
        accept_new_options=True,
        placeholder=text("upload.claim.open"),
        key=f"{key}_metric",
    )
    return str(given) if given else ""


def _claim_inputs(dossier: Dossier, tasks: Sequence[str]) -> Claim | None:
    """The claim as typed, None while its task or its score is open."""
    left, middle, right = st.columns(3)
    task = left.selectbox(text("upload.claim.task"), list(tasks), accept_new_options=True)
    with middle:
        metric = metric_input("claim")
    score = right.number_input(text("upload.claim.value"), min_value=0.0, value=None, step=0.1)
    models = [model.name for model in dossier.models]
    model = left.selectbox(text("upload.claim.model"), models, accept_new_options=True) if models else None
    items = middle.number_input(text("upload.claim.items"), min_value=1, value=None, step=1)
    direction = right.selectbox(
        text("upload.claim.direction"),
        ("exact", "at_least"),
        format_func=lambda code: text(f"upload.claim.direction_{code}"),
    )
    protocol = protocol_inputs("claim")
    dated = st.date_input(text("upload.claim.dated"), value=None, max_value=loaders.today())
    if not task or score is None:
        return None
    scale = load_metrics().claimed_scale(str(task), metric)
    claim = Claim(
        task=str(task),
        metric=metric,
        value=scale.stored(score),
        scale=scale,
        model=model,
        items=None if items is None else int(items),
        dated=given_day(dated) if dated else None,
        direction="at_least" if direction == "at_least" else "exact",
    )
    return protocol.filled(claim)
