"""A world of many judged startups: a few made and judged for real, the others copies of them inside the database.

The demonstration's startups are the full ones, measured and judged; some sixty thin ones with six facts are judged too.
Every other startup is a copy of one of these: its facts, documents, claims, model, runs, scores, boards, history and
trail, under a name of its own. Its judgement is the one of its pattern with both axes, and the moments they are weighed
from, shifted by an amount of its own, since to judge 100,000 takes hours.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from analysis.board.entries import kept_board
from analysis.diligence.examination import Yardsticks
from analysis.portfolio.kept_standings import judged_standing
from analysis.ranking.packed_moments import Layout
from data import repository
from data.catalogue import load_suites
from data.database import Database
from data.records import EvidenceLevel, Fact, Source
from data.tables import BoardEntryRow, BoardStartupRow, StandingRow, StartupRow
from evals.jobs.judgements import shipped_yardsticks
from tests.benchmarks.large_world import AT_ONCE, Row, follow, name_words, startup_rows
from tests.benchmarks.row_copies import Copy, continue_keys, copied_rows, copies_written, sampled_scores
from tests.browser.demo import measured_demonstration

FULL_SHARE = 0.01
FOLLOWED_SHARE = 0.6
THIN_PATTERNS = 60
_SHIFT = 6.0
_JUDGED_APART = timedelta(seconds=0.15)
"""About what judging one takes: so many have been judged within the last half minute and no more."""
_SECTORS = ("healthcare", "legal", "retail_consumer", "financial_services")
_STAGES = ("pre_seed", "seed", "series_a", "series_b")
_COUNTRIES = ("US", "GB", "DE", "NO", "CN", "SG")
_DECK = Source("pitch_deck", "Pitch deck, September 2026", "p. 12", None, date(2026, 9, 2))
_DESCRIBED = date(2026, 9, 30)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a world is: startups, the demonstration's five among them, and answers of models on items."""

    startups: int
    samples: int = 0
    thin_patterns: int = THIN_PATTERNS


class Patterns(NamedTuple):
    """Keys of the startups that the others are copies of."""

    full: list[int]
    thin: list[int]


def make_world(database: Database, size: Size) -> None:
    """Fill an empty database; the same size gives the same world but for the moments of the day."""
    rng, now, yardsticks = random.Random(7), datetime.now(UTC), shipped_yardsticks()
    measured_demonstration(database)
    with database.session() as session:
        full = list(session.scalars(select(StartupRow.id).order_by(StartupRow.id)))
        thin = _thin_patterns(session, min(size.thin_patterns, size.startups - len(full)), rng)
    _judge(database, yardsticks, now)
    with database.session() as session:
        copies = _copies(session, Patterns(full, thin), size.startups, rng)
        copies_written(session, copies)
        _place(session, copies, rng)
        _stand(session, copies, rng, now, Layout.of(yardsticks.rubric))
        _settle(session)
        _follow_some(session, size.startups, rng, now.date())
        sampled_scores(session, size.samples)
        continue_keys(session)


def bring_to_today(database: Database) -> None:
    """Date every judgement today, so that a world made on another day does not wait to be judged anew."""
    with database.session() as session:
        session.execute(update(StandingRow).values(as_of=datetime.now(UTC).date()))


def _thin_patterns(session: Session, count: int, rng: random.Random) -> list[int]:
    """Startups of whom six facts are known, written as anybody writes them."""
    now, first = datetime.now(UTC), 1 + (session.scalar(select(func.max(StartupRow.id))) or 0)
    found = startup_rows(name_words(range(first, first + count), rng), rng, now)
    for row in found:
        texts = {name: row[name] for name in ("slug", "name", "summary_en", "summary_zh", "fictional")}
        repository.add_startup(session, **texts, actor="benchmark")
        repository.add_facts(session, row["slug"], _six_facts(rng), actor="benchmark")
    return [row["id"] for row in found]


def _six_facts(rng: random.Random) -> list[Fact]:
    said: dict[str, str | float] = {
        "hq_country": rng.choice(_COUNTRIES),
        "funding_stage": rng.choice(_STAGES),
        "sector": rng.choice(_SECTORS),
        "headcount_fte": float(rng.randint(3, 120)),
        "arr_usd": float(rng.randint(0, 400) * 10_000),
        "task_success_share": round(rng.uniform(0.4, 0.95), 3),
    }
    return [Fact(key, value, EvidenceLevel.CLAIMED, _DESCRIBED, _DECK) for key, value in said.items()]


