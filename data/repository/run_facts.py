"""What runs put on the ledger, read by the run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from data.records import Fact
from data.repository.ledger import fact_record
from data.tables import FactRow, SourceRow


def facts_of_runs(session: Session, run_ids: Sequence[int]) -> dict[int, list[Fact]]:
    """The facts that each of these runs put on the ledger, oldest first; a run that put none there is left out."""
    # The startup leads to the facts: a source has an index of its own only by its key.
    of_source = (FactRow.source_id == SourceRow.id) & (FactRow.startup_id == SourceRow.startup_id)
    query = select(FactRow).join(SourceRow, of_source).options(contains_eager(FactRow.source))
    found: dict[int, list[Fact]] = defaultdict(list)
    for row in session.scalars(query.where(SourceRow.run_id.in_(run_ids)).order_by(FactRow.id)):
        if row.source.run_id is not None:
            found[row.source.run_id].append(fact_record(row))
    return dict(found)
