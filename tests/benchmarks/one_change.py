"""One fact is written while a dashboard is open: when is it seen, and was anybody else judged again."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from data import repository
from data.database import Database
from data.records import EvidenceLevel, Fact, Source
from data.tables import StandingRow, StartupRow
from tests.benchmarks.page_figures import checked
from tests.benchmarks.page_list import Page
from tests.benchmarks.page_visits import Visitor
from tests.benchmarks.worlds import Slugs
from tests.browser.dashboards import Server
from tests.pages.startups import ROOT

PATIENCE = 60.0
_AUDIT = Source("audit_report", "Audit report", "p. 3", None, date(2026, 11, 20))


def changed_once(server: Server, database: Database, slugs: Slugs, folder: Path) -> dict[str, Any]:
    """Milliseconds from the end of the writing until the judgement is seen, and how many were judged.

    A first startup's page is opened at once, where no worker is; of a second one the worker has to judge, and the
    portfolio is drawn when it has.
    """
    first, second = slugs.thin[0], slugs.thin[-1]
    own = asyncio.run(_until_own_page(server, database, first))
    with _worker(database, folder):
        return own | asyncio.run(_until_portfolio(server, database, second))


async def _until_own_page(server: Server, database: Database, slug: str) -> dict[str, Any]:
    page = Page("startup", "startup", f"id={slug}")
    before = _judged_at(database)
    async with Visitor(server.address) as visitor:
        checked(await visitor.open(page.name, page.query), page)
        write_a_fact(database, slug)
        begin = time.perf_counter()
        checked(await visitor.open(page.name, page.query), page)
        took = time.perf_counter() - begin
    _check_current(database, slug)
    return {"own_page_ms": 1000 * took, "own_page_judged": _changed(before, _judged_at(database))}


async def _until_portfolio(server: Server, database: Database, slug: str) -> dict[str, Any]:
    before = _judged_at(database)
    async with Visitor(server.address) as visitor:
        checked(await visitor.open(""), Page("overview"))
        write_a_fact(database, slug)
        begin = time.perf_counter()
        while not _is_current(database, slug):
            if time.perf_counter() - begin > PATIENCE:
                raise TimeoutError(f"{slug} was not judged within {PATIENCE} s")
            await asyncio.sleep(0.02)
        judged = time.perf_counter() - begin
        checked(await visitor.open(""), Page("overview"))
        seen = time.perf_counter() - begin
    return {
        "worker_ms": 1000 * judged,
        "portfolio_ms": 1000 * seen,
        "worker_judged": _changed(before, _judged_at(database)),
    }


def write_a_fact(database: Database, slug: str) -> None:
    """A number of the ledger that no entry before stated, so that the evidence is another."""
    with database.session() as session:
        known = repository.dossier(session, slug).facts
        value = 1.0 + len(known)
        fact = Fact("headcount_fte", value, EvidenceLevel.DOCUMENTED, date(2026, 11, 20), _AUDIT)
        repository.add_facts(session, slug, [fact], actor="benchmark")


def _judged_at(database: Database) -> dict[int, datetime]:
    with database.session() as session:
        return dict(session.execute(select(StandingRow.startup_id, StandingRow.judged_at)).all())


def _changed(before: dict[int, datetime], after: dict[int, datetime]) -> int:
    return sum(before.get(key) != moment for key, moment in after.items())


def _is_current(database: Database, slug: str) -> bool:
    query = select(StartupRow.version == StandingRow.version)
    query = query.join(StandingRow, StandingRow.startup_id == StartupRow.id).where(StartupRow.slug == slug)
    with database.session() as session:
        return bool(session.scalar(query))


def _check_current(database: Database, slug: str) -> None:
    if not _is_current(database, slug):
        raise RuntimeError(f"the page of {slug} was drawn without keeping its new judgement")


@contextmanager
def _worker(database: Database, folder: Path) -> Iterator[None]:
    """A worker on the database that has looked around once."""
    url = database.engine.url.render_as_string(hide_password=False)
    environment = os.environ | {"DATABASE_URL": url, "ASSAY_VAR": str(folder / "worker"), "OMP_NUM_THREADS": "1"}
    with (folder / "worker.log").open("w") as log:
        command = [sys.executable, "-m", "evals", "worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for_worker(database)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for_worker(database: Database) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with database.session() as session:
            if repository.worker_is_there(session):
                time.sleep(3)  # its first round looks at everything there is
                return
        time.sleep(0.2)
    raise TimeoutError(f"no worker gave a sign of life within {PATIENCE} s")
