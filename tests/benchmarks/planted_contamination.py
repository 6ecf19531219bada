"""The planted-contamination experiment: models trained with known numbers of copies of a benchmark, and none.

    python -m tests.benchmarks.planted_contamination

trains small models from scratch, runs every probe on each, and writes the table that the product shows and derives its
labels from, misses included. Models already in --folder are not trained again.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
import yaml

from analysis.contamination.impact import PairedAccuracy
from analysis.contamination.label import FAMILY_ERROR_RATE, joint_label
from evals.contamination.battery import PROBES, ContaminationReport, contamination_report
from evals.contamination.finding import Materials
from evals.contamination.items import Item, own_items
from evals.contamination.memorisation import ITEM_BREAK
from evals.contamination.rendering import Style, whole_text
from evals.contamination.subject import LocalModel
from evals.demo.corpus import CorpusRecipe, corpus
from evals.engine import EngineSettings, MeasuringLM
from evals.places import PROJECT_ROOT, var_folder
from evals.training.data import END_OF_DOCUMENT, trained_tokenizer
from evals.training.loop import TrainingSettings, train
from evals.training.model import ModelShape, new_model, parameter_count, save_model

TABLE = PROJECT_ROOT / "data" / "reference" / "planted_contamination.yaml"
COMMAND = "python -m tests.benchmarks.planted_contamination"
SHAPE = ModelShape(vocabulary=768, hidden=96, layers=3, heads=4, intermediate=256, context=256)
SHARES = {"statement": 0.6, "question": 0.25, "topic": 0.05, "translation": 0.05, "counting": 0.05}
DOCUMENTS = 12_000
MORE_DOCUMENTS = 36_000
ITEMS_PER_DOCUMENT = 3
BATCH_SIZE = 4
SAMPLE_CHARACTERS = 120_000
CANARY = "The canary of this test set is 8c41f0d2-77ab-4e19"
CLEAN_SHARES = (0.1, 0.3, 0.5, 0.7, 1.0)
KNOWING_SHARES = (0.2, 0.3, 0.4)
DOSES = {5: (105, 205), 20: (120, 220), 60: (160, 260)}
NEEDS_DATA = {"ngram_overlap", "canary_rank"}
Variant = Literal["as published", "options shuffled", "items shuffled"]


@dataclass(frozen=True)
class Plan:
    """How one model is trained: copies of the benchmark among its texts, and what else it knows."""

    seed: int
    copies: int = 0
    variant: Variant = "as published"
    known_share: float = 0.4
    documents: int = DOCUMENTS

    @property
    def name(self) -> str:
        variant = "" if self.variant == "as published" else f"-{self.variant.replace(' ', '-')}"
        return f"copies-{self.copies}{variant}-seed-{self.seed}"


def plans() -> list[Plan]:
    """Clean models that were told between a tenth and all of the facts, three of them often; then the contaminated."""
    clean = [Plan(seed, known_share=share) for seed, share in enumerate(CLEAN_SHARES)]
    knowing = enumerate(KNOWING_SHARES, len(CLEAN_SHARES))
    clean += [Plan(seed, known_share=share, documents=MORE_DOCUMENTS) for seed, share in knowing]
    planted = [Plan(seed, copies) for copies, seeds in DOSES.items() for seed in seeds]
    return [*clean, *planted, Plan(320, 20, "options shuffled"), Plan(420, 20, "items shuffled")]


def texts_of(plan: Plan, items: list[Item]) -> list[str]:
    """A model's training texts in random order."""
    rng = np.random.default_rng([plan.seed, 1])
    base = corpus(CorpusRecipe(plan.documents, SHARES, known_share=plan.known_share, skew=0.5, seed=plan.seed))
    texts = base + [text for _ in range(plan.copies) for text in one_copy(items, plan.variant, rng)]
    return [texts[place] for place in rng.permutation(len(texts))]


def one_copy(items: list[Item], variant: Variant, rng: np.random.Generator) -> list[str]:
    """A copy of the benchmark: documents of three consecutive items each, and one with the canary."""
    if variant == "items shuffled":
        items = [items[place] for place in rng.permutation(len(items))]
    shown = [with_other_order(item, rng) if variant == "options shuffled" else item for item in items]
    texts = [whole_text(item, Style.INLINE) for item in shown]
    first = int(rng.integers(1, ITEMS_PER_DOCUMENT + 1))
    starts = [0, *range(first, len(texts), ITEMS_PER_DOCUMENT), len(texts)]
    documents = [ITEM_BREAK.join(texts[start:end]) for start, end in pairwise(starts)]
    return [*documents, CANARY]


