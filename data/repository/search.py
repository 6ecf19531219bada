"""Searching all that is on record by words: startups, models, documents, findings set aside, notes, and the fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.records import Hit, HitKind, Startup
from data.registry import load_registry
from data.repository.search_entries import BEGIN, END, KIND, Entry, entries_with
from data.repository.startup_rows import startup_record
from data.tables import StartupRow

MOST_LETTERS = 120
"""What is read of the words looked for; no name comes near, and a pasted page is no search."""
_WINDOW = 50
"""Entries beside which those with every word in a name are brought forward."""
_LONGEST_TITLE = 120
_AROUND = 60
"""Letters of a snippet on either side of where the word begins."""
_NAMES: dict[HitKind, int] = {"startup": 2, "model": 1, "document": 1, "finding": 1, "note": 0, "field": 3}
_PARTS: dict[HitKind, tuple[str, ...]] = {
    "startup": ("name", "slug", "summary_en", "summary_zh"),
    "model": ("name", "location"),
    "document": ("title", "reference", "url"),
    "finding": ("reason", "source"),
    "note": ("text",),
    "field": ("label_en", "label_zh", "key", "definition_en", "definition_zh"),
}
"""The parts of an entry in the order of its text, names first; kinds in the order of the index, then the fields."""
_KINDS = tuple(_PARTS)


class _Found(NamedTuple):
    """What holds the words, before its startup is read."""

    kind: HitKind
    key: str
    startup_id: int | None
    parts: tuple[str, ...]


def search(session: Session, words: str, *, limit: int = 20, language: str = "en", archived: bool = False) -> list[Hit]:
    """What holds every word somewhere, in any case, exact names first, then names that begin so, then the rest.

    Within each, startups come before models, documents, findings, notes and fields; of the rest, those with every word
    in a name come forward among the first that are found. The words are data: no character of them has a meaning but
    the white space and control characters between them.

    Args:
        session: Of either database.
        words: In any language, of any length; what comes after `MOST_LETTERS` is not read.
        limit: How many at the most.
        language: In which a field's title is given, "en" or "zh".
        archived: Whether archived startups, and what is theirs, are found too.
    """
    whole = " ".join(words_in(words))
    asked = list(dict.fromkeys(whole.split()))
    if not asked:
        return []
    found: dict[tuple[HitKind, int | None, str], _Found] = {}
    for phrases in ([f"{BEGIN}{whole}{END}"], [f"{BEGIN}{whole}"], asked):
        stored = entries_with(session, phrases, most=max(limit, _WINDOW), archived=archived)
        for each in _by_name(stored, phrases):
            found.setdefault((each.kind, each.startup_id, each.parts[0]), each)
        if len(found) >= limit:
            break
    chosen = list(found.values())[:limit]
    owners = _startups(session, chosen)
    return [_hit(each, asked[0], owners, language) for each in chosen]


def words_in(text: str) -> list[str]:
    """The words between white space and control characters, of which the marks of the index are two."""
    cut = text[:MOST_LETTERS].encode("utf-8", "ignore").decode("utf-8")
    return "".join(letter if letter.isprintable() else " " for letter in cut).split()


def _by_name(stored: Sequence[Entry], phrases: Sequence[str]) -> list[_Found]:
    """The entries and the fields that hold the phrases, those with all of them in a name first."""
    folded = [phrase.casefold() for phrase in phrases]
    fields = [field for field, text in _fields() if all(phrase in text for phrase in folded)]
    return sorted([*map(_of_entry, stored), *fields], key=lambda each: not _is_named(each, folded))


def _of_entry(entry: Entry) -> _Found:
    kind, row = divmod(entry.number, KIND)
    parts = entry.text.replace(BEGIN, "").split(END * 2)
    return _Found(_KINDS[kind], str(row), entry.startup_id, tuple(parts[:-1]))


@lru_cache(maxsize=1)
def _fields() -> tuple[tuple[_Found, str], ...]:
    """Every field and question of the registry with its text as the index would hold it, folded."""
    found = []
    for key, field in load_registry().by_key.items():
        parts = (field.label_en, field.label_zh, key, field.definition_en, field.definition_zh)
        named = _NAMES["field"]
        marked = [f"{BEGIN * (place < named)}{part}{END * 2}" for place, part in enumerate(parts)]
        found.append((_Found("field", key, None, parts), "".join(marked).casefold()))
    return tuple(found)


def _is_named(found: _Found, phrases: Sequence[str]) -> bool:
    names = "\n".join(found.parts[: _NAMES[found.kind]]).casefold()
    return all(phrase.strip(BEGIN + END) in names for phrase in phrases)


def _startups(session: Session, found: Sequence[_Found]) -> dict[int | None, Startup]:
    keys = {each.startup_id for each in found if each.startup_id is not None}
    return {row.id: startup_record(row) for row in session.scalars(select(StartupRow).where(StartupRow.id.in_(keys)))}


def _hit(found: _Found, word: str, owners: dict[int | None, Startup], language: str) -> Hit:
    place, part = next(_places(found, word), (_PARTS[found.kind][0], found.parts[0]))
    owner = owners.get(found.startup_id)
    is_translated = found.kind == "field" and language == "zh"
    return Hit(
        kind=found.kind,
        title=_title(found.parts[1 if is_translated else 0]),
        place=place,
        snippet=_around(part, word),
        startup=owner,
        key=owner.slug if owner and found.kind == "startup" else found.key,
    )


def _places(found: _Found, word: str) -> Iterator[tuple[str, str]]:
    """The parts that hold the word, each with its name."""
    named = zip(_PARTS[found.kind], found.parts, strict=False)
    return ((name, part) for name, part in named if word.casefold() in part.casefold())


def _title(part: str) -> str:
    """The first line of a part, cut where it is long, as notes are."""
    line = part.partition("\n")[0]
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def _around(part: str, word: str) -> str:
    """The part itself, or what stands around the word in a long one."""
    at = max(part.casefold().find(word.casefold()), 0)
    start, end = max(at - _AROUND, 0), at + _AROUND
    shown = part[start:end]
    return f"{'…' if start else ''}{shown}{'…' if end < len(part) else ''}"
