"""Many startups written by the tables themselves: what the benchmarks of lists, searches and screens share.

Names are made from syllables, one in four in Chinese; every startup has two summaries. What is drawn follows from the
generator that is passed, so that the same call makes the same world.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.database import Database
from data.records import PIPELINE_STATUSES
from data.tables import ModelRow, NoteRow, PipelineMoveRow, PipelineRow, SourceRow, StartupRow, StartupTagRow, TagRow

SYLLABLES = "ka lo mi ter on vex bra sil qu ast nor del ph ian gro tan ul zem".split()
HAN = "云白山河智能语言模型数据算力星辰远景科技"
KINDS = ("Labs", "AI", "Systems", "Intelligence", "Cognition", "Robotics")
TRADES = ("Drafts radiology reports", "Reads contracts", "Answers support tickets", "Trains small models")
TRADES_ZH = ("根据口述起草放射科报告", "阅读合同并标出风险", "为客服生成回答", "训练小型语言模型")
DOCUMENTS = ("Pitch deck", "Management accounts", "Audit report")
OWNERS = ("Ann", "Bo", "陈", "Dee", None)
TAGS = [f"tag {number}" for number in range(200)]
AT_ONCE = 10_000
Row = dict[str, Any]


def name_words(keys: Collection[int], rng: random.Random) -> dict[int, str]:
    """A made-up word for each startup, by its key; with the key behind it a slug of its own."""
    return {key: "".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for key in keys}


def startup_rows(words: Mapping[int, str], rng: random.Random, now: datetime) -> list[Row]:
    """The rows of these startups, with names in both scripts."""
    return [
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
    ]


def filled(database: Database, startups: int) -> None:
    """Write startups with one model and three documents each."""
    rng, now = random.Random(1), datetime.now(UTC)
    with database.session() as session:
        for start in range(0, startups, AT_ONCE):
            _write(session, range(start + 1, min(start + AT_ONCE, startups) + 1), rng, now)


def _write(session: Session, keys: range, rng: random.Random, now: datetime) -> None:
    words = name_words(keys, rng)
    session.execute(insert(StartupRow), startup_rows(words, rng, now))
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


def follow(session: Session, keys: Sequence[int], rng: random.Random, today: date) -> None:
    """Put these startups into the pipeline: a row, two moves and a tag each, a note to one in fifty."""
    session.execute(insert(TagRow), [{"id": n + 1, "key": tag, "label": tag} for n, tag in enumerate(TAGS)])
    for start in range(0, len(keys), AT_ONCE):
        _follow(session, keys[start : start + AT_ONCE], rng, today)


def _follow(session: Session, keys: Sequence[int], rng: random.Random, today: date) -> None:
    now, rows, moves = datetime.now(UTC), [], []
    for key in keys:
        status, since = rng.choice(tuple(PIPELINE_STATUSES)), today - timedelta(rng.randrange(400))
        contact = rng.choice([None, min(today, since + timedelta(rng.randrange(30)))])
        quiet = (contact or since) if PIPELINE_STATUSES[status].in_hand else None
        rows.append(
            {"startup_id": key, "status": status, "since": since, "owner": rng.choice(OWNERS), "last_contact": contact}
            | {"version": 1, "changed_by": "test", "changed_at": now, "active_on": max(since, contact or since)}
            | {"quiet_since": quiet}
        )
        for first, second in (("sourced", "meeting"), ("meeting", status)):
            moves.append(
                {"startup_id": key, "from_status": first, "to_status": second, "moved_on": since, "moved_by": "test"}
                | {"days": rng.randrange(300), "moved_at": now, "note": ""}
            )
    session.execute(insert(PipelineRow), rows)
    session.execute(insert(PipelineMoveRow), moves)
    session.execute(
        insert(StartupTagRow),
        [{"startup_id": key, "tag_id": 1 + min(int(rng.expovariate(0.05)), len(TAGS) - 1)} for key in keys],
    )
    session.execute(
        insert(NoteRow),
        [
            {"startup_id": key, "text": "Spoke with them. " * 60, "written_by": "a", "written_at": now}
            for key in keys[::50]
        ],
    )
