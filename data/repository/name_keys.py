"""Keys of what people save under names of their own."""

from __future__ import annotations

import re

from data.records import InvalidInput

LONGEST_NAME = 60


def name_key(name: str, what: str) -> str:
    """The key of a name: its letters and digits in lower case, joined by hyphens.

    Args:
        name: In any script.
        what: Is named, for the refusal.

    Raises:
        InvalidInput: if the name holds no letter or digit, or is too long.
    """
    key = re.sub(r"[\W_]+", "-", name.strip().casefold()).strip("-")
    if not key or len(name.strip()) > LONGEST_NAME:
        raise InvalidInput(f"{what} name: got {name!r}, expected 1 to {LONGEST_NAME} characters with a letter or digit")
    return key
