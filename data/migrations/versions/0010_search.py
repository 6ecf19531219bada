"""What can be searched, an entry per startup, model, document and finding set aside: one text, whatever the database.

SQLite has no search by substring in plain tables, so the entries are copied into a full-text table by triggers. On
PostgreSQL they are a view, and trigram indexes stand on the tables below it where the extension is to be had.
A later migration that copies one of these tables on SQLite (`batch_alter_table`) takes its triggers along: make them
anew, or add columns in place.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KIND = 2**40
"""Entries are numbered by kind, then by row: one kind after the other in the order below."""
COLUMNS = {
    "startup": ("id", ("name", "slug"), ("summary_en", "summary_zh")),
    "model": ("startup_id", ("name",), ("location",)),
    "source": ("startup_id", ("title",), ("reference", "url")),
    "finding": ("startup_id", ("reason",), ("source",)),
}
"""By table: the column of the startup's key, those that are its names, and the others."""
NUMBERS = {table: place * KIND for place, table in enumerate(COLUMNS)}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _full_text_table()
    else:
        _view_with_indexes()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in COLUMNS:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER search_{table}_{event}")
        op.execute("DROP TABLE search_trigram")
        op.execute("DROP TABLE search_entry")
        return
    op.execute("DROP VIEW search_entry")
    for table in COLUMNS:
        op.execute(f"DROP INDEX IF EXISTS search_{table}")


def _text(table: str, row: str, character: str) -> str:
    """A name begins with one mark, every part ends with two others, so that a trigram begins at each of its letters."""
    _, names, others = COLUMNS[table]
    begin, end = f"{character}(2) || ", f" || {character}(3) || {character}(3)"
    parts = [f"{begin}{row}{name}{end}" for name in names]
    parts += [f"coalesce({row}{name}, ''){end}" for name in others]
    return " || ".join(parts)


def _full_text_table() -> None:
    op.execute("CREATE VIRTUAL TABLE search_entry USING fts5(startup_id UNINDEXED, text, tokenize = 'trigram')")
    op.execute("CREATE VIRTUAL TABLE search_trigram USING fts5vocab(search_entry, row)")
    for table, (owner, names, others) in COLUMNS.items():
        number = NUMBERS[table]
        into = "INSERT INTO search_entry (rowid, startup_id, text)"
        op.execute(f"{into} SELECT {number} + id, {owner}, {_text(table, '', 'char')} FROM {table} ORDER BY id")
        insert = f"{into} VALUES ({number} + new.id, new.{owner}, {_text(table, 'new.', 'char')});"
        delete = f"DELETE FROM search_entry WHERE rowid = {number} + old.id;"
        read = ", ".join((owner, *names, *others))
        events = {"insert": ("INSERT", insert), "update": (f"UPDATE OF {read}", f"{delete} {insert}")}
        for name, (event, step) in (events | {"delete": ("DELETE", delete)}).items():
            op.execute(f"CREATE TRIGGER search_{table}_{name} AFTER {event} ON {table} BEGIN {step} END")


def _view_with_indexes() -> None:
    entries = [
        f"SELECT {NUMBERS[table]} + id AS rowid, {owner} AS startup_id, {_text(table, '', 'chr')} AS text FROM {table}"
        for table, (owner, *_) in COLUMNS.items()
    ]
    op.execute(f"CREATE VIEW search_entry AS {' UNION ALL '.join(entries)}")
    if _has_trigrams(op.get_bind()):
        for table in COLUMNS:
            op.execute(f"CREATE INDEX search_{table} ON {table} USING gin (({_text(table, '', 'chr')}) gin_trgm_ops)")


def _has_trigrams(connection: sa.Connection) -> bool:
    """Whether the extension is there now; without it a search reads every row, and finds the same."""
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.DBAPIError:
        return False
    return True
