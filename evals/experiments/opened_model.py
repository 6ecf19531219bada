"""A startup's model opened for a look inside: past the gate, from its folder, no code of theirs run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from data.records import InvalidInput, ModelRecord, NotFound, Refused
from evals.checkpoints import parameters, unsafe_files, vocabulary, weight_files
from evals.checkpoints.architecture import impossible_sizes
from evals.checkpoints.findings import Finding, finding, guarded
from evals.checkpoints.loading import load_network, load_tokenizer
from evals.checkpoints.locations import checked_location
from evals.checkpoints.weights import Weights, open_weights
from evals.experiments.kinds import CannotTryError

GIGABYTE = 1e9
LARGEST_IN_FLOAT32 = 2 * GIGABYTE
SHARE_OF_MEMORY = 0.5


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """Weights and tokenizer, ready to read."""

    network: Any
    tokenizer: Any

    @property
    def longest(self) -> int | None:
        """Tokens it was made for, None where its configuration does not say."""
        length = getattr(self.network.config.get_text_config(), "max_position_embeddings", None)
        return length if isinstance(length, int) and length > 0 else None

    def described(self) -> dict[str, Any]:
        """Its size as plain values; what the configuration does not say is None."""
        config = self.network.config.get_text_config()
        return {
            "architecture": str(config.model_type),
            "layers": getattr(config, "num_hidden_layers", None),
            "heads": getattr(config, "num_attention_heads", None),
            "hidden": getattr(config, "hidden_size", None),
            "vocabulary": int(config.vocab_size),
            "parameters": sum(weight.numel() for weight in self.network.parameters()),
            "dtype": str(self.network.dtype).removeprefix("torch."),
        }


def model_folder(model: ModelRecord | None) -> Path:
    """The folder of a model, which must be one jobs may load from.

    Raises:
        CannotTryError: it is gone, outside the allowed folders, or the model is named by a hub id.
    """
    try:
        place = checked_location(model.location if model else "")
    except (NotFound, Refused) as error:
        code = "folder_gone" if isinstance(error, NotFound) else "folder_outside"
        raise CannotTryError(code, location=model.location if model else "") from error
    if not Path(place).is_absolute():
        raise CannotTryError("hub_id", location=place)
    return Path(place)


def gate_findings(folder: Path) -> Iterator[Finding]:
    """What makes loading unsafe, by every check of the gate that reads names, headers and settings.

    Unlike `examine_checkpoint` it leaves the values of the weights unread: they speak of worth, not of safety, and
    reading them takes minutes for a large model.
    """
    yield from guarded("the folder's files", partial(unsafe_files.unsafe_files, folder))
    yield from guarded("the settings' auto_map", partial(unsafe_files.automatic_code, folder))
    yield from guarded("the weights", partial(_weight_findings, folder))


def open_model(folder: Path) -> OpenedModel:
    """The model in `folder`; small ones compute in float32, large ones in their own number type.

    Raises:
        CannotTryError: the gate refuses it, it does not fit into memory, has no tokenizer, or does not load.
    """
    refused = next((found for found in gate_findings(folder) if not found.safe_to_load), None)
    if refused is not None:
        raise CannotTryError("gate", message_en=refused.message_en, message_zh=refused.message_zh)
    stored = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    dtype: Any = torch.float32 if stored <= LARGEST_IN_FLOAT32 else "auto"
    needed, free = (2.0 if dtype is torch.float32 else 1.0) * stored, free_memory()
    if free is not None and needed > SHARE_OF_MEMORY * free:
        raise CannotTryError("too_large", needed=round(needed / GIGABYTE, 1), free=round(free / GIGABYTE, 1))
    if not (folder / "tokenizer.json").is_file():
        raise CannotTryError("no_tokenizer")
    try:
        # Only the eager path hands out its attention.
        return OpenedModel(load_network(folder, dtype=dtype, attn_implementation="eager"), load_tokenizer(folder))
    except InvalidInput as error:
        raise CannotTryError("not_loaded", reason=str(error)) from error


def free_memory() -> float | None:
    """Bytes that can be had without swapping, None where the kernel does not say."""
    status = Path("/proc/meminfo")
    lines = status.read_text().splitlines() if status.exists() else []
    found = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if found is None else 1024.0 * int(found)


def _weight_findings(folder: Path) -> Iterator[Finding]:
    if not any(folder.glob("*.safetensors")):
        yield finding("weights_missing")
        return
    if not (folder / "config.json").is_file():
        yield finding("json_missing", "config.json")
        return
    weights, config = open_weights(folder), unsafe_files.read_json_object(folder / "config.json")
    yield from (finding("config_absurd", key, repr(value)) for key, value in impossible_sizes(config))
    yield from _structure_findings(folder, weights, config)


def _structure_findings(folder: Path, weights: Weights, config: dict[str, Any]) -> Iterator[Finding]:
    yield from weight_files.header_faults(weights)
    yield from weight_files.shard_faults(weights)
    yield from weight_files.index_faults(folder, weights)
    expected, reason = parameters.expectation(config)
    yield from reason
    yield from parameters.structure_faults(weights, config, expected)
    yield from vocabulary.vocabulary_faults(folder, weights, config)
