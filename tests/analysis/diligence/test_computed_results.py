"""What follows from the ledger alone: the physics of training, and documents that contradict each other."""

import pytest

from analysis.diligence.computed_results import computed_facts, stated_training, training_chip
from analysis.diligence.contradictions import ledger_contradictions
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


MIXTURE = [
    fact("params_total_billion", 671.0, "documented"),
    fact("architecture_type", "moe_transformer", "documented"),
    fact("tokens_seen_trillion", 14.8, "claimed"),
    fact("gpu_type", "h100"),
    fact("gpu_hours_final_run", 2_664_000.0),
    fact("final_run_cost_usd", 5_328_000.0),
    fact("serving_cost_usd_per_mtok", 0.5),
]
HOLD_FOR_ONE_SHARE = {"train_flop_estimate", "mfu_implied", "training_cost_ratio", "usd_per_mtok_vs_roofline"}


def test_what_depends_on_the_active_parameters_of_a_mixture_is_unknown_until_they_are_stated(yardsticks):
    assert not HOLD_FOR_ONE_SHARE & set(computed(MIXTURE, yardsticks))
    stated = computed([*MIXTURE, fact("params_active_billion", 37.0)], yardsticks)
    assert set(stated) >= HOLD_FOR_ONE_SHARE
    assert stated["train_flop_estimate"].value == pytest.approx(6 * 37e9 * 14.8e12)


def test_a_mixture_of_unknown_active_parameters_may_serve_as_fast_as_the_sparsest(yardsticks):
    facts = [*MIXTURE, fact("tokens_per_second_per_gpu", 10_000.0)]
    evidence = Evidence(facts, yardsticks.registry, yardsticks.rubric.results, TODAY)
    assert ledger_contradictions(evidence, yardsticks.chips) == ()
    dense = [each for each in facts if each.key != "architecture_type"]
    evidence = Evidence(dense, yardsticks.registry, yardsticks.rubric.results, TODAY)
    assert "faster_than_possible" in {each.code for each in ledger_contradictions(evidence, yardsticks.chips)}
