"""Experiments: asked for by a visitor, taken up by the worker, ended once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from data.records import Experiment, NotFound, Refused, RunState
from data.repository.audit import record_event
from data.repository.runs import FINAL
from data.repository.startups import find_model, model_record
from data.tables import ExperimentRow

ENTITY = "experiment"
MOST_WAITING = 20
RESULTS_KEPT = 200
_LONGEST_AUDITED = 500


def request_experiment(
    session: Session, kind: str, settings: dict[str, Any], *, requested_by: str, model_id: int | None = None
) -> Experiment:
    """The new experiment in state queued, with an audit event that says what was asked.

    Raises:
        NotFound: if there is no such model.
        Refused: if `MOST_WAITING` experiments wait already.
    """
    if model_id is not None:
        find_model(session, model_id)
    if len(waiting_experiments(session)) >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} experiments wait already; ask again when some have ended")
    row = ExperimentRow(
        kind=kind,
        model_id=model_id,
        settings=settings,
        state=RunState.QUEUED.value,
        progress={},
        requested_by=requested_by,
        cancel_requested=False,
        created_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    after = {"kind": kind, "model_id": model_id, "settings": {key: _audited(value) for key, value in settings.items()}}
    record_event(session, actor=requested_by, action="request", entity=ENTITY, entity_id=str(row.id), after=after)
    return _experiment(row)


def find_experiment(session: Session, experiment_id: int) -> Experiment:
    """The experiment of that key.

    Raises:
        NotFound: if there is none.
    """
    return _experiment(_row(session, experiment_id))


def experiments(session: Session, *, kind: str, limit: int = 10) -> list[Experiment]:
    """The newest experiments of a kind, newest first, without their results."""
    query = select(ExperimentRow).where(ExperimentRow.kind == kind).order_by(ExperimentRow.id.desc()).limit(limit)
    rows = session.scalars(query.options(defer(ExperimentRow.result)))
    return [_experiment(row, with_result=False) for row in rows]


def waiting_experiments(session: Session) -> list[tuple[int, str]]:
    """Keys and kinds of those nobody has taken up, oldest first."""
    query = select(ExperimentRow.id, ExperimentRow.kind).where(ExperimentRow.state == RunState.QUEUED.value)
    return [(row[0], row[1]) for row in session.execute(query.order_by(ExperimentRow.id))]


def take_experiment(session: Session, experiment_id: int) -> Experiment | None:
    """The experiment, now running; None when it no longer waits."""
    taken = (
        update(ExperimentRow)
        .where(ExperimentRow.id == experiment_id, ExperimentRow.state == RunState.QUEUED.value)
        .values(state=RunState.RUNNING.value, started_at=datetime.now(UTC))
    )
    if not session.execute(taken).rowcount:  # type: ignore[attr-defined]
        return None
    return find_experiment(session, experiment_id)


def note_progress(session: Session, experiment_id: int, progress: dict[str, Any]) -> bool:
    """Whether the progress was taken: False when the experiment has ended."""
    noted = (
        update(ExperimentRow)
        .where(ExperimentRow.id == experiment_id, ExperimentRow.state.not_in(FINAL))
        .values(progress=progress)
    )
    return bool(session.execute(noted).rowcount)  # type: ignore[attr-defined]


def end_experiment(
    session: Session,
    experiment_id: int,
    *,
    state: RunState,
    result: dict[str, Any] | None = None,
    problem: dict[str, Any] | None = None,
) -> bool:
    """Whether this ended the experiment; one that has ended stays as it is.

    Results beyond the newest `RESULTS_KEPT` are dropped; what was asked stays.
    """
    ended = (
        update(ExperimentRow)
        .where(ExperimentRow.id == experiment_id, ExperimentRow.state.not_in(FINAL))
        .values(state=state.value, result=result, problem=problem, finished_at=datetime.now(UTC))
    )
    if not session.execute(ended).rowcount:  # type: ignore[attr-defined]
        return False
    old = experiment_id - RESULTS_KEPT
    session.execute(update(ExperimentRow).where(ExperimentRow.id <= old).values(result=None, progress={}))
    return True


def end_interrupted_experiments(session: Session) -> int:
    """How many were under way when their process died; they end here, since nobody may be waiting any more."""
    running = session.scalars(select(ExperimentRow.id).where(ExperimentRow.state == RunState.RUNNING.value))
    return sum(end_experiment(session, key, state=RunState.FAILED, problem={"code": "interrupted"}) for key in running)


def request_experiment_cancel(session: Session, experiment_id: int, *, actor: str) -> None:
    """Mark the experiment for cancelling; one still queued ends at once, one that has ended stays as it is.

    Raises:
        NotFound: if there is no such experiment.
    """
    row = _row(session, experiment_id)
    row.cancel_requested = True
    session.flush()
    if row.state == RunState.QUEUED.value:
        end_experiment(session, experiment_id, state=RunState.CANCELLED)
    record_event(session, actor=actor, action="cancel", entity=ENTITY, entity_id=str(experiment_id))


def _row(session: Session, experiment_id: int) -> ExperimentRow:
    row = session.get(ExperimentRow, experiment_id, populate_existing=True)
    if row is None:
        raise NotFound(f"No experiment {experiment_id}")
    return row


def _experiment(row: ExperimentRow, *, with_result: bool = True) -> Experiment:
    return Experiment(
        id=row.id,
        kind=row.kind,
        model=model_record(row.model) if row.model else None,
        settings=row.settings,
        state=RunState(row.state),
        progress=row.progress,
        result=row.result if with_result else None,
        problem=row.problem,
        requested_by=row.requested_by,
        cancel_requested=row.cancel_requested,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def _audited(value: Any) -> Any:
    """A setting as the audit trail keeps it: long texts cut, with their length."""
    if isinstance(value, str) and len(value) > _LONGEST_AUDITED:
        return f"{value[:_LONGEST_AUDITED]}… ({len(value)} characters)"
    return value
