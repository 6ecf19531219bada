"""Published outcomes as tables, drawn from and refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.finance.exit_tables import Bucket, ExitMultiples, parse_dilution, parse_exit_multiples, parse_graduation
from data.catalogue import reference_text
from data.records import InvalidInput

ROW = (
    "{key: a, label_en: A, label_zh: 甲, unit: multiple, source: s, dated: 2025-01-01, verified: true, "
    "buckets: [{low: 0, high: 1, share: 0.5}, {low: 1, high: 10, share: 0.5}]}"
)


def table(*buckets):
    found = tuple(Bucket(*bucket) for bucket in buckets)
    return ExitMultiples("k", "K", "甲", "multiple", found, "s", None, verified=True)


def test_the_mean_of_a_log_uniform_bucket_by_hand():
    assert table((1, 10, 1.0)).mean == pytest.approx(9 / math.log(10))
    assert table((0, 1, 0.5), (1, 10, 0.5)).mean == pytest.approx(0.25 + 4.5 / math.log(10))
    assert table((3, 3, 1.0)).mean == 3


@given(st.floats(0.01, 100), st.floats(1.0, 50), st.floats(0.05, 0.95), st.integers(0, 2**32 - 1))
def test_draws_stay_in_their_buckets_and_near_their_mean(low, factor, share, seed):
    found = table((0, low, share), (low, low * factor, 1 - share))
    drawn = found.draws(np.random.default_rng(seed), 4000)
    assert drawn.min() >= 0 and drawn.max() <= low * factor * (1 + 1e-9)
    assert drawn.mean() == pytest.approx(found.mean, abs=6 * drawn.std() / 4000**0.5 + 1e-12)


@pytest.mark.parametrize("buckets", [((0, 1, 0.5),), ((0, 1, 0.6), (1, 2, 0.6)), ((5, 1, 1.0),), ((-1, 1, 1.0),)])
def test_shares_that_are_no_whole_and_bounds_that_fall_are_refused(buckets):
    with pytest.raises(InvalidInput, match="expected 1, in rising bounds"):
        table(*buckets)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (", source: s", "", "'a': .*'source'"),
        ("key: a", "key: a, colour: red", "'a': .*'colour'"),
        (", buckets: [{low: 0, high: 1, share: 0.5}, {low: 1, high: 10, share: 0.5}]", "", "'a': .*buckets"),
        ("low: 0, ", "", "'a': .*low"),
        ("{low: 0, high: 1, share: 0.5}", "{low: 0, high: 1, share: 0.5, odd: 1}", "'a': .*odd"),
    ],
)
def test_a_row_that_lacks_something_or_holds_too_much_is_refused_by_its_key(old, new, message):
    assert list(parse_exit_multiples(f"distributions: [{ROW}]")) == ["a"]
    with pytest.raises(InvalidInput, match=message):
        parse_exit_multiples(f"distributions: [{ROW.replace(old, new)}]")


@pytest.mark.parametrize(
    ("parse", "name"),
    [(parse_exit_multiples, "distributions"), (parse_graduation, "graduation"), (parse_dilution, "dilution")],
)
def test_a_text_without_its_list_is_refused_with_the_name_of_the_list(parse, name):
    for text in ("", "other: []", f"{name}: 5"):
        with pytest.raises(InvalidInput, match=f"The table needs a list `{name}`"):
            parse(text)


def test_every_published_share_is_a_share_and_every_row_names_its_source_and_day():
    text = reference_text("graduation_dilution.yaml")
    for row in parse_graduation(text).values():
        assert all(0 < rate < 1 for rate in row.rates.values()) and row.window_years > 0
    for dilution in parse_dilution(text).values():
        assert all(0 < share < 0.5 for share in dilution.shares.values())
    assert all(row.source and row.dated for row in parse_exit_multiples(reference_text("exit_multiples.yaml")).values())
