"""What is kept of a judgement is the judgement: through the database and back, for startups of any kind."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analysis.diligence.examination import examine
from analysis.portfolio.kept_standings import judged_standing
from analysis.ranking.packed_moments import Layout, from_bytes, packed
from data.database import open_database
from data.records import EvidenceLevel, Judgement
from data.repository import add_facts, add_startup, dossiers, keep_standings, standing_of
from tests.analysis.conftest import ledger_facts
from tests.analysis.small_dossier import claim, dossier, fact, run, score

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


def jittered(fact, rng):
    amount = isinstance(fact.value, float) and fact.key.endswith("_usd")
    return fact.value * float(np.exp(rng.normal(0, 0.2))) if amount else fact.value


def random_facts(rng, registry, default):
    """Some of a worked example's facts, amounts jittered, levels drawn anew."""
    facts = ledger_facts(str(rng.choice(["solid", "overstated"])), registry, default)
    share, levels = rng.random(), [EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED]
    return [
        replace(
            fact,
            value=jittered(fact, rng),
            level=fact.level if fact.level is EvidenceLevel.MEASURED else levels[rng.integers(2)],
        )
        for fact in facts
        if rng.random() < share
    ]


def assert_kept_equals_fresh(count, tmp_path, yardsticks):
    rng = np.random.default_rng(20261127)
    opened = open_database(f"sqlite:///{tmp_path}/assay.sqlite")
    with opened.session() as session:
        for place in range(count):
            add_startup(
                session, slug=f"s{place}", name=f"S{place}", summary_en="x", summary_zh="x", fictional=True, actor="t"
            )
            add_facts(session, f"s{place}", random_facts(rng, yardsticks.registry, yardsticks.rubric), actor="t")
        known = dossiers(session)
        keep_standings(session, [judged_standing(each, yardsticks, version=1, judged_at=NOW) for each in known])
    with opened.session() as session:
        kept = {each.startup.slug: standing_of(session, each.startup.slug, "growth") for each in known}
    opened.engine.dispose()
    verdicts = set()
    for each in known:
        fresh, own = examine(each, yardsticks, as_of=NOW.date()), kept[each.startup.slug]
        if not each.facts:
            assert own.judgement is None
            continue
        judged = fresh.assessment
        findings = tuple(finding.rule for finding in judged.findings)
        cap = judged.cap.rule if judged.cap else None
        assert own.judgement == Judgement(judged.expectation, judged.risk, judged.verdict, cap, findings)
        assert (own.evidence_hash, own.rubric_hash) == (fresh.evidence_hash, judged.rubric_hash)
        assert own.open_gates == judged.open_gates
        assert own.measured_share == judged.evidence_shares.overall[EvidenceLevel.MEASURED]
        verdicts.add(judged.verdict)
    assert len(verdicts) > 1, "the startups differ"


def test_of_a_dozen_random_startups_the_kept_judgement_equals_a_fresh_one_exactly(tmp_path, yardsticks):
    assert_kept_equals_fresh(12, tmp_path, yardsticks)


@pytest.mark.slow
def test_of_two_hundred_random_startups_the_kept_judgement_equals_a_fresh_one_exactly(tmp_path, yardsticks):
    assert_kept_equals_fresh(200, tmp_path, yardsticks)


def test_open_gates_are_kept_and_the_history_gets_the_same_judgement(yardsticks):
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[run([score("qa", 0.7), score("topic", 0.5)])])
    kept = judged_standing(found, yardsticks, version=3, judged_at=NOW)
    assert "claims_refuted" in kept.open_gates and kept.judgement.verdict == "pass"
    history = kept.as_history()
    assert (history.judgement, history.as_of, history.created_at) == (kept.judgement, NOW.date(), NOW)


def test_without_facts_and_claims_nothing_is_judged(yardsticks):
    kept = judged_standing(dossier(), yardsticks, version=1, judged_at=NOW)
    assert (kept.judgement, kept.open_gates, kept.measured_share, kept.as_history()) == (None, (), None, None)
    assert (kept.ceiling, kept.moments, kept.detail, kept.moved) == (None, None, None, None)


def test_what_lists_show_is_kept_with_the_judgement(yardsticks):
    facts = [fact("hq_country", "DE"), fact("headcount_fte", 34.0), fact("arr_usd", 2.4e6, level="documented")]
    found = dossier(facts, [claim("qa", 0.9)], [run([score("qa", 0.7)])])
    kept = judged_standing(found, yardsticks, version=1, judged_at=NOW)
    fresh, detail = examine(found, yardsticks, as_of=NOW.date()).assessment, kept.detail
    assert detail.chances == tuple(fresh.probabilities) and detail.headcount == 34.0
    assert detail.spread["hq_country"] == ("DE",) and detail.spread["funding_stage"] == ()
    assert sum(detail.evidence) < 1 and detail.evidence[0] == kept.measured_share
    assert set(detail.coverage) == {stage.code for stage in yardsticks.registry.stages}
    (answered,) = detail.claims
    assert (answered.task, answered.claimed, answered.measured) == ("qa", 0.9, 0.7) and answered.p_value < 0.01
    layout = Layout.of(yardsticks.rubric)
    assert from_bytes([kept.moments], layout).rows[0] == pytest.approx(
        packed([fresh.moments], layout).rows[0], rel=1e-6
    )


def test_what_measuring_brought_up_is_a_finding_before_a_claim(yardsticks):
    refuted = dossier(
        claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[run([score("qa", 0.7), score("topic", 0.5)])]
    )
    change = judged_standing(refuted, yardsticks, version=1, judged_at=NOW).detail.change
    assert change.kind == "finding" and change.about.startswith("claim") and change.said_en and change.said_zh
    held = dossier([fact("arr_usd", 2.4e6)], [claim("qa", 0.7)], [run([score("qa", 0.7)])])
    change = judged_standing(held, yardsticks, version=1, judged_at=NOW).detail.change
    assert (change.kind, change.amount) == ("claims_hold", 1.0)
    silent = dossier([fact("arr_usd", 2.4e6)])
    kept = judged_standing(silent, yardsticks, version=1, judged_at=NOW)
    assert kept.detail.change.kind == "nothing" and kept.detail.change.amount > 10 and kept.moved == 0.0


def test_a_gate_is_kept_with_its_sentence_and_as_a_ceiling(yardsticks):
    found = dossier(claims=[claim("qa", 0.9), claim("topic", 0.8)], runs=[run([score("qa", 0.7), score("topic", 0.5)])])
    kept = judged_standing(found, yardsticks, version=3, judged_at=NOW)
    (held,) = [each for each in kept.detail.held_back if each.rule == "claims_refuted"]
    assert "qa" in held.message_en and "qa" in held.message_zh and kept.ceiling == "pass"
