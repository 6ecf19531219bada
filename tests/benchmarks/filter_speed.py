"""How long the filtered ranking takes among many startups; run by hand.

python -m tests.benchmarks.filter_speed [--url URL of an empty PostgreSQL database]

Startups come from the benchmark of the search, their rows in the pipeline from that of the pipeline; verdicts,
findings, stages, sectors, countries, headcounts and shares are drawn here, unevenly as they are in life. Each question
is asked several times; its median counts. A page is 26 rows, as the overview reads them.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, text, update
from sqlalchemy.orm import Session

from data import repository
from data.database import Database, open_database
from data.records import LIST_ORDERS, NOBODY, Filter, Span
from data.tables import OpenFindingRow, StandingRow
from tests.benchmarks.large_world import filled
from tests.benchmarks.pipeline_speed import TODAY, followed

VERDICTS = {"pass": 55, "hold": 35, "invest_if": 8, "invest": 2}
STAGES = {"seed": 40, "pre_seed": 25, "series_a": 20, "series_b": 8, None: 6, "series_c_plus": 1}
SECTORS = {"health": 30, "software_developers": 30, "other": 20, None: 15, "media": 5}
COUNTRIES = {"US": 50, "CN": 20, "GB": 15, None: 10, "DE": 4, "NO": 1}
RULES = {"frequent": 0.5, "now_and_then": 0.05, "rare": 0.0005}
FILTERS = {
    "everybody": Filter(),
    "stage, 40 %": Filter(stages=("seed",)),
    "stage, 1 %": Filter(stages=("series_c_plus",)),
    "two stages": Filter(stages=("seed", "series_b")),
    "sector, 30 %": Filter(sectors=("health",)),
    "country, 50 %": Filter(countries=("US",)),
    "country, 1 %": Filter(countries=("NO",)),
    "no such country": Filter(countries=("ZZ",)),
    "verdict, 55 %": Filter(verdicts=("pass",)),
    "verdict, 2 %": Filter(verdicts=("invest",)),
    "two verdicts": Filter(verdicts=("invest", "invest_if")),
    "finding, 50 %": Filter(findings=("frequent",)),
    "finding, 5 %": Filter(findings=("now_and_then",)),
    "finding, 0.05 %": Filter(findings=("rare",)),
    "headcount from 10 to 50": Filter(headcount=Span(10, 50)),
    "headcount from 1000 up": Filter(headcount=Span(1_000, None)),
    "headcount from 100000 up": Filter(headcount=Span(100_000, None)),
    "measured share from half up": Filter(measured_share=Span(0.5, None)),
    "measured share from 0.99 up": Filter(measured_share=Span(0.99, None)),
    "status diligence": Filter(statuses=("diligence",)),
    "status sourced": Filter(statuses=("sourced",)),
    "owner": Filter(owners=("Ann",)),
    "nobody": Filter(owners=(NOBODY,)),
    "frequent tag": Filter(tags=("tag 0",)),
    "rare tag": Filter(tags=("tag 199",)),
    "quiet for 30 days": Filter(quiet_days=30),
    "word labs": Filter(words="labs"),
    "word 白云": Filter(words="白云"),
    "stage, sector, verdict": Filter(stages=("seed",), sectors=("media",), verdicts=("invest",)),
    "finding, owner, country": Filter(findings=("frequent",), owners=("Ann",), countries=("GB",)),
}


def judged(database: Database, startups: int) -> None:
    """Put into the standings what they are filtered by, and the open findings beside them."""
    rng = random.Random(3)
    table = cast(Table, StandingRow.__table__)
    with database.session() as session:
        for start in range(1, startups + 1, 10_000):
            keys = range(start, min(start + 10_000, startups + 1))
            changes = update(table).where(table.c.startup_id == bindparam("key"))
            session.connection().execute(changes, [{"key": each} | _drawn(rng) for each in keys])
            found = [{"startup_id": each, "rule": rule} for each in keys for rule in _rules(rng)]
            session.execute(insert(OpenFindingRow), found)
    if database.engine.dialect.name != "sqlite":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _rules(rng: random.Random) -> list[str]:
    return [rule for rule, share in RULES.items() if rng.random() < share]


def _drawn(rng: random.Random) -> dict[str, Any]:
    def one(of: dict[Any, int]) -> Any:
        return rng.choices(list(of), list(of.values()))[0]

    return {
        "verdict": one(VERDICTS),
        "funding_stage": one(STAGES),
        "sector": one(SECTORS),
        "country": one(COUNTRIES),
        "headcount": rng.choice([None, round(rng.lognormvariate(3, 1.2))]),
        "measured_share": rng.choice([0.0, 0.0, rng.random()]),
        "moved": rng.choice([None, 20 * rng.random()]),
        "risk": 100 * rng.random(),
    }


def questions() -> dict[str, Callable[[Session], list[Any]]]:
    """What is asked of the repository, by name: a page and a count for every filter, and every order both ways."""
    found: dict[str, Callable[[Session], list[Any]]] = {}
    for name, chosen in FILTERS.items():
        found[f"page: {name}"], found[f"count: {name}"] = _page(chosen), _count(chosen)
    for by in LIST_ORDERS:
        for turned in (False, True):
            found[f"order {by}{', turned' * turned}"] = _page(Filter(order=by, turned=turned))
        found[f"order {by}, country of 1 %"] = _page(Filter(order=by, countries=("NO",)))
    return found | {
        "countries": lambda session: repository.countries_of(session, "growth"),
        "owners": repository.owners,
        "tags": repository.tag_counts,
    }


def _page(chosen: Filter) -> Callable[[Session], list[Any]]:
    def ask(session: Session) -> list[Any]:
        where = repository.filter_conditions(session, chosen, today=TODAY)
        return list(
            repository.ranked_startups(session, "growth", by=chosen.order, turned=chosen.turned, where=where, limit=26)
        )

    return ask


def _count(chosen: Filter) -> Callable[[Session], list[Any]]:
    def ask(session: Session) -> list[Any]:
        where = repository.filter_conditions(session, chosen, today=TODAY)
        return [None] * repository.count_of(session, "growth", where, most=10_000)

    return ask


def main() -> None:
    """Print one line of JSON per question, then the slowest median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=100_000, help="How many there are.")
    parser.add_argument("--repeats", type=int, default=5, help="How often each question is asked.")
    parser.add_argument("--url", help="An empty database; SQLite in a temporary folder where none is given.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(chosen.url or f"sqlite:///{Path(folder) / 'assay.sqlite'}")
        filled(database, chosen.startups)
        followed(database, chosen.startups, 0.6)
        judged(database, chosen.startups)
        slowest = 0.0
        for name, ask in questions().items():
            clocks, found = [], 0
            for _ in range(chosen.repeats):
                with database.session() as session:
                    start = time.perf_counter()
                    found = len(ask(session))
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
