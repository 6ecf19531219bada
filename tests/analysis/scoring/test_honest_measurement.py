"""Measuring an honest company does not hurt it on average; refuting a claim raises nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.scoring.assessment import axis_means
from data.records import Source
from tests.analysis.conftest import AS_OF

ORDER = ("invest", "invest_if", "hold", "pass")
OF_CLAIMS = frozenset({"claim_check", "claim_gap", "claim_gap_se", "claim_verdict_worst", "contamination_label"})


@pytest.fixture(scope="module")
def stated(facts_of):
    """The solid example before its claims were measured."""
    return [each for each in facts_of("solid") if each.key not in OF_CLAIMS]


@pytest.fixture(scope="module")
def run_on(fact):
    """What a run says of benchmark claims: one gap per claim, with its standard error."""

    def build(gaps, error, verdict="supported"):
        source = Source("run", "Run 1", run_id=1)
        checks = [fact("claim_check", gap, "measured", standard_error=error, source=source) for gap in gaps]
        worst = {"claim_gap": max(gaps), "claim_gap_se": error, "claim_verdict_worst": verdict}
        label = fact("contamination_label", "clean", "measured")
        return [*checks, label, *(fact(key, value, "measured") for key, value in worst.items())]

    return build


def test_measuring_an_honest_company_does_not_lower_its_verdict_on_average(stated, run_on, assessed):
    rng = np.random.default_rng(4)
    before = ORDER.index(assessed(stated, draws=500).verdict)
    after = []
    for _ in range(20):
        gaps = (rng.normal(0, 0.01, 4) + rng.normal(0, 0.01, 4)).tolist()
        after.append(ORDER.index(assessed([*stated, *run_on(gaps, 0.01)], draws=500).verdict))
    assert np.mean(after) <= before


@settings(deadline=None, max_examples=25)
@given(
    known=st.lists(st.floats(-0.02, 0.3), min_size=1, max_size=3), error=st.floats(0.001, 0.03), over=st.floats(0, 0.4)
)
def test_one_more_refuted_claim_raises_neither_score(known, error, over, stated, run_on, evidence_of, default):
    refuted = 0.0101 + 1.645 * error + over
    before = axis_means(evidence_of([*stated, *run_on(known, error)]), default, as_of=AS_OF)
    after = axis_means(evidence_of([*stated, *run_on([*known, refuted], error, "overstated")]), default, as_of=AS_OF)
    assert after.expectation <= before.expectation + 1e-9
    assert after.risk >= before.risk - 1e-9


@settings(deadline=None, max_examples=25)
@given(low=st.floats(0.04, 0.4), more=st.floats(0, 0.4), error=st.floats(0.001, 0.01))
def test_a_larger_lie_costs_no_less_in_either_score(low, more, error, stated, run_on, evidence_of, default):
    smaller, larger = (
        axis_means(evidence_of([*stated, *run_on([gap], error, "overstated")]), default, as_of=AS_OF)
        for gap in (low, low + more)
    )
    assert larger.expectation <= smaller.expectation + 1e-9
    assert larger.risk >= smaller.risk - 1e-9
