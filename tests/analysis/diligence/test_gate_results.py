"""What the gates read: claims refuted, claims on a contaminated test, books that do not reconcile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analysis.diligence.examination import checked_claims, examine, known_evidence
from analysis.diligence.gate_results import contaminated_claims_fact
from data.records import CompanyTable, EvidenceLevel, Fact, FindingDecision, Scale, Source
from tests.analysis.small_dossier import TODAY, claim, dossier, run, score

MOMENT = datetime(2026, 10, 31, tzinfo=UTC)
PROBED = Source("run", "Run 9", run_id=9)


def known(found, yardsticks):
    return known_evidence(found, yardsticks, as_of=TODAY)


def facts_of(found, yardsticks, key):
    return [fact for fact in known(found, yardsticks).results if fact.key == key]


def label(value, source=PROBED):
    return Fact("contamination_label", value, EvidenceLevel.MEASURED, date(2026, 10, 30), source)


def test_every_comparable_claim_becomes_a_fact_of_its_own_with_the_error_of_its_run(yardsticks):
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[run([score("qa", 0.7), score("topic", 0.8)])])
    checks = facts_of(found, yardsticks, "claim_check")
    assert [fact.source.reference.split()[0] for fact in checks] == ["qa", "topic"]
    assert [fact.value for fact in checks] == pytest.approx([0.2, 0.0])
    assert {fact.source.run_id for fact in checks} == {7}


@pytest.mark.parametrize(("scores", "refuted"), [((0.9, 0.8), 0), ((0.7, 0.8), 1), ((0.7, 0.5), 2)])
def test_claims_refuted_beyond_doubt_are_counted_and_named(scores, refuted, yardsticks):
    runs = [run([score("qa", scores[0]), score("topic", scores[1])])]
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=runs)
    (count,) = facts_of(found, yardsticks, "claims_refuted_count")
    assert count.value == refuted
    verdict = examine(found, yardsticks, as_of=TODAY, draws=200).assessment
    gate = next(gate for gate in verdict.gates if gate.rule == "claims_refuted")
    assert gate.cap == {0: None, 1: "hold", 2: "pass"}[refuted]


@pytest.mark.parametrize(
    ("metric", "scale", "lower_is_better", "claimed", "found", "cap"),
    [
        ("word_perplexity", Scale.RATIO, True, 8.0, 12.0, "hold"),
        ("word_perplexity", Scale.RATIO, True, 12.0, 8.0, None),
        ("word_perplexity", Scale.RATIO, True, 12.0, 12.1, None),
        ("bits_per_byte", Scale.BITS, True, 0.62, 0.81, "hold"),
        ("bits_per_byte", Scale.BITS, True, 0.81, 0.812, None),
        ("bleu", Scale.PERCENT, False, 41.0, 33.0, "hold"),
        ("bleu", Scale.PERCENT, False, 41.0, 40.6, None),
    ],
)
def test_a_claim_on_any_scale_is_held_to_its_own_unit(metric, scale, lower_is_better, claimed, found, cap, yardsticks):
    said = replace(claim("qa", claimed), metric=metric, scale=scale)
    measured = replace(
        score("qa", 0.5), metric=metric, scale=scale, value=found, standard_error=0.01 * found, counts=False,
        higher_is_better=not lower_is_better, n=300, total=320,
    )  # fmt: skip
    judged = examine(dossier(claims=[said], runs=[run([measured])]), yardsticks, as_of=TODAY, draws=200).assessment
    assert next(gate for gate in judged.gates if gate.rule == "claims_refuted").cap == cap


def test_a_gap_within_the_error_of_few_items_is_not_beyond_doubt(yardsticks):
    few = score("qa", 0.8, n=40, total=1000)
    (count,) = facts_of(
        dossier(claims=[claim("qa", 0.9, items=None)], runs=[run([few])]), yardsticks, "claims_refuted_count"
    )
    assert count.value == 0


def test_before_any_claim_was_checked_nothing_is_counted(yardsticks):
    assert facts_of(dossier(claims=[claim("qa", 0.9)]), yardsticks, "claims_refuted_count") == []


def test_an_answer_on_record_lifts_the_gate_by_name(yardsticks):
    runs = [run([score("qa", 0.7), score("topic", 0.5)])]
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=runs)
    answer = FindingDecision("claims_refuted", "They sent the template; our rerun gives 0.9.", "Run 8", "Ada", MOMENT)
    answered = examine(replace(found, decisions=(answer,)), yardsticks, as_of=TODAY, draws=200).assessment
    gate = next(gate for gate in answered.gates if gate.rule == "claims_refuted")
    assert (gate.outcome, gate.cap, gate.set_aside.decided_by) == ("open", None, "Ada")


@pytest.mark.parametrize(("after", "cap"), [([], None), ([score("topic", 0.5)], "pass"), ([score("topic", 0.8)], None)])
def test_an_answer_lapses_once_more_is_refuted_than_when_it_was_accepted(after, cap, yardsticks):
    first = replace(run([score("qa", 0.7)]), finished_at=MOMENT - timedelta(hours=2))
    later = replace(run(after, run_id=8), finished_at=MOMENT + timedelta(hours=2))
    answer = FindingDecision("claims_refuted", "They sent the template; our rerun gives 0.9.", "Run 8", "Ada", MOMENT)
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[first, later] if after else [first])
    judged = examine(replace(found, decisions=(answer,)), yardsticks, as_of=TODAY, draws=200).assessment
    assert next(gate for gate in judged.gates if gate.rule == "claims_refuted").cap == cap
    finding = next(each for each in judged.findings if each.rule == "claims_refuted")
    assert (finding.set_aside is None) == (cap is not None)
    assert ("goes beyond that decision" in finding.message_en) == (cap is not None)
    assert ("超出了当时的决定" in finding.message_zh) == (cap is not None)


@pytest.mark.parametrize(("value", "count"), [("contaminated", 2), ("clean", 0), ("indicative", 0)])
def test_claims_count_as_contaminated_once_the_model_is(value, count, yardsticks):
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[run([score("qa", 0.9), score("topic", 0.8)])])
    found = replace(found, facts=(*found.facts, label(value)))
    (fact,) = facts_of(found, yardsticks, "claims_contaminated_count")
    assert (fact.value, fact.source.run_id) == (count, 9)


def test_a_probe_that_names_a_task_bears_on_claims_on_that_task_alone(yardsticks):
    measured = run([score("qa", 0.9), score("topic", 0.8)])
    probe = replace(
        run([], run_id=9), request=replace(measured.request, kind="contamination", settings={"items": "qa"})
    )
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[measured, probe])
    found = replace(found, facts=(*found.facts, label("contaminated")))
    evidence = known(found, yardsticks).evidence
    assert contaminated_claims_fact(evidence, checked_claims(found), found.runs).value == 1


@pytest.mark.parametrize(("probed", "count"), [("topic", 1), ("data/topic.jsonl", 1), ("elsewhere", 0), ("", 2)])
def test_a_probe_bears_on_claims_on_the_test_it_says_it_read(probed, count, yardsticks):
    measured = run([score("qa", 0.9), score("topic", 0.8)])
    probe = replace(
        run([], run_id=9), request=replace(measured.request, kind="contamination"), protocol={"items": probed}
    )
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[measured, probe])
    found = replace(found, facts=(*found.facts, label("contaminated")))
    assert contaminated_claims_fact(known(found, yardsticks).evidence, checked_claims(found), found.runs).value == count


def test_without_a_probe_nothing_is_said_of_contamination(yardsticks):
    assert facts_of(dossier(claims=[claim("qa", 0.9)]), yardsticks, "claims_contaminated_count") == []


def test_without_accounts_nothing_is_said_of_the_books(yardsticks):
    assert facts_of(dossier(), yardsticks, "books_gap_share") == []


def accounts(last_arr):
    months = [date(2025 + place // 12, 1 + place % 12, 1) for place in range(13)]
    rows = tuple(
        {"month": month, "arr": 1e6 + 1e5 * place if place < 12 else last_arr, "new_arr": 1e5, "expansion_arr": 0.0,
         "contraction_arr": 0.0, "churned_arr": 0.0}
        for place, month in enumerate(months)
    )  # fmt: skip
    return CompanyTable("accounts", rows, "accounts.csv", "digest")


@pytest.mark.parametrize(("last_arr", "gap", "cap"), [(2.2e6, 0.0, None), (3.3e6, 0.5, "hold")])
def test_books_whose_movements_do_not_give_their_arr_are_held(last_arr, gap, cap, yardsticks):
    found = replace(dossier(), tables=(accounts(last_arr),))
    (fact,) = facts_of(found, yardsticks, "books_gap_share")
    assert fact.value == pytest.approx(gap, abs=0.01)
    gates = examine(found, yardsticks, as_of=TODAY, draws=200).assessment.gates
    assert next(gate for gate in gates if gate.rule == "books_do_not_reconcile").cap == cap
