"""The screens in menu order, and the ways from one to another."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import streamlit as st

ASSETS = Path(__file__).parent / "assets"
LOGO = ASSETS / "logo.svg"
ICON = ASSETS / "icon.svg"


class Screen(NamedTuple):
    """One screen: its address, its file beside app.py, and whether it opens first."""

    name: str
    path: str
    is_default: bool = False


PAGES = (
    Screen("overview", "pages/overview.py", is_default=True),
    Screen("pipeline", "pages/pipeline.py"),
    Screen("startup", "pages/startup.py"),
    Screen("decide", "pages/decide.py"),
    Screen("benchmarks", "pages/benchmarks.py"),
    Screen("inside", "pages/inside.py"),
    Screen("economics", "pages/economics.py"),
    Screen("jobs", "pages/jobs.py"),
    Screen("upload", "pages/upload.py"),
    Screen("methodology", "pages/methodology.py"),
)


def open_startup(slug: str) -> None:
    """Leave for the page of one startup."""
    st.switch_page("pages/startup.py", query_params={"id": slug})


def open_comparison(*slugs: str) -> None:
    """Leave for the comparison of these startups."""
    st.switch_page("pages/decide.py", query_params={"view": "compare", "with": list(slugs)})


def open_run(run_id: int) -> None:
    """Leave for the samples of one run."""
    st.switch_page("pages/benchmarks.py", query_params={"run": str(run_id)})


def open_field(key: str) -> None:
    """Leave for what a field of the registry means."""
    st.switch_page("pages/methodology.py", query_params={"field": key})
