"""A small dossier: a startup with a few documented facts, two claims and one finished run."""

from datetime import UTC, date, datetime

from data.records import (
    Claim,
    Dossier,
    EvidenceLevel,
    Fact,
    ModelRecord,
    Run,
    RunProgress,
    RunRequest,
    RunState,
    Scale,
    Score,
    Source,
    Startup,
)

TODAY = date(2026, 10, 31)
LEDGER = Source("management_accounts", "Accounts, September 2026")


def fact(key, value, level="documented", as_of=date(2026, 9, 30), source=LEDGER):
    return Fact(key, value, EvidenceLevel(level), as_of, source)


def score(task, value, n=320, total=320, run_id=7, metric="acc"):
    error = (value * (1 - value) / (n - 1)) ** 0.5
    return Score(task, metric, value, error, n, total, 0, "1", "hash", scale=Scale.FRACTION, counts=True, run_id=run_id)


def run(scores, run_id=7, state=RunState.FINISHED, protocol=None):
    model = ModelRecord(1, "northfold", "Northfold 1", "models/northfold")
    moment = datetime(2026, 10, 30, 12, run_id, tzinfo=UTC)
    return Run(
        id=run_id,
        run_key=f"key:{run_id}",
        startup_slug="northfold",
        model=model,
        request=RunRequest(1, suite="demo"),
        state=state,
        attempt=1,
        progress=RunProgress(1, 1),
        created_at=moment,
        finished_at=moment if state.is_final else None,
        protocol=protocol or {},
        scores=tuple(scores),
    )


def dossier(facts=(), claims=(), runs=()):
    startup = Startup("northfold", "Northfold (fictional)", "Models", "模型", True, datetime(2026, 1, 1, tzinfo=UTC))
    return Dossier(startup, tuple(facts), tuple(claims), (), tuple(runs))


def claim(task, value, items=320, shots=0):
    return Claim(
        task, "acc", value, scale=Scale.FRACTION, items=items, shots=shots, template="stock", dated=date(2026, 9, 1)
    )
