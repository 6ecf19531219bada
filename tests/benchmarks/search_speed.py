"""How long a search takes among many startups; run by hand: python -m tests.benchmarks.search_speed.

Startups are made from syllables: a name, two summaries, one model and three documents each, English and Chinese mixed,
as shared words ("report", "https") as rare ones. Every search is run several times on SQLite in a temporary folder; its
median counts.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.database import Database, open_database
from data.repository import search
from data.tables import ModelRow, SourceRow, StartupRow

SYLLABLES = "ka lo mi ter on vex bra sil qu ast nor del ph ian gro tan ul zem".split()
HAN = "云白山河智能语言模型数据算力星辰远景科技"
KINDS = ("Labs", "AI", "Systems", "Intelligence", "Cognition", "Robotics")
TRADES = ("Drafts radiology reports", "Reads contracts", "Answers support tickets", "Trains small models")
TRADES_ZH = ("根据口述起草放射科报告", "阅读合同并标出风险", "为客服生成回答", "训练小型语言模型")
DOCUMENTS = ("Pitch deck", "Management accounts", "Audit report")
SEARCHES = (
    *("report", "labs", "https", "example.org", "katermi", "kalomi labs", "drafts radiology reports for kalomi"),
    *("zzzzzz", "xylophon q", "labs zq", "a", "q", "7", "an", "zq", "z q", "a e"),
    *("语言模型", "白云", "语", "龙", "合同 云", '" OR "', "%_%", "title:labs NEAR", "kalo" * 30, "runway", "现金"),
)

CLOCKS = ("wall_ms", "processor_ms")


def filled(database: Database, startups: int) -> None:
    """Write the startups with their models and documents, by the tables themselves."""
    rng, now = random.Random(1), datetime.now(UTC)
    with database.session() as session:
        for start in range(0, startups, 10_000):
            _write(session, range(start + 1, min(start + 10_000, startups) + 1), rng, now)


def _write(session: Session, keys: range, rng: random.Random, now: datetime) -> None:
    words = {key: "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for key in keys}
    session.execute(
        insert(StartupRow),
        [
            {
                "id": key,
                "slug": f"{word}-{key}",
                "name": "".join(rng.choices(HAN, k=4)) if key % 4 == 0 else f"{word.title()} {rng.choice(KINDS)}",
                "summary_en": f"{rng.choice(TRADES)} for {rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)}.",
                "summary_zh": f"{rng.choice(TRADES_ZH)}，面向{''.join(rng.choices(HAN, k=2))}。",
                "fictional": True,
                "created_at": now,
            }
            for key, word in words.items()
        ],
    )
    session.execute(
        insert(ModelRow),
        [
            {"startup_id": key, "name": f"{word} {rng.randint(1, 70)}B", "location": f"models/{word}-{key}"}
            for key, word in words.items()
        ],
    )
    session.execute(
        insert(SourceRow),
        [
            {
                "startup_id": key,
                "kind": "pitch_deck",
                "title": f"{title}, {word} {rng.randint(2023, 2026)}",
                "reference": f"p. {rng.randint(1, 40)}",
                "url": f"https://{word}.example.org/{title[:5].lower()}",
            }
            for key, word in words.items()
            for title in DOCUMENTS
        ],
    )


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
