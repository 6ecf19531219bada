"""What a profile would change, what it writes, and what it leaves alone."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from data.profiles import GivenModel, changes, commit_profile, export_profile, read_profile
from data.records import EvidenceLevel, Fact, InvalidInput, Source
from data.repository import add_facts, audit_events, dossier, models_of

JULY, SEPTEMBER = date(2026, 6, 30), date(2026, 9, 30)


@pytest.fixture
def profile(registry, today, small_profile):
    return read_profile(small_profile.encode(), "small.yaml", registry, today=today).profile


def with_fact(profile, key, **fields):
    return replace(profile, facts=tuple(replace(fact, **fields) if fact.key == key else fact for fact in profile.facts))


def of_field(found, key):
    return [(change.as_of, change.kind, change.old, change.new) for change in found if change.field == key]


def test_values_are_read_by_the_type_of_their_field(profile):
    values = {fact.key: fact.value for fact in profile.facts if fact.as_of == SEPTEMBER}
    assert values["hq_country"] == "NO"
    assert values["own_pretraining"] is False
    assert values["launch_date"] == date(2026, 5, 1)
    assert values["source_mix_shares"] == {"licensed": 0.6, "synthetic": 0.4}


def test_a_fact_keeps_source_page_note_error_and_earlier_values(profile):
    arr = [fact for fact in profile.facts if fact.key == "arr_usd"]
    assert [(fact.as_of, fact.value) for fact in arr] == [(SEPTEMBER, 2400000), (JULY, 2000000)]
    assert arr[0].source == Source("management_accounts", "Accounts to September 2026", reference="12")
    success = next(fact for fact in profile.facts if fact.key == "task_success_share")
    assert (success.standard_error, success.source.reference) == (0.02, "| sample of 300")
    assert success.source.dated == date(2026, 9, 2)


def test_a_field_that_does_not_apply_is_dated_like_the_newest_fact(profile):
    energy = next(fact for fact in profile.facts if fact.key == "energy_mwh")
    assert (energy.value, energy.not_applicable) == (None, "Nothing was trained by the company.")
    assert (energy.as_of, energy.source.kind, energy.level) == (SEPTEMBER, "analyst_note", EvidenceLevel.DOCUMENTED)


def test_a_new_startup_is_added_whole(session, profile):
    assert {change.kind for change in changes(session, profile)} == {"added"}
    commit_profile(session, profile, actor="ann")
    stored = dossier(session, "kestrel-loom")
    assert stored.startup.name == "Kestrel Loom Labs (fictional)"
    assert [model.location for model in stored.models] == ["data/demo/models/kestrel-loom"]
    assert len(stored.facts) == len(profile.facts)
    assert [(claim.task, claim.value, claim.items, claim.dated) for claim in stored.claims] == [
        ("mmlu", 0.641, 14042, date(2026, 6, 20))
    ]
    assert {event.actor for event in audit_events(session)} == {"ann"}


def test_the_preview_names_old_and_new_value(session, profile):
    commit_profile(session, profile, actor="ann")
    newer = with_fact(profile, "funding_stage", value="seed")
    assert of_field(changes(session, newer), "funding_stage") == [(SEPTEMBER, "changed", "pre_seed", "seed")]
    commit_profile(session, newer, actor="bob")
    assert dossier(session, "kestrel-loom").current()["funding_stage"].value == "seed"


def test_a_weaker_entry_is_kept_but_does_not_become_current(session, profile):
    commit_profile(session, profile, actor="ann")
    claimed = with_fact(profile, "funding_stage", value="series_a", level=EvidenceLevel.CLAIMED)
    change = next(change for change in changes(session, claimed) if change.field == "funding_stage")
    assert (change.kind, change.becomes_current) == ("changed", False)
    commit_profile(session, claimed, actor="ann")
    assert dossier(session, "kestrel-loom").current()["funding_stage"].value == "pre_seed"


def test_the_preview_writes_nothing(session, profile):
    changes(session, profile)
    assert audit_events(session) == []


def test_a_field_left_out_keeps_what_is_known_of_it(session, profile):
    commit_profile(session, profile, actor="ann")
    commit_profile(session, replace(profile, facts=(), claims=None, models=()), actor="ann")
    stored = dossier(session, "kestrel-loom")
    assert (len(stored.facts), len(stored.claims)) == (len(profile.facts), 1)
    assert len(models_of(session, "kestrel-loom")) == 1


def test_a_model_that_moves_is_shown_as_changed(session, profile):
    commit_profile(session, profile, actor="ann")
    moved = replace(profile, models=(GivenModel("Kestrel 8B", "owner/model"),))
    found = of_field(changes(session, moved), "model.Kestrel 8B")
    assert found == [(None, "changed", "data/demo/models/kestrel-loom", "owner/model")]


def test_a_real_startup_cannot_be_made_fictional_by_a_file(session, profile):
    commit_profile(session, profile, actor="ann")
    with pytest.raises(InvalidInput, match="stored with fictional: true, which cannot change"):
        commit_profile(session, replace(profile, fictional=False), actor="ann")


def test_an_export_leaves_out_what_runs_measured_and_what_was_replaced(session, profile, registry, today):
    commit_profile(session, profile, actor="ann")
    commit_profile(session, with_fact(profile, "hq_country", value="SE"), actor="ann")
    measured = Fact(
        "context_length_tokens", 128, EvidenceLevel.MEASURED, SEPTEMBER, Source("run", "Checkpoint inspection")
    )
    result = Fact("claim_gap", 0.2, EvidenceLevel.DOCUMENTED, SEPTEMBER, Source("run", "Computed"))
    add_facts(session, "kestrel-loom", [measured, result], actor="run")
    tree = yaml.safe_load(export_profile(session, "kestrel-loom", "yaml"))
    assert tree["facts"]["hq_country"]["value"] == "SE"
    assert tree["facts"]["arr_usd"]["history"] == {"2026-06-30": 2000000}
    assert {"context_length_tokens", "claim_gap"}.isdisjoint(tree["facts"])
    assert tree["sources"]["pitch_deck"]["dated"] == date(2026, 9, 2)


def test_two_documents_that_disagree_both_reach_the_ledger(session, registry, today, small_profile):
    text = small_profile.replace(
        "  hq_country: {value: NO, level: documented, as_of: 2026-09-30, source: accounts}\n",
        "  cash_usd:\n"
        "  - {value: 500000, level: documented, as_of: 2026-09-30, source: accounts}\n"
        "  - {value: 700000, level: documented, as_of: 2026-09-30, source: deck}\n",
    )
    profile = read_profile(text.encode(), "two.yaml", registry, today=today).profile
    commit_profile(session, profile, actor="ann")
    exported = read_profile(export_profile(session, "kestrel-loom", "json"), "a.json", registry, today=today).profile
    assert [fact.value for fact in exported.facts if fact.key == "cash_usd"] == [500000, 700000]
