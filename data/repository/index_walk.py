"""The different values of an indexed column, by one look into the index for each, however many rows hold it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def values_in(
    session: Session, column: InstrumentedAttribute[Any], *where: ColumnElement[bool], most: int
) -> list[Any]:
    """The first values in their order, without NULL.

    Args:
        session: To read in.
        column: That an index begins with, or goes on with after columns that `where` fixes.
        where: Which rows count.
        most: How many values at the most.
    """
    smallest = select(func.min(column).label("value")).where(*where)
    walk = smallest.cte("walk", recursive=True)
    following = select(func.min(column)).where(column > walk.c.value, *where).scalar_subquery()
    walk = walk.union_all(select(following).where(walk.c.value.is_not(None)))
    query = select(walk.c.value).where(walk.c.value.is_not(None)).limit(most)
    return list(session.scalars(query))
