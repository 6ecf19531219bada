"""Text that people enter: its length within bounds, and without what neither database nor screen can hold."""

from __future__ import annotations

import unicodedata

from data.records import InvalidInput

_UNSTORABLE = ("Cc", "Cs")
"""Control characters and halves of surrogate pairs; joiners and marks of direction belong to words and stay."""


def one_line(given: str, what: str, most: int) -> str:
    """The text on one line, without control characters, one space between words; "" if nothing is left.

    Args:
        given: As entered.
        what: Is entered, for the refusal.
        most: Letters allowed.

    Raises:
        InvalidInput: if it is longer.
    """
    return _within(" ".join(_visible(given).split()), what, most)


def many_lines(given: str, what: str, most: int) -> str:
    """The text with its lines and indents, without other control characters; arguments as of `one_line`.

    Raises:
        InvalidInput: if it is longer.
    """
    lines = given.replace("\t", "    ").splitlines()
    return _within("\n".join(_visible(line).rstrip() for line in lines).strip("\n"), what, most)


def _visible(line: str) -> str:
    return "".join(" " if unicodedata.category(letter) in _UNSTORABLE else letter for letter in line)


def _within(text: str, what: str, most: int) -> str:
    if len(text) > most:
        raise InvalidInput(f"{what}: got {len(text):,} letters ({text[:40]!r}…), expected at most {most:,}; shorten it")
    return text
