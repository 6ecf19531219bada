"""Keeping weights under a name, exporting them, deleting them, and taking the deletion back."""

from __future__ import annotations

import json

import streamlit as st
from sqlalchemy.orm import Session

from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import Profile, Weights
from data import repository
from data.records import InvalidInput, SavedProfile
from pages.components import loaders
from pages.components.format import moment
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.viewpoint import chosen_day, look_from


def show_saving(rubric: Rubric, base: Profile, weights: Weights) -> None:
    """Name and save, export, and what was saved before."""
    with st.form("save_profile", border=False):
        name = st.text_input(text("decide.save.name"), max_chars=60, placeholder=text("decide.save.placeholder"))
        pressed = st.form_submit_button(text("decide.save.submit"))
    if pressed:
        _save(rubric, str(name), weights)
    st.download_button(
        text("decide.save.export"),
        json.dumps({"profile": base.key, "weights": weights.model_dump()}, ensure_ascii=False, indent=1),
        file_name=f"{base.key}.json",
        mime="application/json",
        on_click="ignore",
        key="export_profile",
    )
    saved, deleted = loaders.saved_profiles(), loaders.saved_profiles(deleted=True)
    if saved or deleted:
        with st.expander(text("decide.save.list", count=len(saved)), expanded=False):
            for profile in saved:
                _show_saved(profile, is_fitting=profile.key in {each.key for each in rubric.every_profile})
            for profile in deleted:
                _show_deleted(profile)


def _save(rubric: Rubric, name: str, weights: Weights) -> None:
    try:
        key = repository.profile_key(name)
        if key in {profile.key for profile in rubric.profiles}:
            raise InvalidInput(text("decide.save.shipped", name=name))
        with loaders.session() as session:
            made = repository.save_profile(
                session, name, expectation=weights.expectation, risk=weights.risk, actor=loaders.ACTOR
            )
    except InvalidInput as error:
        st.error(literal(str(error)) if name.strip() else text("decide.save.nameless"))
        return
    look_from(made.key, chosen_day())
    st.toast(text("decide.save.done", name=literal(made.name)))
    st.rerun()


def _show_saved(profile: SavedProfile, *, is_fitting: bool) -> None:
    when = moment(profile.saved_at, language()) if profile.saved_at else ""
    said = text("decide.save.entry", name=literal(profile.name), author=literal(profile.saved_by), at=when)
    misfit = "" if is_fitting else f" :orange[{text('decide.save.misfit')}]"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":small[{said}]{misfit}", width="stretch")
        if is_fitting and st.button(text("decide.save.choose"), key=f"choose_profile_{profile.key}"):
            look_from(profile.key, chosen_day())
            st.rerun()
        if st.button(text("decide.save.delete"), key=f"delete_profile_{profile.key}"):
            with loaders.session() as session:
                _delete(session, profile)
            st.rerun()


def _delete(session: Session, profile: SavedProfile) -> None:
    repository.delete_profile(session, profile.key, actor=loaders.ACTOR)
    if loaders.profile_in_use() == profile.key:
        look_from(None, chosen_day())


def _show_deleted(profile: SavedProfile) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":small[:gray[{text('decide.save.deleted', name=literal(profile.name))}]]", width="stretch")
        if st.button(text("decide.save.restore"), key=f"restore_profile_{profile.key}"):
            with loaders.session() as session:
                repository.restore_profile(session, profile.key, actor=loaders.ACTOR)
            st.rerun()
