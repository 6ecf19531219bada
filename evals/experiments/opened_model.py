"""A startup's model opened for a look inside: past the gate, from its folder, no code of theirs run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from data.records import InvalidInput, ModelRecord, NotFound, Refused
from evals.checkpoints.facts import ModelFacts
from evals.checkpoints.findings import blocking
from evals.checkpoints.gate import inspect_folder
from evals.checkpoints.loading import load_network, load_tokenizer
from evals.checkpoints.locations import checked_location
from evals.experiments.kinds import CannotTryError

GIGABYTE = 1e9
LARGEST_IN_FLOAT32 = 2 * GIGABYTE
SHARE_OF_MEMORY = 0.5


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """Weights and tokenizer, ready to read."""

    network: Any
    tokenizer: Any
    facts: ModelFacts

    def described(self) -> dict[str, Any]:
        """Its size as plain values; what the configuration does not say is None."""
        config = self.network.config.get_text_config()
        return {
            "architecture": str(config.model_type),
            "layers": getattr(config, "num_hidden_layers", None),
            "heads": getattr(config, "num_attention_heads", None),
            "hidden": getattr(config, "hidden_size", None),
            "vocabulary": int(config.vocab_size),
            "parameters": self.facts.parameters_total,
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


def open_model(folder: Path) -> OpenedModel:
    """The model in `folder`; small ones compute in float32, large ones in their own number type.

    Raises:
        CannotTryError: the gate refuses it, it does not fit into memory, has no tokenizer, or does not load.
    """
    inspection = inspect_folder(folder)
    refused = blocking(inspection.findings)
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
        network = load_network(folder, dtype=dtype, attn_implementation="eager")
        return OpenedModel(network, load_tokenizer(folder), inspection.facts)
    except InvalidInput as error:
        raise CannotTryError("not_loaded", reason=str(error)) from error


def free_memory() -> float | None:
    """Bytes that can be had without swapping, None where the kernel does not say."""
    status = Path("/proc/meminfo")
    lines = status.read_text().splitlines() if status.exists() else []
    found = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if found is None else 1024.0 * int(found)
