from __future__ import annotations

from datetime import date

import pytest

from analysis.compliance.eu_duties import eu_position, modifier_fact, training_flop
from analysis.evidence.state import Evidence
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
        "weights_open": False,
        "eu_training_summary_published": True,
    } | changes
    return [fact(key, value) for key, value in values.items() if value is not None]


def duties(evidence, published=()):
    return {duty.code: (duty.applies, duty.met) for duty in eu_position(evidence, published).duties}


def test_maker_above_1e23_that_sells_in_the_eu_owes_papers_and_summary(evidence_of, fact):
    found = duties(evidence_of(maker(fact)))
    assert found["training_summary"] == ("yes", "yes")
    assert found["technical_documentation"] == ("yes", "unknown")
    assert found["notification"][0] == "no"


def test_open_weights_spare_the_papers_and_not_the_summary(evidence_of, fact):
    found = duties(evidence_of(maker(fact, weights_open=True)))
    assert found["technical_documentation"][0] == "no"
    assert found["copyright_policy"][0] == "yes"


def test_systemic_risk_brings_notification_and_takes_back_the_exception(evidence_of, fact):
    found = duties(evidence_of(maker(fact, train_flop=2e25, weights_open=True, eu_ai_office_notified=False)))
    assert found["notification"] == ("yes", "no")
    assert found["downstream_information"][0] == "yes"


def test_nothing_is_owed_without_the_eu_market_or_before_the_duties_bind(evidence_of, fact):
    assert duties(evidence_of(maker(fact, sales_regions=["us"])))["training_summary"][0] == "no"
    assert duties(evidence_of(maker(fact, model_release_date=date(2025, 8, 1))))["training_summary"][0] == "no"


def test_older_models_owe_from_august_2027(registry, default, fact):
    facts = maker(fact, model_release_date=date(2025, 8, 1))
    evidence = Evidence(facts, registry, default.results, date(2027, 8, 2))
    assert duties(evidence)["training_summary"][0] == "yes"


def test_unknown_stays_unknown(evidence_of, fact):
    found = eu_position(evidence_of(maker(fact, train_flop=None, own_pretraining=None)))
    assert (found.general_purpose, found.modifier) == ("unknown", "unknown")
    assert found.duties[3].applies == "unknown"


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


@pytest.mark.parametrize(
    ("code", "article"),
    [
        ("technical_documentation", "Art. 53(1)(a)"),
        ("downstream_information", "Art. 53(1)(b)"),
        ("copyright_policy", "Art. 53(1)(c)"),
        ("training_summary", "Art. 53(1)(d)"),
        ("notification", "Art. 52(1)"),
        ("risk_evaluation", "Art. 55"),
    ],
)
def test_every_duty_names_the_article_it_follows_from(code, article, evidence_of, fact):
    found = {duty.code: duty for duty in eu_position(evidence_of(maker(fact))).duties}
    assert found[code].source == article
    assert found[code].label_en and found[code].label_zh


@pytest.mark.parametrize(
    ("released", "answer"), [(date(2025, 8, 1), "no"), (date(2025, 8, 2), "yes"), (None, "unknown")]
)
def test_article_113_binds_models_placed_on_the_market_from_2_august_2025(released, answer, evidence_of, fact):
    assert eu_position(evidence_of(maker(fact, model_release_date=released))).in_force == answer


def test_article_111_gives_older_models_until_the_day_before_2_august_2027(registry, default, fact):
    facts = maker(fact, model_release_date=date(2025, 8, 1))
    for day, answer in ((date(2027, 8, 1), "no"), (date(2027, 8, 2), "yes")):
        assert eu_position(Evidence(facts, registry, default.results, day)).in_force == answer
    assert eu_position(Evidence(facts, registry, default.results)).in_force == "unknown"


@pytest.mark.parametrize(
    ("changes", "papers"),
    [
        ({"weights_open": None}, "unknown"),
        ({"weights_open": None, "train_flop": 2e25}, "yes"),
        ({"weights_open": None, "sales_regions": ["us"]}, "no"),
        ({"weights_open": True, "train_flop": 2e25}, "yes"),
    ],
)
def test_article_53_paragraph_2_spares_open_weights_without_systemic_risk_and_an_unknown_leaves_it_open(
    changes, papers, evidence_of, fact
):
    found = duties(evidence_of(maker(fact, **changes)))
    assert found["technical_documentation"][0] == papers
    assert found["downstream_information"][0] == papers


def test_open_weights_at_an_estimate_around_1e25_leave_the_papers_undecided(evidence_of, fact):
    facts = [*maker(fact, train_flop=None, weights_open=True), fact("train_flop_estimate", 1e25, "claimed")]
    found = duties(evidence_of(facts))
    assert found["technical_documentation"][0] == "undecided"
    assert found["notification"][0] == "undecided"
    assert found["copyright_policy"][0] == "yes"


def test_a_wrapper_of_an_api_modifies_nothing(evidence_of, fact):
    facts = [*maker(fact, own_pretraining=False, train_flop=5e22), fact("architecture_type", "api_only")]
    assert eu_position(evidence_of(facts)).modifier == "no"


def test_stated_compute_goes_before_an_estimate_and_an_estimate_may_be_off_by_thirty_percent(evidence_of, fact):
    estimate = fact("train_flop_estimate", 1e24, "claimed")
    assert training_flop(evidence_of([fact("train_flop", 5e23), estimate])) == (5e23, 5e23, 5e23)
    assert training_flop(evidence_of([estimate])) == pytest.approx((0.7e24, 1e24, 1.3e24))
    assert training_flop(evidence_of([])) is None
