"""Streamlit components that ship their script and style as files, fetched once instead of sent with every row."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

ASSETS = Path(__file__).parent / "assets"
_PACKAGE = "assay"


def mounting(name: str, *, html: str, css: str | None, js: str) -> Any:
    """The function that mounts component `name`, whose files lie in `assets/<name>`.

    File-backed components are otherwise found in installed packages only, and the dashboard is not one; registering
    the same manifest by hand is private to Streamlit, so a test watches it.
    """
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{_PACKAGE}.{name}") is None:
        manager.register_from_manifest(
            ComponentManifest(_PACKAGE, "1", [ComponentConfig(name=name, asset_dir=name)]), ASSETS
        )
    return _declared(name, html, css, js)


@lru_cache(maxsize=4)
def _declared(name: str, html: str, css: str | None, js: str) -> Any:
    return st.components.v2.component(f"{_PACKAGE}.{name}", html=html, css=css, js=js)
