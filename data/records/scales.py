"""The unit of a metric's values, so that no reader has to guess it from the number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

UNSTATED_METRIC = ""
"""The metric of a claim that names none."""


class Scale(StrEnum):
    """What a value of a metric counts; `unknown` for metrics the catalogue does not have."""

    FRACTION = "fraction"
    PERCENT = "percent"
    NATS = "nats"
    BITS = "bits"
    RATIO = "ratio"
    COUNT = "count"
    UNKNOWN = "unknown"

    @property
    def full_score(self) -> float | None:
        """The highest value there is, None on a scale without end; the lowest is 0 wherever there is a highest."""
        return {Scale.FRACTION: 1.0, Scale.PERCENT: 100.0}.get(self)

    @property
    def step(self) -> float:
        """A hundredth of the scale, which readers call a point; 1 where the scale has no end."""
        return (self.full_score or 100.0) / 100

    def holds(self, value: float) -> bool:
        """Whether a metric on this scale can have that value."""
        return self.full_score is None or 0 <= value <= self.full_score

    def share(self, value: float) -> float | None:
        """The value as a share of a full score, None on a scale without end."""
        return None if self.full_score is None else value / self.full_score

    def shown(self, value: float) -> float:
        """The number a reader sees: fractions in percent, everything else as it is."""
        return 100 * value if self is Scale.FRACTION else value

    def stored(self, shown: float) -> float:
        """The value behind a number as a reader writes it, the inverse of `shown`."""
        return round(shown / 100, 10) if self is Scale.FRACTION else shown

    @property
    def unit(self) -> str:
        """What stands behind a shown number: "%", "nats", "bits", or nothing."""
        return {Scale.FRACTION: "%", Scale.NATS: "nats", Scale.BITS: "bits"}.get(self, "")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of the catalogue.

    Attributes:
        scale: Of its values.
        tasks: Tasks that report it on another scale.
        written: Other words for it in decks and model cards, in lower case.
        quoted: Whether decks quote it, so that a form offers it.
    """

    name: str
    scale: Scale
    tasks: Mapping[str, Scale] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class MetricTable:
    """All metrics by name."""

    metrics: Mapping[str, Metric]

    def scale(self, task: str, metric: str) -> Scale:
        """The scale of a task's metric as the harness reports it."""
        known = self.metrics.get(metric)
        return Scale.UNKNOWN if known is None else known.tasks.get(task, known.scale)

    def claimed_scale(self, task: str, metric: str) -> Scale:
        """The scale of a claimed score: a fraction unless its metric is known to be on another scale."""
        known = self.scale(task, metric)
        return Scale.FRACTION if known is Scale.UNKNOWN else known

    def named(self, words: str) -> str | None:
        """The metric that a deck's words mean, None if they mean none."""
        bare = words.strip().casefold()
        return next((each.name for each in self.metrics.values() if bare in {each.name, *each.written}), None)

    @property
    def quoted(self) -> tuple[str, ...]:
        """The metrics that decks quote, the commonest first."""
        return tuple(each.name for each in self.metrics.values() if each.quoted)
