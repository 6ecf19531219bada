"""Forensics as measurements of a run: checkpoint, lineage, serving and identity, each to facts of the registry."""

from __future__ import annotations

from pathlib import Path

from data.places import var_folder
from data.records import NotFound
from evals.checkpoints.examination import CheckpointReport, checkpoint_facts, examine_checkpoint
from evals.forensics.fingerprints import SUFFIX, fingerprint, read_library, screen, structure_facts
from evals.forensics.identity import IdentitySettings, examine_endpoint, identity_facts
from evals.forensics.lineage import Verdict, compare_checkpoints, lineage_facts
from evals.forensics.model_parts import open_parts
from evals.forensics.serving import ServingSettings, measure_serving, serving_facts
from evals.measurements import MeasurementResult, RunContext, measured_values
from evals.places import DEMO_FINGERPRINTS


def checkpoint_measurement(context: RunContext) -> MeasurementResult:
    """Findings, size and architecture of the run's model.

    Settings: `claimed_parameters_billion`, a number, optional. The whole report stands in the result's protocol.
    """
    folder = _folder(context)
    claimed = context.run.request.settings.get("claimed_parameters_billion")
    report = examine_checkpoint(folder, claimed_parameters=None if claimed is None else round(float(claimed) * 1e9))
    return MeasurementResult(
        protocol=report.as_json(),
        facts=measured_values(checkpoint_facts(report)),
        digest=_digest(report),
        parameters=report.parameters.total if report.parameters else None,
    )


def lineage_measurement(context: RunContext) -> MeasurementResult:
    """Whether the run's model shares its initialisation with a known one.

    Settings: `declared_base`, a name, optional; `references`, names of folders under `references/` in the runtime
    folder, whose weights are compared in full. All fingerprints under `fingerprints/` there, and those that ship, are
    screened, but for the startup's own publications.

    Raises:
        NotFound: if there is neither a reference nor a fingerprint.
    """
    folder, settings = _folder(context), context.run.request.settings
    declared = settings.get("declared_base")
    places = [_reference(str(name)) for name in settings.get("references", ())]
    libraries = [place for place in (DEMO_FINGERPRINTS, var_folder() / "fingerprints") if any(place.glob(f"*{SUFFIX}"))]
    published = [made for place in libraries for made in read_library(place)]
    known = [made for made in published if made.name != context.run.startup_slug]
    if not known and not places:
        raise NotFound(f"There is nothing to compare with; put fingerprints (*{SUFFIX}) under fingerprints/ in var/.")
    results = screen(fingerprint(open_parts(folder)), known) if known else []
    reports = [compare_checkpoints(folder, place) for place in places]
    verdicts: dict[str, Verdict] = {result.reference: result.verdict for result in results}
    verdicts |= {report.second: report.verdict for report in reports}
    facts = lineage_facts(verdicts, declared) | structure_facts(results, declared)
    screened = [{"reference": r.reference, "score": r.score, "verdict": r.verdict} for r in results]
    protocol = {"screened": screened, "compared": [report.as_json() for report in reports]}
    return MeasurementResult(protocol=protocol, facts=measured_values(facts))


def serving_measurement(context: RunContext) -> MeasurementResult:
    """Speed of the run's model on the baseline stack.

    Settings: `batches`, `prompt_tokens`, `output_tokens`, `repeats`, all optional.
    """
    asked = context.run.request.settings
    known = {key: asked[key] for key in ("prompt_tokens", "output_tokens", "repeats") if key in asked}
    batches = tuple(int(batch) for batch in asked.get("batches", (1, 8, 32)))
    report = measure_serving(_folder(context), ServingSettings(batches, **known), device=context.device)
    return MeasurementResult(protocol=report.as_json(), facts=measured_values(serving_facts(report)))


def identity_measurement(context: RunContext) -> MeasurementResult:
    """Whether an endpoint serves the run's model.

    Settings: `endpoint`, its base address; `served_name` and `served_dtype`, optional.
    """
    asked = context.run.request.settings
    settings = IdentitySettings(served_dtype=asked.get("served_dtype", "bfloat16"))
    name = str(asked.get("served_name", "default"))
    report = examine_endpoint(asked["endpoint"], _folder(context), settings, model=name)
    return MeasurementResult(protocol=report.as_json(), facts=measured_values(identity_facts(report)))


def _folder(context: RunContext) -> Path:
    folder = Path(context.location)
    if not folder.is_dir():
        raise NotFound(f"Model {context.location!r} is no folder; forensics reads files, so copy the model here first.")
    return folder


def _reference(name: str) -> Path:
    place = var_folder() / "references" / name
    if Path(name).name != name or name in {".", ".."} or not place.is_dir():
        raise NotFound(f"Reference {name!r} is no folder under references/; put the known model's folder there.")
    return place


def _digest(report: CheckpointReport) -> str | None:
    """The digest runs are filed under; None where the engine would refuse the folder."""
    return report.digest if report.may_be_loaded else None
