"""Runs: requested once, carried out under a fencing attempt number, finished in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.orm import Session

from data.catalogue import check_settings, load_metrics
from data.records import (
    ModelRecord,
    NotFound,
    Refused,
    Run,
    RunProgress,
    RunRequest,
    RunState,
    SampleResult,
    Score,
)
from data.repository.audit import record_event
from data.tables import ModelRow, RunRow, SampleRow, ScoreRow, StartupRow

FINAL = tuple(state.value for state in RunState if state.is_final)


def request_run(session: Session, request: RunRequest) -> Run:
    """The run for this request: the one under way if there is one, else a new one in state queued.

    A finished run may be asked for again: the new one costs little, since known answers are never computed twice.

    Raises:
        InvalidInput: a setting is not one of the kind's, or its value is not allowed; nothing is written then.
    """
    check_settings(request.kind, request.settings)
    fingerprint = run_fingerprint(request)
    earlier = list(session.scalars(select(RunRow).where(RunRow.run_key.startswith(f"{fingerprint}:"))))
    under_way = [row for row in earlier if row.state not in FINAL]
    if under_way:
        return run_record(under_way[0])
    row = RunRow(
        run_key=f"{fingerprint}:{len(earlier) + 1}",
        model_id=request.model_id,
        kind=request.kind,
        suite=request.suite,
        tasks=list(request.tasks),
        settings=request.settings,
        priority=request.priority,
        timeout_seconds=request.timeout_seconds,
        requested_by=request.requested_by,
        state=RunState.QUEUED.value,
        attempt=0,
        progress_done=0,
        created_at=datetime.now(UTC),
        engine={},
        protocol={},
        cancel_requested=False,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    _audit(session, row, "request", request.requested_by)
    return run_record(row)


def run_fingerprint(request: RunRequest) -> str:
    """sha256 over model, kind, suite, tasks and settings: equal for requests that ask for the same measurement."""
    parts = [request.model_id, request.kind, request.suite, sorted(request.tasks), request.settings]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]


def find_run(session: Session, run_id: int) -> Run:
    """The run of that key.

    Raises:
        NotFound: if there is none.
    """
    return run_record(_row(session, run_id))


def runs(
    session: Session,
    *,
    slugs: Sequence[str] | None = None,
    states: Sequence[RunState] | None = None,
    kind: str | None = None,
    limit: int | None = 100,
) -> list[Run]:
    """The newest runs first, of the startups, states and kind named."""
    query = select(RunRow).order_by(RunRow.id.desc())
    if slugs is not None:
        query = query.join(ModelRow).join(StartupRow).where(StartupRow.slug.in_(slugs))
    if states is not None:
        query = query.where(_is_in(states))
    if kind is not None:
        query = query.where(RunRow.kind == kind)
    return [run_record(row) for row in session.scalars(query if limit is None else query.limit(limit))]


def _is_in(states: Sequence[RunState]) -> ColumnElement[bool]:
    """That a run is in one of the states; if it may have ended in any way, that it is in none of the others.

    Most runs have ended: by the index of states they would all be put in order before the newest are taken.
    """
    others = [state.value for state in RunState if state not in states]
    if not set(others) & set(FINAL):
        return RunRow.state.not_in(others)
    return RunRow.state.in_([state.value for state in states])


def begin_attempt(session: Session, run_id: int, *, device: str | None = None) -> int:
    """The number of the new attempt; from now on only writes that carry it count."""
    row = _row(session, run_id)
    row.attempt += 1
    row.state = RunState.RUNNING.value
    row.started_at = row.started_at or datetime.now(UTC)
    row.heartbeat_at, row.device, row.error = datetime.now(UTC), device or row.device, None
    session.flush()
    return row.attempt


def record_progress(
    session: Session, run_id: int, attempt: int, progress: RunProgress, *, device: str | None = None
) -> bool:
    """Whether the progress was taken: False when another attempt has taken over or the run has ended."""
    values: dict[str, Any] = {
        "progress_done": progress.done,
        "progress_total": progress.total,
        "progress_task": progress.task,
        "tokens_per_second": progress.tokens_per_second,
        "seconds_left": progress.seconds_left,
        "heartbeat_at": datetime.now(UTC),
    }
    if device is not None:
        values["device"] = device
    return _changed(session, _fenced(run_id, attempt).values(**values))


def finish_run(
    session: Session,
    run_id: int,
    attempt: int,
    *,
    scores: Sequence[Score],
    samples: Sequence[SampleResult],
    engine: dict[str, Any],
    protocol: dict[str, Any],
) -> bool:
    """Whether the result was taken: scores, samples and the final state are written together or not at all."""
    now = datetime.now(UTC)
    values = {
        "state": RunState.FINISHED.value,
        "finished_at": now,
        "heartbeat_at": now,
        "engine": engine,
        "protocol": protocol,
        "seconds_left": 0.0,
        "progress_done": func.coalesce(RunRow.progress_total, RunRow.progress_done),
    }
    if not _changed(session, _fenced(run_id, attempt).values(**values)):
        return False
    session.add_all(_score_row(score, run_id) for score in scores)
    session.add_all(_sample_row(sample, run_id) for sample in samples)
    session.flush()
    return True


def end_run(session: Session, run_id: int, *, state: RunState, error: str | None, attempt: int | None = None) -> bool:
    """Whether the run was ended (failed, cancelled, timed out) or set back to retrying; final runs stay as they are."""
    statement = update(RunRow).where(RunRow.id == run_id, RunRow.state.not_in(FINAL))
    if attempt is not None:
        statement = statement.where(RunRow.attempt == attempt)
    finished = datetime.now(UTC) if state.is_final else None
    return _changed(session, statement.values(state=state.value, error=error, finished_at=finished))


def request_cancel(session: Session, run_id: int, *, actor: str) -> Run:
    """The run, marked for cancelling; one still queued ends at once, a running one when the worker sees the mark.

    Raises:
        NotFound: if there is no such run.
        Refused: if the run has ended already.
    """
    row = _row(session, run_id)
    if row.state in FINAL:
        raise Refused(f"Run {run_id} has ended already ({row.state}); only queued and running ones can be cancelled")
    row.cancel_requested = True
    if row.state == RunState.QUEUED.value:
        row.state, row.finished_at = RunState.CANCELLED.value, datetime.now(UTC)
    _audit(session, row, "cancel", actor)
    session.flush()
    return run_record(row)


def cancel_requested(session: Session, run_id: int) -> bool:
    """Whether somebody asked for the run to be cancelled."""
    return bool(session.scalar(select(RunRow.cancel_requested).where(RunRow.id == run_id)))


def samples_of(
    session: Session, run_id: int, task: str, *, offset: int = 0, limit: int | None = 50
) -> list[SampleResult]:
    """The run's results on the items of one task, in item order."""
    query = select(SampleRow).where(SampleRow.run_id == run_id, SampleRow.task == task).order_by(SampleRow.doc_id)
    rows = session.scalars(query.offset(offset) if limit is None else query.offset(offset).limit(limit))
    return [
        SampleResult(row.task, row.doc_id, row.document, row.target, row.prompts, row.responses, row.metrics)
        for row in rows
    ]


