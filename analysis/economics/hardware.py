"""Accelerators: what they can compute at most, how fast they read memory, and what an hour costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from analysis.quantities.ranges import Range, checked_range
from data.records import InvalidInput, NotFound, parse_yaml

Precision = Literal["bf16", "fp8"]


@dataclass(frozen=True, slots=True)
class HourPrice:
    """On-demand price range of one device-hour in US dollars, with where and when it was read."""

    low_usd: float
    high_usd: float
    dated: date
    source: str
    verified: bool

    @property
    def band(self) -> Range:
        """The range with its geometric middle, in US dollars per device-hour."""
        return checked_range(self.low_usd, math.sqrt(self.low_usd * self.high_usd), self.high_usd)


@dataclass(frozen=True, slots=True)
class PurchasePrice:
    """What one bare accelerator cost to buy, in US dollars, with where and when it was read."""

    low_usd: float
    high_usd: float
    dated: date
    source: str
    verified: bool

    @property
    def band(self) -> Range:
        """The range with its geometric middle, in US dollars."""
        return checked_range(self.low_usd, math.sqrt(self.low_usd * self.high_usd), self.high_usd)


@dataclass(frozen=True, slots=True)
class Chip:
    """One accelerator; arithmetic is dense, in FLOP/s; bandwidth in bytes/s; None where unknown or absent.

    Attributes:
        gemm_bf16_flop_s: Largest matrix product measured, which no run gets above.
        verified: False where the figures rest on one secondary source or on sources that disagree.
    """

    name: str
    aliases: tuple[str, ...]
    bf16_flop_s: float
    fp8_flop_s: float | None
    memory_bytes: float
    bandwidth_bytes_s: float | None
    gemm_bf16_flop_s: float | None
    price: HourPrice | None
    source: str
    verified: bool
    purchase: PurchasePrice | None = None

    def peak_flop_s(self, precision: Precision = "bf16") -> float:
        """Dense peak at that precision, in FLOP/s.

        Raises:
            InvalidInput: if the chip has no such arithmetic.
        """
        if precision == "bf16":
            return self.bf16_flop_s
        if self.fp8_flop_s is None:
            raise InvalidInput(f"{self.name} has no FP8 arithmetic; use bf16.")
        return self.fp8_flop_s

    @property
    def utilisation_ceiling(self) -> float | None:
        """Share of the BF16 peak that the largest measured matrix product reaches; None if not measured."""
        return None if self.gemm_bf16_flop_s is None else self.gemm_bf16_flop_s / self.bf16_flop_s


def parse_chips(text: str) -> tuple[Chip, ...]:
    """The chips of a hardware table in YAML, in its order.

    Raises:
        InvalidInput: if the text is no such table or a name stands for two chips.
    """
    table = parse_yaml(text)
    if not isinstance(table, dict) or not isinstance(table.get("chips"), list):
        raise InvalidInput("A hardware table needs a list `chips`.")
    chips = tuple(_chip(row) for row in table["chips"])
    names = [name for chip in chips for name in {_key(name) for name in (chip.name, *chip.aliases)}]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidInput(f"Hardware table: {', '.join(repeated)} names more than one chip.")
    return chips


def chip_named(name: str, chips: Sequence[Chip]) -> Chip:
    """The chip of that name or alias, whatever the case and punctuation.

    Raises:
        NotFound: if there is none; the message lists the names.
    """
    for chip in chips:
        if _key(name) in {_key(known) for known in (chip.name, *chip.aliases)}:
            return chip
    raise NotFound(f"No chip is called {name!r}; known are {', '.join(chip.name for chip in chips)}.")


def _chip(row: dict[str, Any]) -> Chip:
    try:
        return Chip(
            name=row["name"],
            aliases=tuple(str(alias) for alias in row["aliases"]),
            bf16_flop_s=row["bf16_tflops"] * 1e12,
            fp8_flop_s=_scaled(row["fp8_tflops"], 1e12),
            memory_bytes=row["memory_gb"] * 1e9,
            bandwidth_bytes_s=_scaled(row["bandwidth_tb_s"], 1e12),
            gemm_bf16_flop_s=_scaled(row["bf16_gemm_tflops"], 1e12),
            price=None if row["price"] is None else _price(row["price"]),
            source=row["source"],
            verified=row["verified"],
            purchase=PurchasePrice(**row["purchase"]) if row.get("purchase") else None,
        )
    except (KeyError, TypeError) as error:
        name = row.get("name", row) if isinstance(row, dict) else row
        raise InvalidInput(f"Hardware table, {name!r}: {error} is missing or of the wrong type.") from error


def _price(row: dict[str, Any]) -> HourPrice:
    return HourPrice(row["low_usd_hour"], row["high_usd_hour"], row["dated"], row["source"], row["verified"])


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _key(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
