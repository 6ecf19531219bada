"""What visitors have the worker try at once, and the signs by which worker and screens know of each other."""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_at", data.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", data.tables.UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", data.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["model.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.create_index("experiment_by_state", ["state", "kind"], unique=False)
    op.create_table(
        "sign_of_life",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", data.tables.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("sign_of_life")
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.drop_index("experiment_by_state")
    op.drop_table("experiment")
