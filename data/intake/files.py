"""Files before anything is read in them: there, not too large, of a known kind, in UTF-8."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path, PurePath

from data.intake.limits import MEGABYTE
from data.intake.problems import ProblemList
from data.records import InvalidInput


def ending_of(filename: str) -> str:
    """The ending of a file name in small letters, with its dot."""
    return PurePath(filename).suffix.lower()


def file_content(path: Path, megabytes: int, problems: ProblemList) -> bytes | None:
    """The bytes of a file, or None after its size was reported; a larger one than allowed is not read.

    Raises:
        InvalidInput: if there is no such file.
    """
    if not path.is_file():
        raise InvalidInput(f"No file {str(path)!r}; give the path of one that is there.")
    return path.read_bytes() if _is_small_enough(path.stat().st_size, megabytes, problems) else None


def is_readable(content: bytes, filename: str, endings: Collection[str], megabytes: int, problems: ProblemList) -> bool:
    """Whether the file is small enough, of one of these kinds and not empty; if not, the reason was reported.

    Args:
        content: The file's bytes.
        filename: Its ending says what kind of file it is.
        endings: The kinds that can be read, such as ".csv".
        megabytes: The largest size allowed.
        problems: Where problems are collected.
    """
    if not _is_small_enough(len(content), megabytes, problems):
        return False
    if ending_of(filename) not in endings:
        problems.add("unknown_format", value=filename, allowed=", ".join(endings))
    elif not content.strip():
        problems.add("empty_file")
    else:
        return True
    return False


def decoded(content: bytes, problems: ProblemList) -> str | None:
    """The text of a file in UTF-8, with or without its mark; None after the first other byte was reported."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problems.add("not_utf8", row=row, value=f"0x{error.object[error.start]:02X}", position=error.start + 1)
        return None


def _is_small_enough(size: int, megabytes: int, problems: ProblemList) -> bool:
    if size <= megabytes * MEGABYTE:
        return True
    problems.add("too_large", megabytes=size / MEGABYTE, limit=megabytes)
    return False
