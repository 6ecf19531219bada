"""Who holds which shares: a cap table from CSV, XLSX or YAML; a blank template; every problem at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from data.company_tables.columns import Column, TableReading, Value
from data.company_tables.reading import table_rows
from data.company_tables.templates import blank_csv, blank_workbook
from data.company_tables.values import typed_rows
from data.intake.columns import Layout, TableRow
from data.intake.files import decoded
from data.intake.problems import Language, ProblemList
from data.intake.tree import Document, read_yaml

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
    problems = ProblemList(language)
    rows = table_rows(content, filename, HOLDING_COLUMNS, problems, {".yaml": _yaml_rows, ".yml": _yaml_rows})
    values = typed_rows(rows, HOLDING_COLUMNS, problems)
    _check_holdings(rows, values, problems)
    return TableReading((), problems.problems) if len(problems) else TableReading(tuple(values))


def holdings_template(file_format: Literal["csv", "xlsx"]) -> bytes:
    """A table to fill in, with the option pool as its only row begun."""
    rows = [{"holder": "Option pool", "participation": "common"}]
    return (blank_csv if file_format == "csv" else blank_workbook)("holdings", HOLDING_COLUMNS, rows)


def _yaml_rows(content: bytes, layout: Layout, problems: ProblemList) -> list[TableRow] | None:
    text = decoded(content, problems)
    document = read_yaml(text, problems) if text is not None else None
    if document is None:
        return None
    entries = document.tree.get("holdings") if isinstance(document.tree, dict) else None
    if not isinstance(entries, list) or any(not isinstance(entry, dict) for entry in entries):
        problems.add("no_holdings", row=document.row(()))
        return None
    return [_yaml_row(document, index, entry, layout, problems) for index, entry in enumerate(entries)]


def _yaml_row(
    document: Document, index: int, entry: Mapping[str, object], layout: Layout, problems: ProblemList
) -> TableRow:
    places = {name: document.row(("holdings", index, name)) for name in entry}
    for name, row in places.items():
        if name not in layout.columns:
            problems.add(layout.unknown_column, row=row, value=name, allowed=", ".join(layout.columns))
    return TableRow(dict.fromkeys(layout.required) | dict(entry), places, document.row(("holdings", index)))


def _check_holdings(rows: Sequence[TableRow], values: Sequence[Mapping[str, Value]], problems: ProblemList) -> None:
    for row, value in zip(rows, values, strict=True):
        preference = value.get("preference_usd")
        if value.get("participation") in {None, "common"} and preference:
            place = problems.at(row.place_of("preference_usd"), "preference_usd")
            place.add("common_preference", preference)
    if not len(problems) and not any(value["shares"] for value in values):
        problems.add("no_shares")
