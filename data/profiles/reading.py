"""Reading a profile: a file of any format or an entry by hand; bounds first, then syntax, then the registry's rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from data.intake.csv_text import csv_rows
from data.intake.files import decoded, ending_of, file_content, is_readable
from data.intake.limits import MAX_PROFILE_MEGABYTES
from data.intake.problems import Language, ProblemList
from data.intake.tree import read_json, read_yaml
from data.intake.workbook import workbook_rows
from data.profiles.flat import LAYOUT, given_from_rows
from data.profiles.nested import given_profile
from data.profiles.profile_records import FileFormat, GivenProfile, ProfileReading
from data.profiles.validation import validated_profile
from data.records import Registry

_FORMATS: dict[str, FileFormat] = {
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv", ".xlsx": "xlsx"
}  # fmt: skip


def format_of(filename: str) -> FileFormat | None:
    """The format that the file name's ending stands for."""
    return _FORMATS.get(ending_of(filename))


def read_profile(
    content: bytes, filename: str, registry: Registry, *, language: Language = "en", today: date | None = None
) -> ProfileReading:
    """The profile in `content`, or every problem that it has.

    Args:
        content: The file's bytes; more than `MAX_PROFILE_MEGABYTES` are refused unread.
        filename: Its ending decides the format.
        registry: The fields a profile may hold.
        language: Language of the problems' messages.
        today: Dates later than this are refused; default today in UTC.
    """
    problems = ProblemList(language)
    given = None
    if is_readable(content, filename, _FORMATS, MAX_PROFILE_MEGABYTES, problems):
        given = _READERS[_FORMATS[ending_of(filename)]](content, problems)
    return _reading(given, registry, problems, today)


def read_profile_file(
    path: Path, registry: Registry, *, language: Language = "en", today: date | None = None
) -> ProfileReading:
    """The profile in the file at `path`; one beyond `MAX_PROFILE_MEGABYTES` is refused without being read.

    Raises:
        InvalidInput: if there is no such file.
    """
    problems = ProblemList(language)
    content = file_content(path, MAX_PROFILE_MEGABYTES, problems)
    if content is None:
        return ProfileReading(None, problems.problems)
    return read_profile(content, path.name, registry, language=language, today=today)


def read_entry(
    given: GivenProfile, registry: Registry, *, language: Language = "en", today: date | None = None
) -> ProfileReading:
    """The profile that a form's values amount to, or every problem they have; held to the same rules as a file.

    Args:
        given: The startup and the facts entered, with the names of the inputs they were entered in.
        registry: The fields a profile may hold.
        language: Language of the problems' messages.
        today: Dates later than this are refused; default today in UTC.
    """
    return _reading(given, registry, ProblemList(language), today)


def _reading(
    given: GivenProfile | None, registry: Registry, problems: ProblemList, today: date | None
) -> ProfileReading:
    day = today or datetime.now(UTC).date()
    profile = None if given is None else validated_profile(given, registry, problems, today=day)
    return ProfileReading(None if len(problems) else profile, problems.problems)


def _from_yaml(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = decoded(content, problems)
    document = read_yaml(text, problems) if text is not None else None
    return given_profile(document, problems) if document is not None else None


def _from_json(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = decoded(content, problems)
    document = read_json(text, problems) if text is not None else None
    return given_profile(document, problems) if document is not None else None


def _from_csv(content: bytes, problems: ProblemList) -> GivenProfile | None:
    text = decoded(content, problems)
    rows = csv_rows(text, LAYOUT, problems) if text is not None else None
    return given_from_rows(rows) if rows is not None else None


def _from_xlsx(content: bytes, problems: ProblemList) -> GivenProfile | None:
    rows = workbook_rows(content, LAYOUT, problems)
    return given_from_rows(rows) if rows is not None else None


_READERS: dict[FileFormat, Callable[[bytes, ProblemList], GivenProfile | None]] = {
    "yaml": _from_yaml,
    "json": _from_json,
    "csv": _from_csv,
    "xlsx": _from_xlsx,
}
