"""How well lineage scores tell kin from strangers on the labelled set, beside two methods that are no evidence."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from analysis.inference.roc import roc_area, roc_points
from data.catalogue.measured import MEASURED_FOLDER
from evals.checkpoints.weights import layer_of
from evals.forensics import labelled_set
from evals.forensics.calibration import NULL_FILE, NullKind, judged_against
from evals.forensics.fingerprints import Fingerprint, fingerprint, fingerprint_score
from evals.forensics.independence import any_order_test, in_place_test
from evals.forensics.lineage import attention_score, identical_share
from evals.forensics.model_parts import ModelParts, open_parts, shared_rows
from evals.forensics.weight_change import weight_change

SCORES_FILE = MEASURED_FOLDER / "lineage_scores.csv"
SUMMARY_FILE = MEASURED_FOLDER / "lineage_summary.json"
METHODS = ("score", "screen_score", "match_correlation", "csu_correlation", "raw_cosine", "deviation_correlation")


@dataclass(frozen=True, slots=True)
class PairScores:
    """Every method's outcome on one pair; None where a method does not apply."""

    first: str
    second: str
    relation: str
    is_kin: bool
    score: float | None
    z: float | None
    p_value: float | None
    flagged: bool
    screen_score: float | None
    identical_share: float
    csu_p_value: float | None
    csu_correlation: float | None
    match_p_value: float | None
    match_correlation: float | None
    change_size: float | None
    change_top_8_share: float | None
    raw_cosine: float | None
    deviation_correlation: float | None


def calibrate(folder: Path, as_of: date) -> dict[str, Any]:
    """Scores of all pairs of independent models of the calibration seeds, as null_scores.json holds them.

    Args:
        folder: The labelled set, written before.
        as_of: Date to note.
    """
    deep = [open_parts(folder / f"seed-{seed}") for seed in labelled_set.CALIBRATION_SEEDS]
    shallow = [open_parts(folder / f"shallow-{seed}") for seed in labelled_set.SHALLOW_SEEDS]
    prints = {parts.name: fingerprint(parts) for parts in (*deep, *shallow)}
    same = list(itertools.combinations(deep, 2))
    other = list(itertools.product(deep, shallow))
    screened = [fingerprint_score(prints[a.name], prints[b.name]) for a, b in (*same, *other)]
    return {
        "made_by": "python -m evals lineage calibrate",
        "as_of": as_of.isoformat(),
        "models": f"{len(deep)} seeds of 4 layers and {len(shallow)} of 3, hidden 64, one text",
        "scores": {
            "same_depth": sorted(attention_score(a, b).score for a, b in same),
            "other_depth": sorted(attention_score(a, b).score for a, b in other),
            "screen": sorted(score for score in screened if score is not None),
        },
    }


def benchmark(folder: Path, null: Mapping[NullKind, list[float]]) -> Iterator[PairScores]:
    """Every labelled pair with every method's outcome: children with their parent, and test seeds with one another."""
    models = {place.name: open_parts(place) for place in sorted(folder.iterdir()) if place.is_dir()}
    prints = {name: fingerprint(parts) for name, parts in models.items()}
    for first, second, relation in _pairs(list(models)):
        yield _pair_scores(models[first], models[second], relation, null, (prints[first], prints[second]))


def summary(rows: list[PairScores], as_of: date) -> dict[str, Any]:
    """Area under the ROC curve of each method, share of strangers flagged and of kin found, by relation."""
    strangers, kin = [row for row in rows if not row.is_kin], [row for row in rows if row.is_kin]
    relations = sorted({row.relation for row in kin})
    return {
        "made_by": "python -m evals lineage benchmark",
        "as_of": as_of.isoformat(),
        "kin_pairs": len(kin),
        "independent_pairs": len(strangers),
        "independent_flagged_share": float(np.mean([row.flagged for row in strangers])),
        "kin_flagged_share": {
            relation: float(np.mean([row.flagged for row in kin if row.relation == relation])) for relation in relations
        },
        "area_under_roc": {method: method_area(rows, method) for method in METHODS},
        "roc": [point._asdict() for point in roc_points(*_scores(rows, "score"))],
    }


def method_area(rows: list[PairScores], method: str) -> dict[str, float | int]:
    """Area under the method's ROC curve over the pairs to which it applies; with n."""
    kin, strangers = _scores(rows, method)
    if not kin or not strangers:
        return {"pairs": len(kin) + len(strangers)}
    return {"area": roc_area(kin, strangers), "pairs": len(kin) + len(strangers)}


