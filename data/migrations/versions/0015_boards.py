"""Models kept in order of what they scored, a row per board of a suite."""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_startup",
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("suites_hash", sa.Text(), nullable=False),
        sa.Column("kept_at", data.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_at", data.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("cost_usd", sa.Float(), nullable=True),
        sa.Column("cost_level", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("startup_id"),
    )
    op.create_index("board_startup_by_changed_at", "board_startup", ["changed_at"])
    op.create_table(
        "board_entry",
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("suite", sa.Text(), nullable=False),
        sa.Column("capability", sa.Text(), nullable=False),
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("suite_hash", sa.Text(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("standard_error", sa.Float(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("runs", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"]),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("model_id", "suite", "capability"),
    )
    op.create_index("ix_board_entry_startup_id", "board_entry", ["startup_id"])
    op.create_index("board_entry_by_points", "board_entry", ["suite", "capability", sa.text("points DESC"), "model_id"])
    op.create_index("run_by_end", "run", ["finished_at"])


def downgrade() -> None:
    op.drop_index("run_by_end", "run")
    op.drop_table("board_entry")
    op.drop_table("board_startup")
