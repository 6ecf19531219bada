"""Indexes for what a screen looks up among many: a run's facts, a startup's trail, a startup by part of its name."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAMES = ("name", "slug")


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    of_a_run = sa.text("run_id IS NOT NULL")
    op.create_index("source_by_run", "source", ["run_id"], sqlite_where=of_a_run, postgresql_where=of_a_run)
    # By bytes: a range between two beginnings means nothing in the order of a language.
    by_bytes = 'entity_id COLLATE "C"' if postgresql else "entity_id"
    op.execute(f"CREATE INDEX audit_by_entity_id ON audit_event ({by_bytes})")
    if postgresql and op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")):
        for name in NAMES:
            op.execute(f"CREATE INDEX startup_by_part_of_{name} ON startup USING gin ({name} gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in NAMES:
            op.execute(f"DROP INDEX IF EXISTS startup_by_part_of_{name}")
    op.drop_index("audit_by_entity_id", "audit_event")
    op.drop_index("source_by_run", "source")
