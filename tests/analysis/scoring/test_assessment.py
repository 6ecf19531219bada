from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from analysis.scoring.assessment import assessment_json, generator_for
from analysis.scoring.evidence_shares import measurable_criteria
from data.records import EvidenceLevel, InvalidInput
from tests.analysis.scoring.oracles import axis_moments

LEVELS = (EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED, EvidenceLevel.MEASURED)
few_examples = settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def test_same_seed_gives_the_same_json_and_another_seed_does_not(assessed):
    first, second = (assessment_json(assessed("overstated", rng=generator_for("a", 0))) for _ in range(2))
    assert first == second
    assert assessment_json(assessed("overstated", rng=generator_for("a", 1))) != first


def test_startups_have_generators_of_their_own():
    a, b = generator_for("a", 0).random(4), generator_for("b", 0).random(4)
    assert not np.array_equal(a, b)
    assert np.array_equal(a, generator_for("a", 0).random(4))


def test_adding_a_startup_moves_nobodys_score(assessed):
    alone = assessment_json(assessed("solid"))
    assessed("overstated")
    assert assessment_json(assessed("solid")) == alone


@few_examples
@given(order=st.permutations(range(55)))
def test_permuting_criteria_changes_nothing(order, assessed, default):
    permuted = default.model_copy(update={"criteria": tuple(default.criteria[place] for place in order)})
    ours, theirs = assessed("overstated", default, draws=500), assessed("overstated", permuted, draws=500)
    assert np.array_equal(ours.expectation_draws, theirs.expectation_draws)
    assert np.array_equal(ours.risk_draws, theirs.risk_draws)
    assert ours.criteria == theirs.criteria


@few_examples
@given(order=st.randoms(use_true_random=False))
def test_order_of_the_ledger_changes_nothing(order, assessed, facts_of):
    facts = facts_of("overstated")
    shuffled = list(facts)
    order.shuffle(shuffled)
    ours, theirs = assessed(facts, draws=200), assessed(shuffled, draws=200)
    assert np.array_equal(ours.expectation_draws, theirs.expectation_draws)


@few_examples
@given(chosen=st.sets(st.integers(0, 200), max_size=40))
def test_forgetting_facts_never_narrows_an_axis_of_independent_errors(chosen, assessed, facts_of, independent):
    facts = facts_of("solid")
    kept = [fact for place, fact in enumerate(facts) if place not in chosen]
    full, partial = assessed(facts, independent, draws=10), assessed(kept, independent, draws=10)
    same = {t.key for t in full.terms if t.share > 0} == {t.key for t in partial.terms if t.share > 0}
    for before, after in zip(full.terms, partial.terms, strict=True):
        if same:
            assert after.belief.sd >= before.belief.sd - 1e-9 or after.belief.points != before.belief.points


@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_better_evidence_of_the_whole_ledger_never_widens(axis, assessed, facts_of, independent):
    spreads = []
    for level in LEVELS:
        facts = [replace(fact, level=level) for fact in facts_of("solid")]
        spreads.append(
            axis_moments(assessed(facts, independent, draws=10).terms, independent, axis, correlation="none").sd
        )
    assert spreads[0] > spreads[1] > spreads[2]


def test_empty_ledger_is_all_missing_and_never_invested_in(assessed, default):
    result = assessed([])
    assert result.risk.mean == pytest.approx(41, abs=1)
    assert result.verdict in {"hold", "pass"}
    assert result.evidence_shares.overall[EvidenceLevel.MISSING] == pytest.approx(1)
    assert {term.belief.level for term in result.terms} == {EvidenceLevel.MISSING}
    assert len(result.questions) > 30


def test_category_without_any_applicable_criterion_keeps_them_as_missing(assessed, fact):
    result = assessed([fact("arr_usd", 0), fact("revenue_usd", 0), fact("arr_usd", 0, as_of="2025-09-30")])
    market = [criterion for criterion in result.criteria if criterion.category == "market"]
    assert all(criterion.applies and criterion.level is EvidenceLevel.MISSING for criterion in market)
    assert result.by_category["market"].mean > 30


def test_weights_sum_to_one_on_each_axis_and_contributions_to_the_mean(assessed):
    for name in ("solid", "prerevenue"):
        result = assessed(name)
        for axis, score in (("expectation", result.expectation), ("risk", result.risk)):
            members = [criterion for criterion in result.criteria if criterion.axis == axis]
            assert sum(criterion.weight for criterion in members) == pytest.approx(1)
            assert sum(criterion.contribution for criterion in members) == pytest.approx(score.mean)


def test_profile_changes_the_weights_and_not_the_criteria(assessed):
    growth, strategic = assessed("solid"), assessed("solid", profile="strategic")
    points = [{criterion.key: criterion.points for criterion in result.criteria} for result in (growth, strategic)]
    assert points[0] == points[1]
    assert growth.expectation.mean != strategic.expectation.mean
    with pytest.raises(InvalidInput, match="profile 'angel' is not in the rubric"):
        assessed("solid", profile="angel")


def test_evidence_shares_tell_measured_from_claimed_by_stage(assessed):
    shares = assessed("overstated").evidence_shares
    assert sum(shares.overall.values()) == pytest.approx(1)
    assert shares.overall[EvidenceLevel.CLAIMED] > 0.5
    for row in shares.by_stage.values():
        assert sum(row.values()) == pytest.approx(1)
    assert shares.by_stage["market_promotion"][EvidenceLevel.CLAIMED] > 0.9


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("solid", "invest"),
        ("overstated", "hold"),
        ("contaminated", "hold"),
        ("rewrapped", "pass"),
        ("prerevenue", "hold"),
    ],
)
def test_default_rubric_keeps_the_verdicts_of_the_examples(name, verdict, assessed):
    assert assessed(name).verdict == verdict


def test_setting_the_gates_aside_gives_the_verdict_of_the_scores(assessed):
    from analysis.scoring.rules import SetAside

    decision = SetAside("Agreed with the licensor.", "Agreement of 1 November 2026")
    open_rules = {finding.rule: decision for finding in assessed("rewrapped").findings}
    result = assessed("rewrapped", set_aside=open_rules)
    assert (result.verdict, result.cap) == (result.verdict_before_caps, None)


def test_what_runs_can_measure_is_named_with_its_weight_and_its_run(assessed, default, registry):
    found = {each.key: each for each in measurable_criteria(assessed("solid").terms, default, registry)}
    assert found["capability"].is_measured and found["capability"].runs == ("benchmark",)
    assert "founder_experience" not in found
    nothing = measurable_criteria(assessed([]).terms, default, registry)
    assert not any(each.is_measured for each in nothing)
    assert 0.08 < sum(each.weight for each in nothing) < 0.25
