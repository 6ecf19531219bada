"""Structured lists, such as claimed benchmark scores: each item a row of named columns with a type of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from data.catalogue import load_metrics
from data.intake.cells import items_from_cell
from data.intake.limits import MAX_LIST_ITEMS
from data.intake.problems import Place, nowhere
from data.intake.scalars import boolean_value, calendar_date, given_text, number_value, text_value
from data.records import UNSTATED_METRIC, Claim, Fact, Field, Scalar, Scale, current_facts

CLAIMS_FIELD = "claimed_benchmark_scores"
NOT_STATED = "not_stated"
"""What stands in the column of the metric where the startup names none."""

REQUIRED_COLUMNS: dict[str, tuple[str, ...]] = {CLAIMS_FIELD: ("task", "metric", "value")}

_WHOLE_NUMBERS = frozenset({"n", "shots", "majority_of"})
_YES_OR_NO = frozenset({"chain_of_thought"})
_NUMBERS = frozenset({"value", "standard_error", "price_usd", "value_usd"})
_DATES = frozenset({"date", "end_date"})
_CLAIM_COLUMNS = {"n": "items", "date": "dated"} | {
    name: name
    for name in (
        "model", "task", "metric", "value", "standard_error", "shots", "template", "harness_version", "split",
        "direction", "chain_of_thought", "majority_of", "subset", "stated_in",
    )
}  # fmt: skip
"""The attribute of a claim behind each column."""

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
    if len(items) > MAX_LIST_ITEMS:
        place.add("too_many_entries", limit=MAX_LIST_ITEMS)
        return None
    found = len(place.problems)
    rows = [_item(field, item, number, place) for number, item in enumerate(items, start=1)]
    return rows if len(place.problems) == found else None


def claims_from(items: Sequence[Mapping[str, Scalar | None]]) -> tuple[Claim, ...]:
    """The claims that a valid list of claimed benchmark scores states, in its order."""
    return tuple(_claim(item) for item in items)


def stated_claims(facts: Iterable[Fact]) -> tuple[Claim, ...] | None:
    """The claims of the strongest and newest list among the facts, None where there is no such list."""
    lists = current_facts([fact for fact in facts if fact.key == CLAIMS_FIELD and fact.not_applicable is None])
    items = lists[CLAIMS_FIELD].value if lists else None
    return claims_from([dict(item) for item in items if isinstance(item, dict)]) if isinstance(items, list) else None


def claim_items(claims: Sequence[Claim]) -> list[dict[str, Scalar]]:
    """The list that states the claims, as a profile writes it; what a claim leaves open is left out."""
    return [_claim_item(claim) for claim in claims]


def _claim(item: Mapping[str, Any]) -> Claim:
    given = {name: item[column] for column, name in _CLAIM_COLUMNS.items() if item.get(column) is not None}
    if given["metric"] == NOT_STATED:
        given["metric"] = UNSTATED_METRIC
    return Claim(scale=load_metrics().claimed_scale(given["task"], given["metric"]), **given)


def _claim_item(claim: Claim) -> dict[str, Scalar]:
    item = {column: getattr(claim, name) for column, name in _CLAIM_COLUMNS.items()}
    item["metric"] = claim.metric or NOT_STATED
    if claim.direction == "exact":
        del item["direction"]
    return {column: value for column, value in item.items() if value is not None}


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
        return boolean_value(given, nowhere())
    if kind == "text":
        return text_value(given, place) or None
    value = _silent_number(given)
    if value is None or value < 0 or (kind == "integer" and not isinstance(value, int)):
        return None
    return value


def _silent_number(given: object) -> float | int | None:
    return number_value(given, nowhere())


def _check_score(row: dict[str, Scalar | None], number: int, place: Place) -> None:
    value = row.get("value")
    scale = load_metrics().claimed_scale(str(row.get("task", "")), str(row.get("metric", "")))
    if not isinstance(value, int | float) or scale.holds(value):
        return
    if scale is Scale.FRACTION:
        place.add("score_as_percent", value, item=number, suggestion=f"{value / 100:g}")
    else:
        place.add("score_above_full", value, item=number, limit=f"{scale.full_score:g}")
