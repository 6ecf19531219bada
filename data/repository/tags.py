"""Tags of startups: one spelling for all, whatever the case in which they are entered."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.records import InvalidInput, NotFound, TagCount
from data.repository.audit import record_event
from data.repository.entered_text import one_line
from data.repository.startup_rows import hold_startup, startup_row
from data.tables import StartupRow, StartupTagRow, TagRow

LONGEST_TAG = 40
_QUIETLY = {"synchronize_session": False}


def tag_key(tag: str) -> str:
    """The tag in the one form by which spellings are compared: width, case, spaces and unseen marks do not count."""
    folded = unicodedata.normalize("NFKC", tag).casefold()
    seen = "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def add_tag(session: Session, slug: str, tag: str, *, actor: str) -> str:
    """The tag as it is written, which the startup has now; one known in another spelling keeps that.

    Raises:
        InvalidInput: if it is empty or too long.
        NotFound: if there is no such startup.
    """
    label = _label(tag)
    hold_startup(session, slug)
    startup = startup_row(session, slug)
    row = _tag_row(session, label)
    if session.get(StartupTagRow, (startup.id, row.id)) is None:
        session.add(StartupTagRow(startup_id=startup.id, tag_id=row.id))
        session.flush()
        record_event(
            session, actor=actor, action="add", entity="tag", entity_id=f"{slug}/{row.label}", after={"tag": row.label}
        )
    return row.label


def remove_tag(session: Session, slug: str, tag: str, *, actor: str) -> None:
    """Take a tag from a startup.

    Raises:
        NotFound: if it has no such tag, or there is no such startup.
    """
    hold_startup(session, slug)
    startup = startup_row(session, slug)
    row = session.scalar(select(TagRow).where(TagRow.key == tag_key(tag)))
    link = None if row is None else session.get(StartupTagRow, (startup.id, row.id))
    if row is None or link is None:
        raise NotFound(f"{slug!r} has no tag {tag!r}; it has {', '.join(tags_of(session, [slug])[slug]) or 'none'}")
    session.delete(link)
    session.flush()
    record_event(
        session, actor=actor, action="remove", entity="tag", entity_id=f"{slug}/{row.label}", before={"tag": row.label}
    )


def rename_tag(session: Session, tag: str, to: str, *, actor: str) -> int:
    """How many startups have the tag under its new name; one that is there already takes them in.

    Raises:
        InvalidInput: if the new name is empty or too long.
        NotFound: if there is no such tag.
    """
    label = _label(to)
    chosen = TagRow.key == tag_key(tag)
    # A change that changes nothing takes the lock on both databases.
    session.execute(update(TagRow).where(chosen).values(key=TagRow.key), execution_options=_QUIETLY)
    row = session.scalar(select(TagRow).where(chosen))
    if row is None:
        raise NotFound(f"No startup has the tag {tag!r}")
    former, other = row.label, session.scalar(select(TagRow).where(TagRow.key == tag_key(label)))
    if other is None or other is row:
        row.key, row.label = tag_key(label), label
        count = session.scalar(select(func.count()).where(StartupTagRow.tag_id == row.id)) or 0
    else:
        count, label = _merged(session, row, other), other.label
    session.flush()
    record_event(
        session, actor=actor, action="rename", entity="tag", entity_id=label, before={"tag": former},
        after={"tag": label, "startups": count},
    )  # fmt: skip
    return count


def tags_of(session: Session, slugs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The tags of each startup, by name; an empty tuple for one without."""
    query = (
        select(StartupRow.slug, TagRow.label)
        .join(StartupTagRow, StartupTagRow.startup_id == StartupRow.id)
        .join(TagRow, TagRow.id == StartupTagRow.tag_id)
        .where(StartupRow.slug.in_(slugs))
        .order_by(TagRow.key)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for slug, label in session.execute(query):
        found[slug].append(label)
    return {slug: tuple(found[slug]) for slug in slugs}


def tag_counts(session: Session) -> list[TagCount]:
    """Every tag that a startup has, archived ones included, the most frequent first."""
    counted = select(StartupTagRow.tag_id, func.count().label("startups")).group_by(StartupTagRow.tag_id).subquery()
    query = select(TagRow.label, counted.c.startups).join(counted, counted.c.tag_id == TagRow.id)
    return [TagCount(*row) for row in session.execute(query.order_by(counted.c.startups.desc(), TagRow.key))]


def _label(tag: str) -> str:
    label = one_line(tag, "tag", LONGEST_TAG)
    if not tag_key(label):
        raise InvalidInput(f"tag: got {tag!r}, expected 1 to {LONGEST_TAG} letters")
    return label


def _tag_row(session: Session, label: str) -> TagRow:
    key = tag_key(label)
    row = session.scalar(select(TagRow).where(TagRow.key == key))
    if row is None:
        try:
            with session.begin_nested():
                session.add(TagRow(key=key, label=label))
        except IntegrityError:  # somebody else made it meanwhile
            pass
        row = session.scalars(select(TagRow).where(TagRow.key == key)).one()
    return row


def _merged(session: Session, row: TagRow, other: TagRow) -> int:
    """Hand the startups of one tag over to another, and delete it; how many they are together."""
    both = select(StartupTagRow.startup_id).where(StartupTagRow.tag_id == other.id)
    of_row = StartupTagRow.tag_id == row.id
    session.execute(delete(StartupTagRow).where(of_row, StartupTagRow.startup_id.in_(both)), execution_options=_QUIETLY)
    session.execute(update(StartupTagRow).where(of_row).values(tag_id=other.id), execution_options=_QUIETLY)
    session.delete(row)
    return session.scalar(select(func.count()).where(StartupTagRow.tag_id == other.id)) or 0
