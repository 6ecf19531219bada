"""How often a lie of known size lowers the verdict once it is measured; run by hand, see SCORING.md.

Startups are variations of the worked example that an investor would like: figures jittered, some only claimed, some
missing. The judgement is made before anything was run, then on the same startup after its claims were measured, once
honest and once with one lie. Honest errors are drawn here, not read from the rubric.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from analysis.diligence.examination import Yardsticks, examine, parsed_yardsticks  # noqa: E402
from data.catalogue.published import reference_text  # noqa: E402
from data.records import (  # noqa: E402
    Claim,
    Dossier,
    EvidenceLevel,
    Fact,
    FactValue,
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
from data.registry import load_registry  # noqa: E402

TODAY, DAY = date(2026, 10, 31), date(2026, 9, 30)
MOMENT = datetime(2026, 10, 30, tzinfo=UTC)
DRAWS, TASKS, ITEMS = 1_000, 5, 14_000
DECK, BOOKS, RUN = Source("pitch_deck", "Deck"), Source("bank_statements", "Bank"), Source("run", "Run 8", run_id=8)
SCORE_ERROR, LEDGER_ERROR, SHARE_ERROR, LATENCY_ERROR, COST_ERROR = 0.01, 0.03, 0.012, 0.05, 0.35
"""What honest figures are off by: fractions, shares of the figure, and for the training cost a logarithm."""
CONTAMINATED_OF = {5: 0.0, 20: 2 / 3, 60: 1.0}
"""Share of planted models that the probes call contaminated, see data/reference/planted_contamination.yaml."""
BATCH = 25
"""Startups that a process judges at a time."""
VERDICTS = ("invest", "invest_if", "hold", "pass")


@dataclass(frozen=True, slots=True)
class Lie:
    """One lie: what is stated differs from the truth by so much; all else honest.

    Attributes:
        material: Whether the verdict should fall; fixed before the first run.
        items: Items the benchmarks were run on, of `ITEMS` in the test set; the whole set where `whole`.
    """

    name: str
    material: bool = False
    points: float = 0.0
    items: int = 2_000
    whole: bool = False
    copies: int = 0
    undeclared_parent: bool = False
    arr: float = 0.0
    training_cost: float = 1.0
    latency: float = 1.0
    retention: float = 0.0


LIES = (
    Lie("honest, 200 items", items=200),
    Lie("honest, 2,000 items"),
    Lie("benchmark +2 points, 200 items", points=0.02, items=200),
    Lie("benchmark +2 points, 2,000 items", points=0.02),
    Lie("benchmark +5 points, 200 items", points=0.05, items=200),
    Lie("benchmark +5 points, 2,000 items", material=True, points=0.05),
    Lie("benchmark +5 points, all 2,000 items", material=True, points=0.05, whole=True),
    Lie("benchmark +15 points, 200 items", material=True, points=0.15, items=200),
    Lie("benchmark +15 points, 2,000 items", material=True, points=0.15),
    Lie("contaminated, 5 copies", copies=5),
    Lie("contaminated, 20 copies", copies=20),
    Lie("contaminated, 60 copies", material=True, copies=60),
    Lie("undeclared fine-tune", material=True, undeclared_parent=True),
    Lie("ARR +10 %", arr=0.1),
    Lie("ARR +30 %", material=True, arr=0.3),
    Lie("ARR +100 %", material=True, arr=1.0),
    Lie("training cost ÷ 3", training_cost=1 / 3),
    Lie("latency ÷ 2", material=True, latency=0.5),
    Lie("retention +10 points", material=True, retention=0.1),
)


class Judged(NamedTuple):
    """Verdict by its place from best to worst, and both axes in points."""

    verdict: int
    expectation: float
    risk: float


@cache
def shipped_yardsticks() -> Yardsticks:
    """The default rubric with the tables that ship."""
    rubric = (ROOT / "analysis/rubrics/default.yaml").read_text(encoding="utf-8")
    return parsed_yardsticks(rubric, load_registry(), reference_text)


@cache
def example_facts() -> tuple[Fact, ...]:
    """The ledger of the solid worked example, without results of runs and without what is varied here."""
    content = yaml.safe_load((ROOT / "tests/analysis/fixtures/solid.yaml").read_text(encoding="utf-8"))
    facts = []
    for key, entry in content["facts"].items():
        as_of = date.fromisoformat(str(entry["as_of"]))
        level = EvidenceLevel(entry["level"])
        facts.append(Fact(key, entry["value"], level, as_of, BOOKS, standard_error=entry.get("se")))
        facts += [
            Fact(key, value, level, date.fromisoformat(str(at)), BOOKS)
            for at, value in (entry.get("history") or {}).items()
        ]
    return tuple(facts)


VARIED = frozenset({"arr_usd", "nrr_share", "expansion_arr_ttm_usd", "lost_arr_ttm_usd", "ttft_p95_ms"})


def background(rng: np.random.Generator) -> list[Fact]:
    """One startup around the example: one figure in eight missing, two in five merely claimed, amounts jittered."""
    kept, jitter, weak = {}, {}, {}
    facts = []
    for fact in example_facts():
        key = fact.key
        if key in VARIED:
            continue
        kept.setdefault(key, rng.random() > 0.125)
        jitter.setdefault(key, float(np.exp(rng.normal(0, 0.1))) if key.endswith("_usd") else 1.0)
        weak.setdefault(key, rng.random() < 0.4)
        value = fact.value * jitter[key] if isinstance(fact.value, float) else fact.value
        level = EvidenceLevel.CLAIMED if weak[key] else EvidenceLevel.DOCUMENTED
        if kept[key]:
            facts.append(replace(fact, value=value, level=level, source=DECK if weak[key] else BOOKS))
    return facts


def stated(lie: Lie, truth: dict[str, float], rng: np.random.Generator) -> list[Fact]:
    """What the company says of the figures that are measured later."""
    arr = truth["arr"] * (1 + lie.arr) * (1 + rng.normal(0, LEDGER_ERROR))
    said = {
        "arr_usd": arr,
        "nrr_share": truth["nrr"] + lie.retention + rng.normal(0, SHARE_ERROR),
        "ttft_p95_ms": 420 * lie.latency * (1 + rng.normal(0, LATENCY_ERROR)),
    }
    return [Fact(key, value, EvidenceLevel.CLAIMED, DAY, DECK) for key, value in said.items()]


def found(lie: Lie, truth: dict[str, float], rng: np.random.Generator) -> list[Fact]:
    """What runs and records then show."""
    year_ago = truth["arr"] / truth["growth"]
    expansion = (truth["nrr"] - 0.95) * year_ago
    lost = 0.05 * year_ago
    recorded = [
        Fact("arr_usd", truth["arr"], EvidenceLevel.DOCUMENTED, DAY, BOOKS),
        Fact("arr_usd", year_ago, EvidenceLevel.DOCUMENTED, date(2025, 9, 30), BOOKS),
        Fact("expansion_arr_ttm_usd", expansion, EvidenceLevel.DOCUMENTED, DAY, BOOKS),
        Fact("lost_arr_ttm_usd", lost, EvidenceLevel.DOCUMENTED, DAY, BOOKS),
    ]
    contaminated = rng.random() < CONTAMINATED_OF.get(lie.copies, 0.0)
    label = "contaminated" if contaminated else "indicative" if lie.copies else "clean"
    cost = lie.training_cost * float(np.exp(rng.normal(0, COST_ERROR)))
    measured: dict[str, FactValue] = {
        "ttft_p95_ms": 420.0,
        "contamination_label": label,
        "lineage_verdict": "undeclared_parent" if lie.undeclared_parent else "independent",
        "structure_match_undeclared": lie.undeclared_parent,
        "capability_percentile": 0.72,
        "llm_advantage": 0.11,
        "bbq_bias": 0.05,
    }
    return [
        *recorded,
        *(Fact(key, value, EvidenceLevel.MEASURED, TODAY, RUN) for key, value in measured.items()),
        Fact("training_cost_ratio", cost, EvidenceLevel.DOCUMENTED, TODAY, Source("computed", "Ledger")),
    ]


def claims_and_run(lie: Lie, rng: np.random.Generator) -> tuple[list[Claim], Run]:
    """Five benchmark claims, the first inflated, and the run that measures them."""
    total = lie.items if lie.whole else ITEMS
    claims, scores = [], []
    for place in range(TASKS):
        true = rng.uniform(0.5, 0.8)
        said = min(true + rng.normal(0, SCORE_ERROR) + (lie.points if place == 0 else 0.0), 0.999)
        right = round(true * total)
        share = rng.hypergeometric(right, total - right, lie.items) / lie.items
        error = float(np.sqrt(share * (1 - share) / (lie.items - 1)))
        task = f"task_{place}"
        claims.append(
            Claim(task, "acc", round(float(said), 3), scale=Scale.FRACTION, items=total, shots=0, template="stock",
                  dated=DAY)
        )  # fmt: skip
        scores.append(
            Score(task, "acc", float(share), error, lie.items, total, 0, "1", "hash", scale=Scale.FRACTION,
                  counts=True, run_id=7)
        )  # fmt: skip
    model = ModelRecord(1, "northfold", "Northfold 1", "models/northfold")
    run = Run(id=7, run_key="key:7", startup_slug="northfold", model=model, request=RunRequest(1, suite="demo"),
              state=RunState.FINISHED, attempt=1, progress=RunProgress(1, 1), created_at=MOMENT, finished_at=MOMENT,
              protocol={}, scores=tuple(scores))  # fmt: skip
    return claims, run


def judged(facts: Sequence[Fact], claims: Sequence[Claim], runs: Sequence[Run], yardsticks: Yardsticks) -> Judged:
    """Verdict and axes of one ledger."""
    startup = Startup("northfold", "Northfold (fictional)", "Models", "模型", True, MOMENT)
    dossier = Dossier(startup, tuple(facts), tuple(claims), (), tuple(runs))
    result = examine(dossier, yardsticks, as_of=TODAY, draws=DRAWS).assessment
    return Judged(VERDICTS.index(result.verdict), result.expectation.mean, result.risk.mean)


def trial(lie: Lie, seed: int, yardsticks: Yardsticks) -> tuple[Judged, Judged] | None:
    """One startup before and after; None where nobody would have invested anyway, so that no verdict can fall."""
    rng = np.random.default_rng([1, seed])
    facts = background(rng)
    truth = {"arr": 6.4e6 * float(np.exp(rng.normal(0, 0.2))), "growth": rng.uniform(2.2, 3.2), "nrr": 1.12}
    told = stated(lie, truth, rng)
    claims, run = claims_and_run(lie, rng)
    before = judged([*facts, *told], claims, [], yardsticks)
    if before.verdict > VERDICTS.index("invest_if"):
        return None
    return before, judged([*facts, *told, *found(lie, truth, rng)], claims, [run], yardsticks)


def trials(lie: Lie, seeds: range) -> list[tuple[Judged, Judged] | None]:
    """Startups before and after, one per seed."""
    return [trial(lie, seed, shipped_yardsticks()) for seed in seeds]


def row(lie: Lie, startups: int, workers: Executor) -> dict[str, object]:
    """The figures of one lie over that many startups that an investor would have taken on."""
    pairs: list[tuple[Judged, Judged]] = []
    seed = 0
    while len(pairs) < startups:
        batches = [range(first, first + BATCH) for first in range(seed, seed + 4 * BATCH, BATCH)]
        drawn = [pair for batch in workers.map(partial(trials, lie), batches) for pair in batch]
        pairs += [pair for pair in drawn if pair is not None]
        seed += len(drawn)
    pairs = pairs[:startups]
    moves = np.array([[a.verdict > b.verdict, a.expectation - b.expectation, a.risk - b.risk] for b, a in pairs])
    fell, expectation, risk = moves.mean(axis=0)
    after = [VERDICTS[a.verdict] for _, a in pairs]
    ends = {name: after.count(name) / startups for name in VERDICTS}
    return {"lie": lie.name, "material": lie.material, "startups": startups, "drawn": seed, "fell": float(fell),
            "best_power": best_power(lie),
            "expectation": float(expectation), "risk": float(risk), "after": ends}  # fmt: skip


def best_power(lie: Lie, false_falls: float = 0.03, samples: int = 200_000) -> float | None:
    """Share of lies of this size that the most powerful test of the benchmark scores alone finds; None for other lies.

    Neyman and Pearson's likelihood ratio of one claim in `TASKS` being raised, whichever it is, against none, at that
    share of honest startups accused. It knows the size of the lie and of honest errors, which a judgement does not.
    """
    if not lie.points:
        return None
    rng = np.random.default_rng(1)
    share = rng.uniform(0.5, 0.8, (samples, TASKS))
    left = 0.0 if lie.whole else 1 - lie.items / ITEMS
    error = np.hypot(SCORE_ERROR, np.sqrt(share * (1 - share) / lie.items * left))
    size = lie.points / error
    honest = rng.normal(size=(samples, TASKS))
    lying = honest.copy()
    lying[:, 0] += size[:, 0]
    ratio, raised = (np.exp(size * z - size**2 / 2).mean(axis=1) for z in (honest, lying))
    return float((raised > np.quantile(ratio, 1 - false_falls)).mean())


def main(write: Callable[[str], object] = sys.stdout.write) -> None:
    """One line of JSON per lie."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--startups", type=int, default=1_000)
    parser.add_argument("--lie", action="append", help="name of a row, as printed; all without")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with ProcessPoolExecutor(given.processes) as workers:
        for lie in LIES:
            if not given.lie or lie.name in given.lie:
                write(json.dumps(row(lie, given.startups, workers)) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
