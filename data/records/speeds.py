"""How fast a model answered, and what a classical method did beside it, as runs measured and stored them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """A measured quantity over the rounds: median with its 95 % bootstrap interval, and 95th percentile."""

    median: float
    low: float
    high: float
    p95: float


@dataclass(frozen=True, slots=True)
class BatchSpeed:
    """Speed at one batch.

    Attributes:
        batch: Sequences answered together.
        ttft_seconds: Time to the first token: the whole prefill.
        tpot_seconds: Time per further token of a sequence: (end to end − TTFT) / (output tokens − 1).
        output_tokens_per_second: Decoding speed over the whole batch.
        prompt_tokens_per_second: Reading speed over the whole batch.
        peak_memory_bytes: Highest memory of the process, or of the accelerator, over all batches measured together.
        bandwidth_share: (weights + cache bytes) / TPOT / peak bandwidth, median; at most 1.
        decode_compute_share: Operations of decoding / peak, median.
        prefill_compute_share: Operations of reading / peak, median.

    The three shares are None where the weights that process a token are not known.
    """

    batch: int
    ttft_seconds: Spread
    tpot_seconds: Spread
    output_tokens_per_second: Spread
    prompt_tokens_per_second: Spread
    peak_memory_bytes: int
    bandwidth_share: float | None
    decode_compute_share: float | None
    prefill_compute_share: float | None

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> BatchSpeed:
        """The speed as a run stored it."""
        values: dict[str, Any] = {
            name: Spread(**value) if isinstance(value, dict) else value for name, value in stored.items()
        }
        return cls(**values)


@dataclass(frozen=True, slots=True)
class ServingSpeeds:
    """What a serving run measured.

    Attributes:
        repeats: Rounds behind each figure.
        speeds: One per batch.
    """

    repeats: int
    speeds: tuple[BatchSpeed, ...]

    @classmethod
    def from_stored(cls, protocol: Mapping[str, Any]) -> ServingSpeeds:
        """The speeds in the protocol of a serving run."""
        return cls(protocol["settings"]["repeats"], tuple(map(BatchSpeed.from_stored, protocol["speeds"])))


@dataclass(frozen=True, slots=True)
class ClassifierSide:
    """One of the two on the same items.

    Attributes:
        accuracy: Share of items right.
        interval: Ends of its 95 % interval.
        seconds_per_thousand_items: Time to answer.
        usd_per_thousand_items: At the price of its machine, None where that is unknown.
        fit_seconds: Time to train; None for the model, which came trained.
    """

    accuracy: float
    interval: tuple[float, float]
    seconds_per_thousand_items: float
    usd_per_thousand_items: float | None = None
    fit_seconds: float | None = None

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> ClassifierSide:
        """The side as a run stored it."""
        return cls(**{**stored, "interval": (stored["interval"][0], stored["interval"][1])})


@dataclass(frozen=True, slots=True)
class TaskBaseline:
    """The model beside a classical classifier on one task.

    Attributes:
        n: Items both answered.
        llm_advantage: Accuracy of the model minus that of the classifier.
        standard_error: Of that difference on the same items, None for fewer than two.
    """

    n: int
    llm_advantage: float
    standard_error: float | None
    model: ClassifierSide
    baseline: ClassifierSide

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> TaskBaseline:
        """The comparison as a run stored it."""
        sides = {name: ClassifierSide.from_stored(stored[name]) for name in ("model", "baseline")}
        return cls(stored["n"], stored["llm_advantage"], stored["standard_error"], **sides)

    def as_stored(self) -> dict[str, Any]:
        """The comparison as JSON-safe values, which `from_stored` reads back."""
        return asdict(self)


def task_baselines(engine: Mapping[str, Any]) -> dict[str, TaskBaseline]:
    """The comparisons that a run of the classical baseline stored, by task."""
    return {task: TaskBaseline.from_stored(found) for task, found in engine.get("baseline", {}).items()}
