"""What the screens of one dashboard take: every one by itself, many visitors at once, and as a browser shows them."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.page_list import PAGES, TRIVIAL, Page
from tests.benchmarks.page_visits import Visit, Visitor
from tests.benchmarks.server_load import processor_seconds, resident_megabytes
from tests.benchmarks.worlds import Slugs
from tests.browser.dashboards import Server, launched, served

TRIVIAL_SCRIPT = "import streamlit as st\n\nst.title('Hello')\n"
THINKING_SECONDS = 1.0
VISITS_EACH = 4
_VISIBLE = {
    "overview": ("/?lang=en", "Ranking"),
    "startup, full": ("/startup?lang=en&id={slug}", None),
    "methodology": ("/methodology?lang=en", None),
}
"""Where a browser goes, and the table that it waits for beside the title, if any."""


class Measured(NamedTuple):
    """One screen, in milliseconds and kilobytes; the first visit is not among the others.

    Attributes:
        first_ms: From sending until finished, at the first visit since the server started.
        p50_ms: The same, median of the others.
        p95_ms: The same, 95th percentile.
        script_p50_ms: From the script's first message until its last.
        script_p95_ms: The same, 95th percentile.
        processor_ms: Of the server's processor for each drawing, on average.
        kilobytes: Sent, the largest.
    """

    first_ms: float
    p50_ms: float
    p95_ms: float
    script_p50_ms: float
    script_p95_ms: float
    processor_ms: float
    kilobytes: float


def measured_pages(server: Server, slugs: Slugs, repeats: int) -> dict[str, Measured | None]:
    """Every screen, each visit in a session of its own; None where a screen has not what is measured on it."""
    return {page.label: asyncio.run(_measured(server, page, slugs, repeats)) for page in PAGES}


def trivial_page(folder: Path, repeats: int) -> Measured | None:
    """A screen of one word, on a server of its own."""
    script = folder / "hello.py"
    script.write_text(TRIVIAL_SCRIPT, encoding="utf-8")
    with served("", folder, script=script) as server:
        return asyncio.run(_measured(server, TRIVIAL, Slugs([], []), repeats))


async def _measured(server: Server, page: Page, slugs: Slugs, repeats: int) -> Measured | None:
    visits, used = [], []
    for number in range(repeats + 1):
        query = page.address(slugs, number)
        if query is None:
            return None
        async with Visitor(server.address) as visitor:
            before = processor_seconds(server.process)
            visit: Visit | None = await visitor.open(page.name, query)
            if page.control is not None:
                before = processor_seconds(server.process)
                visit = await visitor.use(page.control)
            if visit is None:
                return None
            used.append(processor_seconds(server.process) - before)
            visits.append(checked(visit, page))
    return _summed(visits[0], visits[1:], used[1:])


def checked(visit: Visit, page: Page) -> Visit:
    """The visit, if the screen was drawn whole.

    Raises:
        RuntimeError: the screen shows an error, or no title.
    """
    if visit.problems or not visit.titles:
        raise RuntimeError(f"{page.label}: {'; '.join(visit.problems) or 'no title'}")
    return visit


def _summed(first: Visit, others: Sequence[Visit], used: Sequence[float]) -> Measured:
    whole, script = (_percentiles([getattr(each, name) for each in others]) for name in ("seconds", "script_seconds"))
    return Measured(
        first_ms=1000 * first.seconds,
        p50_ms=1000 * whole[0],
        p95_ms=1000 * whole[1],
        script_p50_ms=1000 * script[0],
        script_p95_ms=1000 * script[1],
        processor_ms=1000 * float(np.mean(used)),
        kilobytes=max(each.sent_bytes for each in (first, *others)) / 1000,
    )


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    return float(np.percentile(seconds, 50)), float(np.percentile(seconds, 95))


def many_at_once(server: Server, slugs: Slugs, sessions: int) -> dict[str, float]:
    """Visitors that open random screens, a second of thought between two; and the memory while all are there."""
    seconds, megabytes = asyncio.run(_visited(server, slugs, sessions))
    p50, p95 = _percentiles(seconds)
    return {
        "sessions": sessions,
        "visits": len(seconds),
        "p50_ms": 1000 * p50,
        "p95_ms": 1000 * p95,
        "megabytes": megabytes,
    }


async def _visited(server: Server, slugs: Slugs, sessions: int) -> tuple[list[float], float]:
    seconds: list[float] = []
    done, all_done = asyncio.Semaphore(0), asyncio.Event()
    visitors = [asyncio.create_task(_stroll(server, slugs, seed, seconds, done, all_done)) for seed in range(sessions)]
    for _ in visitors:
        await done.acquire()
    megabytes = resident_megabytes(server.process)
    all_done.set()
    await asyncio.gather(*visitors)
    return seconds, megabytes


async def _stroll(
    server: Server, slugs: Slugs, seed: int, seconds: list[float], done: asyncio.Semaphore, all_done: asyncio.Event
) -> None:
    """One visitor, who leaves when the last one has seen enough."""
    rng = random.Random(seed)
    plain = [page for page in PAGES if page.control is None and page.address(slugs, 0) is not None]
    async with Visitor(server.address) as visitor:
        for _ in range(VISITS_EACH):
            await asyncio.sleep(THINKING_SECONDS * rng.uniform(0.5, 1.5))
            page = rng.choice(plain)
            visit = await visitor.open(page.name, page.address(slugs, rng.randrange(1000)) or "")
            seconds.append(checked(visit, page).seconds)
        done.release()
        await all_done.wait()


def shown_in_browser(server: Server, slugs: Slugs, repeats: int) -> dict[str, float]:
    """Median milliseconds from going to an address in an open Chromium until title and table are there; none without.

    Each time in a context of its own, with nothing in its cache.
    """
    with sync_playwright() as driver:
        browser = launched(driver)
        if browser is None:
            return {}
        found = {
            label: _median_shown(browser, server.address + path, slugs, waited, repeats)
            for label, (path, waited) in _VISIBLE.items()
        }
        browser.close()
    return found


def _median_shown(browser: Browser, address: str, slugs: Slugs, waited: str | None, repeats: int) -> float:
    took = []
    for number in range(repeats):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        page: Any = context.new_page()
        begin = time.perf_counter()
        page.goto(address.format(slug=slugs.full[number % len(slugs.full)]), wait_until="commit")
        page.wait_for_selector("[data-testid=stHeading] h1")
        if waited is not None:
            page.get_by_role("table", name=waited).wait_for()
        took.append(1000 * (time.perf_counter() - begin))
        context.close()
    return float(np.median(took))
