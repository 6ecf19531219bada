"""A deck goes the whole way: profile file, import, ledger, examination; its contradictions are found, and only they."""

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest

from analysis.diligence.computed_results import computed_facts
from analysis.diligence.contradictions import ledger_contradictions
from analysis.diligence.examination import examine, parsed_yardsticks
from analysis.diligence.report import examination_report
from data.catalogue import reference_text
from data.company_tables import account_facts, company_table
from data.database import open_database
from data.profiles import commit_profile, read_profile
from data.records import EvidenceLevel, Fact, Source
from data.registry import load_registry
from data.repository import dossiers

AS_OF = date(2026, 11, 25)
REGISTRY = load_registry()
HEAD = """
startup:
  slug: quillmark
  name: Quillmark (fictional)
  summary_en: Drafting of tenders. Fictional.
  summary_zh: 标书撰写。虚构公司。
  fictional: true
sources:
  deck: {kind: pitch_deck, title: "Pitch deck, October 2026", dated: 2026-10-05}
facts:
"""
CONSISTENT = {
    "params_total_billion": 13,
    "tokens_unique_trillion": 2,
    "tokens_seen_trillion": 4,
    "data_epochs": 2,
    "train_flop": 3.12e23,
    "gpu_type": "h100",
    "gpu_count": 512,
    "gpu_hours_final_run": 230000,
    "training_days": 20,
    "mfu_reported_share": 0.38,
    "gpu_price_usd_hour": 2.5,
    "final_run_cost_usd": 575000,
    "serving_cost_usd_per_mtok": 0.2,
    "price_usd_per_mtok": 0.5,
    "tokens_per_second_per_gpu": 2500,
    "revenue_usd": 900000,
    "cost_of_revenue_usd": 360000,
    "credits_used_usd": 0,
    "gross_margin_cash_share": 0.6,
    "gross_margin_full_share": 0.6,
    "arr_usd": 3600000,
    "cash_usd": 6000000,
    "net_burn_usd_month": 300000,
    "runway_months": 20,
}
PLANTED = {
    "data_epochs": 5,
    "train_flop": 1.2e24,
    "training_days": 8,
    "final_run_cost_usd": 150000,
    "tokens_per_second_per_gpu": 90000,
    "runway_months": 36,
}
FOUND = [
    "tokens_and_epochs",
    "compute_and_operations",
    "hours_and_calendar",
    "cost_and_hours",
    "faster_than_possible",
    "reported_runway_months",
]


def deck(figures):
    rows = [f"  {key}: {{value: {value!r}, level: claimed, as_of: 2026-09-30, source: deck, page: p. 7}}"
            for key, value in figures.items()]  # fmt: skip
    return (HEAD + "\n".join(rows)).encode()


@pytest.fixture(scope="module")
def yardsticks():
    rubric = files("analysis.rubrics").joinpath("default.yaml").read_text(encoding="utf-8")
    return parsed_yardsticks(rubric, REGISTRY, reference_text)


@pytest.fixture
def examined(tmp_path, yardsticks):
    def run(figures):
        reading = read_profile(deck(figures), "deck.yaml", REGISTRY)
        assert reading.problems == ()
        database = open_database(f"sqlite:///{tmp_path / 'assay.sqlite'}")
        with database.session() as session:
            commit_profile(session, reading.profile, actor="analyst")
        with database.session() as session:
            (dossier,) = dossiers(session)
        return examine(dossier, yardsticks, as_of=AS_OF, draws=200)

    return run


def test_a_consistent_deck_has_neither_contradictions_nor_findings_of_physics(examined):
    found = examined(CONSISTENT)
    assert found.contradictions == ()
    assert examination_report(found, ())["contradictions"] == []
    assert {finding.rule for finding in found.assessment.findings}.isdisjoint(
        {"mfu_implausible", "training_cost_too_low", "serving_cost_impossible", "margin_gap"}
    )


def test_six_planted_contradictions_are_exactly_those_found(examined):
    found = examined(CONSISTENT | PLANTED)
    assert [contradiction.code for contradiction in found.contradictions] == FOUND
    messages = [entry["message"] for entry in examination_report(found, (), "zh")["contradictions"]]
    assert len(messages) == 6
    assert all("而" in message and "倍" in message for message in messages)


@pytest.mark.parametrize(("key", "code"), list(zip(PLANTED, FOUND, strict=True)))
def test_each_wrong_figure_alone_gives_its_own_finding_alone(key, code, examined):
    found = examined(CONSISTENT | {key: PLANTED[key]})
    assert [contradiction.code for contradiction in found.contradictions] == [code]


