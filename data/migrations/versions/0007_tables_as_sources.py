"""A source names the company's own table it stands for; kept ones are found again by the digest they quote."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain SQL: on SQLite a column with a reference is added in place, while a copied table would lose its facts.
    op.execute("ALTER TABLE source ADD COLUMN table_id INTEGER REFERENCES company_table (id)")
    op.execute(
        "UPDATE source SET table_id = ("
        "SELECT max(kept.id) FROM company_table AS kept WHERE kept.startup_id = source.startup_id "
        "AND kept.kind = 'accounts' AND source.reference = 'sha256 ' || substr(kept.digest, 1, 12)"
        ") WHERE kind = 'management_accounts'"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE source DROP COLUMN table_id")
