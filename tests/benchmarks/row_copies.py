"""Copies of startups made inside the database: the rows of a pattern again, under keys of their own.

The n-th copy of a row has n times the number of keys that the patterns take up beside the key of the row it is of, so
that every reference between copied rows is known without looking anything up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session

from data.tables import (
    AssessmentRow,
    AuditRow,
    Base,
    BoardStartupRow,
    ClaimRow,
    FactRow,
    ModelRow,
    OpenFindingRow,
    RunRow,
    SampleRow,
    ScoreRow,
    SourceRow,
    StartupRow,
)
from tests.benchmarks.large_world import AT_ONCE

STRIDE = 4_096
"""Keys that the patterns take up at most in any table that is copied."""
_IN_ORDER: tuple[type[Base], ...] = (
    *(ModelRow, RunRow, SourceRow, FactRow, ClaimRow, ScoreRow, AssessmentRow, OpenFindingRow, BoardStartupRow),
)
_COPIES = Table(
    "world_copy",
    MetaData(),
    TableColumn("number", Integer, primary_key=True),
    TableColumn("pattern", Integer, index=True),
    TableColumn("startup_id", Integer),
    TableColumn("slug", Text),
    TableColumn("expectation", Float),
    TableColumn("risk", Float),
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One startup that is a copy of another, and how far its judgement is shifted.

    Attributes:
        number: From 1 on; keys of its rows follow from it.
        pattern: Key of the startup it is a copy of.
        startup_id: Its own key.
        slug: Its own.
        expectation: Points.
        risk: Points.
    """

    number: int
    pattern: int
    startup_id: int
    slug: str
    expectation: float
    risk: float

    def key_of(self, key: int) -> int:
        """The key of the copy of a row."""
        return self.number * STRIDE + key


def copies_written(session: Session, copies: Sequence[Copy]) -> None:
    """Copy what is known of each pattern but for its judgement and its boards' rows, which are not copied as they are.

    Raises:
        ValueError: the patterns take up more keys than copies leave between them.
    """
    if not copies:
        return
    _check_keys(session)
    connection = session.connection()
    _COPIES.create(connection)
    session.execute(insert(_COPIES), [asdict(each) for each in copies])
    for table in _IN_ORDER:
        session.execute(_copying(table))
    _copy_trail(session, copies)
    _COPIES.drop(connection)


def copied_rows(session: Session, table: type[Base]) -> list[dict[str, Any]]:
    """The rows of the patterns in a table that was not copied."""
    return [dict(row._mapping) for row in session.execute(select(table.__table__))]


def sampled_scores(session: Session, samples: int) -> None:
    """At least so many answers of models, the same number under each score of a task, where there is one."""
    scored = select(ScoreRow.run_id, ScoreRow.task).distinct()
    tasks = session.scalar(select(func.count()).select_from(scored.subquery())) or 0
    if not samples or not tasks:
        return
    items = select(literal(0).label("item")).cte("items", recursive=True)
    items = items.union_all(select(items.c.item + 1).where(items.c.item < -(-samples // tasks) - 1))
    each = scored.subquery()
    said: dict[str, Any] = {
        "document": {"question": "Which river runs through Tolm?"},
        "target": "Besk",
        "prompts": [["Which river", " Besk"]],
        "responses": [[-1.1, True]],
        "metrics": {"acc": 1.0},
    }
    columns = SampleRow.__table__.c
    values = [literal(value, type_=columns[name].type) for name, value in said.items()]
    rows = select(each.c.run_id, each.c.task, items.c.item, *values).join_from(each, items, true())
    rows = rows.order_by(each.c.run_id, each.c.task, items.c.item)
    session.execute(insert(SampleRow).from_select(["run_id", "task", "doc_id", *said], rows))


def continue_keys(session: Session) -> None:
    """Let PostgreSQL number on after the keys that were written here; SQLite does by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.c:
            newest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {newest}, false)"))


def _check_keys(session: Session) -> None:
    for table in _IN_ORDER:
        if "id" in table.__table__.c:
            newest = session.scalar(select(func.max(table.__table__.c.id))) or 0
            if newest >= STRIDE:
                raise ValueError(f"{table.__tablename__} has {newest} rows; patterns may take up {STRIDE - 1} keys")


def _copying(table: type[Base]) -> Any:
    rows = table.__table__
    copied = [_value(each).label(each.name) for each in rows.c]
    chosen = _of_patterns(table, select(*copied)).order_by(_COPIES.c.number)
    return insert(table).from_select([each.name for each in rows.c], chosen)


def _of_patterns(table: type[Base], query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The rows of each pattern beside each of its copies; a run is its model's, a score its run's."""
    if table is ScoreRow:
        joined = query.join(RunRow, RunRow.id == ScoreRow.run_id).join(ModelRow, ModelRow.id == RunRow.model_id)
        return joined.join(_COPIES, _COPIES.c.pattern == ModelRow.startup_id)
    if table is RunRow:
        joined = query.join(ModelRow, ModelRow.id == RunRow.model_id)
        return joined.join(_COPIES, _COPIES.c.pattern == ModelRow.startup_id)
    return query.join(_COPIES, _COPIES.c.pattern == table.__table__.c.startup_id)


def _value(own: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column of the copy: the same, but for its key, and the keys of other rows that it names."""
    name = str(own.key)
    if name == "startup_id":
        return _COPIES.c.startup_id
    if name == "run_key":
        return own + literal("-copy-") + _COPIES.c.number.cast(Text)
    return own + _COPIES.c.number * STRIDE if name == "id" or name.endswith("_id") else own


def _copy_trail(session: Session, copies: Sequence[Copy]) -> None:
    """The audit trail of each pattern under the slugs of its copies."""
    slugs = dict(session.execute(select(StartupRow.slug, StartupRow.id)).all())
    events: dict[int, list[dict[str, Any]]] = {}
    for row in copied_rows(session, AuditRow):
        slug, _, below = row.pop("entity_id").partition("/")
        del row["id"]
        if slug in slugs:
            events.setdefault(slugs[slug], []).append(row | {"below": f"/{below}" if below else ""})
    for start in range(0, len(copies), AT_ONCE):
        rows = [
            {name: value for name, value in event.items() if name != "below"}
            | {"entity_id": each.slug + event["below"]}
            for each in copies[start : start + AT_ONCE]
            for event in events.get(each.pattern, ())
        ]
        session.execute(insert(AuditRow), rows)
