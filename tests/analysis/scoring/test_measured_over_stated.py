"""What a run measured stands in the place of what was stated, whatever the dates and however the field is made."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.scoring.criteria import criterion_belief
from data.records import EvidenceLevel

AS_OF = date(2026, 10, 31)


def belief_of(key, evidence, rubric):
    criterion = next(each for each in rubric.criteria if each.key == key)
    return criterion_belief(criterion, evidence, rubric.scoring, as_of=AS_OF, trust=None)


@pytest.mark.parametrize("stated", ["claimed", "documented"])
@pytest.mark.parametrize("day", ["2026-01-31", "2026-10-30"])
def test_a_measured_figure_wins_over_a_stated_one_of_any_date(stated, day, evidence_of, fact, default):
    measured = fact("task_success_share", 0.62, "measured", as_of="2026-06-30")
    evidence = evidence_of([fact("task_success_share", 0.93, stated, as_of=day), measured])
    belief = belief_of("task_success", evidence, default)
    assert belief.level is EvidenceLevel.MEASURED
    assert belief.inputs[0].fact.value == 0.62


def test_a_measured_figure_wins_over_one_derived_from_claims(evidence_of, fact, default):
    parts = [fact("inference_cost_usd", 1e4, "claimed"), fact("revenue_usd", 1e5, "claimed")]
    measured = fact("inference_revenue_share", 0.4, "measured")
    assert evidence_of(parts).reading("inference_revenue_share").value == pytest.approx(0.1)
    assert evidence_of([*parts, measured]).reading("inference_revenue_share").value == 0.4
    assert belief_of("inference_burden", evidence_of([*parts, measured]), default).level is EvidenceLevel.MEASURED


def test_a_reported_figure_never_stands_in_for_one_derived_from_its_parts(evidence_of, fact):
    parts = [fact("inference_cost_usd", 1e4), fact("revenue_usd", 1e5)]
    for level in ("claimed", "documented"):
        reported = fact("inference_revenue_share", 0.02, level)
        assert evidence_of([*parts, reported]).reading("inference_revenue_share").value == pytest.approx(0.1)
