"""Contamination as a kind of run: probes in, scores, facts and a protocol out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from data.records import InvalidInput, RunProgress, Scale, Score
from evals.checkpoints.loading import silence_loading
from evals.contamination.battery import PROBES, ContaminationReport, ProbeResult, contamination_report
from evals.contamination.finding import Materials
from evals.contamination.items import items_named
from evals.contamination.references import reference_accuracies, shipped_references
from evals.contamination.rendering import Style, whole_text
from evals.contamination.subject import LocalModel
from evals.engine import EngineSettings, MeasuringLM
from evals.measurements import MeasuredValue, MeasurementResult, RunContext

PROBES_VERSION = "1"
"""Raised whenever a change could alter a probe's figures."""

PUBLISHED, FRESH = "assay_world_qa", "assay_world_qa_fresh"


def contamination_measurement(context: RunContext) -> MeasurementResult:
    """What the probes find of a run's model.

    The run's settings name the benchmark: `items` and `fresh` (files, or tasks of the demonstration, which are the
    default), `sample` (a file of training text), `canary`, `references` (a file of accuracies), `style`, `probes`,
    `seed`. Known afterwards are `contamination_label` and, if it was measured, `twin_drop`: the drop on fresh items of
    the same template where there are some, else the drop on rewritten items.

    Raises:
        AssayError: a setting or the model cannot be used.
    """
    settings = context.run.request.settings
    materials = materials_of(settings)
    probes = tuple(settings.get("probes") or PROBES)
    silence_loading()
    lm = MeasuringLM.open(EngineSettings(context.location, device=context.device, seed=materials.seed))

    def hear(name: str, done: int, total: int) -> None:
        context.report(RunProgress(done, total, task=f"probe:{name}"))

    report = contamination_report(LocalModel(lm), materials, probes=probes, on_probe=hear)
    context.report(RunProgress(len(probes), len(probes)))
    result = result_of(report, materials)
    return replace(
        result,
        protocol=result.protocol | {"items": PurePath(str(settings.get("items", PUBLISHED))).stem},
        engine=lm.counters.as_dict() | {"seconds": sum(result.cost.seconds for result in report.results)},
        digest=lm.digest,
        parameters=lm.facts.parameters_total,
    )


def materials_of(settings: dict[str, Any]) -> Materials:
    """The benchmark that settings name; the demonstration's published task and its fresh twin by default.

    Raises:
        NotFound: a file does not exist.
        InvalidInput: a file or a setting cannot be used.
    """
    published = settings.get("items", PUBLISHED)
    fresh = settings.get("fresh", FRESH if published == PUBLISHED else None)
    style = settings.get("style", Style.INLINE)
    if style not in set(Style):
        raise InvalidInput(f"style: got {style!r}, expected one of {', '.join(Style)}")
    references = settings.get("references")
    return Materials(
        items=items_named(published),
        fresh=items_named(fresh) if fresh else (),
        sample=sample_text(Path(settings["sample"])) if settings.get("sample") else None,
        canary=settings.get("canary"),
        references=reference_accuracies(Path(references)) if references else shipped_references(published, fresh),
        style=Style(style),
        seed=settings.get("seed", 1234),
    )


def sample_text(path: Path) -> str:
    """The text of a training sample.

    Raises:
        InvalidInput: it cannot be read as text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8 text"
        raise InvalidInput(f"Sample {str(path)!r} cannot be read ({reason}); give a UTF-8 text file") from error


def result_of(report: ContaminationReport, materials: Materials) -> MeasurementResult:
    """A report as scores, facts and protocol, before the model's identity is added."""
    return MeasurementResult(
        scores=tuple(score for result in report.results for score in _scores(result, report, materials)),
        protocol=report.as_json()
        | {
            "probes_version": PROBES_VERSION,
            "seed": materials.seed,
            "style": str(materials.style),
            "items_sha256": items_digest(materials),
            "reference_models": len(materials.references),
        },
        facts=tuple(_facts(report)),
    )


def items_digest(materials: Materials) -> str:
    """SHA-256 over the published and the fresh items as shown."""
    parts = ([whole_text(item, materials.style) for item in part] for part in (materials.items, materials.fresh))
    return hashlib.sha256("\x1d".join("\x1e".join(part) for part in parts).encode()).hexdigest()


def _facts(report: ContaminationReport) -> list[MeasuredValue]:
    facts = [MeasuredValue("contamination_label", str(report.label))]
    drops = (report.result(name) for name in ("fresh_gap", "perturbed_twins"))
    drop = next((result for result in drops if result and result.finding.statistic is not None), None)
    if drop is not None:
        facts.append(MeasuredValue("twin_drop", drop.finding.statistic or 0.0, drop.finding.standard_error))
    return facts


def _scores(result: ProbeResult, report: ContaminationReport, materials: Materials) -> Sequence[Score]:
    finding = result.finding
    named = {"statistic": (finding.statistic, finding.standard_error), "p_value": (finding.p_value, None)}
    return [
        Score(
            task=f"probe:{result.probe}",
            metric=metric,
            value=value,
            standard_error=error,
            n=finding.n,
            total=report.items,
            shots=0,
            task_version=PROBES_VERSION,
            task_hash=items_digest(materials),
            scale=Scale.RATIO,
            higher_is_better=metric == "p_value",
        )
        for metric, (value, error) in named.items()
        if value is not None
    ]
