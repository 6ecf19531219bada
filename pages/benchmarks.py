"""Which model scores how much, how sure that is, and what each answer was."""

from __future__ import annotations

import streamlit as st

from analysis.board.index import BoardRow, board, leading, measured_models
from data.catalogue import load_suites
from data.records import Run, Suite
from pages.components import loaders
from pages.components.benchmarks.board_views import (
    Cost,
    board_view,
    cost_points,
    cost_ticks,
    costs,
    size_points,
    size_ticks,
)
from pages.components.benchmarks.pairs import show_pairs
from pages.components.benchmarks.run_detail import run_line, run_title, show_run, show_run_body
from pages.components.benchmarks.task_table import show_task_table
from pages.components.charts.quality_cost import CostAxis, quality_cost_chart
from pages.components.format import in_words
from pages.components.frame import empty_state, page_head, page_title, section
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.plots import show_figure
from pages.components.rows import show
from pages.components.theme import palette

ALL = "index"


def main() -> None:
    """The whole screen, or one run where the address names one."""
    page_guard()
    dossiers = loaders.dossiers()
    runs = {run.id: run for dossier in dossiers for run in dossier.runs}
    asked = st.query_params.get("run")
    fictional = any(dossier.startup.fictional for dossier in dossiers)
    if asked is not None and asked.isdigit() and int(asked) in runs:
        page_head(text("navigation.benchmarks"), text("source.run", id=asked), fictional=fictional)
        _one_run(runs[int(asked)])
        return
    page_head(text("navigation.benchmarks"), fictional=fictional)
    _leaderboard(runs)


def _one_run(run: Run) -> None:
    if st.button(text("benchmarks.back")):
        del st.query_params["run"]
        st.rerun()
    page_title(run_title(run), "", run_line(run))
    show_run_body(run)


def _leaderboard(runs: dict[int, Run]) -> None:
    suites = {suite.name: suite for suite in load_suites()}
    measured = {name: measured_models(loaders.dossiers(), suite) for name, suite in suites.items()}
    used = [name for name in suites if measured[name]]
    if not used:
        page_title(text("benchmarks.title_none"))
        empty_state(text("benchmarks.empty"))
        st.page_link("pages/jobs.py", label=text("benchmarks.go_jobs"))
        return
    title, lead = st.container(), st.container()
    suite, capability = _choice(suites, used)
    lines = suite.of_capability(None if capability == ALL else capability)
    rows = board(measured[suite.name], lines)
    with title:
        page_title(_title(rows))
    with lead:
        said = text("benchmarks.lead", suite=literal(suite.label(language())), count=len(lines))
        st.markdown(f"{said} :gray[{text('benchmarks.lead_aside')}]")
    pressed = _upper_half(rows)
    show_pairs(rows)
    selected = show_task_table(rows, suite)
    if pressed and pressed.startswith("run:"):
        st.query_params["run"] = pressed.removeprefix("run:")
        st.rerun()
    if selected is not None and selected in runs:
        show_run(runs[selected])


def _choice(suites: dict[str, Suite], used: list[str]) -> tuple[Suite, str]:
    name = used[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(used) > 1:
            name = st.selectbox(
                text("benchmarks.suite"), used, format_func=lambda key: suites[key].label(language()), key="suite"
            )
        suite = suites[name]
        capability = st.segmented_control(
            text("benchmarks.capability"),
            [ALL, *suite.capabilities],
            default=ALL,
            required=True,
            format_func=lambda code: text(f"capability.{code}"),
            key=f"capability_{name}",
            label_visibility="collapsed",
        )
    return suite, capability or ALL


def _title(rows: list[BoardRow]) -> str:
    top = leading(rows)
    if not rows:
        return text("benchmarks.title_none")
    if len(rows) == 1:
        return text("benchmarks.title_only", name=literal(rows[0].measured.model.name))
    if top == 1:
        return text("benchmarks.title_single", name=literal(rows[0].measured.model.name))
    key = "benchmarks.title_all" if top == len(rows) else "benchmarks.title_tied"
    return text(key, count=in_words(top, language(), capital=True))


def _upper_half(rows: list[BoardRow]) -> str | None:
    evidence = {entry.startup.slug: entry.evidence for entry in loaders.standings()}
    known_costs = costs(evidence)
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        section(text("benchmarks.board"), text("benchmarks.board_note"))
        pressed = show([board_view(rows, known_costs)], key="board") if rows else None
    with right:
        _quality(rows, known_costs)
    return pressed


def _quality(rows: list[BoardRow], known_costs: dict[str, Cost]) -> None:
    section(text("benchmarks.quality"), text("benchmarks.quality_note"))
    against = st.segmented_control(
        text("benchmarks.against"),
        ["cost", "size"],
        default="cost",
        required=True,
        format_func=lambda code: text(f"benchmarks.against_{code}"),
        key="quality_against",
        label_visibility="collapsed",
    )
    by_cost = against == "cost"
    points = cost_points(rows, known_costs) if by_cost else size_points(rows)
    if not points:
        empty_state(text("benchmarks.no_cost" if by_cost else "benchmarks.no_size"))
        return
    axis = CostAxis(text(f"benchmarks.axis_{against}"), cost_ticks() if by_cost else size_ticks())
    figure = quality_cost_chart(points, axis, text("benchmarks.axis_quality"), palette())
    show_figure(figure, key="quality", description=text("benchmarks.quality_alt", count=len(points)))


if __name__ == "__main__":
    main()
