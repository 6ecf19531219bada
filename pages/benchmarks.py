"""Which model scores how much, how sure that is, and what each answer was."""

from __future__ import annotations

import streamlit as st

from analysis.board.index import BoardRow
from analysis.inference.rank_ranges import RankedScores
from data.records import WHOLE_INDEX, BoardName, Run, Suite
from pages.components.benchmarks.board_views import board_view, cost_points, cost_ticks, size_points, size_ticks
from pages.components.benchmarks.kept_rows import (
    ROWS_OF_A_PAGE,
    BoardPage,
    board_page,
    bring_up_to_date,
    opened_run,
    ranked,
    suites_in_use,
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

_DIGITS_OF_A_RUN = 9
_PAGES = "board_pages/"


def main() -> None:
    """The whole screen, or one run where the address names one."""
    page_guard()
    asked = st.query_params.get("run", "")
    opened = opened_run(int(asked)) if asked.isdecimal() and len(asked) <= _DIGITS_OF_A_RUN else None
    if opened is not None:
        place = text("source.run", id=opened.run.id)
        page_head(text("navigation.benchmarks"), place, fictional=opened.startup.fictional)
        _one_run(opened.run)
        return
    head = st.container()
    shown = _leaderboard()
    with head:
        page_head(text("navigation.benchmarks"), fictional=any(row.startup.fictional for row in shown))


def _one_run(run: Run) -> None:
    if st.button(text("benchmarks.back")):
        del st.query_params["run"]
        st.rerun()
    page_title(run_title(run), "", run_line(run))
    show_run_body(run)


def _leaderboard() -> list[BoardRow]:
    """The rows shown; of how many startups the results wait for the worker is said above them."""
    waiting, suites = bring_up_to_date(), suites_in_use()
    title, lead = st.container(), st.container()
    if waiting:
        st.markdown(f":gray[{text('benchmarks.waiting', count=waiting)}]")
    if not suites:
        with title:
            page_title(text("benchmarks.title_none"))
        empty_state(text("benchmarks.empty"))
        st.page_link("pages/jobs.py", label=text("benchmarks.go_jobs"))
        return []
    suite, capability = _choice(suites)
    board = suite.board(capability)
    among = ranked(board)
    page = board_page(board, suite, among, after=_after(board))
    with title:
        page_title(_title(board, suite, among, page))
    with lead:
        said = text("benchmarks.lead", suite=literal(suite.label(language())), count=len(suite.lines_of(board)))
        st.markdown(f"{said} :gray[{text('benchmarks.lead_aside')}]")
    _below(board, suite, among, page)
    return page.rows


def _below(board: BoardName, suite: Suite, among: RankedScores, page: BoardPage) -> None:
    pressed = _upper_half(page)
    _turn_pages(board, page, among.count)
    show_pairs(page.rows, page.scores)
    selected = show_task_table(page.rows, page.scores, suite)
    if pressed and pressed.startswith("run:"):
        st.query_params["run"] = pressed.removeprefix("run:")
        st.rerun()
    opened = None if selected is None else opened_run(selected)
    if opened is not None:
        show_run(opened.run)


def _choice(suites: dict[str, Suite]) -> tuple[Suite, str]:
    used = list(suites)
    name = used[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if len(used) > 1:
            name = st.selectbox(
                text("benchmarks.suite"), used, format_func=lambda key: suites[key].label(language()), key="suite"
            )
        suite = suites[name]
        capability = st.segmented_control(
            text("benchmarks.capability"),
            [WHOLE_INDEX, *suite.capabilities],
            default=WHOLE_INDEX,
            required=True,
            format_func=lambda code: text(f"capability.{code}"),
            key=f"capability_{name}",
            label_visibility="collapsed",
        )
    return suite, capability or WHOLE_INDEX


def _title(board: BoardName, suite: Suite, among: RankedScores, page: BoardPage) -> str:
    if not among.count:
        return text("benchmarks.title_none")
    top = page if _after(board) is None or among.leading > 1 else board_page(board, suite, among)
    if among.leading == 1 and top.rows:
        key = "benchmarks.title_only" if among.count == 1 else "benchmarks.title_single"
        return text(key, name=literal(top.rows[0].model.name))
    key = "benchmarks.title_all" if among.leading == among.count else "benchmarks.title_tied"
    return text(key, count=in_words(among.leading, language(), capital=True))


def _upper_half(page: BoardPage) -> str | None:
    rows = page.rows
    left, right = st.columns([1.2, 1], gap="medium")
    with left:
        section(text("benchmarks.board"), text("benchmarks.board_note"))
        pressed = show([board_view(rows, page.scores)], key="board") if rows else None
    with right:
        _quality(rows)
    return pressed


def _quality(rows: list[BoardRow]) -> None:
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
    points = cost_points(rows) if by_cost else size_points(rows)
    if not points:
        empty_state(text("benchmarks.no_cost" if by_cost else "benchmarks.no_size"))
        return
    axis = CostAxis(text(f"benchmarks.axis_{against}"), cost_ticks() if by_cost else size_ticks())
    figure = quality_cost_chart(points, axis, text("benchmarks.axis_quality"), palette())
    show_figure(figure, key="quality", description=text("benchmarks.quality_alt", count=len(points)))


def _turn_pages(board: BoardName, page: BoardPage, count: int) -> None:
    """Where the rows stand among all, and the ways on and back; nothing where all of them are shown."""
    places = _places(board)
    if not places and not page.goes_on:
        return
    first = len(places) * ROWS_OF_A_PAGE + 1
    with st.container(horizontal=True, vertical_alignment="center"):
        said = text("benchmarks.rows", first=first, last=first + len(page.rows) - 1, count=f"{count:,}")
        st.markdown(f":gray[{said}]", width="content")
        st.button(text("benchmarks.back_rows"), disabled=not places, on_click=_turn_back, args=(board,))
        more = text("benchmarks.more_rows", count=ROWS_OF_A_PAGE)
        last = page.rows[-1].placed.place if page.rows else None
        st.button(more, disabled=not page.goes_on, on_click=places.append, args=(last,))


def _turn_back(board: BoardName) -> None:
    _places(board).pop()


def _after(board: BoardName) -> tuple[float, int] | None:
    """Where the page shown begins, None for the first."""
    return next(reversed(_places(board)), None)


def _places(board: BoardName) -> list[tuple[float, int] | None]:
    """Where each page before the one shown ended."""
    found: list[tuple[float, int] | None] = st.session_state.setdefault(f"{_PAGES}{'/'.join(board)}", [])
    return found


if __name__ == "__main__":
    main()
