"""Bringing facts in: a whole profile, a single fact, a single claim, a table of scores, a table of startups."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.catalogue import known_tasks
from data.intake.limits import MAX_PROFILE_MEGABYTES
from data.profiles import FileFormat, blank_template, read_profile
from pages.components import loaders
from pages.components.choosing import chosen_startup
from pages.components.frame import page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.upload.claim_form import CLAIM, show_claim_form
from pages.components.upload.forms import FACT, show_fact_form
from pages.components.upload.many import show_many
from pages.components.upload.pasted import PASTE, show_pasted_table
from pages.components.upload.preview import show_reading

_FORMATS: dict[FileFormat, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "yaml": "application/yaml",
    "json": "application/json",
}


def main() -> None:
    """The whole screen."""
    page_guard()
    chosen = [chosen_startup(key) for key in (FACT, CLAIM, PASTE)]
    page_head(text("navigation.upload"), fictional=any(startup.fictional for startup in chosen if startup))
    page_title(text("upload.title"), text("upload.lead"), text("upload.lead_aside"))
    names = ("file", "fact", "claim", "paste", "many")
    whole, single, claim, paste, many = st.tabs([text(f"upload.tab.{name}") for name in names])
    with whole:
        _file()
    with single:
        show_fact_form(loaders.registry())
    with claim:
        show_claim_form(loaders.registry(), known_tasks())
    with paste:
        show_pasted_table(loaders.registry(), known_tasks())
    with many:
        show_many(loaders.registry())


def _file() -> None:
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        given = st.file_uploader(
            text("upload.file.label"),
            type=["yaml", "yml", "json", "csv", "xlsx"],
            max_upload_size=MAX_PROFILE_MEGABYTES,
            key="profile_file",
        )
    with right:
        st.markdown(text("upload.template.label"))
        with st.container(horizontal=True):
            for file_format, mime in _FORMATS.items():
                st.download_button(
                    file_format.upper(),
                    partial(blank_template, file_format, loaders.registry()),
                    file_name=f"assay-profile.{file_format}",
                    mime=mime,
                    on_click="ignore",
                    key=f"template_{file_format}",
                )
        st.markdown(f":small[:gray[{text('upload.template.note')}]]")
    if given is not None:
        reading = read_profile(given.getvalue(), given.name, loaders.registry(), language=language())
        show_reading(reading, key="file")


if __name__ == "__main__":
    main()
