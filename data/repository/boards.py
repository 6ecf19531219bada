"""The boards: what models scored, kept as rows, so that a page reads the rows it shows and nothing is scored anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from data.records import BoardEntry, BoardName, EvidenceLevel, KeptBoard, PlacedModel, RunState, ServingCost
from data.repository.archiving import archived_count
from data.repository.startup_rows import hold_startup, startup_record, startup_row
from data.repository.startups import model_record
from data.tables import BoardEntryRow, BoardStartupRow, ModelRow, RunRow, StartupRow

_LAST_CHANGES = 32


class OutdatedBoard(NamedTuple):
    """A startup with finished runs that the boards do not show as it is, and the version of its evidence now."""

    slug: str
    version: int


class BoardsState(NamedTuple):
    """Changes whenever a row of any board does, or a startup leaves the boards or comes back to them.

    Attributes:
        newest: The last startups whose rows changed, with the moment; several, as one that began to write earlier may
            be done later.
        archived_at: When a startup was archived last.
        archived: How many are.
    """

    newest: tuple[tuple[int, datetime | None], ...]
    archived_at: datetime | None
    archived: int


def keep_board(session: Session, kept: KeptBoard) -> None:
    """Put what the boards show of a startup in the place of what they showed; what was made from less is dropped."""
    hold_startup(session, kept.slug)
    key = startup_row(session, kept.slug).id
    former = session.get(BoardStartupRow, key)
    if former is not None and former.version > kept.version:
        return
    changed_at = former.changed_at if former else None
    if {_entry(row) for row in session.scalars(_rows_of(key))} != set(kept.entries):
        session.execute(delete(BoardEntryRow).where(BoardEntryRow.startup_id == key))
        session.add_all(_row(key, entry) for entry in kept.entries)
        changed_at = datetime.now(UTC)
    session.merge(
        BoardStartupRow(
            startup_id=key,
            version=kept.version,
            suites_hash=kept.suites_hash,
            kept_at=kept.kept_at,
            changed_at=changed_at,
            cost_usd=kept.cost.dollars if kept.cost else None,
            cost_level=kept.cost.level.value if kept.cost else None,
        )
    )
    session.flush()


def outdated_boards(
    session: Session, suites_hash: str, *, newest: int | None = None, limit: int | None = None
) -> list[OutdatedBoard]:
    """The startups with finished runs whose evidence, or the definition of a suite, changed since they were kept.

    Args:
        session: To read in.
        suites_hash: Of the suites as they are defined now.
        newest: Only startups of the newest so many finished runs, which costs the same however many there are.
        limit: At most so many.
    """
    measured = select(ModelRow.startup_id).join(RunRow, RunRow.model_id == ModelRow.id)
    measured = measured.where(RunRow.state == RunState.FINISHED.value, RunRow.finished_at.is_not(None))
    if newest is not None:
        measured = measured.order_by(RunRow.finished_at.desc()).limit(newest)
    kept = BoardStartupRow
    changed = or_(kept.startup_id.is_(None), kept.version != StartupRow.version, kept.suites_hash != suites_hash)
    query = (
        select(StartupRow.slug, StartupRow.version)
        .outerjoin(kept, kept.startup_id == StartupRow.id)
        .where(StartupRow.id.in_(measured), StartupRow.archived_at.is_(None), changed)
        .order_by(StartupRow.id)
        .limit(limit)
    )
    return [OutdatedBoard(*row) for row in session.execute(query)]


def placed_models(
    session: Session, board: BoardName, *, after: tuple[float, int] | None = None, limit: int | None = 50
) -> list[PlacedModel]:
    """The models on a board from the most points down, a page at a time; those of archived startups are left out.

    Args:
        session: To read in.
        board: Which one.
        after: Place of the last row of the page before; rows written meanwhile shift no page.
        limit: Rows of a page, all for None.
    """
    query = (
        _on_board(select(BoardEntryRow, ModelRow, BoardStartupRow), board)
        .join(ModelRow, ModelRow.id == BoardEntryRow.model_id)
        .join(BoardStartupRow, BoardStartupRow.startup_id == BoardEntryRow.startup_id)
        .options(contains_eager(ModelRow.startup))
    )
    if after is not None:
        points, key = after
        behind = or_(BoardEntryRow.points < points, BoardEntryRow.model_id > key)
        query = query.where(BoardEntryRow.points <= points, behind)
    ordered = query.order_by(BoardEntryRow.points.desc(), BoardEntryRow.model_id).limit(limit)
    return [_placed(*row) for row in session.execute(ordered)]


def board_points(session: Session, board: BoardName) -> list[tuple[float, float | None]]:
    """Points and standard error of every model on a board, in no order."""
    query = _on_board(select(BoardEntryRow.points, BoardEntryRow.standard_error), board)
    return [(points, error) for points, error in session.execute(query)]


def boards_in_use(session: Session, boards: Sequence[BoardName]) -> list[BoardName]:
    """Those of the boards that have a model on them."""
    return [board for board in boards if session.scalar(select(exists(_on_board(select(1), board))))]


def boards_state(session: Session) -> BoardsState:
    """The present state, from three looks into indexes."""
    changed = select(BoardStartupRow.startup_id, BoardStartupRow.changed_at)
    newest = changed.where(BoardStartupRow.changed_at.is_not(None))
    newest = newest.order_by(BoardStartupRow.changed_at.desc(), BoardStartupRow.startup_id.desc())
    rows = session.execute(newest.limit(_LAST_CHANGES))
    archived_at = session.scalar(select(func.max(StartupRow.archived_at)))
    return BoardsState(tuple((key, moment) for key, moment in rows), archived_at, archived_count(session))


def _rows_of(startup_id: int) -> Select[*tuple[BoardEntryRow]]:
    return select(BoardEntryRow).where(BoardEntryRow.startup_id == startup_id)


def _on_board(query: Select[*tuple[Any, ...]], board: BoardName) -> Select[*tuple[Any, ...]]:
    joined = query.select_from(BoardEntryRow).join(StartupRow, StartupRow.id == BoardEntryRow.startup_id)
    return joined.where(
        and_(
            BoardEntryRow.suite == board.suite,
            BoardEntryRow.capability == board.capability,
            BoardEntryRow.suite_hash == board.suite_hash,
            StartupRow.archived_at.is_(None),
        )
    )


def _row(startup_id: int, entry: BoardEntry) -> BoardEntryRow:
    return BoardEntryRow(
        model_id=entry.model_id,
        suite=entry.board.suite,
        capability=entry.board.capability,
        startup_id=startup_id,
        suite_hash=entry.board.suite_hash,
        points=entry.points,
        standard_error=entry.standard_error,
        items=entry.items,
        missing=list(entry.missing),
        runs=list(entry.runs),
    )


def _entry(row: BoardEntryRow) -> BoardEntry:
    return BoardEntry(
        board=BoardName(row.suite, row.suite_hash, row.capability),
        model_id=row.model_id,
        points=row.points,
        standard_error=row.standard_error,
        items=row.items,
        missing=tuple(row.missing),
        runs=tuple(row.runs),
    )


def _placed(row: BoardEntryRow, model: ModelRow, kept: BoardStartupRow) -> PlacedModel:
    return PlacedModel(
        startup=startup_record(model.startup),
        model=model_record(model),
        entry=_entry(row),
        cost=_cost(kept),
        kept_at=kept.kept_at,
        is_current=kept.version == model.startup.version,
    )


def _cost(kept: BoardStartupRow) -> ServingCost | None:
    if kept.cost_usd is None or kept.cost_level is None:
        return None
    return ServingCost(kept.cost_usd, EvidenceLevel(kept.cost_level))
