"""What a column of a company's table may hold, and what reading a table comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from data.intake.problems import Language
from data.records import InvalidInput, Problem

Value: TypeAlias = float | str | date | None
Kind: TypeAlias = Literal["month", "number", "text", "code"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: Name in the header.
        kind: "month" for year-month, "number", "text", or "code" for one of `codes`.
        required: Whether the header must name it and every row fill it.
        minimum: Smallest number allowed, None for none.
    """

    key: str
    kind: Kind
    label_en: str
    label_zh: str
    required: bool = False
    minimum: float | None = None
    codes: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """What the column holds, in `language`."""
        return self.label_zh if language == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class TableReading:
    """The rows of a table as values by column, None where a cell is empty; or every problem it has and no rows."""

    rows: tuple[Mapping[str, Value], ...]
    problems: tuple[Problem, ...] = ()

    def checked(self) -> tuple[Mapping[str, Value], ...]:
        """The rows.

        Raises:
            InvalidInput: with every problem, if there are any.
        """
        if self.problems:
            raise InvalidInput(self.problems)
        return self.rows
