"""What is kept of a judgement is the judgement: through the database and back, for startups of any kind."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from analysis.diligence.examination import examine
from analysis.portfolio.kept_standings import judged_standing
from data.database import open_database
from data.records import EvidenceLevel, Judgement
from data.repository import add_facts, add_startup, dossiers, keep_standings, standing_of
from tests.analysis.conftest import ledger_facts
from tests.analysis.small_dossier import claim, dossier, run, score

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
