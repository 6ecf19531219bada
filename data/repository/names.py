"""Startups and models looked up by part of a name: a few of them, however many there are; archived ones never."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data.records import ModelRecord, Startup
from data.repository.search import words_in
from data.repository.search_entries import BEGIN, END, is_indexed, pattern_of, rows_with
from data.repository.startup_rows import startup_record
from data.repository.startups import model_record
from data.tables import ModelRow, StartupRow

Name: TypeAlias = InstrumentedAttribute[str]
_STARTUP_NAMES: tuple[Name, ...] = (StartupRow.name, StartupRow.slug)
_OWNER, _OTHER = aliased(StartupRow), aliased(ModelRow)
_STARTUPS = select(StartupRow).where(StartupRow.archived_at.is_(None)).order_by(StartupRow.id)
# By one look at the startup per model: SQLite would go through all those in use, were they joined.
_OWNED = exists().where(_OWNER.id == ModelRow.startup_id, _OWNER.archived_at.is_(None))
_MODELS = select(ModelRow).join(StartupRow).where(_OWNED).order_by(ModelRow.id)


class OwnedModel(NamedTuple):
    """A model with the startup that handed it over."""

    model: ModelRecord
    startup: Startup


def startup_count(session: Session, *, most: int) -> int:
    """How many startups are in use, `most` if it is that many or more; no more are looked at."""
    return _count(session, _STARTUPS.with_only_columns(StartupRow.id), most)


def model_count(session: Session, *, most: int) -> int:
    """How many models there are of startups in use, `most` if it is that many or more; no more are looked at."""
    return _count(session, _MODELS.with_only_columns(ModelRow.id), most)


def startups_named(session: Session, words: str, *, limit: int) -> list[Startup]:
    """The startups whose name, or slug, holds every word in any case; without a word, all of them.

    Those called exactly so come first, then those whose name begins so; of each, the first on record.

    Args:
        session: Of either database.
        words: In any language; what comes after `MOST_LETTERS` is not read.
        limit: How many at the most.
    """
    asked = words_in(words)
    whole, found = " ".join(asked), dict[int, StartupRow]()
    # One letter begins too many names to come first.
    anchored = [[f"{BEGIN}{whole}{END}"], [f"{BEGIN}{whole}"]] if len(whole) > 1 else []
    for phrases in (*anchored, asked):
        held = [_is_held(session, phrase, _STARTUP_NAMES, _startups_with) for phrase in phrases]
        for row in session.scalars(_STARTUPS.where(*held).limit(limit)):
            found.setdefault(row.id, row)
        if len(found) >= limit:
            break
    return [startup_record(row) for row in list(found.values())[:limit]]


def with_name(session: Session, words: str) -> list[ColumnElement[bool]]:
    """Conditions on `StartupRow` that its name, or slug, holds every word in any case; none without a word."""
    return [_is_held(session, word, _STARTUP_NAMES, _startups_with) for word in words_in(words)]


def models_named(session: Session, words: str, *, limit: int) -> list[OwnedModel]:
    """The models of which each word stands in their own name or in their startup's, the first on record first."""
    held = [_is_held(session, word, (ModelRow.name, *_STARTUP_NAMES), _models_with) for word in words_in(words)]
    return [_owned(row) for row in session.scalars(_MODELS.where(*held).limit(limit))]


def startups_in_use(session: Session, slugs: Collection[str]) -> dict[str, Startup]:
    """The startups of these slugs that are in use, by slug."""
    # Told here: asked for those in use, SQLite would go through all of them instead of by the slugs.
    named = session.scalars(select(StartupRow).where(StartupRow.slug.in_(slugs))) if slugs else ()
    return {row.slug: startup_record(row) for row in named if row.archived_at is None}


def model_in_use(session: Session, model_id: int) -> OwnedModel | None:
    """The model of that key with its startup, None if there is none or the startup is archived."""
    row = session.scalar(_MODELS.where(ModelRow.id == model_id))
    return None if row is None else _owned(row)


def _count(session: Session, keys: Select[int], most: int) -> int:
    return session.scalar(select(func.count()).select_from(keys.limit(most).subquery())) or 0


def _owned(row: ModelRow) -> OwnedModel:
    return OwnedModel(model_record(row), startup_record(row.startup))


def _is_held(
    session: Session, phrase: str, names: Sequence[Name], rows_of: Callable[[str], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """That one of the names holds the phrase; where there is an index, of more than names, it is asked before."""
    word, indexed = pattern_of(phrase.strip(BEGIN + END)), is_indexed(session, phrase)
    if indexed:
        # SQLite knows the cases of ASCII alone, the index those of all letters.
        word = "".join(letter if letter.isascii() or letter.lower() == letter.upper() else "_" for letter in word)
    pattern = f"{'%' * (not phrase.startswith(BEGIN))}{word}{'%' * (not phrase.endswith(END))}"
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    named = or_(*((name.like if is_sqlite else name.ilike)(pattern, escape="\\") for name in names))
    return and_(rows_of(phrase), named) if indexed else named


def _startups_with(phrase: str) -> ColumnElement[bool]:
    return StartupRow.id.in_(rows_with(phrase, 0))


def _models_with(phrase: str) -> ColumnElement[bool]:
    of_startups = select(_OTHER.id).where(_OTHER.startup_id.in_(rows_with(phrase, 0)))
    return ModelRow.id.in_(union(rows_with(phrase, 1), of_startups))
