"""The facts of the registry that a model folder settles, each defined once for whatever measures it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evals.checkpoints.configuration import architecture_type, context_length
from evals.checkpoints.parameters import ParameterCount

BILLION = 1e9


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What settings and headers settle of a model; None is unknown.

    Attributes:
        architecture_type: Registry code of the kind of network.
        context_length_tokens: Longest sequence the configuration states.
        parameters_total: See `ParameterCount`.
        parameters_active: See `ParameterCount`.
    """

    architecture_type: str | None = None
    context_length_tokens: int | None = None
    parameters_total: int | None = None
    parameters_active: int | None = None

    def by_key(self) -> dict[str, str | float | int]:
        """The known facts by registry key, parameters in billions as the registry asks."""
        total, active = self.parameters_total, self.parameters_active
        found = {
            "architecture_type": self.architecture_type,
            "context_length_tokens": self.context_length_tokens,
            "params_total_billion": None if total is None else total / BILLION,
            "params_active_billion": None if active is None else active / BILLION,
        }
        return {key: value for key, value in found.items() if value is not None}


def model_facts(config: dict[str, Any], count: ParameterCount | None) -> ModelFacts:
    """The facts of a model from its configuration and the count of its weights, None where that is in doubt."""
    return ModelFacts(
        architecture_type=architecture_type(config) if config else None,
        context_length_tokens=context_length(config),
        parameters_total=count.total if count else None,
        parameters_active=count.active if count else None,
    )
