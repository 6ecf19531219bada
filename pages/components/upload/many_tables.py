"""Tables of the section on many startups: what each column was taken for, and what would change of whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from data.bulk import IGNORED, ColumnMapping, StartupChange
from data.records import Option, Registry
from pages.components.fact_text import value_text
from pages.components.language import language, text
from pages.components.rows import Cell, Row, View, table, words


def target_name(target: str, targets: Mapping[str, Option]) -> str:
    """What a column is taken for, in the reader's language."""
    if target == IGNORED:
        return text("upload.many.ignored")
    return targets[target].label(language()) if target in targets else target


def column_table(headers: Sequence[str], mapping: ColumnMapping, targets: Mapping[str, Option]) -> View:
    """A row per column of the file: its header, and the field it is taken for."""
    columns = [Cell([words(text(f"upload.many.{name}"))]) for name in ("column", "field")]
    rows = [Row([Cell([words(header, "strong")]), _meaning(header, mapping, targets)], rule=True) for header in headers]
    return table(columns, rows, label=text("upload.many.understood"))


def startup_frame(changes: Sequence[StartupChange]) -> pd.DataFrame:
    """A row per startup with how many entries are new, changed and known."""
    return pd.DataFrame(
        [
            {
                text("upload.many.startup"): change.name,
                text("upload.many.is_new"): text("fact.yes" if change.is_new else "fact.no"),
                text("upload.many.added"): change.added,
                text("upload.many.changed"): change.changed,
                text("upload.many.unchanged"): change.unchanged,
            }
            for change in changes
        ]
    )


def entry_frame(changes: Sequence[StartupChange], registry: Registry, limit: int) -> pd.DataFrame:
    """The first entries that are new, with what is on record of their days."""
    entries = [(change.name, entry) for change in changes for entry in change.entries][:limit]
    return pd.DataFrame(
        [
            {
                text("upload.many.startup"): name,
                text("upload.changes.field"): registry.by_key[entry.field].label(language()),
                text("upload.changes.as_of"): entry.as_of.isoformat(),
                text("upload.changes.old"): ""
                if entry.old is None
                else value_text(entry.old, registry.by_key[entry.field]),
                text("upload.changes.new"): value_text(entry.new, registry.by_key[entry.field]),
            }
            for name, entry in entries
        ]
    )


def _meaning(header: str, mapping: ColumnMapping, targets: Mapping[str, Option]) -> Cell:
    target = mapping.columns.get(header)
    if target is None:
        return Cell([words(text("upload.many.open"), "attention")])
    return Cell([words(target_name(target, targets), "mute" if target == IGNORED else "")])
