"""A startup may be archived: kept with all that is known of it, and left out of what is looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a copied table would lose the triggers of the search index on SQLite.
    op.add_column("startup", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("startup", sa.Column("archived_by", sa.Text(), nullable=True))
    op.create_index("startup_by_archived_at", "startup", ["archived_at"])


def downgrade() -> None:
    op.drop_index("startup_by_archived_at", "startup")
    op.execute("ALTER TABLE startup DROP COLUMN archived_by")
    op.execute("ALTER TABLE startup DROP COLUMN archived_at")
