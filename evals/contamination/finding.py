"""What a probe is given and what it finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from analysis.contamination.impact import PairedAccuracy
from evals.contamination.items import Item
from evals.contamination.rendering import Style, whole_text
from evals.contamination.subject import Cost, LocalModel, Subject, TokenScores, metered


@dataclass(frozen=True, slots=True)
class Materials:
    """What is known about the benchmark.

    Attributes:
        items: Published items, in their published order.
        fresh: Items of the same kind that nobody could have trained on; empty if there are none.
        sample: Part of the training data, None if none was handed over.
        canary: The benchmark's canary string, None if it has none.
        references: Accuracies of models that are not suspected.
        style: How the benchmark shows its items.
        seed: Fixes every draw.
    """

    items: Sequence[Item]
    fresh: Sequence[Item] = ()
    sample: str | None = None
    canary: str | None = None
    references: Sequence[PairedAccuracy] = ()
    style: Style = Style.INLINE
    seed: int = 1234


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be told with a result: a code of probes.yaml and what is filled in there."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one probe found.

    Attributes:
        n: Items it looked at.
        statistic: In the probe's own unit, named in probes.yaml; None where it could not be computed.
        p_value: None where it could not be computed or there is none.
        found: Set by probes that see the items themselves.
        standard_error: Of the statistic, where it has one.
        notes: What a reader must know about this result.
        details: Further figures.
    """

    n: int
    statistic: float | None = None
    p_value: float | None = None
    found: bool | None = None
    standard_error: float | None = None
    notes: tuple[Note, ...] = ()
    details: dict[str, float] = field(default_factory=dict)


@dataclass
class Investigation:
    """One model and one benchmark, with what several probes need computed once.

    Attributes:
        plain_cost: What the benchmark run itself took: every choice of every published item, scored once.
        fresh_cost: The same for the fresh items; zero until they are asked.
    """

    model: Subject
    materials: Materials
    plain_cost: Cost = field(default_factory=Cost)
    fresh_cost: Cost = field(default_factory=Cost)

    @property
    def weights(self) -> LocalModel:
        """The model, for probes that need log-probabilities.

        Raises:
            TypeError: if it only answers; the battery never starts such a probe.
        """
        if not isinstance(self.model, LocalModel):
            raise TypeError("this probe needs log-probabilities")
        return self.model

    def rng(self, probe: str) -> np.random.Generator:
        """A generator of one probe, the same whichever other probes run."""
        return np.random.default_rng([self.materials.seed, *probe.encode()])

    @cached_property
    def published_correct(self) -> list[bool]:
        """Which published items the model answers right."""
        found, self.plain_cost = self._correct(self.materials.items)
        return found

    @cached_property
    def token_scores(self) -> tuple[list[TokenScores], list[TokenScores]]:
        """Scores of every token of the published and of the fresh items."""
        groups = (self.materials.items, self.materials.fresh)
        published, fresh = ([whole_text(item, self.materials.style) for item in group] for group in groups)
        scores = self.weights.token_scores([*published, *fresh])
        return scores[: len(published)], scores[len(published) :]

    @cached_property
    def fresh_correct(self) -> list[bool]:
        """Which fresh items the model answers right."""
        found, self.fresh_cost = self._correct(self.materials.fresh)
        return found

    def correct(self, items: Sequence[Item]) -> list[bool]:
        """Which of some items the model answers right."""
        said = self.model.answers(items, self.materials.style)
        return [place == item.answer for place, item in zip(said, items, strict=True)]

    def _correct(self, items: Sequence[Item]) -> tuple[list[bool], Cost]:
        with metered(self.model) as cost:
            found = self.correct(items)
        return found, cost
