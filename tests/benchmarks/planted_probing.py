"""The models of the planted-contamination experiment through every probe: one row of the table each."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from analysis.contamination.impact import PairedAccuracy
from analysis.contamination.label import joint_label
from evals.contamination.battery import ContaminationReport, contamination_report
from evals.contamination.finding import Materials
from evals.contamination.items import own_items
from evals.contamination.subject import LocalModel
from evals.engine import EngineSettings, MeasuringLM
from tests.benchmarks.planted_models import CANARY, Plan, plans, trained

NEEDS_DATA = {"ngram_overlap", "canary_rank"}
BENCHMARK_RUN = "benchmark_run"


class WatchedModel(LocalModel):
    """A model that keeps what it is asked, so that the tokens of asking everything whole can be counted afterwards."""

    def __init__(self, lm: MeasuringLM) -> None:
        super().__init__(lm)
        self.part = BENCHMARK_RUN
        self.asked: dict[str, list[str]] = defaultdict(list)

    def log_likelihoods(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[float, bool]]:
        """As ever, and remembered."""
        self.asked[self.part] += [before + after for before, after in pairs]
        return super().log_likelihoods(pairs)

    def tokens_whole(self) -> dict[str, int]:
        """Tokens of all requests of each part of the work, if each went through the model by itself."""
        return {part: sum(self.token_counts(texts)) for part, texts in self.asked.items()}


class Probed(NamedTuple):
    """A model's report, and by part of the work the tokens of its requests if they shared no prefix."""

    report: ContaminationReport
    tokens_whole: dict[str, int]


def probed(place: Path, materials: Materials) -> Probed:
    """A model through every probe."""
    model = WatchedModel(MeasuringLM.open(EngineSettings(str(place), device="cpu")))
    sample = (place / "sample.txt").read_text(encoding="utf-8")

    def hear(probe: str, *_: int) -> None:
        model.part = probe

    report = contamination_report(model, replace(materials, sample=sample, canary=CANARY), on_probe=hear)
    return Probed(report, model.tokens_whole())


def accuracy(report: ContaminationReport, name: str) -> PairedAccuracy:
    details = report.result("fresh_gap").finding.details
    return PairedAccuracy(
        details["published_accuracy"], details["fresh_accuracy"], report.items, report.fresh_items, name
    )


def from_weights_alone(report: ContaminationReport) -> str:
    """The label without the probes that need a training sample or a canary."""
    outcomes = [result.outcome for result in report.results if result.probe not in NEEDS_DATA]
    return str(joint_label(outcomes).label)


def line(plan: Plan, report: ContaminationReport, *, exchanged: bool = False) -> dict[str, Any]:
    """One row of the table."""
    known = accuracy(report, plan.name)
    return {
        "model": plan.name,
        "copies": plan.copies,
        "planted": plan.variant if plan.copies else None,
        "sets_exchanged": exchanged,
        "published_accuracy": round(known.benchmark, 4),
        "fresh_accuracy": round(known.reference, 4),
        "label": str(report.label),
        "label_from_weights_alone": str(from_weights_alone(report)),
        "signals": [result.probe for result in report.results if result.flag],
        "p_values": {
            result.probe: None if result.finding.p_value is None else float(f"{result.finding.p_value:.3g}")
            for result in report.results
        },
    }


class Measured(NamedTuple):
    """All rows of the table, what they come from, and the accuracies of the clean models."""

    rows: list[dict[str, Any]]
    probed: list[Probed]
    references: list[PairedAccuracy]


def measured(folder: Path) -> Measured:
    """Every model trained, where that is left to do, and probed."""
    items, fresh = own_items("assay_world_qa"), own_items("assay_world_qa_fresh")
    materials = Materials(items, fresh)
    places = {plan: tell(plan.name, trained(plan, items, folder)) for plan in plans()}
    clean = [plan for plan in places if not plan.copies]
    # A first look at accuracy alone: the clean models are each other's references.
    known = {plan: known_accuracy(places[plan], materials, plan.name) for plan in clean}
    found = Measured([], [], list(known.values()))
    for plan, place in places.items():
        references = [value for other, value in known.items() if other is not plan]
        keep(found, plan, probed(place, replace(materials, references=references)))
        if plan in clean:
            turned = Materials(fresh, items, references=[exchanged(each) for each in references])
            keep(found, plan, probed(place, turned), exchanged=True)
    return found


def keep(found: Measured, plan: Plan, result: Probed, *, exchanged: bool = False) -> None:
    """Add a probed model to what was found, and tell it."""
    row = line(plan, result.report, exchanged=exchanged)
    found.rows.append(tell(row, row))
    found.probed.append(result)


def exchanged(known: PairedAccuracy) -> PairedAccuracy:
    return PairedAccuracy(known.reference, known.benchmark, known.reference_items, known.benchmark_items, known.name)


def known_accuracy(place: Path, materials: Materials, name: str) -> PairedAccuracy:
    lm = MeasuringLM.open(EngineSettings(str(place), device="cpu"))
    return accuracy(contamination_report(LocalModel(lm), materials, probes=["fresh_gap"]), name)


def tell(what: Any, value: Any) -> Any:
    """Print a line of progress and hand the value on."""
    print(time.strftime("%H:%M:%S"), what, file=sys.stderr, flush=True)
    return value
