"""The entries that hold given phrases, in one order on both databases; a phrase is data, whatever is in it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Select, bindparam, column, exists, select, table, text
from sqlalchemy.orm import Session

from data.tables import StartupRow

BEGIN, END = "\x02", "\x03"
"""Marks in an entry's text: one before each name, two after every part."""
KIND = 2**40
"""Entries are numbered by kind, then by row: startups, models, documents and findings."""
_TRIGRAM = 3
_GLANCE = 1_000
"""Entries looked through for a phrase too short for the index before its trigrams are looked up."""
_ENTRY = table("search_entry", column("rowid"), column("startup_id"), column("text"))
_TERM = table("search_trigram", column("term")).c.term
_Entries: TypeAlias = Select[*tuple[Any, ...]]


class Entry(NamedTuple):
    """A row of the index: its number says kind and row, its text holds the parts with their marks."""

    number: int
    startup_id: int
    text: str


def entries_with(session: Session, phrases: Sequence[str], *, most: int, archived: bool) -> list[Entry]:
    """The first entries that hold every phrase in any case, oldest first within each kind.

    Startups come before models, documents, findings and notes.

    Args:
        session: Of either database.
        phrases: Words, or beginnings and whole names with their marks; without other control characters.
        most: How many at the most.
        archived: Whether those of archived startups are among them.
    """
    all_of_them = _entries(archived)
    if session.get_bind().dialect.name != "sqlite":
        patterns = [f"%{pattern_of(phrase)}%" for phrase in phrases]
        return _read(session, all_of_them.where(*(_ENTRY.c.text.ilike(pattern) for pattern in patterns)), most)
    whole = [_quoted(phrase) for phrase in phrases if len(phrase) >= _TRIGRAM]
    short = [phrase for phrase in phrases if len(phrase) < _TRIGRAM]
    if not short:
        return _read(session, _matching(all_of_them, whole), most)
    first = _read(session, _matching(all_of_them, whole), _GLANCE)
    found = [entry for entry in first if all(phrase.casefold() in entry.text.casefold() for phrase in short)]
    if len(found) >= most or len(first) < _GLANCE:
        return found[:most]
    for phrase in short:
        if not (terms := _trigrams(session, phrase)):
            return []
        whole.append(terms)
    return _read(session, _matching(all_of_them, whole), most)


def is_indexed(session: Session, phrase: str) -> bool:
    """Whether the index tells fast which entries hold the phrase: on SQLite, and with three letters or more."""
    return len(phrase) >= _TRIGRAM and session.get_bind().dialect.name == "sqlite"


def rows_with(phrase: str, place: int) -> Select[int]:
    """The keys of the rows of one kind whose entries hold a phrase that is indexed.

    Args:
        phrase: As for `entries_with`.
        place: Of the kind in the order of the index: 0 for startups, 1 for models.
    """
    number, before = _ENTRY.c.rowid, place * KIND
    of_its_kind = select(number - before).where(number.between(before + 1, before + KIND - 1))
    return _matching(of_its_kind, [_quoted(phrase)])


def pattern_of(word: str) -> str:
    """The word as a pattern that matches it alone, to be read with a backslash as its escape."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _entries(archived: bool) -> _Entries:
    every = select(_ENTRY.c.rowid, _ENTRY.c.startup_id, _ENTRY.c.text)
    # By one look at the startup per entry: SQLite would make a list of all those in use, were it asked for one.
    in_use = exists().where(StartupRow.id == _ENTRY.c.startup_id, StartupRow.archived_at.is_(None))
    return every if archived else every.where(in_use)


def _read(session: Session, query: _Entries, most: int) -> list[Entry]:
    return [Entry(*row) for row in session.execute(query.order_by(_ENTRY.c.rowid).limit(most))]


def _matching(entries: _Entries, expressions: Sequence[str]) -> _Entries:
    if not expressions:
        return entries
    return entries.where(
        text("search_entry MATCH :expression").bindparams(
            bindparam("expression", " AND ".join(expressions), unique=True)
        )
    )


def _trigrams(session: Session, phrase: str) -> str:
    """An expression for all trigrams in the index that begin with a phrase of one or two letters, "" if none does."""
    found: set[str] = set()
    for letters in product(*(_cases(letter) for letter in phrase)):
        begin = "".join(letters)
        # No letter comes after the last code point, which stands for nothing.
        found |= set(session.scalars(select(_TERM).where(_TERM >= begin, _TERM <= begin + chr(0x10FFFF) * 2)))
    return f"({' OR '.join(map(_quoted, sorted(found)))})" if found else ""


def _cases(letter: str) -> set[str]:
    """The letter as the index may hold it, which folds some, such as the micro sign, to another letter's case."""
    folded = letter.casefold()
    return {letter, letter.lower()[0], *(folded if len(folded) == 1 else ())}


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', '""') + '"'