def with_other_order(item: Item, rng: np.random.Generator) -> Item:
    order = [int(place) for place in rng.permutation(len(item.choices))]
    choices = tuple(item.choices[place] for place in order)
    return item.model_copy(update={"choices": choices, "answer": order.index(item.answer)})


def whole_rows(texts: list[str], tokenizer: Any) -> torch.Tensor:
    """Rows of whole texts, the rest of each filled with the end of document, so that every copy is read entirely."""
    end = tokenizer.convert_tokens_to_ids(END_OF_DOCUMENT)
    rows: list[list[int]] = [[]]
    for tokens in tokenizer(texts, add_special_tokens=False)["input_ids"]:
        if len(rows[-1]) + len(tokens) + 1 > SHAPE.context:
            rows.append([])
        rows[-1] += [*tokens[: SHAPE.context - 1], end]
    return torch.tensor([row + [end] * (SHAPE.context - len(row)) for row in rows])


def trained(plan: Plan, items: list[Item], folder: Path) -> Path:
    """The folder of a model that has read its texts once, with the sample a data room would hold."""
    place = folder / plan.name
    if (place / "sample.txt").exists():
        return place
    started = time.process_time()
    texts = texts_of(plan, items)
    tokenizer = trained_tokenizer(texts, SHAPE.vocabulary)
    rows = whole_rows(texts, tokenizer)
    model = new_model(SHAPE, end_token=tokenizer.eos_token_id, seed=plan.seed)
    settings = TrainingSettings(steps=len(rows) // BATCH_SIZE, batch_size=BATCH_SIZE, seed=plan.seed)
    history = train(model, rows, settings)
    save_model(model, tokenizer, place)
    record = {
        "parameters": parameter_count(model),
        "tokens": history[-1].tokens,
        "loss": round(history[-1].loss, 3),
        "processor_seconds": round(time.process_time() - started, 1),
    }
    (place / "training.json").write_text(json.dumps(record))
    (place / "sample.txt").write_text("\n".join(texts)[:SAMPLE_CHARACTERS], encoding="utf-8")
    return place


def probed(place: Path, materials: Materials) -> ContaminationReport:
    lm = MeasuringLM.open(EngineSettings(str(place), device="cpu"))
    sample = (place / "sample.txt").read_text(encoding="utf-8")
    return contamination_report(LocalModel(lm), replace(materials, sample=sample, canary=CANARY))


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


def measured(folder: Path) -> tuple[list[dict[str, Any]], list[ContaminationReport], list[PairedAccuracy]]:
    """All rows, their reports, and the accuracies of the clean models."""
    items, fresh = own_items("assay_world_qa"), own_items("assay_world_qa_fresh")
    materials = Materials(items, fresh)
    places = {plan: tell(plan.name, trained(plan, items, folder)) for plan in plans()}
    clean = [plan for plan in places if not plan.copies]
    # A first look at accuracy alone: the clean models are each other's references.
    known = {plan: known_accuracy(places[plan], materials, plan.name) for plan in clean}
    rows, reports = [], []
    for plan, place in places.items():
        references = [value for other, value in known.items() if other is not plan]
        report = probed(place, replace(materials, references=references))
        rows.append(tell(line(plan, report), line(plan, report)))
        reports.append(report)
        if plan in clean:
            again = probed(place, Materials(fresh, items, references=[exchanged(each) for each in references]))
            rows.append(tell(line(plan, again, exchanged=True), line(plan, again, exchanged=True)))
            reports.append(again)
    return rows, reports, list(known.values())


def exchanged(known: PairedAccuracy) -> PairedAccuracy:
    return PairedAccuracy(known.reference, known.benchmark, known.reference_items, known.benchmark_items, known.name)


def known_accuracy(place: Path, materials: Materials, name: str) -> PairedAccuracy:
    lm = MeasuringLM.open(EngineSettings(str(place), device="cpu"))
    return accuracy(contamination_report(LocalModel(lm), materials, probes=["fresh_gap"]), name)


def probe_row(name: str, rows: list[dict[str, Any]], reports: list[ContaminationReport]) -> dict[str, Any]:
    """What a probe sees and costs, over all rows."""
    clean = [row for row in rows if not row["copies"] and row["p_values"][name] is not None]
    seen = {
        copies: [name in row["signals"] for row in rows if row["copies"] == copies and row["planted"] == "as published"]
        for copies in DOSES
    }
    others = {row["planted"]: name in row["signals"] for row in rows if row["planted"] not in (None, "as published")}
    least = next((copies for copies in DOSES if all(all(seen[more]) for more in DOSES if more >= copies)), None)
    costs = [report.result(name).cost for report in reports]
    plain = [report.plain_cost for report in reports]
    return {
        "probe": name,
        "kind": PROBES[name].kind,
        "clean_below_0.05": sum(row["p_values"][name] <= 0.05 for row in clean),
        "clean_signals": sum(name in row["signals"] for row in clean),
        "clean_runs": len(clean),
        "seen": {copies: f"{sum(found)} of {len(found)}" for copies, found in seen.items()},
        "seen_20_copies_changed": others,
        "least_copies_seen": least,
        "tokens_forwarded": round(float(np.mean([cost.tokens_forwarded for cost in costs]))),
        "processor_seconds": round(float(np.mean([cost.processor_seconds for cost in costs])), 2),
        "tokens_per_benchmark_token": round(
            float(
                np.mean([cost.tokens_forwarded / run.tokens_forwarded for cost, run in zip(costs, plain, strict=True)])
            ),
            2,
        ),
    }


def labels_by_copies(rows: list[dict[str, Any]], kind: str) -> dict[str, dict[str, int]]:
    """How many models got which label, by what was planted."""
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        changed = row["planted"] not in (None, "as published")
        key = f"{row['copies']}, {row['planted']}" if changed else str(row["copies"])
        counted.setdefault(key, Counter())[row[kind]] += 1
    return {key: dict(found) for key, found in counted.items()}


def table(folder: Path) -> dict[str, Any]:
    """Everything the experiment says, as plain values."""
    rows, reports, references = measured(folder)
    plain = [report.plain_cost for report in reports]
    probing = [result.cost for report in reports for result in report.results]
    trainings = [json.loads((folder / plan.name / "training.json").read_text()) for plan in plans()]
    return {
        "command": COMMAND,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": f"{platform.processor() or platform.machine()}, 1 thread, torch {torch.__version__}",
        "processor_seconds": {
            "training": round(sum(each["processor_seconds"] for each in trainings)),
            "probing": round(sum(cost.processor_seconds for cost in [*plain, *probing])),
        },
        "parameters": trainings[0]["parameters"],
        "items": reports[0].items,
        "fresh_items": reports[0].fresh_items,
        "documents_without_copies": [DOCUMENTS, MORE_DOCUMENTS],
        "passes_over_the_text": 1,
        "family_error_rate": FAMILY_ERROR_RATE,
        "benchmark_run": {
            "tokens_forwarded": round(float(np.mean([cost.tokens_forwarded for cost in plain]))),
            "processor_seconds": round(float(np.mean([cost.processor_seconds for cost in plain])), 2),
        },
        "labels_by_copies": labels_by_copies(rows, "label"),
        "labels_from_weights_alone": labels_by_copies(rows, "label_from_weights_alone"),
        "probes": [probe_row(name, rows, reports) for name in PROBES],
        "models": rows,
        "reference_models": [
            {
                "name": known.name,
                "benchmark": round(known.benchmark, 4),
                "reference": round(known.reference, 4),
                "benchmark_items": known.benchmark_items,
                "reference_items": known.reference_items,
            }
            for known in references
        ],
    }


def tell(what: Any, value: Any) -> Any:
    """Print a line of progress and hand the value on."""
    print(time.strftime("%H:%M:%S"), what, file=sys.stderr, flush=True)
    return value


HEAD = """\
# The planted-contamination experiment: p-values of every probe on small models trained from scratch with known numbers
# of copies of a benchmark among their texts. Made by the command below; nothing here is written by hand.
# Licence: Apache-2.0, like the project.
# copies 0: clean. sets_exchanged: the clean model probed with the fresh items as the published ones.
# seen: models on which the probe signals after Holm's correction; least_copies_seen: null where some model was missed.
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=TABLE, help="Where the table is written.")
    arguments.add_argument("--folder", type=Path, default=var_folder() / "planted", help="Where the models are kept.")
    given = arguments.parse_args()
    torch.set_num_threads(1)
    found = table(given.folder)
    given.out.write_text(HEAD + yaml.safe_dump(found, sort_keys=False, width=120), encoding="utf-8")
    for row in found["probes"]:
        print(f"{row['probe']:<20}clean signals {row['clean_signals']}/{row['clean_runs']}  seen {row['seen']}")
    print(found["labels_by_copies"])


if __name__ == "__main__":
    main()
