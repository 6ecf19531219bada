"""Standings hold what lists show, sort and filter by; the database knows at once which startups wait to be judged."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBERS = ("moved", "headcount")
WORDS = ("ceiling", "funding_stage", "sector", "country")
INDEXES = {
    "standing_by_verdict": ("profile", "verdict", "expectation", "risk", "startup_id"),
    "standing_by_measured_share": ("profile", "measured_share", "startup_id"),
    "standing_by_moved": ("profile", "moved", "startup_id"),
    "standing_by_judged_at": ("profile", "judged_at", "startup_id"),
    "standing_by_rubric_hash": ("profile", "rubric_hash"),
    "standing_by_as_of": ("profile", "as_of"),
    "standing_by_funding_stage": ("profile", "funding_stage", "expectation", "startup_id"),
    "standing_by_sector": ("profile", "sector", "expectation", "startup_id"),
    "standing_by_country": ("profile", "country", "expectation", "startup_id"),
}
WAITING = "archived_at IS NULL AND version > judged_version"
HELD_BACK = "held_back AND expectation IS NOT NULL"


def upgrade() -> None:
    op.execute("DELETE FROM standing")
    op.add_column("startup", sa.Column("judged_version", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(
        "startup_waiting",
        "startup",
        ["archived_at", "id"],
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )
    op.create_index("startup_by_name", "startup", ["name", "id"])
    for name in NUMBERS:
        op.add_column("standing", sa.Column(name, sa.Float(), nullable=True))
    for name in WORDS:
        op.add_column("standing", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("standing", sa.Column("held_back", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("standing", sa.Column("moments", sa.LargeBinary(), nullable=True))
    op.add_column("standing", sa.Column("detail", sa.JSON(none_as_null=True), nullable=True))
    op.drop_index("standing_by_verdict", "standing")
    for name, columns in INDEXES.items():
        op.create_index(name, "standing", list(columns))
    where = sa.text(HELD_BACK)
    held = ["profile", "expectation", "startup_id"]
    op.create_index("standing_held_back", "standing", held, sqlite_where=where, postgresql_where=where)
    _create_open_finding()


def downgrade() -> None:
    op.drop_table("open_finding")
    for name in ("standing_held_back", *INDEXES):
        op.drop_index(name, "standing")
    op.create_index("standing_by_verdict", "standing", ["profile", "verdict", "expectation", "startup_id"])
    for name in ("detail", "moments", "held_back", *WORDS, *NUMBERS):
        op.drop_column("standing", name)
    op.drop_index("startup_by_name", "startup")
    op.drop_index("startup_waiting", "startup")
    op.drop_column("startup", "judged_version")


def _create_open_finding() -> None:
    op.create_table(
        "open_finding",
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("startup_id", "rule"),
    )
    op.create_index("open_finding_by_rule", "open_finding", ["rule", "startup_id"])
