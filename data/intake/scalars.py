"""Single values as given, read as text, number, date, month or yes-or-no; None after a problem was reported."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime

from data.intake.problems import Place

EARLIEST_DATE = date(1990, 1, 1)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(
    r"[+-]?\d{1,3}([,_' ]\d{3})+(\.\d+)?|[+-]?\d+(\.\d+)?\s*([kKmMbB]|thousand|million|billion|万|亿)"
)
_CURRENCY = re.compile(
    r"[€£¥$￥₹₩]|\b(USD|EUR|GBP|CNY|RMB|JPY|CHF|INR|KRW|CAD|AUD|SGD|HKD)\b|元|欧元|美元", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?", re.ASCII)
_TRUE = frozenset({"true", "yes", "是"})
_FALSE = frozenset({"false", "no", "否"})
_EXACT_INTEGER = 2**53


def given_text(given: object) -> str:
    """The value as text without surrounding blanks, line ends as a single character; "" for an empty cell."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, datetime):
        return given.date().isoformat() if given.time() == datetime.min.time() else given.isoformat()
    if isinstance(given, float) and given.is_integer() and abs(given) < _EXACT_INTEGER:
        return str(int(given))
    return str(given).replace("\r\n", "\n").replace("\r", "\n").strip()


def text_value(given: object, place: Place) -> str | None:
    """The text, free of characters that no screen shows."""
    if isinstance(given, dict | list):
        place.add("not_text", given)
        return None
    text = given_text(given)
    if any(_is_hidden(character) for character in text):
        place.add("control_character", text)
        return None
    return text


def number_value(given: object, place: Place, *, money: bool = False, percent: bool = False) -> float | int | None:
    """The number; whole ones as integers, so that equal values are equal however they were written."""
    if isinstance(given, bool | dict | list | date):
        place.add("not_number", given)
        return None
    if isinstance(given, int):
        return given if abs(given) < _EXACT_INTEGER else float(given)
    if isinstance(given, float):
        return _canonical(given, given, place)
    text = given_text(given)
    if _NUMBER.fullmatch(text):
        return _canonical(float(text), given, place)
    _report_odd_number(text, place, money=money, percent=percent)
    return None


def _canonical(number: float, given: object, place: Place) -> float | int | None:
    if not math.isfinite(number):
        place.add("not_finite", given)
        return None
    return int(number) if number.is_integer() and abs(number) < _EXACT_INTEGER else number


def _report_odd_number(text: str, place: Place, *, money: bool, percent: bool) -> None:
    without_sign = text.rstrip("%％").strip()
    if text != without_sign and _NUMBER.fullmatch(without_sign):
        if percent:
            place.add("percent_sign", text, suggestion=f"{float(without_sign) / 100:g}")
        else:
            place.add("written_number", text)
    elif money and _CURRENCY.search(text):
        place.add("currency", text)
    elif _GROUPED.fullmatch(text):
        place.add("written_number", text)
    elif text.lower().lstrip("+-.") in {"inf", "infinity", "nan"}:
        place.add("not_finite", text)
    else:
        place.add("not_number", text)


def boolean_value(given: object, place: Place) -> bool | None:
    """True or false; yes, no, 是 and 否 are understood."""
    text = given_text(given).lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    place.add("not_boolean", given)
    return None


def date_value(given: object, place: Place, *, today: date) -> date | None:
    """The date, from `EARLIEST_DATE` to today."""
    day = calendar_date(given)
    if day is None:
        place.add("not_date", given_text(given))
    elif day > today:
        place.add("future_date", day.isoformat(), today=today.isoformat())
        return None
    elif day < EARLIEST_DATE:
        place.add("date_out_of_range", day.isoformat(), allowed=f"{EARLIEST_DATE} – {today}")
        return None
    return day


def calendar_date(given: object) -> date | None:
    """The date written as year-month-day, or None."""
    text = given_text(given)
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def month_value(given: object, place: Place) -> date | None:
    """The first day of a month written as year-month, or as one of its days; none before `EARLIEST_DATE`."""
    match = _MONTH.fullmatch(given_text(given))
    if match and 1 <= int(match[2]) <= 12 and int(match[1]) >= EARLIEST_DATE.year:
        return date(int(match[1]), int(match[2]), 1)
    place.add("not_month", given_text(given))
    return None


def _is_hidden(character: str) -> bool:
    if character in "\n\t":
        return False
    category = unicodedata.category(character)
    return category in {"Cc", "Cs"} or ord(character) & 0xFFFE == 0xFFFE
