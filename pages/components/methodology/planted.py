"""The planted-contamination experiment as it ships, read for the method screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from analysis.inference.intervals import Interval, wilson_interval
from data.catalogue import reference_text
from data.records import parse_yaml

TABLE = "planted_contamination.yaml"
AS_PUBLISHED = "as published"


class FalseAlarms(NamedTuple):
    """Clean models on which a probe signalled in either of their runs, with Wilson's 95 % interval of that share.

    The two runs of a model, with the published and the fresh items exchanged, are not independent; models are.
    """

    models: int
    of: int
    runs: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class PlantedModel:
    """One probed model.

    Attributes:
        copies: Copies of the benchmark among its training texts, 0 for a clean model.
        planted: How they were planted, None for a clean model.
        label: From all probes.
        label_from_weights: Without the probes that need a training sample or a canary.
        signals: Probes that signalled after correction.
        p_values: By probe, None where it did not run.
    """

    name: str
    copies: int
    planted: str | None
    label: str
    label_from_weights: str
    signals: tuple[str, ...]
    p_values: dict[str, float | None]

    @property
    def group(self) -> str:
        """What was planted: the number of copies, and the change where they were changed."""
        return str(self.copies) if self.planted in (None, AS_PUBLISHED) else f"{self.copies}, {self.planted}"


@dataclass(frozen=True, slots=True)
class PlantedTable:
    """The experiment: its circumstances as they stand in the file, and its models."""

    facts: dict[str, Any]
    models: tuple[PlantedModel, ...]

    @property
    def probes(self) -> list[str]:
        """The probes in the order in which they run."""
        return [row["probe"] for row in self.facts["probes"]]

    @property
    def groups(self) -> list[str]:
        """Clean, the doses, and the changed copies, in the order of the file."""
        return list(dict.fromkeys(model.group for model in self.models))

    def of_group(self, group: str) -> list[PlantedModel]:
        """The models of one group."""
        return [model for model in self.models if model.group == group]

    def cost(self, probe: str) -> dict[str, Any]:
        """Tokens and processor seconds of a probe, as means over the models."""
        return next(row for row in self.facts["probes"] if row["probe"] == probe)

    def false_alarms(self, probe: str) -> FalseAlarms:
        """How often a probe signalled on clean models."""
        clean = [model for model in self.of_group("0") if model.p_values[probe] is not None]
        names = {model.name for model in clean}
        wrong = {model.name for model in clean if probe in model.signals}
        return FalseAlarms(len(wrong), len(names), len(clean), wilson_interval(len(wrong), len(names)))

    def mislabelled(self) -> FalseAlarms:
        """Clean models that got any label but clean."""
        clean = self.of_group("0")
        names = {model.name for model in clean}
        wrong = {model.name for model in clean if model.label != "clean"}
        return FalseAlarms(len(wrong), len(names), len(clean), wilson_interval(len(wrong), len(names)))


@lru_cache(maxsize=1)
def planted_table() -> PlantedTable:
    """The table that ships."""
    facts: dict[str, Any] = parse_yaml(reference_text(TABLE))
    return PlantedTable(facts, tuple(_model(row) for row in facts["models"]))


def label_counts(models: Sequence[PlantedModel], *, from_weights: bool) -> dict[str, int]:
    """How many models got which label."""
    found: dict[str, int] = {}
    for model in models:
        label = model.label_from_weights if from_weights else model.label
        found[label] = found.get(label, 0) + 1
    return found


def _model(row: dict[str, Any]) -> PlantedModel:
    return PlantedModel(
        row["model"],
        row["copies"],
        row["planted"],
        row["label"],
        row["label_from_weights_alone"],
        tuple(row["signals"]),
        row["p_values"],
    )
