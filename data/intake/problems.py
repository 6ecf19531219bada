"""What is wrong with what was given, said in one sentence of English or Chinese; collected, never thrown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, TypeAlias

from data.records import Problem, parse_yaml

Row: TypeAlias = int | str | None
Language: TypeAlias = Literal["en", "zh"]

SENTENCES_FILE = Path(__file__).parent / "problems.yaml"
SHOWN_CHARACTERS = 60


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Mapping[Language, str]]:
    """The sentence of every code in both languages."""
    loaded: Mapping[str, Mapping[Language, str]] = parse_yaml(SENTENCES_FILE.read_text(encoding="utf-8"))
    return loaded


class ProblemList:
    """Collects every reason why something is refused, in the language of the reader."""

    def __init__(self, language: Language = "en") -> None:
        self.language = language
        self._problems: dict[Problem, None] = {}

    def __len__(self) -> int:
        return len(self._problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems in the order found."""
        return tuple(self._problems)

    def add(
        self, code: str, *, row: Row = None, field: str | None = None, value: object = None, **facts: object
    ) -> None:
        """Add the problem of that code; the same sentence on the same place is kept once."""
        message = sentences()[code][self.language].format(value=quoted(value), **facts)
        self._problems[Problem(row, field, shortened(value), message)] = None

    def at(self, row: Row, field: str | None) -> Place:
        """This list, bound to one place in what was given."""
        return Place(self, row, field)


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a file or a form; problems reported here carry its row and field."""

    problems: ProblemList
    row: Row
    field: str | None

    @property
    def language(self) -> Language:
        """Language of the messages."""
        return self.problems.language

    def add(self, code: str, value: object = None, **facts: object) -> None:
        """Report the problem of that code here."""
        self.problems.add(code, row=self.row, field=self.field, value=value, **facts)


def nowhere() -> Place:
    """A place whose problems nobody reads, for trying whether a value can be read at all."""
    return ProblemList().at(None, None)


def shortened(value: object) -> str | None:
    """The value as text of at most `SHOWN_CHARACTERS` characters; None stays None."""
    if value is None:
        return None
    text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"


def quoted(value: object) -> str:
    """The shortened value in quotation marks where it is text, as it is where it is a number."""
    shown = shortened(value)
    return repr(shown) if isinstance(value, str) else str(shown)
