"""The demonstration as the worker leaves it: profiles seeded, and every run ended with what a real one found."""

import json
from datetime import date
from pathlib import Path

from data import repository
from data.demo.seed import seed_demonstration
from data.records import EvidenceLevel, Fact, RunRequest, Scale, Score, Source
from data.registry import load_registry

RECORDED = json.loads((Path(__file__).parent / "demo_measurements.json").read_text(encoding="utf-8"))


def measured_demonstration(database):
    """The five startups with the recorded results of their runs."""
    with database.session() as session:
        seed_demonstration(session, load_registry())
        models = {each.startup_slug: each for slug in _slugs() for each in repository.models_of(session, slug)}
        for recorded in RECORDED["runs"]:
            _end(session, models[recorded["startup"]], recorded)


def _slugs():
    return dict.fromkeys(recorded["startup"] for recorded in RECORDED["runs"])


def _end(session, model, recorded):
    run = repository.request_run(session, RunRequest(model.id, recorded["kind"], suite=recorded["suite"]))
    attempt = repository.begin_attempt(session, run.id, device="cpu")
    scores = [
        Score(**each, scale=Scale.FRACTION, counts=True, task_version="1.0", task_hash="recorded")
        for each in recorded["scores"]
    ]
    assert repository.finish_run(session, run.id, attempt, scores=scores, samples=[], engine={}, protocol={})
    facts = [_fact(each, run.id, recorded["suite"]) for each in recorded["facts"]]
    repository.add_facts(session, recorded["startup"], facts, actor="worker")


def _fact(each, run_id, suite):
    source = Source(each["kind"], f"Run {run_id}", reference=suite, run_id=run_id)
    day = date.fromisoformat(each["as_of"])
    return Fact(each["key"], each["value"], EvidenceLevel.MEASURED, day, source, standard_error=each["se"])
