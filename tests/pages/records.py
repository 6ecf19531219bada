"""Hand-made records for the pages: what a screen starts from, without a database behind it.

Facts, claims, scores and plain runs come from the small dossier of the analysis tests, each from its one factory there.
"""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime

from analysis.diligence.computed_results import stated_training, training_chip
from analysis.diligence.examination import examine
from analysis.economics.hardware import Chip, HourPrice, PurchasePrice
from analysis.economics.training_compute import TrainingFigures
from analysis.portfolio.standing import Standing
from data.records import BatchSpeed, CompanyTable, Experiment, ModelRecord, RunState, Spread
from pages.components import loaders
from pages.components.economics.choice import Start
from tests.analysis.small_dossier import TODAY, dossier, run

NOBODY = Start("", None, TrainingFigures(), None)
MOMENT = datetime(2026, 10, 30, 12, 7, tzinfo=UTC)
HOSTILE = "<b>A</b> $1$ [x](javascript:alert(1)) ‮=1+1 %{y}"
"""A name that would be markup, a formula, a link, turned round or filled in, if it were not shown as it stands."""


def start(facts=(), *, runs=(), tables=(), name=None):
    """What the economics screen begins with for a startup that stated these facts."""
    known = replace(dossier(facts, runs=runs), tables=tuple(tables))
    if name is not None:
        known = replace(known, startup=replace(known.startup, name=name))
    yardsticks = loaders.yardsticks()
    standing = Standing(known, examine(known, yardsticks, as_of=TODAY))
    evidence = standing.evidence
    return Start("northfold", standing, stated_training(evidence), training_chip(evidence, yardsticks.chips))


def measured(kind, *, run_id=7, state=RunState.FINISHED, engine=None, protocol=None, device="NVIDIA H100"):
    """A run of another kind than benchmark, as it ended on 30 October 2026."""
    plain = run((), run_id, state, protocol)
    return replace(plain, request=replace(plain.request, kind=kind, suite=None), engine=engine or {}, device=device)


def served(*batches, repeats=5):
    """The protocol of a serving run: at each batch 250 tokens per second, between 240 and 260."""
    spread = Spread(median=250.0, low=240.0, high=260.0, p95=270.0)
    speeds = [BatchSpeed(batch, spread, spread, spread, spread, 10**9, 0.5, 0.1, 0.4) for batch in batches]
    return {"speeds": [asdict(speed) for speed in speeds], "settings": {"repeats": repeats}}


def kept_table(kind, rows, *, filename="table.csv", by="dashboard"):
    """A company's own table as it is kept."""
    return CompanyTable(kind, tuple(rows), filename, "ab" * 32, entered_by=by, entered_at=MOMENT)


def chip(name="Own X1", *, price=(1.0, 4.0), purchase=None, bandwidth=2e12, gemm=None, fp8=None, verified=True):
    """An accelerator with round figures: 1,000 TFLOP/s, 80 GB, 2 TB/s, 1 to 4 dollars an hour, 2 in the middle."""
    day = date(2026, 10, 1)
    return Chip(
        name=name,
        aliases=(),
        bf16_flop_s=1e15,
        fp8_flop_s=fp8,
        memory_bytes=80e9,
        bandwidth_bytes_s=bandwidth,
        gemm_bf16_flop_s=gemm,
        price=None if price is None else HourPrice(price[0], price[1], day, "a price list", verified=True),
        source="a data sheet",
        verified=verified,
        purchase=None if purchase is None else PurchasePrice(purchase[0], purchase[1], day, "a shop", verified=True),
    )


def experiment(kind, *, state=RunState.FINISHED, settings=None, progress=None, result=None, problem=None, **other):
    """A trial as the page reads it from the ledger."""
    model = ModelRecord(1, "northfold", "Northfold 1", "models/northfold") if kind == "probe" else None
    return Experiment(
        id=5,
        kind=kind,
        model=other.pop("model", model),
        settings=settings or {"prompt": "The founder", "temperature": 0.8, "seed": 0},
        state=state,
        progress=progress or {},
        result=result,
        problem=problem,
        requested_by="test",
        cancel_requested=False,
        created_at=MOMENT,
        **other,
    )
