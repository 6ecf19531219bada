"""Startups made from the field registry, and the app started from app.py."""

import json
from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data import repository
from data.records import (
    Claim,
    EvidenceLevel,
    Fact,
    RunProgress,
    RunRequest,
    RunState,
    SampleResult,
    Scale,
    Score,
    Source,
)
from data.registry import load_registry

ROOT = Path(__file__).parents[2]
DECK = Source("pitch_deck", "Pitch deck, September 2026", "p. 12", None, date(2026, 9, 2))
BINDER = Source("bank_statements", "Statement of account", "sheet 2", None, date(2026, 9, 30))
TASKS = ("assay_topic", "assay_world_qa", "assay_world_qa_fresh")
SCREENS = (
    *("overview", "pipeline", "startup", "decide", "benchmarks"),
    *("inside", "economics", "jobs", "upload", "methodology"),
)


def sample_value(field):
    """A plausible value of the field's type, within its range."""
    if field.type == "enum":
        return next(option.code for option in field.values if not option.means_unknown)
    if field.type == "boolean":
        return True
    if field.type == "date":
        return date(2026, 3, 1)
    if field.type == "text":
        return "US" if field.range == (2, 2) else "A sentence of the length that the field asks for."
    if field.type == "share_table":
        codes = [option.code for option in field.parts] if isinstance(field.parts, tuple) else ["first", "second"]
        return {code: round(1 / len(codes), 4) for code in codes}
    if field.type == "list":
        return [option.code for option in field.values[:2]] or [{"name": "Other"}]
    low = field.range[0] if field.range and field.range[0] is not None else 0
    high = field.range[1] if field.range and field.range[1] is not None else 1000
    middle = (float(low) + min(float(high), float(low) + 1000)) / 2
    return int(middle) if field.type == "integer" else middle


def sample_facts(*, every=1, level=EvidenceLevel.CLAIMED):
    """One fact for every n-th field that is not derived, every third of them documented."""
    fields = [
        field for field in load_registry().fields if not field.derived and field.key != "claimed_benchmark_scores"
    ]
    facts = []
    for number, field in enumerate(fields[::every]):
        documented = number % 3 == 0
        own = EvidenceLevel.DOCUMENTED if documented else level
        facts.append(Fact(field.key, sample_value(field), own, date(2026, 9, 30), BINDER if documented else DECK))
    return facts


def add_startup(database, slug, *, name=None, facts=(), claims=(), with_run=False, fictional=True, summary="A company"):
    """A startup with a model, and a finished run of three tasks if asked for; its model's key."""
    with database.session() as session:
        repository.add_startup(
            session,
            slug=slug,
            name=name or slug.title(),
            summary_en=summary,
            summary_zh=summary,
            fictional=fictional,
            actor="test",
        )
        repository.add_facts(session, slug, list(facts), actor="test")
        model = repository.add_model(session, slug, name=f"{slug}-model", location=f"var/{slug}", actor="test")
        repository.record_model_identity(session, model.id, digest="8d4e" * 16, parameters=3_090_000)
        if claims:
            repository.replace_claims(session, slug, list(claims), actor="test")
        if with_run:
            finish_run(session, model.id)
    return model.id


def finish_run(session, model_id, *, correct=12, n=20, text="Which river runs through Tolm?"):
    """A finished run of the three tasks with all items kept; its key."""
    run = repository.request_run(session, RunRequest(model_id, suite="demo", requested_by="test"))
    attempt = repository.begin_attempt(session, run.id, device="cpu")
    share = correct / n
    scores = [
        Score(
            task,
            "acc",
            share,
            (share * (1 - share) / n) ** 0.5,
            n,
            n,
            0,
            "1.0",
            f"hash-{task}",
            scale=Scale.FRACTION,
            counts=True,
        )
        for task in TASKS
    ]
    samples = [
        SampleResult(
            task,
            number,
            {"question": text},
            "Besk",
            [[text, " Ar"], [text, " Besk"]],
            [[-4.2, False], [-1.1, True]],
            {"acc": float(number < correct)},
        )
        for task in TASKS
        for number in range(n)
    ]
    repository.finish_run(
        session, run.id, attempt, scores=scores, samples=samples, engine={"lm_eval": "0.4.13"}, protocol={"seed": 1234}
    )
    return run.id


def a_claim(task="assay_topic", value=0.95):
    """A claim on one task of the demonstration suite."""
    return Claim(task, "acc", value, scale=Scale.FRACTION, items=20, shots=0, dated=date(2026, 9, 2))


def start_running(database, model_id):
    """A run in progress, 420 of 1,200 requests done; its key and attempt."""
    with database.session() as session:
        run = repository.request_run(session, RunRequest(model_id, suite="demo", settings={"limit": 50}))
        attempt = repository.begin_attempt(session, run.id, device="cpu")
        repository.record_progress(session, run.id, attempt, RunProgress(420, 1200, 5200.0, 95.0, "assay_topic"))
    return run.id, attempt


def fail_run(database, model_id, reason):
    """A run that ended without a result."""
    with database.session() as session:
        run = repository.request_run(session, RunRequest(model_id, suite="demo", settings={"limit": 3}))
        attempt = repository.begin_attempt(session, run.id)
        repository.end_run(session, run.id, state=RunState.FAILED, error=reason, attempt=attempt)


def open_app(screen="overview", *, language="en", **parameters):
    """The app on one screen, in one language."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["lang"] = language
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{screen}.py").run()


def press(app, label):
    """Click the button of that label."""
    next(button for button in app.button if button.label == label).click().run()


def said(app):
    """Everything the page says in Markdown, titles and headings included."""
    elements = [*app.title, *app.header, *app.markdown, *app.caption, *app.error, *app.warning, *app.success]
    return "\n".join(str(element.value) for element in elements)


def views(app):
    """The JSON of every rows component on the page, as one list of views."""
    return [view for node in app.main for view in _views_below(node)]


def _views_below(node):
    found = []
    proto = getattr(node, "proto", None)
    name = getattr(proto, "component_name", "")
    if name == "assay.rows":
        found += json.loads(proto.json)["views"]
    for child in getattr(node, "children", {}).values() if hasattr(node, "children") else ():
        found += _views_below(child)
    return found
