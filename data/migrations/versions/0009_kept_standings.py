"""Judgements kept per startup, and a version of each startup that every change of its evidence raises."""

import sqlalchemy as sa
from alembic import op

import data.tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OF_A_STARTUP = ("fact", "claim", "model", "finding", "company_table")
"""Tables whose rows are evidence of the startup in their column `startup_id`; a run is of its model's."""
EVENTS = (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))


def upgrade() -> None:
    op.add_column("startup", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE startup SET version = 1")
    _create_standing()
    if op.get_bind().dialect.name == "postgresql":
        _raise_on_postgresql()
    else:
        _raise_on_sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (*OF_A_STARTUP, "run"):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_{event}_raises_version" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP FUNCTION {table}_raises_version()")
    op.drop_table("standing")
    op.execute("ALTER TABLE startup DROP COLUMN version")


def _create_standing() -> None:
    points = [f"{axis}{end}" for axis in ("expectation", "risk") for end in ("", "_low", "_high")]
    op.create_table(
        "standing",
        sa.Column("startup_id", sa.Integer(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("rubric_hash", sa.Text(), nullable=False),
        sa.Column("evidence_hash", sa.Text(), nullable=False),
        sa.Column("judged_at", data.tables.UtcDateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in points),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("capped_by", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("open_gates", sa.JSON(), nullable=False),
        sa.Column("measured_share", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["startup_id"], ["startup.id"]),
        sa.PrimaryKeyConstraint("startup_id", "profile"),
    )
    op.create_index("standing_by_expectation", "standing", ["profile", "expectation", "startup_id"])
    op.create_index("standing_by_risk", "standing", ["profile", "risk", "startup_id"])
    op.create_index("standing_by_verdict", "standing", ["profile", "verdict", "expectation", "startup_id"])


def _raise_on_sqlite() -> None:
    raising = "UPDATE startup SET version = version + 1 WHERE id ="
    for table in OF_A_STARTUP:
        for event, row in EVENTS:
            op.execute(
                f"CREATE TRIGGER {table}_{event}_raises_version AFTER {event} ON {table} "
                f"BEGIN {raising} {row}.startup_id; END"
            )
    for event, row in EVENTS:
        op.execute(
            f"CREATE TRIGGER run_{event}_raises_version AFTER {event}{' OF finished_at' * (event == 'update')} ON run "
            f"BEGIN {raising} (SELECT startup_id FROM model WHERE model.id = {row}.model_id); END"
        )


def _raise_on_postgresql() -> None:
    """Once per statement, however many rows it wrote; runs row by row, since of them only the end counts."""
    begin = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE startup SET version = version + 1 WHERE id"
    for table in OF_A_STARTUP:
        op.execute(
            f"CREATE FUNCTION {table}_raises_version() {begin} IN (SELECT startup_id FROM changed); RETURN NULL; END $$"
        )
        for event, row in EVENTS:
            op.execute(
                f"CREATE TRIGGER {table}_{event}_raises_version AFTER {event} ON {table} "
                f"REFERENCING {row} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {table}_raises_version()"
            )
    op.execute(
        f"CREATE FUNCTION run_raises_version() {begin} = (SELECT startup_id FROM model WHERE model.id = "
        "CASE TG_OP WHEN 'DELETE' THEN OLD.model_id ELSE NEW.model_id END); RETURN NULL; END $$"
    )
    for event, _ in EVENTS:
        op.execute(
            f"CREATE TRIGGER run_{event}_raises_version AFTER {event}{' OF finished_at' * (event == 'update')} ON run "
            "FOR EACH ROW EXECUTE FUNCTION run_raises_version()"
        )
