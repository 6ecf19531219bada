"""The rest of a claim's protocol: chain of thought, majority vote, subset, and where it was stated."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {
    "chain_of_thought": sa.Boolean,
    "majority_of": sa.Integer,
    "subset": sa.Text,
    "stated_in": sa.Text,
}


def upgrade() -> None:
    with op.batch_alter_table("claim", schema=None) as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("claim", schema=None) as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)