def _judge(database: Database, yardsticks: Yardsticks, now: datetime) -> None:
    """Judge everybody there is, as the worker does."""
    basis = repository.Basis(yardsticks.rubric.default_profile, yardsticks.rubric.content_hash, now.date())
    with database.session() as session:
        for each in repository.stale_standings(session, basis):
            known = repository.dossier(session, each.slug)
            standing = judged_standing(known, yardsticks, version=each.version, judged_at=now)
            repository.keep_judged(session, standing, joins_history=True)
            board = kept_board(known, yardsticks, load_suites(), version=each.version, kept_at=now)
            if board.entries:
                repository.keep_board(session, board)


def _copies(session: Session, patterns: Patterns, startups: int, rng: random.Random) -> list[Copy]:
    """Who is a copy of whom; the startups' own rows are written with it."""
    there = len(patterns.full) + len(patterns.thin)
    full = max(0, round(startups * FULL_SHARE) - len(patterns.full))
    keys = range(there + 1, startups + 1)
    words, now, copies = name_words(keys, rng), datetime.now(UTC), []
    rows = startup_rows(words, rng, now)
    chosen = set(rng.sample(keys, min(full, len(keys))))
    for number, row in enumerate(rows, start=1):
        pattern = rng.choice(patterns.full if row["id"] in chosen or not patterns.thin else patterns.thin)
        shift = (rng.gauss(0, _SHIFT), rng.gauss(0, _SHIFT))
        copies.append(Copy(number, pattern, row["id"], row["slug"], *shift))
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(StartupRow), rows[start : start + AT_ONCE])
    return copies


def _stand(session: Session, copies: Sequence[Copy], rng: random.Random, now: datetime, layout: Layout) -> None:
    """The judgement of each copy, shifted, and as if judged one after the other until now, in any order."""
    patterns = {row["startup_id"]: row for row in copied_rows(session, StandingRow)}
    moments = [now - number * _JUDGED_APART for number in range(len(copies))]
    rng.shuffle(moments)
    for start in range(0, len(copies), AT_ONCE):
        some = zip(copies[start : start + AT_ONCE], moments[start : start + AT_ONCE], strict=True)
        rows = [_shifted(patterns[each.pattern], each, judged_at, layout) for each, judged_at in some]
        session.execute(insert(StandingRow), rows)


def _shifted(pattern: Row, copy: Copy, judged_at: datetime, layout: Layout) -> Row:
    shift = {"expectation": copy.expectation, "risk": copy.risk}
    found = pattern | {"startup_id": copy.startup_id, "judged_at": judged_at}
    for axis, amount in shift.items():
        for name in (axis, f"{axis}_low", f"{axis}_high"):
            found[name] = _within(pattern[name] + amount)
    change = pattern["detail"]["change"]
    before = {axis: None if change[axis] is None else _within(change[axis] + shift[axis]) for axis in shift}
    found["detail"] = pattern["detail"] | {"change": change | before}
    packed = np.frombuffer(pattern["moments"], dtype="<f4").copy()
    packed[: len(layout.axes)] += [shift[axis] for axis in layout.axes]
    return found | {"moments": packed.tobytes()}


def _within(points: float) -> float:
    return min(100.0, max(0.0, points))


def _place(session: Session, copies: Sequence[Copy], rng: random.Random) -> None:
    """The boards of each copy, its points a little off its pattern's."""
    entries: dict[int, list[Row]] = {}
    for row in copied_rows(session, BoardEntryRow):
        entries.setdefault(row["startup_id"], []).append(row)
    rows = list(_entries(entries, copies, rng))
    if rows:
        session.execute(insert(BoardEntryRow), rows)


def _entries(entries: dict[int, list[Row]], copies: Sequence[Copy], rng: random.Random) -> Iterator[Row]:
    for each in copies:
        shift = rng.gauss(0, 5)
        for row in entries.get(each.pattern, ()):
            own: dict[str, Any] = {"startup_id": each.startup_id, "points": _within(row["points"] + shift)}
            own |= {"model_id": each.key_of(row["model_id"])}
            yield row | own | {"runs": [each.key_of(key) for key in row["runs"]]}


def _settle(session: Session) -> None:
    """What was written raised the versions of the startups; it counts as judged and as placed."""
    session.execute(update(StartupRow).values(judged_version=StartupRow.version))
    for table in (StandingRow, BoardStartupRow):
        version = select(StartupRow.version).where(StartupRow.id == table.startup_id).scalar_subquery()
        session.execute(update(table).values(version=version), execution_options={"synchronize_session": False})


def _follow_some(session: Session, startups: int, rng: random.Random, today: date) -> None:
    follow(session, sorted(rng.sample(range(1, startups + 1), int(startups * FOLLOWED_SHARE))), rng, today)
