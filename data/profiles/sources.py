"""Where a fact was read, as a file or a form says it; page and note share one reference."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date

from data.intake.problems import Place, ProblemList
from data.intake.scalars import date_value, given_text
from data.profiles.profile_records import GivenRecord
from data.profiles.values import bounded_text
from data.records import Registry, Source

WEB_PAGE = "web_page"
_TITLE_LENGTH, _PAGE_LENGTH, _NOTE_LENGTH, _URL_LENGTH = (1, 300), (0, 1000), (1, 1000), (1, 2000)


def source_kinds(registry: Registry) -> tuple[str, ...]:
    """The kinds of document a fact may be read in."""
    return (*(option.code for option in registry.document_types), WEB_PAGE)


@dataclass(frozen=True, slots=True)
class SourceReader:
    """Reads the source of one record after the other; a fault of a source that facts share is reported once."""

    kinds: tuple[str, ...]
    problems: ProblemList
    today: date

    def source(self, record: GivenRecord, *, with_note: bool) -> Source | None:
        """The source, with the note in its reference unless that says something else; None after a problem."""
        if record.cells.get("_undefined"):
            return None
        found = len(self.problems)
        kind, title = given_text(record.cells.get("source_kind")), self._text(record, "source_title", _TITLE_LENGTH)
        self._check_kind(record, kind, title)
        dated = None
        if given_text(record.cells.get("source_date")):
            dated = date_value(record.cells["source_date"], self._place(record, "source_date"), today=self.today)
        url = self._text(record, "source_url", _URL_LENGTH)
        if url and not url.lower().startswith(("https://", "http://")):
            self._place(record, "source_url").add("bad_url", url)
        note = note_text(record, self.problems) if with_note else ""
        page = bounded_text(record.cells.get("page"), record.place("page", self.problems), _PAGE_LENGTH)
        source = Source(kind, title, reference_text(page, note), url or None, dated)
        return source if len(self.problems) == found else None

    def _check_kind(self, record: GivenRecord, kind: str, title: str) -> None:
        place = self._place(record, "source_kind")
        if not kind or not title:
            self._place(record, "source_title" if kind else "source_kind").add("missing_source")
        elif kind == "run":
            place.add("run_as_source", kind)
        elif kind not in self.kinds:
            near = difflib.get_close_matches(kind, sorted(self.kinds), n=3) or sorted(self.kinds)
            place.add("unknown_source_kind", kind, allowed=", ".join(near))

    def _text(self, record: GivenRecord, column: str, length: tuple[int, int]) -> str:
        return bounded_text(record.cells.get(column), self._place(record, column), length)

    def _place(self, record: GivenRecord, column: str) -> Place:
        """Where a source is described: one that facts share by name has a place of its own."""
        name = given_text(record.cells.get("_source"))
        place = record.place(column, self.problems)
        return self.problems.at(place.row, f"sources.{name}") if name else place


def note_text(record: GivenRecord, problems: ProblemList) -> str:
    """The note of a record, "" where it has none."""
    return bounded_text(record.cells.get("note"), record.place("note", problems), _NOTE_LENGTH)


def reference_text(page: str, note: str) -> str | None:
    """Page and note as one reference, "12 | median 210 ms"; None when both are empty."""
    if not note:
        return page or None
    return f"{page} | {note}".lstrip()


def page_and_note(reference: str | None) -> tuple[str, str]:
    """The page and the note that `reference_text` joined."""
    page, _, note = (f" {reference}" if reference else "").partition(" | ")
    return page.strip(), note.strip()
