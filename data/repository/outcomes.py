"""What became of startups: entered by analysts with a source, every entry and removal in the audit trail."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.records import OUTCOME_KINDS, InvalidInput, NotFound, Outcome
from data.repository.audit import record_event
from data.repository.startup_rows import startup_row
from data.tables import OutcomeRow, StartupRow


def add_outcome(session: Session, outcome: Outcome, *, actor: str) -> Outcome:
    """The outcome as stored; one of the same kind and day takes the place of an earlier entry.

    Raises:
        InvalidInput: if the kind is not known or no source is given.
        NotFound: if there is no such startup.
    """
    if outcome.kind not in OUTCOME_KINDS:
        raise InvalidInput(f"outcome: got {outcome.kind!r}, use one of {', '.join(OUTCOME_KINDS)}")
    if not outcome.source.strip():
        raise InvalidInput(f"outcome of {outcome.startup_slug!r}: name the source where it can be checked")
    startup = startup_row(session, outcome.startup_slug)
    place = (
        OutcomeRow.startup_id == startup.id,
        OutcomeRow.observed_on == outcome.observed_on,
        OutcomeRow.kind == outcome.kind,
    )
    earlier = session.scalars(select(OutcomeRow).where(*place)).one_or_none()
    before = None if earlier is None else {"favourable": earlier.favourable, "source": earlier.source}
    session.execute(delete(OutcomeRow).where(*place))
    row = OutcomeRow(
        startup_id=startup.id,
        observed_on=outcome.observed_on,
        kind=outcome.kind,
        favourable=outcome.favourable,
        source=outcome.source,
        entered_by=actor,
        entered_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    record_event(
        session,
        actor=actor,
        action="add" if before is None else "replace",
        entity="outcome",
        entity_id=f"{outcome.startup_slug}/{outcome.observed_on.isoformat()}/{outcome.kind}",
        before=before,
        after={"favourable": outcome.favourable, "source": outcome.source},
    )
    return _outcome(row, outcome.startup_slug)


def remove_outcome(session: Session, outcome_id: int, *, actor: str) -> None:
    """Take an outcome out that was entered by mistake; the audit trail keeps it.

    Raises:
        NotFound: if there is none of that key.
    """
    row = session.get(OutcomeRow, outcome_id)
    if row is None:
        raise NotFound(f"No outcome has the key {outcome_id!r}")
    place = f"{row.startup.slug}/{row.observed_on.isoformat()}/{row.kind}"
    before = {"favourable": row.favourable, "source": row.source}
    session.delete(row)
    record_event(session, actor=actor, action="remove", entity="outcome", entity_id=place, before=before)


def outcomes(session: Session, *, slug: str | None = None) -> list[Outcome]:
    """Outcomes of one startup or of all, the earliest observed first."""
    query = select(OutcomeRow).join(StartupRow, OutcomeRow.startup_id == StartupRow.id)
    if slug is not None:
        query = query.where(StartupRow.slug == slug)
    rows = session.scalars(query.order_by(OutcomeRow.observed_on, OutcomeRow.id))
    return [_outcome(row, row.startup.slug) for row in rows]


def _outcome(row: OutcomeRow, slug: str) -> Outcome:
    return Outcome(slug, row.observed_on, row.kind, row.favourable, row.source, row.entered_by, row.entered_at, row.id)
