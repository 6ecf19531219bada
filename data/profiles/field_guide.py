"""What may be written for a field, in words, in both languages; templates print it beside the field."""

from __future__ import annotations

from data.profiles.values import range_text
from data.records import Field, Option, Registry

_TYPES = {
    "number": ("number", "数字"),
    "integer": ("whole number", "整数"),
    "money_usd": ("US dollars, digits only", "美元，仅填数字"),
    "percent": ("fraction, 0.25 means 25 %", "小数，0.25 表示 25%"),
    "boolean": ("true or false", "true 或 false"),
    "text": ("text", "文本"),
    "date": ("date, year-month-day", "日期，年-月-日"),
}


def sections_to_fill(registry: Registry) -> tuple[tuple[Option, tuple[Field, ...]], ...]:
    """What a company is asked, section by section: all but what is derived."""
    return tuple((title, tuple(field for field in fields if not field.derived)) for title, fields in registry.sections)


def fields_to_fill(registry: Registry) -> tuple[Field, ...]:
    """The same in one row."""
    return tuple(field for _, fields in sections_to_fill(registry) for field in fields)


def allowed_text(field: Field, language: str) -> str:
    """Type, bounds and unit, or the codes with their names."""
    if field.item:
        return _sentence("column=value; …, items apart by |; columns: ", "列=值; …，各项以 | 分隔；列：", language) + (
            ", ".join(field.item)
        )
    if field.type == "enum":
        return _options(field.values, language)
    if field.type == "list":
        return _sentence("any of, apart by ; — ", "可多选，以 ; 分隔：", language) + _options(field.values, language)
    if field.type == "share_table":
        return _shares(field, language)
    name = _TYPES[field.type][language == "zh"]
    bounds = f", {range_text(field.range, language)}" if field.range else ""
    if field.type == "text":
        bounds += " 个字符" if language == "zh" else " characters"
    unit = "" if field.unit in {"none", "date", "fraction"} else f" ({field.unit})"
    return f"{name}{bounds}{unit}"


def _shares(field: Field, language: str) -> str:
    head = _sentence("part=fraction; … — ", "部分=比例; …：", language)
    if isinstance(field.parts, tuple):
        total = _sentence("; they add up to 1", "；合计为 1", language) if field.parts_sum_to else ""
        return head + _options(field.parts, language) + total
    return head + _sentence("parts named by the company; at most 1 in all", "各部分由公司命名；合计不超过 1", language)


def _options(options: tuple[Option, ...], language: str) -> str:
    return ", ".join(f"{option.code} ({option.label(language)})" for option in options)


def _sentence(english: str, chinese: str, language: str) -> str:
    return chinese if language == "zh" else english
