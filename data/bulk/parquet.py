"""Parquet as table rows: read some hundred rows at a time and measured while it unpacks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pyarrow
from pyarrow import parquet

from data.intake.columns import Layout, TableRow, column_names, read_row
from data.intake.limits import MEGABYTE
from data.intake.problems import Place, ProblemList

_ROWS_AT_ONCE = 500
_AS_THEY_ARE = (str, int, float, bool, date, list, dict)


def parquet_rows(content: bytes, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    """The rows, numbered from 1, or None when the file cannot be read as Parquet or is too large."""
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > layout.bounds.rows:
            problems.add("too_many_rows", limit=layout.bounds.rows)
            return None
        names = column_names(file.schema_arrow.names, layout, problems.at(None, None))
        return None if names is None else _rows(file, layout.bounds.unpacked_megabytes, problems)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        problems.add("broken_parquet", reason=next(iter(str(error).splitlines()), type(error).__name__))
        return None


def _rows(file: parquet.ParquetFile, megabytes: int, problems: ProblemList) -> list[TableRow] | None:
    rows: list[TableRow] = []
    unpacked = 0
    for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, use_threads=False):
        columns = [_spelled_out(column) for column in batch.columns]
        unpacked += sum(column.nbytes for column in columns)
        if unpacked > megabytes * MEGABYTE:
            problems.add("unpacks_too_large", megabytes=unpacked / MEGABYTE, limit=megabytes)
            return None
        given = pyarrow.RecordBatch.from_arrays(columns, names=batch.schema.names).to_pylist()
        rows += [_row(cells, len(rows) + place, problems) for place, cells in enumerate(given, start=1)]
    return rows


def _spelled_out(column: pyarrow.Array) -> pyarrow.Array:
    """The column with every value in its row; kept once for many rows, a text would be measured once only."""
    return column.dictionary_decode() if isinstance(column, pyarrow.DictionaryArray) else column


def _row(cells: Mapping[str, object], number: int, problems: ProblemList) -> TableRow:
    return read_row(cells, {}, number, about=None, read=_value, problems=problems)


def _value(cell: object, place: Place) -> object:  # noqa: ARG001
    """The cell as the readers of values know it: what is neither text, number nor date as text."""
    if isinstance(cell, Decimal):
        return str(cell)
    return cell if cell is None or isinstance(cell, _AS_THEY_ARE) else str(cell)
