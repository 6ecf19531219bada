"""Why a table was not accepted: every problem with its row and column."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.records import Problem
from pages.components.economics.wording import said
from pages.components.rows import Cell, Row, show, table, words

_MOST = 50


def show_problems(problems: Sequence[Problem], *, key: str) -> None:
    """The problems as a table, the first fifty of them."""
    st.markdown(f"**{said('problems.title', count=len(problems))}**")
    columns = [Cell([words(said(f"problems.{name}"))]) for name in ("row", "column", "message")]
    rows = [
        Row(
            [
                Cell([words("" if problem.row is None else str(problem.row), "mute")], "tight"),
                Cell([words(problem.field or "")]),
                Cell([words(problem.message)]),
            ],
            rule=True,
        )
        for problem in problems[:_MOST]
    ]
    show([table(columns, rows, label=said("problems.title", count=len(problems)))], key=f"problems_{key}")
