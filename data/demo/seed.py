"""Loading the demonstration once: profiles that are not there yet, and the measurements of each demo model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from data.catalogue import run_kinds
from data.profiles import Profile, commit_profile, read_profile_file
from data.records import InvalidInput, ModelRecord, NotFound, Registry, RunRequest
from data.repository import find_startup, models_of, request_run, runs

PROFILES_FOLDER = Path(__file__).parent / "profiles"
PROJECT_FOLDER = Path(__file__).parents[2]
DEMO_SUITE = "demo"
AFTER_BENCHMARKS = 20
"""Priority of the examinations, so that every model has its scores before any is taken apart."""
ACTOR = "demonstration"


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What seeding did.

    Attributes:
        added: Slugs of the startups that were written.
        kept: Slugs that were there already and were left as they are.
        runs_requested: Names of the models whose measurements were queued.
        without_files: Names of demo models whose files are not there, so that no run was asked for.
    """

    added: tuple[str, ...]
    kept: tuple[str, ...]
    runs_requested: tuple[str, ...]
    without_files: tuple[str, ...]


def seed_demonstration(
    session: Session, registry: Registry, *, folder: Path = PROFILES_FOLDER, today: date | None = None
) -> SeedReport:
    """Write the demo startups that are missing and queue each demo model's measurements once.

    Those that were archived stay so, and nothing is queued for them.

    Raises:
        InvalidInput: if a demo profile breaks the registry's rules; nothing is written then.
    """
    profiles = [_profile(path, registry, today) for path in sorted(folder.glob("*.yaml"))]
    added = tuple(profile.slug for profile in profiles if not _is_stored(session, profile.slug))
    for profile in profiles:
        if profile.slug in added:
            commit_profile(session, profile, actor=ACTOR)
    in_use = [profile.slug for profile in profiles if find_startup(session, profile.slug).archived_at is None]
    models = [model for slug in in_use for model in models_of(session, slug)]
    ready = [model for model in models if _has_files(model)]
    requested = [model for model in ready if not _was_requested(session, model)]
    for model in requested:
        request_run(session, RunRequest(model_id=model.id, suite=DEMO_SUITE, requested_by=ACTOR))
        for kind in (each.code for each in run_kinds().values() if each.in_demonstration):
            request_run(session, RunRequest(model.id, kind, priority=AFTER_BENCHMARKS, requested_by=ACTOR))
    return SeedReport(
        added=added,
        kept=tuple(profile.slug for profile in profiles if profile.slug not in added),
        runs_requested=tuple(model.name for model in requested),
        without_files=tuple(model.name for model in models if model not in ready),
    )


def _profile(path: Path, registry: Registry, today: date | None) -> Profile:
    reading = read_profile_file(path, registry, today=today)
    if reading.profile is None:
        raise InvalidInput(reading.problems)
    return reading.profile


def _is_stored(session: Session, slug: str) -> bool:
    try:
        find_startup(session, slug)
    except NotFound:
        return False
    return True


def _has_files(model: ModelRecord) -> bool:
    return (PROJECT_FOLDER / model.location).exists()


def _was_requested(session: Session, model: ModelRecord) -> bool:
    asked = runs(session, slugs=(model.startup_slug,), limit=None)
    return any(run.request.suite == DEMO_SUITE and run.model.id == model.id for run in asked)
