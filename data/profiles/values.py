"""A fact's value as a file gives it, read by the type of its field; every mistake is reported where it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from data.intake.cells import codes_from_cell, shares_from_cell
from data.intake.problems import Place
from data.intake.scalars import boolean_value, calendar_date, date_value, given_text, number_value, text_value
from data.profiles.list_items import item_values
from data.records import FactValue, Field

SHARE_SUM_TOLERANCE = 0.01


def fact_value(field: Field, given: object, place: Place, *, today: date) -> FactValue | None:
    """The value in the field's type and unit, or None after every mistake in it was reported.

    Args:
        field: Entry of the registry.
        given: What the file holds: text, or a number, list or table of the nested formats.
        place: Where it stands.
        today: Dates later than this are refused.
    """
    if field.type == "list":
        return item_values(field, given, place) if field.item else _codes(field, given, place)
    if field.type == "share_table":
        return _shares(field, given, place)
    if isinstance(given, dict | list):
        place.add("not_text", given)
        return None
    if field.type == "date":
        return _date(field, given, place, today)
    readers: dict[str, Callable[[Field, object, Place], FactValue | None]] = {
        "text": _text,
        "enum": _code,
        "boolean": lambda _, value, at: boolean_value(value, at),
    }
    return readers.get(field.type, _number)(field, given, place)


def bounded_text(given: object, place: Place, length: tuple[int, int]) -> str:
    """The text, reported where it has more or fewer characters than allowed; "" where there is none."""
    text = text_value(given, place)
    if text and not length[0] <= len(text) <= length[1]:
        place.add("text_length", text, length=len(text), allowed=range_text(length, place.language))
    return text or ""


def range_text(bounds: tuple[Any, Any] | None, language: str) -> str:
    """The inclusive bounds in words: "0 to 1", "0 or more", "up to 5"."""
    low, high = bounds or (None, None)
    low, high = (f"{bound:.15g}" if isinstance(bound, float | int) else bound for bound in (low, high))
    if low is not None and high is not None:
        return f"{low} 至 {high}" if language == "zh" else f"{low} to {high}"
    if low is not None:
        return f"不小于 {low}" if language == "zh" else f"{low} or more"
    return f"不大于 {high}" if language == "zh" else f"up to {high}"


def _text(field: Field, given: object, place: Place) -> str | None:
    text = text_value(given, place)
    if text is None:
        return None
    if field.unit == "iso_3166_1_alpha_2":
        if len(text) == 2 and text.isascii() and text.isalpha() and text.isupper():
            return text
        place.add("country_code", text)
        return None
    if _within(len(text), field):
        return text
    place.add("text_length", text, length=len(text), allowed=range_text(field.range, place.language))
    return None


def _number(field: Field, given: object, place: Place) -> float | int | None:
    number = number_value(given, place, money=field.type == "money_usd", percent=field.type == "percent")
    if number is None:
        return None
    if field.type == "integer" and not isinstance(number, int):
        place.add("not_integer", given)
        return None
    if _within(number, field):
        return number
    allowed = range_text(field.range, place.language)
    if field.type == "percent" and number > 1 and _within(number / 100, field):
        place.add("percent_as_whole", number, allowed=allowed, suggestion=f"{number / 100:g}")
    else:
        place.add("out_of_range", number, allowed=allowed, unit=field.unit)
    return None


def _within(number: float, field: Field) -> bool:
    low, high = field.range or (None, None)
    return (low is None or number >= float(low)) and (high is None or number <= float(high))


def _date(field: Field, given: object, place: Place, today: date) -> date | None:
    day = date_value(given, place, today=today)
    if day is None:
        return None
    low, high = (calendar_date(bound) for bound in field.range or (None, None))
    if (low is not None and day < low) or (high is not None and day > high):
        place.add("date_out_of_range", day.isoformat(), allowed=range_text(field.range, place.language))
        return None
    return day


def _code(field: Field, given: object, place: Place) -> str | None:
    text = given_text(given)
    if field.option(text) is not None:
        return text
    place.add("unknown_code", text, allowed=_code_list(field))
    return None


def _code_list(field: Field) -> str:
    return ", ".join(option.code for option in field.values)


def _codes(field: Field, given: object, place: Place) -> list[str] | None:
    codes = codes_from_cell(given_text(given)) if not isinstance(given, dict | list) else given
    if not isinstance(codes, list) or any(isinstance(code, dict | list) for code in codes):
        place.add("not_list", given)
        return None
    found = len(place.problems)
    texts = [given_text(code) for code in codes]
    for index, code in enumerate(texts):
        if field.option(code) is None:
            place.add("unknown_code", code, allowed=_code_list(field))
        elif code in texts[:index]:
            place.add("repeated_code", code)
    if "none" in texts and len(texts) > 1:
        place.add("none_with_others", "; ".join(texts))
    return texts if len(place.problems) == found else None


def _shares(field: Field, given: object, place: Place) -> dict[str, float] | None:
    pairs = list(given.items()) if isinstance(given, dict) else shares_from_cell(given_text(given))
    if not pairs:
        place.add("not_shares", given)
        return None
    found = len(place.problems)
    shares: dict[str, float] = {}
    for part, share in pairs:
        _add_share(field, part, share, shares, place)
    if len(place.problems) == found:
        _check_sum(field, shares, place)
    return shares if len(place.problems) == found else None


def _add_share(field: Field, given_part: object, given: object, shares: dict[str, float], place: Place) -> None:
    part = text_value(given_part, place)
    if not part:
        place.add("not_shares", given_part)
        return
    if isinstance(field.parts, tuple) and part not in {option.code for option in field.parts}:
        place.add("unknown_part", part, allowed=", ".join(option.code for option in field.parts))
    if part in shares:
        place.add("duplicate_key", part)
    share = number_value(given, place, percent=True)
    if share is None:
        return
    if not 0 <= share <= 1:
        allowed = range_text((0, 1), place.language)
        if 1 < share <= 100:
            place.add("percent_as_whole", share, allowed=allowed, suggestion=f"{share / 100:g}")
        else:
            place.add("out_of_range", share, allowed=allowed, unit=field.unit)
    shares[part] = share


def _check_sum(field: Field, shares: dict[str, float], place: Place) -> None:
    total = sum(shares.values())
    if field.parts_sum_to is not None:
        if abs(total - field.parts_sum_to) > SHARE_SUM_TOLERANCE:
            place.add("share_sum", f"{total:g}", allowed=f"{field.parts_sum_to:g}")
    elif total > 1 + SHARE_SUM_TOLERANCE:
        place.add("share_sum", f"{total:g}", allowed=range_text((None, 1), place.language))
