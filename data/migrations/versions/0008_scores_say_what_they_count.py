"""Scores say whether they count items, in how many clusters, and BLEU-like claims stand on the metric's own scale."""

from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = {"counts": sa.Boolean, "clusters": sa.Integer, "effective_items": sa.Float}
UP_TO_A_HUNDRED = ("bleu", "chrf", "chrf++", "sacrebleu")

SCORE = sa.table("score", *map(sa.column, ("id", "run_id", "task", "metric", "filter", "value", "counts")))
SAMPLE = sa.table("sample_result", sa.column("run_id"), sa.column("task"), sa.column("metrics", sa.JSON))
CLAIM = sa.table("claim", sa.column("metric"), sa.column("value"))
FACT = sa.table("fact", sa.column("id"), sa.column("key"), sa.column("value", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    with op.batch_alter_table("score", schema=None) as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.add_column(sa.Column(name, kind(), nullable=True))
    _count_from_kept_answers(op.get_bind())
    _put_claims_on_their_scale(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("score", schema=None) as batch_op:
        for name in reversed(COLUMNS):
            batch_op.drop_column(name)


def _count_from_kept_answers(connection: sa.Connection) -> None:
    """Where the answers were kept, they say whether a score is a share of right items; elsewhere it stays unknown."""
    scores = connection.execute(sa.select(SCORE).order_by(SCORE.c.run_id, SCORE.c.task)).all()
    for (run, task), group in groupby(scores, key=lambda score: (score.run_id, score.task)):
        kept = sa.select(SAMPLE.c.metrics).where(SAMPLE.c.run_id == run, SAMPLE.c.task == task)
        items = list(connection.scalars(kept))
        for score in group:
            values = [item[name] for item in items for name in _names(score) if name in item]
            if values:
                share = set(values) <= {0, 1} and abs(sum(values) / len(values) - score.value) < 1e-9
                connection.execute(sa.update(SCORE).where(SCORE.c.id == score.id).values(counts=share))


def _names(score: sa.Row[Any]) -> tuple[str, str]:
    return score.metric, f"{score.metric},{score.filter}"


def _put_claims_on_their_scale(connection: sa.Connection) -> None:
    """A form once divided every claimed score by a hundred; no BLEU or chrF of 1 or less was meant as such."""
    fractions = CLAIM.c.metric.in_(UP_TO_A_HUNDRED) & (CLAIM.c.value <= 1)
    connection.execute(sa.update(CLAIM).where(fractions).values(value=100 * CLAIM.c.value))
    lists = sa.select(FACT).where(FACT.c.key == "claimed_benchmark_scores", FACT.c.value.is_not(None))
    for fact in connection.execute(lists).all():
        mended = [_on_its_scale(item) for item in fact.value]
        if mended != fact.value:
            connection.execute(sa.update(FACT).where(FACT.c.id == fact.id).values(value=mended))


def _on_its_scale(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("metric") not in UP_TO_A_HUNDRED or item["value"] > 1:
        return item
    return item | {"value": round(100 * item["value"], 8)}
