"""Judging what waits, where no worker is there to do it: a few startups at once, the rest is said."""

from __future__ import annotations

from datetime import UTC, datetime

from analysis.portfolio.kept_standings import judged_standing
from data import repository
from data.repository import Basis
from pages.components import loaders

AT_ONCE = 8
"""Startups that a screen judges itself before it is drawn: a second or two."""
COUNTED = 1_000


def waiting() -> dict[str, int]:
    """How many startups wait to be judged, by why, counted to a thousand; without a worker a few are judged first.

    Of many that were judged on an earlier day none is: nothing of them has changed, and the reader would wait daily.
    """
    basis = _basis()
    with loaders.reading() as session:
        found = repository.stale_counts(session, basis, most=COUNTED)
        if not found or repository.worker_is_there(session):
            return found
        stale = repository.stale_standings(session, basis, limit=AT_ONCE)
    few = sum(found.values()) <= AT_ONCE
    for each in stale:
        if few or each.why != "day":
            judge(each.slug, each.version, joins_history=each.why != "day")
    with loaders.reading() as session:
        return repository.stale_counts(session, basis, most=COUNTED)


def judge(slug: str, version: int, *, joins_history: bool) -> None:
    """Judge a startup now and keep the judgement."""
    now = datetime.now(UTC)
    with loaders.reading() as session:
        known = repository.dossier(session, slug)
    standing = judged_standing(known, loaders.yardsticks(), version=version, judged_at=now)
    with loaders.session() as session:
        repository.keep_judged(session, standing, joins_history=joins_history)


def _basis() -> Basis:
    rubric = loaders.rubric()
    return Basis(rubric.default_profile, rubric.content_hash, datetime.now(UTC).date())
