"""What is read and judged anew after a write: the startup it concerns, and no other."""

from datetime import date

import pytest

from analysis.portfolio.standing import standing
from data import repository
from data.records import Claim, CompanyTable, EvidenceLevel, Fact, RunRequest, Scale
from pages.components import loaders
from tests.pages.drawing import draw
from tests.pages.startups import BINDER, a_claim, add_startup, finish_run, sample_facts

DAY = date(2026, 9, 30)
SLUGS = ("baiyun", "northfold", "quill")


def add_a_fact(session):
    fact = Fact("headcount_fte", 77.0, EvidenceLevel.DOCUMENTED, DAY, BINDER)
    repository.add_facts(session, "northfold", [fact], actor="test")


def replace_the_claims(session):
    claim = Claim("assay_topic", "acc", 0.71, scale=Scale.FRACTION, items=20, shots=0)
    repository.replace_claims(session, "northfold", [claim], actor="test")


def keep_accounts(session):
    table = CompanyTable("customers", ({"customer": "A", "revenue_usd": 10.0},), "c.csv", "0" * 64)
    repository.keep_table(session, "northfold", table, actor="test")


def withdraw_accounts(session):
    repository.withdraw_table(session, "northfold", "holdings", actor="test")


def set_a_finding_aside(session):
    repository.set_aside(session, "northfold", "other_rule", reason="Seen.", source="Memo", actor="test")


def restore_the_finding(session):
    repository.restore_finding(session, "northfold", "some_rule", actor="test")


def exchange_the_finding(session):
    restore_the_finding(session)
    set_a_finding_aside(session)


def exchange_the_claims_for_as_many(session):
    repository.replace_claims(session, "northfold", [a_claim(value=0.5)], actor="test")


def move_the_model(session):
    repository.add_model(session, "northfold", name="northfold-model", location="var/elsewhere", actor="test")


def count_the_weights(session):
    (model,) = repository.models_of(session, "northfold")
    repository.record_model_identity(session, model.id, digest="f00d" * 16, parameters=5)


def finish_another_run(session):
    (model,) = repository.models_of(session, "northfold")
    finish_run(session, model.id, correct=9)


def rename(session):
    repository.change_startup(session, "northfold", name="Northfold 2", summary_en="", summary_zh="", actor="test")


def ask_for_a_run(session):
    (model,) = repository.models_of(session, "northfold")
    repository.request_run(session, RunRequest(model.id, suite="quick"))


WRITES = (
    add_a_fact, replace_the_claims, exchange_the_claims_for_as_many, keep_accounts, withdraw_accounts,
    set_a_finding_aside, restore_the_finding, exchange_the_finding, move_the_model, count_the_weights,
    finish_another_run, rename, ask_for_a_run,
)  # fmt: skip


@pytest.fixture
def stored(database):
    for slug in SLUGS:
        add_startup(database, slug, facts=sample_facts(every=12), claims=[a_claim()], with_run=True)
    with database.session() as session:
        table = CompanyTable("holdings", ({"holder": "A", "shares": 10.0},), "h.csv", "1" * 64)
        repository.keep_table(session, "northfold", table, actor="test")
        repository.set_aside(session, "northfold", "some_rule", reason="Seen.", source="Memo", actor="test")
    return database


@pytest.fixture
def judged(monkeypatch):
    """Slugs in the order in which they are judged in full."""
    slugs, real = [], standing

    def counting(dossier, *arguments, **options):
        slugs.append(dossier.startup.slug)
        return real(dossier, *arguments, **options)

    monkeypatch.setattr(loaders, "standing", counting)
    return slugs


def everybody():
    return {slug: loaders.standing_of(slug) for slug in SLUGS}


@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_a_write_judges_the_startup_it_concerns_again_and_no_other(stored, judged, write):
    everybody()
    assert judged == list(SLUGS)
    judged.clear()
    with loaders.session() as session:
        write(session)
    found = everybody()
    assert judged == ["northfold"]
    with stored.session() as session:
        assert found["northfold"].dossier == repository.dossier(session, "northfold")


def test_a_saved_profile_judges_everybody_again(stored, judged):
    everybody()
    judged.clear()
    weights = loaders.rubric().every_profile[0].weights
    with loaders.session() as session:
        repository.save_profile(session, "Ours", expectation=weights.expectation, risk=weights.risk, actor="test")
    everybody()
    assert judged == list(SLUGS)


def test_the_startup_looked_at_is_kept_judged_at_once_and_once(stored, judged):
    def kept():
        with stored.session() as session:
            return repository.standing_of(session, "northfold", "growth")

    assert kept() is None
    shown = loaders.standing_of("northfold")
    first = kept()
    assert first.judgement.expectation == shown.assessment.expectation
    loaders.standing_of("northfold")
    assert kept().judged_at == first.judged_at and judged == ["northfold"]
    with loaders.session() as session:
        add_a_fact(session)
    loaders.standing_of("northfold")
    assert kept().version > first.version and judged == ["northfold", "northfold"]


@pytest.mark.parametrize("viewpoint", [{"profile": "strategic"}, {"as_of": "2026-10-01"}])
def test_from_another_viewpoint_nothing_is_kept(stored, viewpoint):
    assert draw(loaders.standing_of, "northfold", address=viewpoint).result is not None
    with stored.session() as session:
        assert repository.standing_of(session, "northfold", "growth") is None


def test_nobody_is_nobody(stored):
    assert loaders.standing_of("nobody") is None and loaders.dossier_of("nobody") is None
    assert loaders.mark_of("nobody") is None and loaders.questions("nobody") == ()
