"""Schedules: which of them are due, and the runs they ask for."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from data.cron import cron_problem, latest_time
from data.records import InvalidInput, Run, RunRequest, Schedule
from data.repository import models_of, request_run, runs, schedules


def check_cron(cron: str) -> None:
    """Pass silently when a cron expression has five fields and can be read.

    Raises:
        InvalidInput: it cannot.
    """
    if cron_problem(cron) is not None:
        raise InvalidInput(f"Cron expression {cron!r} cannot be read; give five fields in UTC, such as '0 3 * * 1'")


def latest_due(schedule: Schedule, now: datetime) -> datetime | None:
    """The latest moment up to `now` at which the schedule was to run, None when there was none since it was added."""
    due = latest_time(schedule.cron, now)
    return due if due >= schedule.created_at else None


def request_due_runs(session: Session, now: datetime | None = None) -> list[Run]:
    """The runs newly asked for by schedules that are due.

    A moment missed while no worker ran is made up for once, however many were missed. The runs a schedule has asked
    for say so in `requested_by`, which is all the memory this needs.
    """
    moment = now or datetime.now(UTC)
    asked: list[Run] = []
    for schedule in schedules(session):
        due = latest_due(schedule, moment) if schedule.enabled else None
        name = f"schedule {schedule.id}"
        if due is None or _asked_since(session, schedule.startup_slug, name, due):
            continue
        for model in models_of(session, schedule.startup_slug):
            run = request_run(session, RunRequest(model_id=model.id, suite=schedule.suite, requested_by=name))
            if run.request.requested_by == name:
                asked.append(run)
    return asked


def _asked_since(session: Session, slug: str, name: str, due: datetime) -> bool:
    return any(run.request.requested_by == name and run.created_at >= due for run in runs(session, slugs=(slug,)))
