"""Structured lists, such as claimed benchmark scores: each item a row of named columns with a type of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.profiles.cells import items_from_cell
from data.profiles.messages import Place, ProblemList
from data.profiles.scalars import boolean_value, calendar_date, given_text, number_value, text_value
from data.records import Claim, Field, Scalar

MAX_ITEMS = 500
CLAIMS_FIELD = "claimed_benchmark_scores"
REQUIRED_COLUMNS: dict[str, tuple[str, ...]] = {CLAIMS_FIELD: ("task", "metric", "value")}
UNBOUNDED_METRICS = frozenset(
    {"perplexity", "word_perplexity", "byte_perplexity", "bits_per_byte", "bleu", "chrf", "ter"}
)
"""Metrics of the harness that are not fractions; every other claimed score must lie between 0 and 1."""

_WHOLE_NUMBERS = frozenset({"n", "shots", "majority_of"})
_YES_OR_NO = frozenset({"chain_of_thought"})
_NUMBERS = frozenset({"value", "standard_error", "price_usd", "value_usd"})
_DATES = frozenset({"date", "end_date"})
_DIRECTIONS = ("exact", "at_least")
_EXPECTED = {
    "number": ("a number of 0 or more", "不小于 0 的数字"),
    "integer": ("a whole number of 0 or more", "不小于 0 的整数"),
    "date": ("a date such as 2026-09-30", "日期（例如 2026-09-30）"),
    "direction": ("exact or at_least", "exact 或 at_least"),
    "boolean": ("true or false", "true 或 false"),
    "text": ("a text", "文本"),
}


def item_values(field: Field, given: object, place: Place) -> list[dict[str, Scalar | None]] | None:
    """The items of a structured list with each column in its type, or None after the mistakes were reported."""
    items: Any = given if isinstance(given, list) else items_from_cell(given_text(given))
    if not isinstance(items, list) or isinstance(given, dict):
        place.add("cell_syntax", given, allowed="column=value; column=value | column=value")
        return None
    if len(items) > MAX_ITEMS:
        place.add("too_many_entries", limit=MAX_ITEMS)
        return None
    found = len(place.problems)
    rows = [_item(field, item, number, place) for number, item in enumerate(items, start=1)]
    return rows if len(place.problems) == found else None


def claims_from(items: list[dict[str, Scalar | None]]) -> tuple[Claim, ...]:
    """The claims that a valid list of claimed benchmark scores states, in its order."""
    return tuple(_claim(item) for item in items)


def _claim(item: dict[str, Any]) -> Claim:
    return Claim(
        task=item["task"],
        metric=item["metric"],
        value=item["value"],
        model=item.get("model"),
        items=item.get("n"),
        shots=item.get("shots"),
        template=item.get("template"),
        split=item.get("split"),
        harness_version=item.get("harness_version"),
        standard_error=item.get("standard_error"),
        dated=item.get("date"),
        direction=item.get("direction") or "exact",
        chain_of_thought=item.get("chain_of_thought"),
        majority_of=item.get("majority_of"),
        subset=item.get("subset"),
        stated_in=item.get("stated_in"),
    )


def _item(field: Field, item: object, number: int, place: Place) -> dict[str, Scalar | None]:
    pairs = list(item.items()) if isinstance(item, dict) else item
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        place.add("not_a_table", item)
        return {}
    row: dict[str, Scalar | None] = {}
    for name, value in pairs:
        if name not in field.item:
            place.add("unknown_list_column", name, allowed=", ".join(field.item))
        elif name in row:
            place.add("duplicate_key", name)
        elif given_text(value) != "":
            row[name] = _column_value(name, value, number, place)
    required = REQUIRED_COLUMNS.get(field.key, field.item[:1])
    for name in required:
        if name not in row:
            place.add("missing_list_column", name, item=number, allowed=", ".join(required))
    if field.key == CLAIMS_FIELD:
        _check_score(row, number, place)
    return row


def _column_value(name: str, given: object, number: int, place: Place) -> Scalar | None:
    kind = _column_kind(name)
    value = _typed(kind, given, place)
    if value is None:
        expected = _EXPECTED[kind][place.language == "zh"]
        place.add("list_column_value", given_text(given), item=number, column=name, allowed=expected)
    return value


def _column_kind(name: str) -> str:
    if name in _WHOLE_NUMBERS:
        return "integer"
    if name in _NUMBERS:
        return "number"
    if name in _DATES:
        return "date"
    if name in _YES_OR_NO:
        return "boolean"
    return "direction" if name == "direction" else "text"


def _typed(kind: str, given: object, place: Place) -> Scalar | date | None:
    if kind == "date":
        return calendar_date(given)
    if kind == "direction":
        text = given_text(given)
        return text if text in _DIRECTIONS else None
    if kind == "boolean":
        return boolean_value(given, ProblemList().at(None, None))
    if kind == "text":
        return text_value(given, place) or None
    value = _silent_number(given)
    if value is None or value < 0 or (kind == "integer" and not isinstance(value, int)):
        return None
    return value


def _silent_number(given: object) -> float | int | None:
    return number_value(given, ProblemList().at(None, None))


def _check_score(row: dict[str, Scalar | None], number: int, place: Place) -> None:
    value, metric = row.get("value"), str(row.get("metric", ""))
    if isinstance(value, int | float) and value > 1 and metric not in UNBOUNDED_METRICS:
        place.add("score_as_percent", value, item=number, suggestion=f"{value / 100:g}")
