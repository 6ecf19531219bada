"""A model folder into configuration, tokenizer and network: all of it, or a sentence about what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import StrictDataclassError
from transformers import AutoConfig, AutoModelForCausalLM, PreTrainedTokenizerFast
from transformers.quantizers import AutoQuantizationConfig
from transformers.utils import logging

from data.records import AssayError, InvalidInput

SHOWN = 3
OUT_OF_MEMORY_TEXTS = ("out of memory", "can't allocate memory", "not enough memory")


def model_configuration(folder: Path) -> Any:
    """What config.json says of a network, as transformers understands it.

    Raises:
        InvalidInput: It names a network that transformers does not have, contradicts itself, or asks for software that
            is not installed.
    """
    try:
        config = AutoConfig.from_pretrained(folder, trust_remote_code=False)
        quantised = getattr(config, "quantization_config", None)
        if isinstance(quantised, dict):
            AutoQuantizationConfig.from_dict(dict(quantised))
    except ImportError as error:
        raise InvalidInput(_software_needed(error)) from error
    except (ArithmeticError, AttributeError, KeyError, OSError, StrictDataclassError, TypeError, ValueError) as error:
        raise InvalidInput(
            f"config.json of {folder.name!r} describes no network that transformers can build ({one_line(error)}); "
            "export the model again with a released version of transformers."
        ) from error
    return config


@contextmanager
def tokenizer_faults(folder: Path) -> Iterator[None]:
    """Within it whatever a tokenizer's files make its library raise becomes one sentence."""
    try:
        yield
    except Exception as error:  # the tokenizer library raises bare Exceptions
        raise InvalidInput(
            f"The tokenizer of {folder.name!r} cannot be read ({one_line(error)}); copy tokenizer.json and "
            "tokenizer_config.json as the model was exported."
        ) from error


def silence_loading() -> None:
    """Keep the loading bars of transformers off stderr; a run has its own."""
    logging.disable_progress_bar()


def load_network(folder: Path, **settings: Any) -> Any:
    """The network in `folder`, ready to read: from safetensors, without code of its own, nothing fetched.

    Args:
        folder: Config and weights.
        settings: For `from_pretrained`, such as `dtype`.

    Raises:
        InvalidInput: see `model_configuration` and `CompleteModel`.
    """
    silence_loading()
    model_configuration(folder)
    return CompleteModel.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False, use_safetensors=True, **settings
    ).eval()


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer in `folder`; nothing is fetched and no code of the folder runs.

    Raises:
        InvalidInput: its files cannot be read.
    """
    with tokenizer_faults(folder):
        return PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def check_vocabulary(*, tokenizer_size: int, vocabulary_size: int) -> None:
    """Pass silently when every token the tokenizer can produce has a row in the model's embedding.

    Raises:
        InvalidInput: The tokenizer has more tokens than the model.
    """
    if tokenizer_size > vocabulary_size:
        raise InvalidInput(
            f"The tokenizer has {tokenizer_size} tokens but the model's vocabulary only {vocabulary_size}; "
            "hand over the tokenizer this model was trained with."
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on any device."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(text in str(error).lower() for text in OUT_OF_MEMORY_TEXTS)


class CompleteModel(AutoModelForCausalLM):  # type: ignore[misc]  # transformers' auto classes are untyped
    """A causal language model every weight of which comes from its files, and whose layers are all that these hold.

    transformers fills what a checkpoint lacks with random numbers, leaves out layers that the configuration does not
    count, and goes on with a warning; scores of such a model would be measured and mean nothing.
    """

    @classmethod
    def from_pretrained(cls, location: str, *others: Any, **settings: Any) -> Any:
        """The model in a folder.

        Raises:
            InvalidInput: a tensor is missing, has another shape than the configuration says, or belongs to a layer
                beyond those that the configuration counts.
        """
        try:
            model, told = super().from_pretrained(
                location, *others, output_loading_info=True, ignore_mismatched_sizes=True, **settings
            )
        except ImportError as error:
            raise InvalidInput(_software_needed(error)) from error
        except (RuntimeError, ValueError, KeyError, TypeError, OSError) as error:
            if isinstance(error, AssayError) or is_out_of_memory(error):
                raise
            raise InvalidInput(
                f"The weights do not make the model that config.json describes ({one_line(error)}); "
                "export weights and configuration together."
            ) from error
        if told["mismatched_keys"]:
            name, stored, expected = min(told["mismatched_keys"])
            raise InvalidInput(
                f"The weights do not make the model that config.json describes: {name} is {list(stored)}, expected "
                f"{list(expected)}; export weights and configuration together."
            )
        missing = sorted(told["missing_keys"])
        if missing:
            raise InvalidInput(
                f"The weight files lack {len(missing)} tensors that config.json asks for ({_first_of(missing)}); "
                "copy all weight files, or export the model again."
            )
        if surplus := _of_further_layers(told["unexpected_keys"], model.state_dict(), model.config.get_text_config()):
            raise InvalidInput(
                f"The weight files hold {len(surplus)} tensors of layers that config.json does not count "
                f"({_first_of(surplus)}); export weights and configuration together."
            )
        return model


def _software_needed(error: ImportError) -> str:
    return (
        f"The model needs software that is not installed here ({one_line(error)}); install it beside the worker, or "
        "measure a copy of the model in 16 bits."
    )


def _of_further_layers(unexpected: Iterable[str], known: Iterable[str], config: Any) -> list[str]:
    """Unexpected tensors that would be known if only their numbers were others.

    Others are no fault: parts of a larger model that the language model is one of, tables computed at load, and the
    layers that only predict further tokens in training, which follow the counted ones.
    """
    first = getattr(config, "num_hidden_layers", 0)
    only_trained = {f".{first + number}." for number in range(getattr(config, "num_nextn_predict_layers", None) or 0)}
    kinds = {re.sub(r"\d+", "N", name) for name in known}
    return sorted(
        name
        for name in unexpected
        if re.sub(r"\d+", "N", name) in kinds and not any(part in name for part in only_trained)
    )


def _first_of(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")


def one_line(error: BaseException) -> str:
    """An error's kind and the start of its words, without line breaks."""
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:160]}" if words else type(error).__name__
