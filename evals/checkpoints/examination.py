"""The gate before loading: a model folder examined without executing, unpickling or rendering anything of it.

Each check runs guarded: one that breaks down is a finding of severity high, never a clean bill. Where `may_be_loaded`
holds, transformers may load the weights with `trust_remote_code=False`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from data.records import InvalidInput, NotFound
from evals.checkpoints import parameters, unsafe_files, values, vocabulary, weight_files
from evals.checkpoints.architecture import Expected, architecture_type, impossible_sizes
from evals.checkpoints.chat_template import ChatTemplate, chat_templates, template_faults
from evals.checkpoints.digest import FileDigest, combined_digest, folder_digests
from evals.checkpoints.findings import Finding, Severity, finding, guarded, worst_first
from evals.checkpoints.parameters import ParameterCount
from evals.checkpoints.weights import Weights, open_weights


@dataclass(frozen=True, slots=True)
class CheckpointReport:
    """What the examination of a model folder found.

    Attributes:
        folder: Name of the folder, without its place.
        digest: See `checkpoint_digest`; None when there are no weights.
        weights_format: Rubric code: safetensors, pickle_only, needs_remote_code or not_shared.
        model_type: As config.json states it.
        architecture_type: Registry code of the kind of network, None without a configuration.
        context_length_tokens: Longest sequence the configuration states.
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
    architecture_type: str | None
    context_length_tokens: int | None
    parameters: ParameterCount | None
    values_by_dtype: dict[str, int]
    chat_templates: tuple[ChatTemplate, ...]
    files: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]

    @property
    def may_be_loaded(self) -> bool:
        """Whether nothing was found that makes loading unsafe; weights of little worth may be loaded."""
        return all(found.safe_to_load for found in self.findings)

    @property
    def is_in_order(self) -> bool:
        """Whether nothing of severity high was found."""
        return all(found.severity is not Severity.HIGH for found in self.findings)

    @property
    def refusal(self) -> str:
        """Why the weights may not be loaded, in one sentence; empty when they may."""
        return next((found.message_en for found in self.findings if not found.safe_to_load), "")

    def as_json(self) -> dict[str, Any]:
        """The report as JSON-safe values: `parameters` as one number, its parts beside; findings with one `message`."""
        found = asdict(self)
        found |= {
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
    if not folder.is_dir():
        raise NotFound(f"Model folder {folder.name!r} does not exist; name a folder with config.json and safetensors.")
    found = [*guarded("the folder's files", partial(unsafe_files.unsafe_files, folder))]
    found += guarded("the settings' auto_map", partial(unsafe_files.automatic_code, folder))
    config, config_findings = _config(folder)
    weights = _weights(folder)
    found += config_findings
    found += guarded("the chat template", partial(template_faults, folder))
    found += guarded("the tokenizer", partial(vocabulary.vocabulary_faults, folder, weights, config))
    weight_report = _weight_report(folder, weights, config, claimed_parameters)
    found += weight_report.findings
    return CheckpointReport(
        folder=folder.resolve().name,
        digest=combined_digest(weight_report.files) if weights else None,
        weights_format=_format(folder),
        model_type=str(config["model_type"]) if config.get("model_type") else None,
        architecture_type=architecture_type(config) if config else None,
        context_length_tokens=_context_length(config),
        parameters=weight_report.parameters,
        values_by_dtype=dict(parameters.dtype_share(weights)) if weights else {},
        chat_templates=_templates(folder),
        files=weight_report.files,
        findings=worst_first(found),
    )


def checkpoint_facts(report: CheckpointReport) -> dict[str, str | float | int]:
    """What a report settles, by registry or rubric key; what it leaves open has no entry.

    Counts are in billions as the registry asks. Parameters of weights with high findings are not vouched for.
    """
    facts: dict[str, str | float | int] = {"weights_format": report.weights_format}
    if report.architecture_type is not None:
        facts["architecture_type"] = report.architecture_type
    if report.context_length_tokens is not None:
        facts["context_length_tokens"] = report.context_length_tokens
    if report.parameters is not None and not _is_damaged(report):
        facts["params_total_billion"] = report.parameters.total / 1e9
        facts["params_active_billion"] = report.parameters.active / 1e9
    return facts


@dataclass(frozen=True, slots=True)
class _WeightReport:
    parameters: ParameterCount | None
    files: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]


_COUNT_IN_DOUBT = frozenset(
    "check_failed file_truncated header_absurd header_not_json header_duplicate_key entry_malformed dtype_unknown "
    "offset_out_of_bounds shape_size_mismatch tensors_overlap hole_in_data index_shard_missing tensor_in_two_files "
    "tensor_missing".split()
)


def _is_damaged(report: CheckpointReport) -> bool:
    return any(found.rule in _COUNT_IN_DOUBT for found in report.findings)


def _config(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    file = folder / "config.json"
    if not file.is_file():
        return {}, [finding("json_missing", file.name)]
    try:
        config = unsafe_files.read_json_object(file)
    except ValueError as error:
        return {}, [finding("json_malformed", file.name, error)]
    found = [finding("config_absurd", key, repr(value)) for key, value in impossible_sizes(config)]
    parent = config.get("_name_or_path")
    if isinstance(parent, str) and parent.strip("./"):
        found.append(finding("names_another_model", file.name, parent))
    return config, found


def _weights(folder: Path) -> Weights | None:
    try:
        return open_weights(folder)
    except InvalidInput:
        return None


def _weight_report(folder: Path, weights: Weights | None, config: dict[str, Any], claimed: int | None) -> _WeightReport:
    if weights is None:
        return _WeightReport(None, (), (finding("weights_missing"),))
    files = folder_digests(folder)
    expected, reason = parameters.expectation(config) if config else (None, ())
    checks: dict[str, Callable[[], Iterable[Finding]]] = {
        "the headers": partial(weight_files.header_faults, weights),
        "the shards": partial(weight_files.shard_faults, weights),
        "the index": partial(weight_files.index_faults, folder, weights),
        "the structure": partial(parameters.structure_faults, weights, config, expected),
        "the tied embeddings": partial(parameters.tied_faults, config, expected, files),
        "the number types": partial(parameters.dtype_faults, weights, config),
    }
    found = [item for what, check in checks.items() for item in guarded(what, check)]
    count, count_findings = _count(weights, config, expected, claimed)
    found += [*reason, *count_findings, *_value_findings(folder, weights, files)]
    return _WeightReport(count, files, tuple(found))


def _count(
    weights: Weights, config: dict[str, Any], expected: Expected | None, claimed: int | None
) -> tuple[ParameterCount | None, tuple[Finding, ...]]:
    count: list[ParameterCount] = []

    def counted() -> Iterable[Finding]:
        count.append(parameters.parameter_count(weights, config, expected, claimed))
        return parameters.count_faults(count[0])

    found = guarded("the number of parameters", counted)
    return (count[0] if count else None), found


def _value_findings(folder: Path, weights: Weights, files: tuple[FileDigest, ...]) -> tuple[Finding, ...]:
    def checked() -> Iterable[Finding]:
        noted = values.all_values(weights)
        yield from values.finite_and_zero_faults(noted, _vocabulary_size(folder))
        yield from values.duplicate_faults(noted, files, weights)
        yield from values.untrained_faults(noted)

    return guarded("the values", checked)


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


def _context_length(config: dict[str, Any]) -> int | None:
    length = config.get("max_position_embeddings", config.get("n_positions"))
    return length if type(length) is int and 0 < length <= 100_000_000 else None


def _templates(folder: Path) -> tuple[ChatTemplate, ...]:
    try:
        return chat_templates(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return ()
