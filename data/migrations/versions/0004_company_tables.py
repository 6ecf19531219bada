"""Tables of the company's own: monthly accounts, cap table, revenue by customer."""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", data.tables.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", data.tables.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("company_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_company_table_startup_id"), ["startup_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("company_table", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_company_table_startup_id"))
    op.drop_table("company_table")
