"""Practitioners' bands: where a figure falls, and tables that say nothing clear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.finance.bands import BandStep, parse_finance_bands
from data.catalogue import reference_text
from data.records import InvalidInput

BANDS = parse_finance_bands(reference_text("finance_bands.yaml"))
ROW = (
    "{key: a, unit: ratio, better: higher, source: s, dated: 2025-01-01, verified: true, steps: ["
    "{up_to: 1, label_en: low, label_zh: 低}, {up_to: null, label_en: high, label_zh: 高}]}"
)


@pytest.mark.parametrize(("value", "label"), [(-5.0, "low"), (1.0, "low"), (1.0001, "high"), (1e12, "high")])
def test_a_bound_belongs_to_the_step_below_it(value, label):
    assert parse_finance_bands(f"bands: [{ROW}]")["a"].step(value).label("en") == label


@given(st.sampled_from(sorted(BANDS)), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_larger_figure_never_falls_into_a_lower_step(key, value, more):
    steps = BANDS[key].steps
    assert steps.index(BANDS[key].step(value)) <= steps.index(BANDS[key].step(value + more))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("up_to: 1,", "up_to: null,", r"bounds must rise, and the last step has none; got \[None, None\]"),
        ("up_to: null", "up_to: 2", r"got \[1, 2\]"),
        ("label_zh: 低", "label_fr: bas", "Bands of 'a'"),
        (", source: s", "", "Bands of 'a': .*source"),
    ],
)
def test_a_band_that_leaves_a_figure_without_a_step_is_refused(old, new, message):
    with pytest.raises(InvalidInput, match=message):
        parse_finance_bands(f"bands: [{ROW.replace(old, new)}]")


@pytest.mark.parametrize("text", ["", "bands: 3", "[]"])
def test_a_text_that_is_no_table_of_bands_is_refused(text):
    with pytest.raises(InvalidInput, match="needs a list `bands`"):
        parse_finance_bands(text)


def test_a_step_has_its_name_in_both_languages():
    assert BandStep(1.0, "great", "优").label("zh") == "优"
    assert all(step.label_en and step.label_zh for band in BANDS.values() for step in band.steps)
