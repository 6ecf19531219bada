"""The startup's profile as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.profiles import FileFormat, export_profile
from pages.components import loaders
from pages.components.language import text

_FORMATS: dict[FileFormat, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "yaml": "application/yaml",
    "json": "application/json",
}


def show_export(slug: str) -> None:
    """A menu that gives the profile in each format; what runs measured stays out, since files cannot vouch for it."""
    with st.popover(text("startup.export.label")):
        st.markdown(f":small[:gray[{text('startup.export.note')}]]")
        for file_format, mime in _FORMATS.items():
            st.download_button(
                file_format.upper(),
                partial(_profile, slug, file_format),
                file_name=f"{slug}.{file_format}",
                mime=mime,
                on_click="ignore",
                key=f"export_{slug}_{file_format}",
                width="stretch",
            )


def _profile(slug: str, file_format: FileFormat) -> bytes:
    with loaders.session() as session:
        return export_profile(session, slug, file_format)
