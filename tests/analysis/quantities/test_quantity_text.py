"""Numbers with their unit, as people read them in each language."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quantities.quantity_text import quantity_text


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (1.0, "fraction", "100 %", "100%"),
        (-0.2, "fraction", "-20 %", "-20%"),
        (0.0004, "fraction", "0.04 %", "0.04%"),
        (999_999.0, "usd", "999,999 US dollars", "100 万美元"),
        (2_500_000_000.0, "usd", "2.5 billion US dollars", "25 亿美元"),
        (-6_400_000.0, "usd", "-6.4 million US dollars", "-640 万美元"),
        (9_800.0, "usd_per_month", "9,800 US dollars a month", "9,800 美元/月"),
        (2.5, "usd_per_gpu_hour", "2.5 US dollars per GPU-hour", "2.5 美元/卡时"),
        (15.0, "trillion_tokens", "15 trillion tokens", "15 万亿词元"),
        (1_234_567.0, "gpu_hours", "1,234,567 GPU-hours", "1,234,567 卡时"),
        (0.219, "ratio", "0.22", "0.22"),
        (0.0123, "none", "0.0123", "0.0123"),
        (0.00012, "none", "0.00012", "0.00012"),
        (date(2026, 9, 30), "date", "2026-09-30", "2026-09-30"),
        (math.inf, "usd", "unlimited", "无限"),
    ],
)
def test_a_quantity_reads_as_its_language_counts(value, unit, english, chinese):
    assert (quantity_text(value, unit, "en"), quantity_text(value, unit, "zh")) == (english, chinese)


@given(st.floats(1e-3, 9e8), st.sampled_from(["none", "months", "ms", "ratio"]))
def test_a_number_is_written_within_five_percent_of_its_value_and_without_trailing_noughts(value, unit):
    number = quantity_text(value, unit, "en").split(" ")[0].replace(",", "")
    assert float(number) == pytest.approx(value, rel=0.05)
    assert "." not in number or number[-1] not in "0."


@given(st.floats(0.1, 9e14))
def test_dollars_of_both_languages_are_the_same_amount(value):
    scales = {"million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}
    amounts = []
    for language in ("en", "zh"):
        parts = quantity_text(value, "usd", language).replace("美元", "").split(" ")
        amounts.append(float(parts[0].replace(",", "")) * scales.get(parts[1], 1.0))
    assert amounts[0] == pytest.approx(value, rel=0.05)
    assert amounts[1] == pytest.approx(value, rel=0.05)
