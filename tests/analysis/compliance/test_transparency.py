from __future__ import annotations

from datetime import date

import pytest

from analysis.compliance.transparency import (
    IndicatorState,
    parse_checklist,
    peer_standing,
    transparency,
    transparency_fact,
)
from analysis.published.tables import parse_transparency_scores
from data.catalogue import reference_text
from data.records import EvidenceLevel, InvalidInput, Source

CARD = Source("model_card", "Model card")
DECK = Source("pitch_deck", "Pitch deck")


@pytest.fixture(scope="module")
def checklist():
    return parse_checklist(reference_text("transparency_checklist.yaml"))


@pytest.fixture(scope="module")
def judged(checklist, evidence_of):
    def build(facts):
        return {each.indicator.code: each.state for each in transparency(evidence_of(facts), checklist).results}

    return build


def answers(checklist, fact, yes, no):
    codes = [indicator.answer_key for indicator in checklist.indicators]
    return [fact(key, True) for key in codes[:yes]] + [fact(key, False) for key in codes[yes : yes + no]]


def test_checklist_has_the_hundred_indicators_of_the_edition(checklist):
    by_domain = {group.code: group.domain for group in checklist.groups}
    domains = [by_domain[indicator.group] for indicator in checklist.indicators]
    assert [domains.count(domain) for domain in ("upstream", "model", "downstream")] == [34, 30, 36]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in each.question_zh) for each in checklist.indicators)


def test_checklist_names_only_fields_that_exist(checklist, registry):
    assert {key for each in checklist.indicators for key in each.shown_by} <= set(registry.by_key)


def test_nothing_on_record_leaves_every_indicator_unknown(checklist, evidence_of):
    found = transparency(evidence_of([]), checklist)
    assert found.count(IndicatorState.UNKNOWN) == 100
    assert (found.lowest_share, found.highest_share, found.share) == (0.0, 1.0, None)


def test_figure_on_the_model_card_is_public_and_one_in_the_deck_was_only_shown(judged, fact):
    assert judged([fact("compute_provider", "Own cluster", source=CARD)])["compute_provider"] is IndicatorState.MET
    assert judged([fact("compute_provider", "Own cluster", source=DECK)])["compute_provider"] is IndicatorState.SHOWN


def test_figure_once_published_stays_public_when_a_document_confirms_it(judged, fact):
    facts = [fact("train_flop", 1e24, "claimed", source=CARD), fact("train_flop", 1e24, "documented")]
    assert judged(facts)["compute_usage_for_final_training_run"] is IndicatorState.MET


def test_indicator_that_needs_two_figures_is_unknown_with_one(judged, fact):
    assert judged([fact("gpu_type", "h100", source=CARD)])["compute_hardware_for_final_training_run"] is (
        IndicatorState.UNKNOWN
    )


@pytest.mark.parametrize(("value", "state"), [(True, IndicatorState.MET), (False, IndicatorState.NOT_MET)])
def test_open_weights_decide_their_indicator_wherever_that_is_written(value, state, judged, fact):
    assert judged([fact("weights_open", value, source=DECK)])["open_weights"] is state


def test_entered_answer_goes_before_what_the_fields_say(judged, fact):
    facts = [fact("weights_open", True), fact("fmti_open_weights", False)]
    assert judged(facts)["open_weights"] is IndicatorState.NOT_MET


def test_share_is_the_middle_of_its_bounds_once_four_in_five_are_decided(checklist, evidence_of, fact):
    found = transparency(evidence_of(answers(checklist, fact, 50, 40)), checklist)
    assert (found.lowest_share, found.highest_share) == (0.5, 0.6)
    assert found.share == pytest.approx(0.55)
    assert found.standard_error == pytest.approx(0.05 / 1.645, rel=1e-3)
    few = transparency(evidence_of(answers(checklist, fact, 50, 29)), checklist)
    assert few.share is None


def test_result_is_as_strong_as_its_weakest_answer_and_never_replaces_an_entered_one(checklist, evidence_of, fact):
    facts = [*answers(checklist, fact, 50, 45), fact("fmti_government_commitments", True, "claimed", "2025-01-31")]
    result = transparency_fact(evidence_of(facts), checklist)
    assert (result.level, result.as_of) == (EvidenceLevel.CLAIMED, date(2025, 1, 31))
    assert result.value == pytest.approx(0.53)
    assert transparency_fact(evidence_of([*facts, fact("fmti_indicator_share", 0.4)]), checklist) is None


def test_peers_are_those_of_the_same_edition(checklist, evidence_of, fact):
    scores = parse_transparency_scores(reference_text("fmti_scores.csv"))
    found = transparency(evidence_of(answers(checklist, fact, 60, 30)), checklist)
    standing = peer_standing(found, scores, checklist.edition)
    assert len(standing.higher) + len(standing.within) + len(standing.lower) == 13
    assert [each.company for each in standing.higher] == ["IBM", "Writer"]
    assert [each.company for each in standing.within] == ["AI21 Labs"]


def test_faulty_checklist_is_refused_with_its_place():
    with pytest.raises(InvalidInput, match=r"indicators"):
        parse_checklist("schema_version: 1")
    text = reference_text("transparency_checklist.yaml").replace("group: accountability", "group: nowhere")
    with pytest.raises(InvalidInput, match="no such group: nowhere"):
        parse_checklist(text)
