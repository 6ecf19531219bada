"""Reading a profile file of any format: bounds first, then syntax, then the registry's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from data.profiles.csv_files import csv_rows
from data.profiles.documents import read_json, read_yaml
from data.profiles.flat import given_from_rows
from data.profiles.messages import ProblemList
from data.profiles.nested import given_profile
from data.profiles.profile_records import FileFormat, GivenProfile, Language, Profile, ProfileReading
from data.profiles.validation import validated_profile
from data.profiles.workbooks import workbook_rows
from data.records import InvalidInput, Registry

MAX_BYTES = 10 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_FORMATS: dict[str, FileFormat] = {
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv", ".xlsx": "xlsx"
}  # fmt: skip


def format_of(filename: str) -> FileFormat | None:
    """The format that the file name's ending stands for."""
    return _FORMATS.get(Path(filename).suffix.lower())


def read_profile(
    content: bytes, filename: str, registry: Registry, *, language: Language = "en", today: date | None = None
) -> ProfileReading:
    """The profile in `content`, or every problem that it has.

    Args:
        content: The file's bytes; more than `MAX_BYTES` are refused unread.
        filename: Its ending decides the format.
        registry: The fields a profile may hold.
        language: Language of the problems' messages.
        today: Dates later than this are refused; default today in UTC.
    """
    problems = ProblemList(language)
    file_format = format_of(filename)
    if len(content) > MAX_BYTES:
        problems.add("too_large", megabytes=len(content) / _MEGABYTE, limit=MAX_BYTES // _MEGABYTE)
    elif file_format is None:
        problems.add("unknown_format", value=filename)
    elif not content.strip():
        problems.add("empty_file")
    if file_format is None or len(problems):
        return ProfileReading(None, problems.problems)
    given = _READERS[file_format](content, problems)
    profile: Profile | None = None
    if given is not None:
        profile = validated_profile(given, registry, problems, today=today or datetime.now(UTC).date())
    return ProfileReading(None if len(problems) else profile, problems.problems)


def read_profile_file(
    path: Path, registry: Registry, *, language: Language = "en", today: date | None = None
) -> ProfileReading:
    """The profile in the file at `path`; a file beyond `MAX_BYTES` is refused by its size, without being read.

    Raises:
        InvalidInput: if there is no such file.
    """
    if not path.is_file():
        raise InvalidInput(f"No file {str(path)!r}; give the path of a profile in YAML, JSON, CSV or XLSX")
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems = ProblemList(language)
        problems.add("too_large", megabytes=size / _MEGABYTE, limit=MAX_BYTES // _MEGABYTE)
        return ProfileReading(None, problems.problems)
    return read_profile(path.read_bytes(), path.name, registry, language=language, today=today)


def _text(content: bytes, problems: ProblemList) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        problems.add("not_utf8", row=row, value=f"0x{error.object[error.start]:02X}", position=error.start + 1)
        return None


def _from_yaml(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = _text(content, problems)
    document = read_yaml(text, problems) if text is not None else None
    return given_profile(document, problems) if document is not None else None


def _from_json(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = _text(content, problems)
    document = read_json(text, problems) if text is not None else None
    return given_profile(document, problems) if document is not None else None


def _from_csv(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = _text(content, problems)
    rows = csv_rows(text, problems) if text is not None else None
    return given_from_rows(rows) if rows is not None else None


def _from_xlsx(content: bytes, problems: ProblemList) -> GivenProfile | None:
    rows = workbook_rows(content, problems)
    return given_from_rows(rows) if rows is not None else None


_READERS: dict[FileFormat, Callable[[bytes, ProblemList], GivenProfile | None]] = {
    "yaml": _from_yaml,
    "json": _from_json,
    "csv": _from_csv,
    "xlsx": _from_xlsx,
}
