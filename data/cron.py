"""Cron expressions of schedules, in UTC: what is wrong with one, and the moments it names."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from croniter import croniter

CronProblem = Literal["five_fields", "not_cron"]


def cron_problem(cron: str) -> CronProblem | None:
    """What is wrong with a cron expression, None if nothing is."""
    if len(cron.split()) != 5:
        return "five_fields"
    return None if croniter.is_valid(cron) else "not_cron"


def next_time(cron: str, after: datetime) -> datetime:
    """The first moment after `after` that the expression names."""
    found: datetime = croniter(cron, after).get_next(datetime)
    return found


def latest_time(cron: str, before: datetime) -> datetime:
    """The last moment before `before` that the expression names."""
    found: datetime = croniter(cron, before).get_prev(datetime)
    return found
