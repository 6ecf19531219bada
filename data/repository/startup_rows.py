"""The row of a startup, which every writer starts from."""

from __future__ import annotations

import difflib

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from data.records import NotFound, Startup
from data.tables import StartupRow


def startup_row(session: Session, slug: str) -> StartupRow:
    """The table row of that slug.

    Raises:
        NotFound: if there is none; the message offers the nearest slugs.
    """
    row = session.scalar(select(StartupRow).where(StartupRow.slug == slug))
    if row is not None:
        return row
    known = list(session.scalars(select(StartupRow.slug)))
    near = difflib.get_close_matches(slug, known, n=3, cutoff=0.4) or sorted(known)[:5]
    hint = (
        f"did you mean {', '.join(near)}?" if near else "the database holds no startup yet; run `python -m data seed`"
    )
    raise NotFound(f"No startup {slug!r}; {hint}")


def hold_startup(session: Session, *slugs: str) -> None:
    """Let nobody else write on these startups until the transaction ends, so that what is read now still holds then.

    A change that changes nothing takes the row's lock on PostgreSQL and the write lock on SQLite; reading for update
    would take none there.
    """
    held = update(StartupRow).where(StartupRow.slug.in_(slugs)).values(slug=StartupRow.slug)
    session.execute(held, execution_options={"synchronize_session": False})


def startup_record(row: StartupRow) -> Startup:
    """The record of a startup's row."""
    return Startup(
        slug=row.slug,
        name=row.name,
        summary_en=row.summary_en,
        summary_zh=row.summary_zh,
        fictional=row.fictional,
        created_at=row.created_at,
        archived_at=row.archived_at,
        archived_by=row.archived_by,
    )
