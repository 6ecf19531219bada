"""Blank tables to fill in, as CSV and as workbooks with a sheet that explains the columns in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from data.company_tables.columns import Column

_WIDTH, _GUIDE_WIDTH = 18, 60


def blank_csv(title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, str]] = ()) -> bytes:  # noqa: ARG001
    """The header and the rows begun, as CSV in UTF-8; `title` names the sheet of a workbook only."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [column.key for column in columns])
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def blank_workbook(title: str, columns: Sequence[Column], rows: Sequence[Mapping[str, str]] = ()) -> bytes:
    """The header and the rows begun on the first sheet, the meaning of every column on the second."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    sheet.append([column.key for column in columns])
    for row in rows:
        sheet.append([row.get(column.key) for column in columns])
    guide = workbook.create_sheet("guide")
    guide.append(["column", "English", "简体中文", "allowed"])
    for column in columns:
        guide.append([column.key, column.label_en, column.label_zh, ", ".join(column.codes)])
    for each, width in ((sheet, _WIDTH), (guide, _GUIDE_WIDTH)):
        each.freeze_panes = "B2"
        for index, cell in enumerate(each[1], start=1):
            cell.font = Font(bold=True)
            each.column_dimensions[get_column_letter(index)].width = _WIDTH if index == 1 else width
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
