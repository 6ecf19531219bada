"""Weights into a network: all of them, or a sentence about what is missing."""

from __future__ import annotations

from typing import Any

from transformers import AutoModelForCausalLM

from data.records import AssayError, InvalidInput
from evals.engine.memory import is_out_of_memory

SHOWN = 3


class CompleteModel(AutoModelForCausalLM):  # type: ignore[misc]  # transformers' auto classes are untyped
    """A causal language model every weight of which comes from its files.

    transformers fills what a checkpoint lacks with random numbers and goes on with a warning; scores of such a model
    would be measured and mean nothing.
    """

    @classmethod
    def from_pretrained(cls, location: str, *others: Any, **settings: Any) -> Any:
        """The model in a folder.

        Raises:
            InvalidInput: a tensor is missing, or has another shape than the configuration says.
        """
        try:
            model, told = super().from_pretrained(location, *others, output_loading_info=True, **settings)
        except (RuntimeError, ValueError, KeyError, TypeError, OSError) as error:
            if isinstance(error, AssayError) or is_out_of_memory(error):
                raise
            raise InvalidInput(
                f"The weights do not make the model that config.json describes ({_one_line(error)}); "
                "export weights and configuration together."
            ) from error
        missing = sorted(told["missing_keys"])
        if missing:
            shown = ", ".join(missing[:SHOWN]) + (", …" if len(missing) > SHOWN else "")
            raise InvalidInput(
                f"The weight files lack {len(missing)} tensors that config.json asks for ({shown}); "
                "copy all weight files, or export the model again."
            )
        return model


def _one_line(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words[:160]}" if words else type(error).__name__
