"""What follows from the ledger alone: the physics of training, and documents that contradict each other."""

import pytest

from analysis.diligence.computed_results import computed_facts, stated_training, training_chip
from analysis.evidence.state import Evidence
from data.records import EvidenceLevel, Source
from tests.analysis.small_dossier import TODAY, fact

LLAMA_405B = [
    fact("params_total_billion", 405.0, "documented"),
    fact("tokens_seen_trillion", 15.6, "claimed"),
    fact("gpu_type", "h100"),
    fact("gpu_hours_final_run", 30_840_000.0),
]


def computed(facts, yardsticks):
    evidence = Evidence(facts, yardsticks.registry, yardsticks.rubric.results, TODAY)
    return {found.key: found for found in computed_facts(evidence, yardsticks.chips)}


def test_llama_405b_gives_its_published_operations_and_an_mfu_of_a_third(yardsticks):
    found = computed(LLAMA_405B, yardsticks)
    assert found["train_flop_estimate"].value == pytest.approx(3.79e25, rel=0.002)
    assert found["mfu_implied"].value == pytest.approx(0.345, abs=0.001)


def test_a_computed_fact_is_as_weak_as_the_weakest_fact_behind_it(yardsticks):
    assert computed(LLAMA_405B, yardsticks)["mfu_implied"].level is EvidenceLevel.CLAIMED


def test_a_cost_far_below_cloud_rates_gives_a_small_ratio(yardsticks):
    found = computed([*LLAMA_405B, fact("final_run_cost_usd", 1_000_000.0)], yardsticks)
    assert 0 < found["training_cost_ratio"].value < 0.02


def test_nothing_is_computed_from_what_is_missing(yardsticks):
    found = computed(LLAMA_405B[:1], yardsticks)
    assert not {"train_flop_estimate", "mfu_implied", "training_cost_ratio"} & set(found)


def test_a_chip_that_the_table_does_not_hold_is_unknown_and_not_guessed(yardsticks):
    evidence = Evidence([fact("gpu_type", "other")], yardsticks.registry, (), TODAY)
    assert training_chip(evidence, yardsticks.chips) is None


def test_zero_and_negative_figures_are_left_out_of_the_physics(yardsticks):
    evidence = Evidence([fact("tokens_seen_trillion", 0.0)], yardsticks.registry, (), TODAY)
    assert stated_training(evidence).tokens is None


def test_two_documents_that_disagree_on_one_date_are_found(yardsticks):
    other = Source("bank_statements", "Bank statements")
    facts = [fact("cash_usd", 8e6), fact("cash_usd", 10e6, source=other), fact("headcount_fte", 30.0)]
    found = computed(facts, yardsticks)["field_conflict_share"]
    assert found.value == pytest.approx(0.2)
    assert found.source.reference == "cash_usd"


def test_a_claim_beside_a_document_is_no_conflict_between_documents(yardsticks):
    facts = [fact("cash_usd", 8e6), fact("cash_usd", 10e6, "claimed", source=Source("pitch_deck", "Deck"))]
    assert computed(facts, yardsticks)["field_conflict_share"].value == 0


def test_without_documents_the_conflict_is_unknown_and_not_zero(yardsticks):
    assert "field_conflict_share" not in computed([fact("cash_usd", 8e6, "claimed")], yardsticks)