def scores_of(session: Session, run_ids: Sequence[int], tasks: Sequence[str]) -> list[Score]:
    """What those runs scored on those tasks, run by run in the order of their keys."""
    query = select(ScoreRow).where(ScoreRow.run_id.in_(run_ids), ScoreRow.task.in_(tasks))
    return [_score(row) for row in session.scalars(query.order_by(ScoreRow.run_id, ScoreRow.task, ScoreRow.metric))]


def run_record(row: RunRow) -> Run:
    """The record of a run row."""
    model = row.model
    return Run(
        id=row.id,
        run_key=row.run_key,
        startup_slug=model.startup.slug,
        model=ModelRecord(model.id, model.startup.slug, model.name, model.location, model.digest, model.parameters),
        request=RunRequest(
            model_id=row.model_id,
            kind=row.kind,
            suite=row.suite,
            tasks=tuple(row.tasks),
            settings=row.settings,
            priority=row.priority,
            timeout_seconds=row.timeout_seconds,
            requested_by=row.requested_by,
        ),
        state=RunState(row.state),
        attempt=row.attempt,
        progress=RunProgress(
            row.progress_done, row.progress_total, row.tokens_per_second, row.seconds_left, row.progress_task
        ),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        heartbeat_at=row.heartbeat_at,
        device=row.device,
        error=row.error,
        engine=row.engine,
        protocol=row.protocol,
        scores=tuple(_score(score) for score in row.scores),
    )


def _row(session: Session, run_id: int) -> RunRow:
    row = session.get(RunRow, run_id)
    if row is None:
        raise NotFound(f"No run {run_id}; `python -m evals status` lists them")
    return row


def _fenced(run_id: int, attempt: int) -> Update:
    return update(RunRow).where(RunRow.id == run_id, RunRow.attempt == attempt, RunRow.state.not_in(FINAL))


def _changed(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    session.expire_all()
    return bool(result.rowcount)  # type: ignore[attr-defined]


def _audit(session: Session, row: RunRow, action: str, actor: str) -> None:
    after = {"model_id": row.model_id, "kind": row.kind, "suite": row.suite, "tasks": row.tasks, "state": row.state}
    record_event(session, actor=actor, action=action, entity="run", entity_id=str(row.id), after=after)


_SCORE_COLUMNS = (
    "task", "metric", "filter", "value", "standard_error", "n", "total", "shots", "task_version", "task_hash",
    "higher_is_better", "counts", "clusters", "effective_items",
)  # fmt: skip


def _score_row(score: Score, run_id: int) -> ScoreRow:
    return ScoreRow(run_id=run_id, **{name: getattr(score, name) for name in _SCORE_COLUMNS})


def _score(row: ScoreRow) -> Score:
    scale = load_metrics().scale(row.task, row.metric)
    return Score(run_id=row.run_id, scale=scale, **{name: getattr(row, name) for name in _SCORE_COLUMNS})


def _sample_row(sample: SampleResult, run_id: int) -> SampleRow:
    return SampleRow(
        run_id=run_id,
        task=sample.task,
        doc_id=sample.doc_id,
        document=sample.document,
        target=sample.target,
        prompts=sample.prompts,
        responses=sample.responses,
        metrics=sample.metrics,
    )
