"""All startups in columns: read from what was kept, and brought up to date by what changed."""

import numpy as np
import pytest

from analysis.ranking.contenders import kept_contenders, merged
from analysis.ranking.packed_moments import Layout, as_bytes


@pytest.fixture(scope="module")
def row(assessed, default):
    layout = Layout.of(default)
    return {name: as_bytes(assessed(name).moments, layout) for name in ("solid", "overstated")}


def columns(found):
    codes = list(zip(found.keys.tolist(), found.ceilings.tolist(), found.held_back.tolist(), strict=True))
    return codes, [moments.tobytes() for moments in found.moments.rows]


def test_what_was_kept_stands_in_order_of_its_keys(row, default):
    found = kept_contenders([(9, row["solid"], None, False), (2, row["overstated"], "pass", True)], default)
    worst = len(default.scoring.verdicts) - 1
    assert columns(found) == ([(2, worst, True), (9, 0, False)], [row["overstated"], row["solid"]])
    assert (found.row(9), found.row(2), found.row(5), found.row(99)) == (1, 0, None, None)
    assert len(kept_contenders([], default)) == 0 and kept_contenders([], default).row(1) is None


def test_changes_take_the_place_of_what_was_and_what_is_gone_goes(row, default):
    before = kept_contenders([(key, row["solid"], None, False) for key in (1, 2, 5)], default)
    changed = kept_contenders([(2, row["overstated"], "hold", True), (3, row["overstated"], None, False)], default)
    found = merged(before, changed, np.array([5]))
    hold = [name.code for name in default.scoring.verdicts].index("hold")
    assert columns(found) == (
        [(1, 0, False), (2, hold, True), (3, 0, False)],
        [row["solid"], row["overstated"], row["overstated"]],
    )
    assert columns(before)[0] == [(1, 0, False), (2, 0, False), (5, 0, False)], "the former stay as they were"


def test_one_that_is_judged_anew_takes_its_own_place_and_nobody_else_is_touched(row, default):
    before = kept_contenders([(key, row["solid"], None, False) for key in (1, 2, 5)], default)
    changed = kept_contenders([(5, row["overstated"], "hold", True)], default)
    found = merged(before, changed, np.array([5]))
    hold = [name.code for name in default.scoring.verdicts].index("hold")
    assert columns(found) == (
        [(1, 0, False), (2, 0, False), (5, hold, True)],
        [row["solid"], row["solid"], row["overstated"]],
    )
    assert columns(before)[1] == [row["solid"]] * 3, "the former stay as they were"


def test_among_nobody_the_first_ones_stand_alone(row, default):
    nobody, first = kept_contenders([], default), kept_contenders([(4, row["solid"], None, False)], default)
    assert columns(merged(nobody, first, np.array([4])))[0] == [(4, 0, False)]
    assert len(merged(first, nobody, np.array([4]))) == 0
