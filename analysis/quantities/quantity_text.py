"""Numbers as people read them, with their unit, in English and Chinese."""

from __future__ import annotations

import math
from datetime import date

UNIT_NAMES: dict[str, tuple[str, str]] = {
    "months": ("months", "个月"),
    "days": ("days", "天"),
    "years": ("years", "年"),
    "ms": ("ms", "毫秒"),
    "flop": ("FLOP", "次浮点运算"),
    "trillion": ("trillion", "万亿"),
    "trillion_tokens": ("trillion tokens", "万亿词元"),
    "billion": ("billion", "十亿"),
    "standard_errors": ("standard errors", "个标准误"),
    "gpu_hours": ("GPU-hours", "卡时"),
    "tokens": ("tokens", "词元"),
}
_DOLLARS: dict[str, tuple[str, str]] = {
    "usd": ("US dollars", "美元"),
    "usd_per_month": ("US dollars a month", "美元/月"),
    "usd_per_year": ("US dollars a year", "美元/年"),
    "usd_per_hour": ("US dollars an hour", "美元/小时"),
    "usd_per_gpu_hour": ("US dollars per GPU-hour", "美元/卡时"),
    "usd_per_customer": ("US dollars per customer", "美元/客户"),
    "usd_per_million_tokens": ("US dollars per million tokens", "美元/百万词元"),
    "usd_per_seat_month": ("US dollars per seat and month", "美元/席位/月"),
    "usd_per_year_per_fte": ("US dollars a year per full-time employee", "美元/年/人"),
}


def quantity_text(value: float | date, unit: str, language: str) -> str:
    """A number with its unit, such as "8.3 %", "6.4 million US dollars" or "2.1 个月".

    Args:
        value: In `unit`; infinity reads "unlimited".
        unit: Unit code of the registry; a unit without a name of its own is left out.
        language: "en" or "zh".
    """
    chinese = language == "zh"
    if isinstance(value, date):
        return value.isoformat()
    if math.isinf(value):
        return "无限" if chinese else "unlimited"
    if unit == "fraction":
        return f"{_plain(100 * value)} %" if not chinese else f"{_plain(100 * value)}%"
    if unit in _DOLLARS:
        return _money(value, unit, chinese=chinese)
    name = UNIT_NAMES.get(unit, ("", ""))[chinese]
    return f"{_plain(value)} {name}".strip()


def _plain(value: float) -> str:
    size = abs(value)
    if size != 0 and (size >= 1e9 or size < 1e-3):
        return f"{value:.3g}"
    decimals = 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 0.1 else 4
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(value: float, unit: str, *, chinese: bool) -> str:
    scales = [(1e8, " 亿"), (1e4, " 万")] if chinese else [(1e9, " billion"), (1e6, " million")]
    for size, word in scales:
        if abs(value) >= size:
            return f"{_plain(value / size)}{word}{'' if chinese else ' '}{_DOLLARS[unit][chinese]}"
    return f"{_plain(value)} {_DOLLARS[unit][chinese]}"
