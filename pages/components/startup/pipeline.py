"""Where the fund stands with a startup: status, owner, contact, tags, moves and notes, and the ways to change them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from data import repository
from data.records import LAST_STATUS, PIPELINE_OUTCOMES, PipelineEntry, PipelineMove, Startup
from pages.components import loaders
from pages.components.format import day, moment
from pages.components.frame import section
from pages.components.language import language
from pages.components.markdown import literal, muted
from pages.components.names import shown_name
from pages.components.pipeline.moving import attempt, say_problem, show_last_move, show_moving, show_problem
from pages.components.pipeline.wording import days_between, outcome_name, said, status_name
from pages.components.startup.notes import show_notes
from pages.components.viewpoint import today

_MOST_TAGS = 200
"""Tags offered, the most frequent ones."""


@st.fragment
def show_pipeline_of(slug: str) -> None:
    """The section of one startup; it reads what it shows, and draws itself anew after a write."""

    def ask(session: Session) -> tuple[Startup, PipelineEntry, tuple[str, ...], list[PipelineMove]]:
        tags = repository.tags_of(session, [slug])[slug]
        found = repository.find_startup(session, slug), repository.pipeline_of(session, slug)
        return *found, tags, repository.moves_of(session, slug)

    startup, entry, tags, moves = loaders.read(ask)
    section(said("section.title"), said("section.note"))
    show_problem()
    show_last_move(slug)
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        _show_status(startup, entry)
        _show_people(entry)
        _show_tags(slug, tags)
        _show_moves(moves)
    with right:
        show_notes(slug)


def _show_status(startup: Startup, entry: PipelineEntry) -> None:
    since = said("section.since", day=day(entry.since, language()), days=days_between(entry.since, today()))
    outcome = f" {literal(outcome_name(entry.outcome))}" if entry.outcome else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{status_name(entry.status)}**{outcome} :gray[{since}]", width="stretch")
        with st.popover(said("move.popover")):
            show_moving(shown_name(startup), entry)


def _show_people(entry: PipelineEntry) -> None:
    """Owner, last contact and, of one that is closed, what came of it."""
    key = f"people_{entry.slug}_{entry.version}"
    with st.form(key, border=False):
        left, right = st.columns(2)
        left.text_input(
            said("section.owner"), value=entry.owner or "", max_chars=repository.LONGEST_OWNER, key=f"{key}_owner"
        )
        right.date_input(said("section.contact"), value=entry.last_contact, max_value=today(), key=f"{key}_contact")
        if entry.status == LAST_STATUS:
            codes = list(PIPELINE_OUTCOMES)
            st.selectbox(
                said("section.outcome"),
                codes,
                index=codes.index(entry.outcome) if entry.outcome else None,
                format_func=outcome_name,
                placeholder=said("section.no_outcome"),
                key=f"{key}_outcome",
            )
        with st.container(horizontal=True):
            st.form_submit_button(said("section.save"), on_click=_save, args=(entry, key))
            st.form_submit_button(said("section.spoke"), on_click=_save, args=(entry, key), kwargs={"spoke": True})


def _save(entry: PipelineEntry, key: str, *, spoke: bool = False) -> None:
    given: dict[str, Any] = {
        "owner": st.session_state[f"{key}_owner"],
        "last_contact": today() if spoke else st.session_state[f"{key}_contact"],
        "outcome": st.session_state.get(f"{key}_outcome"),
    }
    attempt(lambda session: repository.change_entry(session, replace(entry, **given), actor=loaders.ACTOR))


def _show_tags(slug: str, tags: Sequence[str]) -> None:
    known = [each.tag for each in loaders.read(repository.tag_counts)[:_MOST_TAGS]]
    # A new key whenever the tags changed, by whomever, so that the field shows what is stored.
    key = f"tags_{slug}_{'/'.join(tags)}"
    st.multiselect(
        said("section.tags"),
        list(dict.fromkeys([*tags, *known])),
        default=list(tags),
        accept_new_options=True,
        help=said("section.tags_help", count=repository.LONGEST_TAG),
        key=key,
        on_change=_keep_tags,
        args=(slug, tuple(tags), key),
    )


def _keep_tags(slug: str, before: Sequence[str], key: str) -> None:
    """Write what was added and taken away, and nothing else: tags that others gave meanwhile stay."""
    chosen = list(st.session_state[key])
    if too_long := [tag for tag in chosen if len(tag) > repository.LONGEST_TAG]:
        say_problem(said("section.tag_long", tag=literal(too_long[0]), count=repository.LONGEST_TAG))
        return

    def write(session: Session) -> None:
        for tag in chosen:
            if tag not in before:
                repository.add_tag(session, slug, tag, actor=loaders.ACTOR)
        for tag in before:
            if tag not in chosen:
                repository.remove_tag(session, slug, tag, actor=loaders.ACTOR)

    attempt(write)


def _show_moves(moves: Sequence[PipelineMove]) -> None:
    if not moves:
        return
    with st.expander(said("section.moves", count=len(moves))):
        for move in moves:
            who = said("section.by", author=literal(move.moved_by), at=moment(move.moved_at, language()))
            note = f"  \n{literal(move.note)}" if move.note else ""
            st.markdown(f"{_way(move)} {muted(who)}{note}")


def _way(move: PipelineMove) -> str:
    named = {
        "day": day(move.moved_on, language()),
        "before": status_name(move.from_status),
        "after": status_name(move.to_status),
    }
    if move.days is None:
        return said("section.moved", **named)
    spent = said("days.one" if move.days == 1 else "days.many", count=move.days)
    return said("section.moved_after", days=spent, **named)