@pytest.mark.parametrize(
    ("change", "code", "text"),
    [
        ({"serving_cost_usd_per_mtok": 0.001, "price_usd_per_mtok": 0.0025}, "cheaper_than_possible", "$0.0182"),
        ({"gross_margin_cash_share": 0.9}, "reported_gross_margin_cash_share", "90.0 %"),
        ({"mfu_reported_share": 0.6}, "stated_and_implied_utilisation", "60.0 %"),
        ({"gpu_type": "mi300", "gpu_hours_final_run": 120000, "mfu_reported_share": 0.55, "training_days": 10,
          "final_run_cost_usd": 300000}, "utilisation_above_ceiling", "51.1 %"),
    ],
)  # fmt: skip
def test_other_contradictions_of_a_deck_name_their_numbers(change, code, text, examined):
    found = examined(CONSISTENT | change)
    assert [contradiction.code for contradiction in found.contradictions] == [code]
    assert text in found.contradictions[0].sentence_en


def test_figures_of_different_dates_are_not_held_against_each_other(examined):
    found = examined(CONSISTENT)
    facts = [
        fact if fact.key != "runway_months" else type(fact)(
            "runway_months", 36, fact.level, date(2026, 3, 31), fact.source
        )
        for fact in found.evidence.facts
    ]  # fmt: skip
    evidence = type(found.evidence)(facts, found.evidence.registry, (), AS_OF)
    assert ledger_contradictions(evidence, ()) == ()


def test_what_serving_costs_above_its_floor_becomes_a_result(examined):
    results = {fact.key: fact.value for fact in examined(CONSISTENT).results}
    floor = 2 * 13e9 / 989.4e12 / 3600 * 2.5 * 1e6
    assert results["usd_per_mtok_vs_roofline"] == pytest.approx(0.2 / floor)
    assert results["gross_margin_gap"] == pytest.approx(0.6 - (1 - 0.2 / 0.5))


def test_kept_accounts_are_held_against_what_the_deck_says(examined, yardsticks):
    found = examined(CONSISTENT | {"cash_usd": 2_000_000, "runway_months": 6.6})
    rows = b"month,arr,revenue,cost_of_revenue,net_burn,cash\n" + b"".join(
        b"2026-%02d,%d,%d,120000,300000,%d\n"
        % (month, 3_000_000 + 50_000 * month, 300_000, 4_700_000 - 300_000 * month)
        for month in range(1, 10)
    )
    accounts = company_table("accounts", rows, "accounts.csv")
    sound = ledger_contradictions(found.evidence, yardsticks.chips, accounts)
    assert [each.code for each in sound] == []
    shrunk = company_table("accounts", rows.replace(b",3450000,", b",2000000,"), "accounts.csv")
    codes = [each.code for each in ledger_contradictions(found.evidence, yardsticks.chips, shrunk)]
    assert codes == ["reported_arr"]


ACCOUNTS = b"month,arr\n" + b"".join(b"2026-%02d,%d\n" % (month, 3_000_000 + 50_000 * month) for month in range(1, 10))


def with_facts(evidence, facts):
    return type(evidence)([*evidence.facts, *facts], evidence.registry, (), AS_OF)


def test_accounts_under_another_title_are_no_contradiction_of_themselves(examined):
    accounts = replace(company_table("accounts", ACCOUNTS, "accounts.csv"), id=7)
    restated = replace(company_table("accounts", ACCOUNTS.replace(b",3450000", b",2000000"), "restated.csv"), id=8)
    facts = [
        replace(fact, source=replace(fact.source, title="The books")) for fact in account_facts(accounts)
    ] + account_facts(restated)
    bare = examined({}).evidence
    assert ledger_contradictions(with_facts(bare, facts), (), restated) == ()
    results = {fact.key: fact.value for fact in computed_facts(with_facts(bare, facts), ())}
    assert results["field_conflict_share"] == 0


def test_a_deck_named_like_the_accounts_is_still_held_against_them(examined):
    accounts = replace(company_table("accounts", ACCOUNTS, "accounts.csv"), id=7)
    deck = Source("pitch_deck", "Deck, with accounts.csv as an annex")
    said = Fact("arr_usd", 9_000_000, EvidenceLevel.CLAIMED, date(2026, 9, 30), deck)
    evidence = with_facts(examined({}).evidence, [said])
    assert [each.code for each in ledger_contradictions(evidence, (), accounts)] == ["reported_arr"]
