"""The planted-contamination experiment: models trained with known numbers of copies of a benchmark, and none.

    python -m tests.benchmarks.planted_contamination

trains small models from scratch, runs every probe on each, and writes the table that the product shows and derives its
labels from, misses included. Models already in --folder are not trained again.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

from analysis.contamination.impact import PairedAccuracy
from analysis.contamination.label import FAMILY_ERROR_RATE
from data.catalogue.published import PUBLISHED_FOLDER
from data.places import var_folder
from evals.contamination.battery import PROBES
from evals.contamination.subject import Cost
from tests.benchmarks.planted_models import DOCUMENTS, DOSES, MORE_DOCUMENTS, plans
from tests.benchmarks.planted_probing import BENCHMARK_RUN, Measured, Probed, measured

TABLE = PUBLISHED_FOLDER / "planted_contamination.yaml"
COMMAND = "python -m tests.benchmarks.planted_contamination"


def probe_row(name: str, found: Measured) -> dict[str, Any]:
    """What a probe sees and costs, over all rows."""
    rows = found.rows
    clean = [row for row in rows if not row["copies"] and row["p_values"][name] is not None]
    seen = {
        copies: [name in row["signals"] for row in rows if row["copies"] == copies and row["planted"] == "as published"]
        for copies in DOSES
    }
    others = {row["planted"]: name in row["signals"] for row in rows if row["planted"] not in (None, "as published")}
    least = next((copies for copies in DOSES if all(all(seen[more]) for more in DOSES if more >= copies)), None)
    return {
        "probe": name,
        "kind": PROBES[name].kind,
        "clean_below_0.05": sum(row["p_values"][name] <= 0.05 for row in clean),
        "clean_signals": sum(name in row["signals"] for row in clean),
        "clean_runs": len(clean),
        "seen": {copies: sum(flags) for copies, flags in seen.items()},
        "models": {copies: len(flags) for copies, flags in seen.items()},
        "seen_20_copies_changed": others,
        "least_copies_seen": least,
        **probe_cost(name, found.probed),
    }


def probe_cost(name: str, probed: Sequence[Probed]) -> dict[str, Any]:
    """Means over all models; the run beside which they stand is `benchmark_run`."""
    costs = [each.report.result(name).cost for each in probed]
    # A probe that asks for no likelihood forwards whole texts anyhow.
    whole = [each.tokens_whole.get(name, cost.tokens_forwarded) for each, cost in zip(probed, costs, strict=True)]
    return mean_cost(costs, whole) | {
        "times_benchmark_tokens": times(
            [cost.tokens_forwarded for cost in costs], plain_costs(probed, "tokens_forwarded")
        ),
        "times_benchmark_seconds": times(
            [cost.processor_seconds for cost in costs], plain_costs(probed, "processor_seconds")
        ),
    }


def mean_cost(costs: Sequence[Cost], whole: Sequence[int]) -> dict[str, Any]:
    """Mean tokens and processor seconds, and the tokens had no request shared its beginning with another."""
    return {
        "tokens_forwarded": round(float(np.mean([cost.tokens_forwarded for cost in costs]))),
        "tokens_without_sharing": round(float(np.mean(whole))),
        "processor_seconds": round(float(np.mean([cost.processor_seconds for cost in costs])), 2),
    }


def plain_costs(probed: Sequence[Probed], part: str) -> list[float]:
    return [float(getattr(each.report.plain_cost, part)) for each in probed]


def times(costs: Sequence[float], plain: Sequence[float]) -> float:
    """Sum of costs over sum of plain runs, so that a single slow moment weighs little."""
    return round(sum(costs) / sum(plain), 2)


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
    found = measured(folder)
    reports = [each.report for each in found.probed]
    plain = [report.plain_cost for report in reports]
    probing = [result.cost for report in reports for result in report.results]
    trainings = [json.loads((folder / plan.name / "training.json").read_text()) for plan in plans()]
    return {
        "command": COMMAND,
        "measured_on": datetime.now(UTC).date().isoformat(),
        "machine": f"{processor_name()}, 1 thread, torch {torch.__version__}",
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
        "benchmark_run": mean_cost(plain, [each.tokens_whole[BENCHMARK_RUN] for each in found.probed]),
        "labels_by_copies": labels_by_copies(found.rows, "label"),
        "labels_from_weights_alone": labels_by_copies(found.rows, "label_from_weights_alone"),
        "probes": [probe_row(name, found) for name in PROBES],
        "models": found.rows,
        "reference_models": [reference(known) for known in found.references],
    }


def reference(known: PairedAccuracy) -> dict[str, Any]:
    return {
        "name": known.name,
        "benchmark": round(known.benchmark, 4),
        "reference": round(known.reference, 4),
        "benchmark_items": known.benchmark_items,
        "reference_items": known.reference_items,
    }


def processor_name() -> str:
    """The processor as the system calls it."""
    listed = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = (text.partition(":")[2].strip() for text in listed if text.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


HEAD = """\
# The planted-contamination experiment: p-values of every probe on small models trained from scratch with known numbers
# of copies of a benchmark among their texts. Made by the command below; nothing here is written by hand.
# Licence: Apache-2.0, like the project.
# copies 0: clean. sets_exchanged: the clean model probed with the fresh items as the published ones.
# seen: models, of those listed below it, on which the probe signals after Holm's correction; least_copies_seen: the
# smallest dose from which on no model was missed, null where some was.
# tokens_without_sharing: the same requests if none shared its beginning with another. Costs are means over all models.
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
