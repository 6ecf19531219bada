from __future__ import annotations

from datetime import date

import pytest

from analysis.compliance.eu_duties import modifier_fact, training_flop
from analysis.published.tables import parse_published_models
from analysis.scoring.rules import rule_truth
from data.catalogue import reference_text
from data.records import EvidenceLevel


@pytest.fixture(scope="module")
def published():
    return parse_published_models(reference_text("published_models.csv"))


def maker(fact, **changes):
    values = {
        "own_pretraining": True,
        "train_flop": 5e23,
        "sales_regions": ["eu", "us"],
        "model_release_date": date(2026, 3, 1),
    } | changes
    return [fact(key, value) for key, value in values.items() if value is not None]


def test_unknown_stays_unknown(evidence_of, fact):
    assert modifier_fact(evidence_of(maker(fact, own_pretraining=None))) is None
    assert modifier_fact(evidence_of(maker(fact, own_pretraining=False, train_flop=None))) is None


@pytest.mark.parametrize(("flop", "verdict"), [(3e22, "not_provider"), (4e22, "provider")])
def test_modifier_of_an_unlisted_model_is_held_to_a_third_of_1e23(flop, verdict, evidence_of, fact):
    facts = maker(fact, own_pretraining=False, base_model_name="Some private model", train_flop=flop)
    assert modifier_fact(evidence_of(facts)).value == verdict


def test_modifier_of_a_published_model_is_held_to_a_third_of_its_compute(evidence_of, fact, published):
    model = next(each for each in published if each.training_flop and 1e22 < each.training_flop < 1e24)
    facts = maker(fact, own_pretraining=False, base_model_name=model.name.upper(), train_flop=model.training_flop * 0.4)
    assert modifier_fact(evidence_of(facts), published).value == "provider"
    less = maker(fact, own_pretraining=False, base_model_name=model.name, train_flop=model.training_flop * 0.3)
    assert modifier_fact(evidence_of(less), published).value == "not_provider"


def test_estimate_that_straddles_the_third_decides_nothing(evidence_of, fact):
    facts = [*maker(fact, own_pretraining=False, train_flop=None), fact("train_flop_estimate", 3.4e22, "claimed")]
    assert training_flop(evidence_of(facts)).high == pytest.approx(4.42e22)
    assert modifier_fact(evidence_of(facts)) is None


def test_verdict_is_as_strong_as_its_weakest_fact(evidence_of, fact):
    facts = [*maker(fact, own_pretraining=False, train_flop=None), fact("train_flop", 1e23, "claimed")]
    assert modifier_fact(evidence_of(facts)).level is EvidenceLevel.CLAIMED


def test_modified_model_sold_in_the_eu_without_summary_is_a_finding(evidence_of, fact, default):
    rule = next(rule for rule in default.rules if rule.key == "eu_modifier_summary_missing")
    facts = maker(fact, own_pretraining=False, train_flop=5e22, eu_training_summary_published=False)
    known = [*facts, modifier_fact(evidence_of(facts))]
    assert rule_truth(rule, evidence_of(known)) is True
    assert rule_truth(rule, evidence_of([*known, fact("sales_regions", ["us"], "measured")])) is False


def test_a_maker_of_a_model_of_its_own_modifies_nothing(evidence_of, fact):
    assert modifier_fact(evidence_of(maker(fact))).value == "not_provider"


def test_a_wrapper_of_an_api_modifies_nothing(evidence_of, fact):
    facts = [*maker(fact, own_pretraining=False), fact("architecture_type", "api_only")]
    assert modifier_fact(evidence_of(facts)).value == "not_provider"


def test_stated_compute_goes_before_an_estimate_and_an_estimate_may_be_off_by_thirty_percent(evidence_of, fact):
    estimate = fact("train_flop_estimate", 1e24, "claimed")
    assert training_flop(evidence_of([fact("train_flop", 5e23), estimate])) == (5e23, 5e23, 5e23)
    assert training_flop(evidence_of([estimate])) == pytest.approx((0.7e24, 1e24, 1.3e24))
    assert training_flop(evidence_of([])) is None
