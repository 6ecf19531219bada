"""What finished runs say under the rubric's result keys."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.claims.checks import ClaimVerdict
from analysis.diligence.examination import checked_claims
from analysis.diligence.run_results import claim_facts, finished_benchmarks, newest_scores
from data.records import EvidenceLevel, RunState
from tests.analysis.small_dossier import claim, dossier, run, score


def by_key(facts):
    return {fact.key: fact for fact in facts}


def test_an_overstated_claim_becomes_a_measured_gap_with_its_run_as_source():
    found = dossier(claims=[claim("qa", 0.9)], runs=[run([score("qa", 0.7)])])
    facts = by_key(claim_facts(checked_claims(found), found.runs))
    assert facts["claim_gap"].value == pytest.approx(0.2)
    assert facts["claim_verdict_worst"].value == "overstated"
    assert facts["claim_gap"].level is EvidenceLevel.MEASURED
    assert (facts["claim_gap"].source.run_id, facts["claim_gap"].as_of) == (7, date(2026, 10, 30))


def test_a_claim_that_holds_is_supported():
    found = dossier(claims=[claim("qa", 0.7)], runs=[run([score("qa", 0.7)])])
    assert by_key(claim_facts(checked_claims(found), found.runs))["claim_verdict_worst"].value == "supported"


def test_without_a_run_nothing_is_said_of_the_gap_but_the_claims_are_counted():
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8, items=None)])
    facts = by_key(claim_facts(checked_claims(found), found.runs))
    assert "claim_gap" not in facts and "claim_verdict_worst" not in facts
    assert facts["claims_full_protocol_count"].value == 1
    assert facts["claims_latest_date"].value == date(2026, 9, 1)


def test_without_claims_nothing_is_said():
    assert claim_facts([], [run([score("qa", 0.7)])]) == []


def test_only_finished_benchmarks_count_and_the_newest_score_of_a_task_wins():
    runs = [run([score("qa", 0.5)], 3), run([score("qa", 0.6, run_id=5)], 5), run([], 6, state=RunState.FAILED)]
    assert [each.id for each in finished_benchmarks(runs)] == [5, 3]
    assert [found.value for found in newest_scores(runs)] == [0.6]


def test_scores_on_different_numbers_of_items_are_both_kept():
    runs = [run([score("qa", 0.5)], 3), run([score("qa", 0.6, n=20, run_id=5)], 5)]
    assert sorted(found.n for found in newest_scores(runs)) == [20, 320]


def test_a_run_of_clustered_items_cut_short_decides_as_little_as_its_items_are_worth():
    alone = score("boolq", 0.6, n=500, total=3270)
    stated = [claim("boolq", 0.66, items=None)]
    (sure,) = checked_claims(dossier(claims=stated, runs=[run([alone])]))
    (unsure,) = checked_claims(
        dossier(claims=stated, runs=[run([replace(alone, clusters=120, effective_items=100.0)])])
    )
    assert (sure.verdict, unsure.verdict) == (ClaimVerdict.OVERSTATED, ClaimVerdict.INCONCLUSIVE)
