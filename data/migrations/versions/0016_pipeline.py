"""What a fund does with startups: status with its moves, owner, last contact, tags, notes, saved views."""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = data.tables.UtcDateTime(timezone=True)
NOTES = 4 * 2**40
"""Where the notes begin among the entries of the search, after the kinds of the first four tables."""


def upgrade() -> None:
    _pipeline()
    _tags()
    _notes()
    _views()
    op.create_index("startup_by_created_at", "startup", ["archived_at", "created_at", "id"])
    if op.get_bind().dialect.name == "sqlite":
        _triggers()
    else:
        _view_with_notes()


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DELETE FROM search_entry WHERE rowid >= {NOTES}")
    else:
        op.execute("DROP VIEW search_entry")
        op.execute("ALTER VIEW search_entry_of_evidence RENAME TO search_entry")
    op.drop_index("startup_by_created_at", "startup")
    for table in ("saved_view", "note", "startup_tag", "tag", "pipeline_move", "pipeline"):
        op.drop_table(table)


def _pipeline() -> None:
    op.create_table(
        "pipeline",
        sa.Column("startup_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("last_contact", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("active_on", sa.Date(), nullable=False),
        sa.Column("quiet_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("startup_id"),
    )
    op.create_index("pipeline_by_status", "pipeline", ["status", "active_on", "startup_id"])
    op.create_index("pipeline_by_owner", "pipeline", ["owner", "startup_id"])
    op.create_index("pipeline_by_contact", "pipeline", ["last_contact", "startup_id"])
    op.create_index("pipeline_by_quiet_since", "pipeline", ["quiet_since", "startup_id"])
    op.create_table(
        "pipeline_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=False),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("from_outcome", sa.Text(), nullable=True),
        sa.Column("moved_by", sa.Text(), nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("pipeline_move_by_startup", "pipeline_move", ["startup_id", "id"])
    op.create_index("pipeline_move_by_statuses", "pipeline_move", ["from_status", "to_status", "days"])


def _tags() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "startup_tag",
        sa.Column("startup_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"]),
        sa.PrimaryKeyConstraint("startup_id", "tag_id"),
    )
    op.create_index("startup_tag_by_tag", "startup_tag", ["tag_id", "startup_id"])


def _notes() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("note_by_startup", "note", ["startup_id", "id"])


def _views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )


def _triggers() -> None:
    """A note is found by its text until it is withdrawn."""
    entry = f"SELECT {NOTES} + new.id, new.startup_id, new.text || char(3) || char(3) WHERE new.withdrawn_at IS NULL"
    insert = f"INSERT INTO search_entry (rowid, startup_id, text) {entry};"
    delete = f"DELETE FROM search_entry WHERE rowid = {NOTES} + old.id;"
    steps = {
        "insert": ("INSERT", insert),
        "update": ("UPDATE OF startup_id, text, withdrawn_at", f"{delete} {insert}"),
        "delete": ("DELETE", delete),
    }
    for name, (event, step) in steps.items():
        op.execute(f"CREATE TRIGGER search_note_{name} AFTER {event} ON note BEGIN {step} END")


def _view_with_notes() -> None:
    text = "text || chr(3) || chr(3)"
    op.execute("ALTER VIEW search_entry RENAME TO search_entry_of_evidence")
    op.execute(
        "CREATE VIEW search_entry AS SELECT rowid, startup_id, text FROM search_entry_of_evidence UNION ALL "
        f"SELECT {NOTES} + id, startup_id, {text} FROM note WHERE withdrawn_at IS NULL"
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")):
        op.execute(f"CREATE INDEX search_note ON note USING gin (({text}) gin_trgm_ops) WHERE withdrawn_at IS NULL")
