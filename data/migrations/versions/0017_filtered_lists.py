"""Lists by expectation are filtered within their index: it holds what they are filtered by."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX, ORDERED = "standing_by_expectation", ["profile", "expectation", "startup_id"]
FILTERED = ["headcount", "measured_share", "verdict", "funding_stage", "sector", "country"]


def upgrade() -> None:
    op.drop_index(INDEX, "standing")
    op.create_index(INDEX, "standing", [*ORDERED, *FILTERED])


def downgrade() -> None:
    op.drop_index(INDEX, "standing")
    op.create_index(INDEX, "standing", ORDERED)
