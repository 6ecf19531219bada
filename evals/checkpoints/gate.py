"""The gate before loading: what a model folder's names, headers and settings say, with nothing of it executed.

Each check runs guarded: one that breaks down is a finding of severity high, never a clean bill. A folder that passes
may be loaded by transformers with `trust_remote_code=False`. The values of the weights stay unread here: they speak of
worth, not of safety, and reading them takes minutes for a large model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from data.records import InvalidInput, NotFound, Refused
from evals.checkpoints import parameters, unsafe_files, weight_files
from evals.checkpoints.architecture import Expected
from evals.checkpoints.chat_template import template_faults
from evals.checkpoints.configuration import impossible_sizes
from evals.checkpoints.facts import ModelFacts, model_facts
from evals.checkpoints.findings import Finding, blocking, finding, guarded
from evals.checkpoints.folder import read_json_object
from evals.checkpoints.parameters import ParameterCount
from evals.checkpoints.vocabulary import vocabulary_faults
from evals.checkpoints.weights import Weights, open_weights

COUNT_IN_DOUBT = frozenset(
    "check_failed file_truncated header_absurd header_not_json header_duplicate_key entry_malformed dtype_unknown "
    "offset_out_of_bounds shape_size_mismatch tensors_overlap hole_in_data index_shard_missing tensor_in_two_files "
    "tensor_missing".split()
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A model folder as far as names, headers and settings tell.

    Attributes:
        config: What config.json holds, empty where it cannot be read.
        weights: None where there are none.
        expected: What the configuration calls for, None where that is unknown.
        count: None where there are no weights, or counting them broke down.
        findings: In the order of the checks.
    """

    config: dict[str, Any]
    weights: Weights | None
    expected: Expected | None
    count: ParameterCount | None
    findings: tuple[Finding, ...]

    @property
    def facts(self) -> ModelFacts:
        """What is settled; parameters of weights that are damaged or not all there are not vouched for."""
        in_doubt = any(found.rule in COUNT_IN_DOUBT for found in self.findings)
        return model_facts(self.config, None if in_doubt else self.count)


def admitted(folder: Path) -> ModelFacts:
    """The facts of a folder that may be loaded.

    Raises:
        NotFound: there is no such folder.
        Refused: something makes loading it unsafe or impossible; the worst finding is told.
    """
    inspection = inspect_folder(folder)
    refused = blocking(inspection.findings)
    if refused is not None:
        raise Refused(f"Model folder {folder.name!r} is not loaded: {refused.message_en}")
    return inspection.facts


def inspect_folder(folder: Path, *, claimed_parameters: int | None = None) -> Inspection:
    """What the names, headers and settings of a model folder say; nothing outside it is read.

    Args:
        folder: Model folder.
        claimed_parameters: What the startup states, None when it states nothing.

    Raises:
        NotFound: there is no such folder.
    """
    if not folder.is_dir():
        raise NotFound(f"Model folder {folder.name!r} does not exist; name a folder with config.json and safetensors.")
    config, config_findings = _config(folder)
    weights = _weights(folder)
    checks: dict[str, Callable[[], Iterable[Finding]]] = {
        "the folder's files": partial(unsafe_files.unsafe_files, folder),
        "the settings' auto_map": partial(unsafe_files.automatic_code, folder),
        "the chat template": partial(template_faults, folder),
        "the tokenizer": partial(vocabulary_faults, folder, weights, config),
    }
    found = [*config_findings, *(item for what, check in checks.items() for item in guarded(what, check))]
    if weights is None:
        return Inspection(config, None, None, None, (*found, finding("weights_missing")))
    expected, reason = parameters.expectation(config) if config else (None, ())
    count, count_findings = _count(weights, config, expected, claimed_parameters)
    found += [*reason, *_weight_findings(folder, weights, config, expected), *count_findings]
    return Inspection(config, weights, expected, count, tuple(found))


def _config(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    file = folder / "config.json"
    if not file.is_file():
        return {}, [finding("json_missing", file.name)]
    try:
        config = read_json_object(file)
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


def _weight_findings(
    folder: Path, weights: Weights, config: dict[str, Any], expected: Expected | None
) -> list[Finding]:
    checks: dict[str, Callable[[], Iterable[Finding]]] = {
        "the headers": partial(weight_files.header_faults, weights),
        "the shards": partial(weight_files.shard_faults, weights),
        "the index": partial(weight_files.index_faults, folder, weights),
        "the structure": partial(parameters.structure_faults, weights, config, expected),
        "the number types": partial(parameters.dtype_faults, weights, config),
    }
    return [item for what, check in checks.items() for item in guarded(what, check)]


def _count(
    weights: Weights, config: dict[str, Any], expected: Expected | None, claimed: int | None
) -> tuple[ParameterCount | None, tuple[Finding, ...]]:
    count: list[ParameterCount] = []

    def counted() -> Iterable[Finding]:
        count.append(parameters.parameter_count(weights, config, expected, claimed))
        return parameters.count_faults(count[0])

    found = guarded("the number of parameters", counted)
    return (count[0] if count else None), found
