"""All judged startups in columns, shared by every session, and brought up to date by what was judged since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import numpy as np
import streamlit as st

from analysis.diligence.examination import DEFAULT_SEED
from analysis.ranking.contenders import Contenders, kept_contenders, merged
from analysis.ranking.packed_moments import Layout
from analysis.ranking.ranks import RankedBy
from analysis.ranking.reweighting import Weighing, weigh
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import Weights
from data import repository
from data.database import database_url
from pages.components import loaders

_OVERLAP = timedelta(seconds=30)
"""How far back is read again: what was being written while the last look was taken, by clocks not quite alike."""
_MOST_WEIGHINGS = 12


@dataclass
class Book:
    """The startups as last read.

    Attributes:
        contenders: None before the first look.
        version: Raised whenever they change.
    """

    contenders: Contenders | None = None
    version: int = 0
    _latest: datetime | None = None
    _glance: object = None
    _seen: dict[int, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def current(self, rubric: Rubric) -> tuple[Contenders, int]:
        """The startups as they stand now, and their version."""
        now = loaders.glance()
        with self._lock:
            if now is not self._glance:
                self._read(rubric)
                self._glance = now
            if self.contenders is None:
                self.contenders = kept_contenders((), rubric)
            return self.contenders, self.version

    def _read(self, rubric: Rubric) -> None:
        since = None if self._latest is None else self._latest - _OVERLAP
        with loaders.reading() as session:
            rows = repository.standings_since(session, rubric.default_profile, since)
        fresh = [row for row in rows if self._seen.get(row.startup_id) != row.judged_at]
        if not fresh:
            return
        self._latest = max(row.judged_at for row in fresh)
        if since is not None:
            self._seen = {key: at for key, at in self._seen.items() if at >= since}
        self._seen |= {row.startup_id: row.judged_at for row in fresh if row.judged_at >= self._latest - 2 * _OVERLAP}
        self._take(fresh, rubric)

    def _take(self, fresh: list[repository.StandingColumns], rubric: Rubric) -> None:
        width = 4 * Layout.of(rubric).width
        fits = [
            (row.startup_id, row.moments, row.ceiling, row.held_back)
            for row in fresh
            if row.moments is not None and len(row.moments) == width
        ]
        changed = kept_contenders(fits, rubric)
        gone = np.array([row.startup_id for row in fresh], dtype=np.int64)
        self.contenders = changed if self.contenders is None else merged(self.contenders, changed, gone)
        self.version += 1


@st.cache_resource(max_entries=4, show_spinner=False)
def _book(url: str, rubric_hash: str) -> Book:  # noqa: ARG001 - part of the cache key
    return Book()


def contenders() -> Contenders:
    """All judged startups as they stand now."""
    rubric = loaders.rubric()
    return _book(database_url(), rubric.content_hash).current(rubric)[0]


def weighing(weights: Weights, by: RankedBy = "expectation") -> Weighing | None:
    """Everybody under these weights, None while nobody is judged; kept until somebody is judged anew."""
    rubric = loaders.rubric()
    found, version = _book(database_url(), rubric.content_hash).current(rubric)
    if not len(found):
        return None
    return _weighing(database_url(), rubric.content_hash, version, repr(weights), by, _found=found, _weights=weights)


@st.cache_resource(max_entries=_MOST_WEIGHINGS, show_spinner=False)
def _weighing(
    url: str,  # noqa: ARG001 - part of the cache key
    rubric_hash: str,  # noqa: ARG001 - part of the cache key
    version: int,  # noqa: ARG001 - part of the cache key
    weights: str,  # noqa: ARG001 - part of the cache key
    by: RankedBy,
    *,
    _found: Contenders,
    _weights: Weights,
) -> Weighing:
    return weigh(_found, _weights, by=by, seed=DEFAULT_SEED)
