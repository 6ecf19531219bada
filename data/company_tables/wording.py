"""What is wrong with a company's table, in one sentence of English or Chinese."""

from __future__ import annotations

from data.profiles.messages import quoted, shortened
from data.profiles.profile_records import Language, Row
from data.records import Problem

WORDING: dict[str, tuple[str, str]] = {
    "format": (
        "The file name {value} ends in none of {allowed}; save the table in one of these.",
        "文件名 {value} 的后缀不是 {allowed} 之一；请另存为其中一种格式。",
    ),
    "unknown_column": (
        "{value} is not a column of this table; allowed are {allowed}.",
        "{value} 不是本表的列；可用的列为 {allowed}。",
    ),
    "missing_column": (
        "The header lacks the column {value}; start from the template.",
        "表头缺少 {value} 列；请从模板开始填写。",
    ),
    "too_many_cells": (
        "The row holds {value} beyond the last column; quote texts with commas, or remove it.",
        "该行在最后一列之后还有 {value}；含逗号的文本请加引号，或将其删除。",
    ),
    "no_rows": (
        "There is a header but no row below it; fill in at least one.",
        "只有表头而没有数据行；请至少填写一行。",
    ),
    "empty": (
        "The cell is empty; every row needs one.",
        "单元格为空；每一行都必须填写。",
    ),
    "not_month": (
        "{value} is not a month; write year and month, such as 2026-03.",
        "{value} 不是月份；请写年和月，例如 2026-03。",
    ),
    "repeated_month": (
        "The month {value} appears twice; give one row per month.",
        "月份 {value} 出现两次；每月只能有一行。",
    ),
    "repeated_customer": (
        "{value} has two rows for one month; give one row per customer and month.",
        "{value} 在同一个月有两行；每个客户每月只能有一行。",
    ),
    "missing_months": (
        "The months before {value} are missing back to {since}; give a row for each, with empty cells if unknown.",
        "{value} 之前缺少自 {since} 之后的月份；每月一行，未知的单元格留空。",
    ),
    "below_minimum": (
        "{value} is below {minimum}; write what was lost or spent as a number from {minimum} up.",
        "{value} 小于 {minimum}；流失或支出请写成不小于 {minimum} 的数。",
    ),
    "not_code": (
        "{value} is not known here; allowed are {allowed}.",
        "{value} 不在可选范围内；可用的为 {allowed}。",
    ),
    "common_preference": (
        "Common shares have no preference, but {value} is given; leave it empty or name the class of the shares.",
        "普通股没有优先权，此处却填了 {value}；请留空，或填写该类股份的类别。",
    ),
    "no_shares": (
        "Nobody holds shares; fill in at least one row with shares above 0.",
        "没有任何持股；请至少填写一行持股数大于 0 的记录。",
    ),
    "not_a_table": (
        "The file needs a list `holdings` whose entries are mappings; start from the template.",
        "文件需要一个名为 `holdings` 的列表，其每项为键值映射；请从模板开始填写。",
    ),
}


def table_problem(
    code: str, language: Language, *, row: Row = None, column: str | None = None, value: object = None, **facts: object
) -> Problem:
    """The problem of that code at that row and column."""
    english, chinese = WORDING[code]
    message = (chinese if language == "zh" else english).format(value=quoted(value), **facts)
    return Problem(row, column, shortened(value), message)
