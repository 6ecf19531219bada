"""What every screen of the dashboard takes among few and many startups; run by hand, one command.

    python -m tests.benchmarks.pages --worlds /folder [--startups 5 1000 10000 100000] [--samples 10000000]

Worlds are made once and kept in the folder. A real server is started on each; every visit is a session of its own over
the server's WebSocket. Writes PAGES.json into the folder, and tests/benchmarks/PAGES.md; sizes measured before
and not now stay in both.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.database import open_database
from tests.benchmarks.judged_world import Size
from tests.benchmarks.one_change import changed_once
from tests.benchmarks.page_figures import many_at_once, measured_pages, shown_in_browser, trivial_page
from tests.benchmarks.page_report import as_markdown
from tests.benchmarks.server_load import resident_megabytes
from tests.benchmarks.worlds import kept_world, slugs_of
from tests.browser.dashboards import served

REPORT = Path(__file__).parent / "PAGES.md"


def measured_world(url: str, chosen: argparse.Namespace, size: Size) -> dict[str, Any]:
    """All figures of one world."""
    database = open_database(url)
    with database.session() as session:
        slugs = slugs_of(session, chosen.repeats + 1)
    found: dict[str, Any] = {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "startups": size.startups,
        "samples": size.samples,
        "repeats": chosen.repeats,
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trivial = trivial_page(folder, chosen.repeats)
        found["trivial"] = trivial and trivial._asdict()
        with served(url, folder) as server:
            pages = measured_pages(server, slugs, chosen.repeats)
            found["pages"] = {label: page and page._asdict() for label, page in pages.items()}
            found["megabytes"] = resident_megabytes(server.process)
            if chosen.sessions:
                found["at_once"] = many_at_once(server, slugs, chosen.sessions)
            if chosen.browser:
                found["in_browser"] = shown_in_browser(server, slugs, 5)
            if chosen.change and slugs.thin:
                found["change"] = changed_once(server, database, slugs, folder)
    database.engine.dispose()
    return found | {"load": os.getloadavg()[2]}


def measured_before(path: Path) -> dict[int, dict[str, Any]]:
    """The figures of an earlier run by size, so that the sizes may be measured one by one."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return {each["startups"]: each for each in known}


def main() -> None:
    """Measure each size, and write the figures down after each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=Path, required=True, help="Folder to keep worlds and figures in.")
    parser.add_argument("--startups", type=int, nargs="+", default=[5, 1_000, 10_000, 100_000], help="Sizes.")
    parser.add_argument("--samples", type=int, default=10_000_000, help="Answers on items in the largest world.")
    parser.add_argument("--repeats", type=int, default=15, help="Visits of each screen after the first.")
    parser.add_argument("--sessions", type=int, default=50, help="Visitors at once; 0 for none.")
    parser.add_argument("--no-change", dest="change", action="store_false", help="Write no fact.")
    parser.add_argument("--no-browser", dest="browser", action="store_false", help="Open no Chromium.")
    parser.add_argument("--postgresql", metavar="URL", help="Server to make the worlds on instead of files.")
    parser.add_argument("--report", type=Path, default=REPORT, help="File of the figures for readers.")
    chosen = parser.parse_args()
    figures = chosen.worlds / ("PAGES_POSTGRESQL.json" if chosen.postgresql else "PAGES.json")
    found = measured_before(figures)
    for startups in chosen.startups:
        size = Size(startups, chosen.samples if startups == max(chosen.startups) else 0)
        found[startups] = measured_world(kept_world(chosen.worlds, size, chosen.postgresql), chosen, size)
        ordered = [found[each] for each in sorted(found)]
        figures.write_text(json.dumps(ordered, indent=1), encoding="utf-8")
        chosen.report.write_text(as_markdown(ordered, server="PostgreSQL" if chosen.postgresql else "SQLite"), "utf-8")
        print(f"{startups} startups measured", flush=True)


if __name__ == "__main__":
    main()
