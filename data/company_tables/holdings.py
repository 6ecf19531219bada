"""Who holds which shares: a cap table from CSV, XLSX or YAML; a blank template; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from data.company_tables.columns import Column, TableReading, TableRow, Value
from data.company_tables.reading import Found, decoded, table_rows
from data.company_tables.templates import blank_csv, blank_workbook
from data.company_tables.values import typed_rows
from data.profiles.documents import Document, read_yaml
from data.profiles.messages import ProblemList
from data.profiles.profile_records import Language

PARTICIPATIONS = ("common", "non_participating", "participating")
HOLDING_COLUMNS: tuple[Column, ...] = (
    Column("holder", "text", "Who holds the shares", "持有人", required=True),
    Column("shares", "number", "Number of shares, options included", "持股数（含期权）", required=True, minimum=0),
    Column(
        "participation",
        "code",
        "How they share in an exit; common if empty",
        "退出时的分配方式；留空为普通股",
        codes=PARTICIPATIONS,
    ),
    Column(
        "preference_usd", "number", "Amount paid first, USD; empty for none", "优先清算额，美元；无则留空", minimum=0
    ),
    Column("seniority", "number", "Rank of the preference: higher is paid first", "优先顺位：数值大者先付", minimum=0),
)


def read_holdings(content: bytes, filename: str, *, language: Language = "en") -> TableReading:
    """The holdings, or every problem of the file.

    Args:
        content: The file's bytes.
        filename: Its ending, .csv, .xlsx, .yaml or .yml, decides the format; YAML needs a list `holdings`.
        language: Language of the problems' messages.
    """
    found = Found(ProblemList(language))
    ending = Path(filename).suffix.lower()
    if ending in {".yaml", ".yml"}:
        rows = _yaml_rows(content, found)
    elif ending in {".csv", ".xlsx"}:
        rows = table_rows(content, filename, HOLDING_COLUMNS, found)
    else:
        rows = []
        found.add("format", value=filename, allowed=".yaml, .yml, .csv, .xlsx")
    values = typed_rows(rows, HOLDING_COLUMNS, found)
    if not rows and not len(found):
        found.add("no_rows")
    _check_holdings(rows, values, found)
    return TableReading((), found.problems) if len(found) else TableReading(tuple(values))


def holdings_template(file_format: Literal["csv", "xlsx"]) -> bytes:
    """A table to fill in, with the option pool as its only row begun."""
    rows = [{"holder": "Option pool", "participation": "common"}]
    return (blank_csv if file_format == "csv" else blank_workbook)("holdings", HOLDING_COLUMNS, rows)


def _yaml_rows(content: bytes, found: Found) -> list[TableRow]:
    text = decoded(content, found)
    document = read_yaml(text, found.shared) if text is not None else None
    if document is None:
        return []
    entries = document.tree.get("holdings") if isinstance(document.tree, dict) else None
    if not isinstance(entries, list) or any(not isinstance(entry, dict) for entry in entries):
        found.add("not_a_table", row=document.row(()))
        return []
    return [_yaml_row(document, index, entry, found) for index, entry in enumerate(entries)]


def _yaml_row(document: Document, index: int, entry: Mapping[str, object], found: Found) -> TableRow:
    known = [column.key for column in HOLDING_COLUMNS]
    for name in entry:
        if name not in known:
            row = document.row(("holdings", index, name))
            found.add("unknown_column", row=row, value=name, allowed=", ".join(known))
    required = {column.key: None for column in HOLDING_COLUMNS if column.required}
    return TableRow(required | dict(entry), document.row(("holdings", index)))


def _check_holdings(rows: Sequence[TableRow], values: Sequence[Mapping[str, Value]], found: Found) -> None:
    for row, value in zip(rows, values, strict=True):
        preference = value.get("preference_usd")
        if value.get("participation") in {None, "common"} and preference:
            found.add(
                "common_preference", row=row.place_of("preference_usd"), column="preference_usd", value=preference
            )
    if not len(found) and not any(value["shares"] for value in values):
        found.add("no_shares")
