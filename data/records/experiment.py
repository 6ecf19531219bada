"""What a visitor may have the worker try at once: a look into a model, or a small training; with its limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from data.records.errors import InvalidInput
from data.records.models import ModelRecord
from data.records.runs import RunState

MOST_PROMPT_CHARACTERS = 2_000
MOST_PROMPT_TOKENS = 128
MOST_TOP = 50
MOST_TEMPERATURE = 2.0
MOST_LENGTH = 100
MOST_SEED = 2**31 - 1

FEWEST_TEXT_CHARACTERS = 200
MOST_TEXT_CHARACTERS = 20_000
FEWEST_STEPS, MOST_STEPS = 20, 1_000
WIDTHS = (32, 64, 96, 128)
MOST_LAYERS = 4
HEADS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class ProbeQuestion:
    """What is asked of a model.

    Attributes:
        prompt: The text it reads, at most `MOST_PROMPT_CHARACTERS` characters.
        top: Next words shown with their probabilities.
        temperature: Of what it writes on; 0 takes the likeliest token each time.
        seed: Fixes the draws.
        length: Tokens it writes on, 0 for none.

    Raises:
        InvalidInput: a value lies outside its limits.
    """

    prompt: str
    top: int = 10
    temperature: float = 0.8
    seed: int = 0
    length: int = 40

    def __post_init__(self) -> None:
        if not self.prompt.strip():
            raise InvalidInput("prompt: got an empty text; type what the model is to read.")
        _within("prompt, characters", len(self.prompt), 1, MOST_PROMPT_CHARACTERS)
        _within("top", self.top, 1, MOST_TOP)
        _within("temperature", self.temperature, 0, MOST_TEMPERATURE)
        _within("seed", self.seed, 0, MOST_SEED)
        _within("length", self.length, 0, MOST_LENGTH)

    def as_settings(self) -> dict[str, Any]:
        """The question as plain values, which `ProbeQuestion(**settings)` reads back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TrainingLesson:
    """A small training on a visitor's text.

    Attributes:
        text: What is learnt, between `FEWEST_TEXT_CHARACTERS` and `MOST_TEXT_CHARACTERS` characters.
        prompt: Words whose continuation is compared before and after.
        steps: Updates of the weights.
        hidden: Width of the residual stream, one of `WIDTHS`.
        layers: Decoder blocks.
        heads: Attention heads per block, one of `HEADS`.
        seed: Fixes the weights, the order of the text and the draws.

    Raises:
        InvalidInput: a value lies outside its limits.
    """

    text: str
    prompt: str
    steps: int = 300
    hidden: int = 64
    layers: int = 2
    heads: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        _within("text, characters", len(self.text.strip()), FEWEST_TEXT_CHARACTERS, MOST_TEXT_CHARACTERS)
        if not self.prompt.strip():
            raise InvalidInput("prompt: got an empty text; type the words to be continued.")
        _within("prompt, characters", len(self.prompt), 1, 200)
        _within("steps", self.steps, FEWEST_STEPS, MOST_STEPS)
        _within("layers", self.layers, 1, MOST_LAYERS)
        _within("seed", self.seed, 0, MOST_SEED)
        if self.hidden not in WIDTHS or self.heads not in HEADS:
            raise InvalidInput(
                f"hidden, heads: got {self.hidden!r}, {self.heads!r}, expected one of {WIDTHS} and of {HEADS}"
            )

    def as_settings(self) -> dict[str, Any]:
        """The lesson as plain values, which `TrainingLesson(**settings)` reads back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Experiment:
    """One such trial, from question to answer.

    Attributes:
        kind: "probe" or "training".
        model: The model looked into; None for a training, which makes its own.
        settings: A `ProbeQuestion` or a `TrainingLesson` as plain values.
        progress: What is known so far: a stage, counts, the beginning of a curve.
        result: What came out, None before the end.
        problem: Why nothing came out: a `code` and the values of its sentence.
    """

    id: int
    kind: str
    model: ModelRecord | None
    settings: dict[str, Any]
    state: RunState
    progress: dict[str, Any]
    result: dict[str, Any] | None
    problem: dict[str, Any] | None
    requested_by: str
    cancel_requested: bool
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


def _within(name: str, value: float, low: float, high: float) -> None:
    # Written so that NaN is outside every range.
    if not low <= value <= high:
        raise InvalidInput(f"{name}: got {value!r}, expected {low} to {high}; change it and ask again.")
