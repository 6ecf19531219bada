"""What facts say, and which stage they stand in."""

import pytest

from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN
from data.registry import load_registry
from pages.components.fact_text import number_text, value_text
from pages.components.run_log import log_tail

REGISTRY = load_registry()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.612, "fraction", "61%"),
        (0.051, "fraction", "5.1%"),
        (104_000.0, "usd", "$104k"),
        (3.09, "billion", "3.09 B"),
        (9.4e21, "flop", "9.4 × 10²¹ FLOP"),
        (float("inf"), "months", "unlimited"),
        (11.0, "months", "11 months"),
    ],
)
def test_numbers_carry_their_unit(value, unit, shown):
    assert number_text(value, unit) == shown


def test_what_is_not_known_is_said_in_words():
    assert value_text(None, None) == value_text(UNKNOWN, None) == "unknown"
    assert value_text(NOT_APPLICABLE, None) == "does not apply"
    assert value_text(False, None) == "no"


def test_codes_are_shown_by_their_names():
    assert value_text("series_a", REGISTRY.by_key["funding_stage"]) == "Series A"


def test_a_log_is_shown_from_the_start_of_a_line_and_is_empty_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("ASSAY_VAR", str(tmp_path))
    assert log_tail(7) == ""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run-7.log").write_text("".join(f"line {number}\n" for number in range(5000)))
    tail = log_tail(7)
    assert tail.startswith("line ")
    assert tail.endswith("line 4999\n")
    assert len(tail) < 8200
