"""The whole examination of a model folder: the gate's findings, digests, and what the values of the weights say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from evals.checkpoints import parameters, unsafe_files, values, vocabulary
from evals.checkpoints.chat_template import ChatTemplate, chat_templates
from evals.checkpoints.digest import FileDigest, combined_digest, folder_digests
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.findings import Finding, Severity, blocking, guarded, worst_first
from evals.checkpoints.gate import Inspection, inspect_folder
from evals.checkpoints.parameters import ParameterCount
from evals.checkpoints.weights import Weights


@dataclass(frozen=True, slots=True)
class CheckpointReport:
    """What the examination of a model folder found.

    Attributes:
        folder: Name of the folder, without its place.
        digest: See `checkpoint_digest`; None when there are no weights.
        weights_format: Rubric code: safetensors, pickle_only, needs_remote_code or not_shared.
        model_type: As config.json states it.
        facts: What is settled; see `Inspection`.
        parameters: None when there are no weights.
        values_by_dtype: Count of stored values per type of number.
        chat_templates: Templates with their hashes and own words.
        files: Digest of each file and tensor.
        findings: Worst first.
    """

    folder: str
    digest: str | None
    weights_format: str
    model_type: str | None
    facts: ModelFacts
    parameters: ParameterCount | None
    values_by_dtype: dict[str, int]
    chat_templates: tuple[ChatTemplate, ...]
    files: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_loaded(self) -> bool:
        """Whether nothing was found that makes loading unsafe; weights of little worth may be loaded."""
        return blocking(self.findings) is None

    @property
    def is_in_order(self) -> bool:
        """Whether nothing of severity high was found."""
        return all(found.severity is not Severity.HIGH for found in self.findings)

    @property
    def refusal(self) -> str:
        """Why the weights may not be loaded, in one sentence; empty when they may."""
        found = blocking(self.findings)
        return found.message_en if found else ""

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-safe values: `parameters` as one number, its parts beside; findings with one `message`."""
        found = asdict(self)
        facts = found.pop("facts")
        found |= {
            "architecture_type": facts["architecture_type"],
            "context_length_tokens": facts["context_length_tokens"],
            "parameters": self.parameters.total if self.parameters else None,
            "parameter_count": found["parameters"],
            "may_be_loaded": self.may_be_loaded,
        }
        for entry in found["findings"]:
            entry["message"] = entry["message_en"]
        return found


def examine_checkpoint(folder: Path, *, claimed_parameters: int | None = None) -> CheckpointReport:
    """Everything that can be said of a model folder without loading it.

    Args:
        folder: Model folder; nothing outside it is read.
        claimed_parameters: What the startup states, None when it states nothing.

    Raises:
        NotFound: if there is no such folder.
    """
    inspection = inspect_folder(folder, claimed_parameters=claimed_parameters)
    config, weights = inspection.config, inspection.weights
    files = folder_digests(folder) if weights else ()
    return CheckpointReport(
        folder=folder.resolve().name,
        digest=combined_digest(files) if weights else None,
        weights_format=_format(folder),
        model_type=str(config["model_type"]) if config.get("model_type") else None,
        facts=inspection.facts,
        parameters=inspection.count,
        values_by_dtype=dict(parameters.dtype_share(weights)) if weights else {},
        chat_templates=_templates(folder),
        files=files,
        findings=worst_first([*inspection.findings, *_worth_findings(folder, inspection, files)]),
    )


def checkpoint_facts(report: CheckpointReport) -> dict[str, str | float | int]:
    """What a report settles, by registry or rubric key; what it leaves open has no entry."""
    return {"weights_format": report.weights_format, **report.facts.by_key()}


def _worth_findings(folder: Path, inspection: Inspection, files: tuple[FileDigest, ...]) -> tuple[Finding, ...]:
    weights = inspection.weights
    if weights is None:
        return ()
    tied = partial(parameters.tied_faults, inspection.config, inspection.expected, files)
    return (
        *guarded("the tied embeddings", tied, broken="worth_not_checked"),
        *guarded("the values", partial(_value_findings, folder, weights, files), broken="worth_not_checked"),
    )


def _value_findings(folder: Path, weights: Weights, files: tuple[FileDigest, ...]) -> Iterable[Finding]:
    noted = values.all_values(weights)
    yield from values.finite_and_zero_faults(noted, _vocabulary_size(folder))
    yield from values.duplicate_faults(noted, files, weights)
    yield from values.untrained_faults(noted)


def _vocabulary_size(folder: Path) -> int | None:
    try:
        ids = vocabulary.token_ids(folder)
    except (ValueError, KeyError, TypeError):
        return None
    return max(ids.values()) + 1 if ids else None


def _format(folder: Path) -> str:
    try:
        return unsafe_files.weights_format(folder)
    except (OSError, ValueError):
        return "not_shared"


def _templates(folder: Path) -> tuple[ChatTemplate, ...]:
    try:
        return chat_templates(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
