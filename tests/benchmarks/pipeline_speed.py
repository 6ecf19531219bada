"""How long the pipeline's lists and conditions take among many startups; run by hand.

python -m tests.benchmarks.pipeline_speed [--url URL of an empty PostgreSQL database] [--moved 0.6]

Startups come from the world that all benchmarks share. Some have a row, spread over the statuses, owners and days;
every one of these has moved twice and has a tag; one in fifty has a note. Each question is asked several times; its
median counts. Standings are read as the overview does, by the highest expectation, fifty at a time.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from data import repository
from data.database import Database, open_database
from data.records import NOBODY, BoardPlace, Filter
from data.tables import StandingRow, StartupRow
from tests.benchmarks.large_world import filled, follow

TODAY = date(2026, 11, 27)
FILTERS = {
    "status sourced": Filter(statuses=("sourced",)),
    "status meeting": Filter(statuses=("meeting",)),
    "status meeting or closed": Filter(statuses=("meeting", "closed")),
    "owner": Filter(owners=("Ann",)),
    "nobody": Filter(owners=(NOBODY,)),
    "frequent tag": Filter(tags=("tag 0",)),
    "rare tag": Filter(tags=("TAG 199",)),
    "no such tag": Filter(tags=("none",)),
    "quiet for 30 days": Filter(quiet_days=30),
    "all of them": Filter(statuses=("diligence",), owners=("Bo",), tags=("tag 0", "tag 1"), quiet_days=60),
}


def followed(database: Database, startups: int, moved: float) -> None:
    """Write rows, moves, tags, notes and standings, by the tables themselves."""
    rng = random.Random(2)
    with database.session() as session:
        follow(session, sorted(rng.sample(range(1, startups + 1), int(startups * moved))), rng, TODAY)
        for start in range(1, startups + 1, 10_000):
            _judge(session, range(start, min(start + 10_000, startups + 1)), rng)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.engine.dialect.name != "sqlite" else "SELECT 1"))


def _judge(session: Session, keys: range, rng: random.Random) -> None:
    common = {"profile": "growth", "version": 1, "as_of": TODAY, "rubric_hash": "r", "evidence_hash": "e"}
    common |= {"judged_at": datetime.now(UTC), "findings": [], "open_gates": [], "verdict": "pass"}
    session.execute(
        insert(StandingRow), [common | {"startup_id": key, "expectation": 100 * rng.random()} for key in keys]
    )


def ranked(chosen: Filter) -> Callable[[Session], object]:
    """The first fifty standings that a filter lets through."""

    def ask(session: Session) -> object:
        query = select(StartupRow.slug).join(StandingRow, StandingRow.startup_id == StartupRow.id)
        query = query.where(StandingRow.profile == "growth", StartupRow.archived_at.is_(None))
        query = query.where(*repository.pipeline_conditions(chosen, today=TODAY))
        ordered = query.order_by(StandingRow.expectation.desc(), StandingRow.startup_id).limit(50)
        return session.execute(ordered).all()

    return ask


def counted(chosen: Filter) -> Callable[[Session], object]:
    """How many startups a filter lets through."""

    def ask(session: Session) -> object:
        query = select(func.count(StartupRow.id)).where(*repository.pipeline_conditions(chosen, today=TODAY))
        return [None] * (session.scalar(query) or 0)

    return ask


def questions() -> dict[str, Callable[[Session], object]]:
    """What is asked of the repository, by name."""
    cut = TODAY - timedelta(days=30)
    found: dict[str, Callable[[Session], object]] = {
        "counts by status": repository.status_counts,
        "quiet": lambda session: repository.quiet_startups(session, cut),
        "quiet, count": lambda session: [None] * repository.quiet_count(session, cut),
        "owners": repository.owners,
        "tags": repository.tag_counts,
        "moves": repository.move_counts,
        "search notes": lambda session: repository.search(session, "spoke with them"),
    }
    found |= {"board": _board(pages=1), "board, all on their third page": _board(pages=3)}
    for name, chosen in FILTERS.items():
        found[f"ranked: {name}"], found[f"counted: {name}"] = ranked(chosen), counted(chosen)
    return found


def _board(*, pages: int) -> Callable[[Session], object]:
    def ask(session: Session) -> object:
        after: dict[str, BoardPlace] = {}
        for _ in range(pages):
            columns = repository.board(session, after=after)
            after = {status: cards[-1].place for status, cards in columns.items() if cards}
        return [card for cards in columns.values() for card in cards]

    return ask


def main() -> None:
    """Print one line of JSON per question, then the slowest median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=100_000, help="How many there are.")
    parser.add_argument("--moved", type=float, default=0.6, help="Share of them with a row.")
    parser.add_argument("--repeats", type=int, default=5, help="How often each question is asked.")
    parser.add_argument("--url", help="An empty database; SQLite in a temporary folder where none is given.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(chosen.url or f"sqlite:///{Path(folder) / 'assay.sqlite'}")
        filled(database, chosen.startups)
        followed(database, chosen.startups, chosen.moved)
        slowest = 0.0
        for name, ask in questions().items():
            clocks, found = [], 0
            for _ in range(chosen.repeats):
                with database.session() as session:
                    start = time.perf_counter()
                    found = len(ask(session))  # type: ignore[arg-type]
                    clocks.append(1000 * (time.perf_counter() - start))
            median = round(statistics.median(clocks), 1)
            slowest = max(slowest, median)
            print(
                json.dumps({"question": name, "found": found, "milliseconds": median}, ensure_ascii=False), flush=True
            )
        print(json.dumps({"slowest": slowest, "database": database.engine.dialect.name}))
        database.engine.dispose()


if __name__ == "__main__":
    main()
