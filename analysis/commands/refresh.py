"""Bring the kept judgements up to date without a worker: only what changed, in parallel over processes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from typing import Annotated, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from analysis.board.entries import kept_board
from analysis.commands.report_text import Report
from analysis.commands.stored import yardsticks_of
from analysis.commands.terminal import AsJson, say
from analysis.diligence.examination import Yardsticks
from analysis.portfolio.kept_standings import judged_standing
from data.catalogue import load_suites
from data.command_line import one_sentence_errors
from data.database import open_database
from data.records import Dossier, KeptBoard, KeptStanding, StaleStanding
from data.repository import Basis, dossiers, find_startup, keep_board, keep_judged, stale_standings

_AT_ONCE = 16
"""Startups that a process reads, judges and hands back together; what a killed command loses at most."""
_Judged: TypeAlias = tuple[KeptStanding, KeptBoard]


def refresh(
    startup: Annotated[str | None, typer.Option("--startup", help="Slug of the only startup to look at.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Judge also those that are up to date.")] = False,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Processes to judge in.")] = os.cpu_count() or 1,
    as_json: AsJson = False,
) -> None:
    """Judge the startups whose evidence, rubric or day has changed, and keep the judgements; `ranking` shows them."""
    with one_sentence_errors():
        yardsticks = yardsticks_of(None)
        now = datetime.now(UTC)
        basis = Basis(yardsticks.rubric.default_profile, yardsticks.rubric.content_hash, now.date())
        database = open_database()
        with database.session() as session:
            slugs = None if startup is None else (find_startup(session, startup).slug,)
            stale = stale_standings(session, basis, slugs=slugs, every=every)
        why = {each.slug: each.why for each in stale}
        for judged in _with_progress(_judged(stale, now, processes), len(stale)):
            with database.session() as session:
                for standing, board in judged:
                    keep_judged(session, standing, joins_history=why[standing.slug] != "day")
                    keep_board(session, board)
    counted = Counter(why.values())
    say({"judged": len(stale), "why": dict(sorted(counted.items()))}, as_json, _lines)


def _lines(report: Report) -> Iterator[str]:
    reasons = ", ".join(f"{count} {_REASONS[why]}" for why, count in report["why"].items())
    yield f"Judged {report['judged']}: {reasons}." if reasons else "Every judgement is up to date; nothing was judged."


_REASONS = {
    "new": "never judged before",
    "evidence": "with changed evidence",
    "rubric": "by another rubric",
    "day": "of an earlier day",
    "current": "up to date and judged anew",
}


def _judged(stale: Sequence[StaleStanding], now: datetime, processes: int) -> Iterator[list[_Judged]]:
    batches = [stale[first : first + _AT_ONCE] for first in range(0, len(stale), _AT_ONCE)]
    if processes == 1 or len(batches) < 2:
        yield from (_judge(batch, now) for batch in batches)
        return
    with ProcessPoolExecutor(min(processes, len(batches)), mp_context=get_context("spawn")) as workers:
        yield from workers.map(_judge, batches, [now] * len(batches))


def _judge(batch: Sequence[StaleStanding], now: datetime) -> list[_Judged]:
    versions = {each.slug: each.version for each in batch}
    with open_database().session() as session:
        known = dossiers(session, slugs=tuple(versions))
    return [_judge_one(each, versions[each.startup.slug], now) for each in known]


def _judge_one(known: Dossier, version: int, now: datetime) -> _Judged:
    standing = judged_standing(known, _yardsticks(), version=version, judged_at=now)
    return standing, kept_board(known, _yardsticks(), load_suites(), version=version, kept_at=now)


@cache
def _yardsticks() -> Yardsticks:
    """Read once by each process."""
    return yardsticks_of(None)


def _with_progress(judged: Iterator[list[_Judged]], total: int) -> Iterator[list[_Judged]]:
    columns = (TextColumn("Judging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        for batch in judged:
            yield batch
            progress.advance(task, len(batch))