def _scores(rows: list[PairScores], method: str) -> tuple[list[float], list[float]]:
    known = [row for row in rows if getattr(row, method) is not None]
    kin = [getattr(row, method) for row in known if row.is_kin]
    return kin, [getattr(row, method) for row in known if not row.is_kin]


def write_scores(rows: list[PairScores], file: Path) -> None:
    """Write the table as CSV; what does not apply stays empty, numbers have six significant digits."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([field.name for field in fields(PairScores)])
        for row in rows:
            values = asdict(row).values()
            writer.writerow(["" if v is None else f"{v:.6g}" if isinstance(v, float) else v for v in values])


def write_null(null: dict[str, Any], file: Path = NULL_FILE) -> None:
    """Write calibration scores as JSON, four digits after the point."""
    scores = {kind: [round(score, 4) for score in values] for kind, values in null["scores"].items()}
    file.write_text(json.dumps(null | {"scores": scores}, indent=1) + "\n", encoding="utf-8")


def raw_cosine(first: ModelParts, second: ModelParts) -> float | None:
    """Mean cosine of equally named layer matrices as they stand; no evidence, since any disguise destroys it."""
    values = []
    for name in _common_layer_matrices(first, second):
        a, b = (parts.weights.tensor(name).float().flatten() for parts in (first, second))
        values.append(float(a @ b / (a.norm() * b.norm()).clamp(min=1e-12)))
    return float(np.mean(values)) if values else None


def deviation_correlation(first: ModelParts, second: ModelParts) -> float | None:
    """Correlation of the layers' standard deviations, normalised per role (2507.03014); no evidence, see the table."""
    names = _common_layer_matrices(first, second)
    if len(names) < 8:
        return None
    columns = []
    for parts in (first, second):
        spread: dict[str, list[float]] = {}
        for name in names:
            spread.setdefault(name.rsplit(".", 2)[1], []).append(float(parts.weights.tensor(name).float().std()))
        columns.append(np.concatenate([(np.array(v) - np.mean(v)) / max(np.std(v), 1e-12) for v in spread.values()]))
    return float(np.corrcoef(columns[0], columns[1])[0, 1])


def _pairs(names: list[str]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        if "." in name:
            parent, way = name.split(".")
            yield parent, name, way
            if way == "merged-50-50":
                yield f"seed-{int(parent.split('-')[1]) + labelled_set.PARENTS}", name, way
    seeds = [f"seed-{seed}" for seed in labelled_set.TEST_SEEDS]
    yield from ((a, b, "independent") for a, b in itertools.combinations(seeds, 2))
    for child in (name for name in names if "." in name and "merged" not in name):
        stranger = f"seed-{labelled_set.TEST_SEEDS[-1]}"
        yield stranger, child, "independent child"


def _pair_scores(
    first: ModelParts,
    second: ModelParts,
    relation: str,
    null: Mapping[NullKind, list[float]],
    prints: tuple[Fingerprint, Fingerprint],
) -> PairScores:
    outcome = attention_score(first, second)
    kind: NullKind = "same_depth" if len(first.layers) == len(second.layers) else "other_depth"
    judged = judged_against(outcome.score, null[kind])
    csu, match = in_place_test(first, second), any_order_test(first, second, *shared_rows(first, second))
    change = weight_change(first, second) if outcome.alignment.in_place_share >= 0.9 else None
    return PairScores(
        first=first.name,
        second=second.name,
        relation=relation,
        is_kin=not relation.startswith("independent"),
        score=outcome.score,
        z=judged.z,
        p_value=judged.p_value,
        flagged=judged.excludes_chance,
        screen_score=fingerprint_score(*prints),
        identical_share=identical_share(first, second),
        csu_p_value=csu.p_value,
        csu_correlation=csu.correlation,
        match_p_value=match.p_value,
        match_correlation=match.correlation,
        change_size=change.relative_size if change else None,
        change_top_8_share=change.top_direction_share if change else None,
        raw_cosine=raw_cosine(first, second),
        deviation_correlation=deviation_correlation(first, second),
    )


def _common_layer_matrices(first: ModelParts, second: ModelParts) -> list[str]:
    shapes = [
        {n: p.weights.entry(n).shape for n in p.weights.names if layer_of(n) is not None} for p in (first, second)
    ]
    return sorted(n for n, shape in shapes[0].items() if len(shape) == 2 and shapes[1].get(n) == shape)
