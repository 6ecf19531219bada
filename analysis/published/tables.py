"""Published figures to stand beside a startup's: models and their compute, token prices, transparency scores."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from analysis.economics.serving_economics import blended_price
from data.records import InvalidInput

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class PublishedModel:
    """A model as the public record has it; None where the record is silent."""

    name: str
    organization: str
    published: date
    domain: str
    parameters: float | None
    active_parameters: float | None
    tokens: float | None
    training_flop: float | None
    hardware: str | None
    chip_hours: float | None
    mfu: float | None
    cost_2023_usd: float | None
    base_model: str | None
    open_weights: bool | None
    confidence: str
    source: str
    dated: date
    licence: str


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """List price of a model's tokens, US dollars per million."""

    model: str
    provider: str
    input_usd: float
    output_usd: float
    context_tokens: int | None
    source: str
    dated: date
    licence: str
    verified: bool

    @property
    def blended_usd(self) -> float:
        """Three parts of input to one of output."""
        return blended_price(self.input_usd, self.output_usd)


@dataclass(frozen=True, slots=True)
class TransparencyScore:
    """Indicators a company met in one edition of the Foundation Model Transparency Index."""

    company: str
    edition: str
    score: int
    indicators: int
    source: str
    dated: date
    licence: str


def parse_published_models(text: str) -> tuple[PublishedModel, ...]:
    """Models from a table in CSV, in its order.

    Raises:
        InvalidInput: if a column is missing or a cell cannot be read; the message names the row.
    """
    return _parsed(text, _model)


def parse_model_prices(text: str) -> tuple[ModelPrice, ...]:
    """Prices from a table in CSV, in its order.

    Raises:
        InvalidInput: if a column is missing or a cell cannot be read; the message names the row.
    """
    return _parsed(text, _price)


def parse_transparency_scores(text: str) -> tuple[TransparencyScore, ...]:
    """Scores from a table in CSV, in its order.

    Raises:
        InvalidInput: if a column is missing or a cell cannot be read; the message names the row.
    """
    return _parsed(text, _score)


def _parsed(text: str, read: Callable[[dict[str, str]], _Row]) -> tuple[_Row, ...]:
    found = []
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            found.append(read(row))
        except KeyError as error:
            raise InvalidInput(f"Row {line}: the column {error} is missing.") from error
        except (TypeError, ValueError) as error:
            raise InvalidInput(f"Row {line}: {error}.") from error
    return tuple(found)


def _model(row: dict[str, str]) -> PublishedModel:
    return PublishedModel(
        name=row["model"],
        organization=row["organization"],
        published=date.fromisoformat(row["published"]),
        domain=row["domain"],
        parameters=_number(row["parameters"]),
        active_parameters=_number(row["active_parameters"]),
        tokens=_number(row["tokens"]),
        training_flop=_number(row["training_flop"]),
        hardware=row["hardware"] or None,
        chip_hours=_number(row["chip_hours"]),
        mfu=_number(row["mfu"]),
        cost_2023_usd=_number(row["cost_2023_usd"]),
        base_model=row["base_model"] or None,
        open_weights=_yes_no(row["open_weights"]),
        confidence=row["confidence"],
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        licence=row["licence"],
    )


def _price(row: dict[str, str]) -> ModelPrice:
    context = _number(row["context_tokens"])
    return ModelPrice(
        model=row["model"],
        provider=row["provider"],
        input_usd=float(row["input_usd_per_mtok"]),
        output_usd=float(row["output_usd_per_mtok"]),
        context_tokens=None if context is None else int(context),
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        licence=row["licence"],
        verified=_yes_no(row["verified"]) is True,
    )


def _score(row: dict[str, str]) -> TransparencyScore:
    return TransparencyScore(
        company=row["company"],
        edition=row["edition"],
        score=int(row["score"]),
        indicators=int(row["indicators"]),
        source=row["source"],
        dated=date.fromisoformat(row["dated"]),
        licence=row["licence"],
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _yes_no(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cell.casefold())
