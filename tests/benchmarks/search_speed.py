"""How long a search takes among many startups; run by hand: python -m tests.benchmarks.search_speed.

Startups are made from syllables: a name, two summaries, one model and three documents each, English and Chinese mixed,
as shared words ("report", "https") as rare ones. Every search is run several times on SQLite in a temporary folder; its
median counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from data.database import Database, open_database
from data.repository import search
from tests.benchmarks.large_world import filled

SEARCHES = (
    *("report", "labs", "https", "example.org", "katermi", "kalomi labs", "drafts radiology reports for kalomi"),
    *("zzzzzz", "xylophon q", "labs zq", "a", "q", "7", "an", "zq", "z q", "a e"),
    *("语言模型", "白云", "语", "龙", "合同 云", '" OR "', "%_%", "title:labs NEAR", "kalo" * 30, "runway", "现金"),
)

CLOCKS = ("wall_ms", "processor_ms")


def measured(database: Database, repeats: int) -> list[dict[str, object]]:
    """Median milliseconds of each search by the wall clock and of this process, and how much it found."""
    rows: list[dict[str, object]] = []
    for words in SEARCHES:
        clocks, found = [], 0
        for _ in range(repeats):
            with database.session() as session:
                start = _clocks()
                found = len(search(session, words))
                clocks.append([1000 * (end - begin) for begin, end in zip(start, _clocks(), strict=True)])
        wall, processor = (round(statistics.median(each), 1) for each in zip(*clocks, strict=True))
        shown = words if len(words) < 40 else f"{words[:12]}… ({len(words)} letters)"
        rows.append({"words": shown, "found": found, **dict(zip(CLOCKS, (wall, processor), strict=True))})
    return rows


def _clocks() -> tuple[float, float]:
    """Seconds of the wall clock, and of the processor by this process, in which SQLite runs."""
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Print one line of JSON per search, then the slowest median."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=100_000, help="How many to search in.")
    parser.add_argument("--repeats", type=int, default=7, help="How often each search is run.")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'assay.sqlite'}")
        start = time.perf_counter()
        filled(database, chosen.startups)
        print(json.dumps({"startups": chosen.startups, "written_s": round(time.perf_counter() - start, 1)}))
        rows = measured(database, chosen.repeats)
        database.engine.dispose()
    for row in rows:
        print(json.dumps(row, ensure_ascii=False))
    print(json.dumps({f"slowest_{name}": max(float(str(row[name])) for row in rows) for name in CLOCKS}))


if __name__ == "__main__":
    main()
