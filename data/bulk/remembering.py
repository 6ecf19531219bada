"""The mapping of a table's columns as it was used last for the same header."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.bulk.mapping import ColumnMapping, header_signature, mapping_of
from data.bulk.reading import GivenTable
from data.records import Registry
from data.repository import remember_mapping, remembered_mapping


def used_mapping(
    session: Session, table: GivenTable, registry: Registry, told: ColumnMapping | None = None
) -> ColumnMapping:
    """The mapping told, else the one remembered for this header, else what key and label say."""
    kept = remembered_mapping(session, header_signature(table.headers)) if told is None else None
    return mapping_of(table.headers, registry, told if kept is None else ColumnMapping(**kept))


def keep_mapping(session: Session, table: GivenTable, mapping: ColumnMapping, *, actor: str) -> None:
    """Remember the mapping for the next table with this header."""
    parts = {"columns": mapping.columns, "constants": mapping.constants}
    remember_mapping(session, header_signature(table.headers), parts, actor=actor)
