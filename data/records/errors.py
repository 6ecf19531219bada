"""What can go wrong, said in one sentence each.

AssayError                 base of everything raised on purpose
├── InvalidInput           what the user gave cannot be used; `problems` lists every reason
├── NotFound               a startup, model, run, task or file that was named does not exist
├── Overtaken              somebody else changed it meanwhile; `by` and `at` say who and when
├── Refused                a rule of safety or of the house forbids it
├── Unavailable            what all else depends on, such as the database, is not to be had; `reason` says why
└── RunFailed              a measurement ended without a result
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why an input was refused.

    Attributes:
        row: Where it stands: a 1-based row or line number, a sheet cell, or None when it concerns the whole input.
        field: Registry key or file part it concerns, None when none can be named.
        value: The offending value as given, shortened for display.
        message: One sentence: what is wrong, what is allowed, what to do.
    """

    row: int | str | None
    field: str | None
    value: str | None
    message: str

    def sentence(self) -> str:
        """The place and the message as one line."""
        place = ", ".join(
            part for part in (f"row {self.row}" if self.row is not None else "", self.field or "") if part
        )
        return f"{place}: {self.message}" if place else self.message


class AssayError(Exception):
    """Base of all errors raised on purpose; its text is one sentence for the user."""


class InvalidInput(AssayError):  # noqa: N818 - reads as the sentence it stands for
    """The input cannot be used; nothing was written."""

    def __init__(self, problems: Sequence[Problem] | str) -> None:
        self.problems: tuple[Problem, ...] = (
            (Problem(None, None, None, problems),) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__("; ".join(problem.sentence() for problem in self.problems))


class NotFound(AssayError):  # noqa: N818
    """Something that was named does not exist."""


class Overtaken(AssayError):  # noqa: N818
    """Somebody else changed it since it was read; nothing was written, `by` and `at` say who and when."""

    def __init__(self, what: str, by: str, at: datetime) -> None:
        self.by, self.at = by, at
        super().__init__(f"{what} was changed by {by} at {at:%Y-%m-%d %H:%M} UTC; look at it again, then repeat")


class Refused(AssayError):  # noqa: N818
    """A rule of safety or of the house forbids it."""


class Unavailable(AssayError):  # noqa: N818
    """Something all else depends on, such as the database, is not to be had; `reason` says why in its own words."""

    def __init__(self, sentence: str, reason: str) -> None:
        self.reason = reason
        super().__init__(sentence)


class RunFailed(AssayError):  # noqa: N818
    """A measurement ended without a result."""
