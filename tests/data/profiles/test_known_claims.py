"""Claims beside those already known: corrected one by one, and never lost to somebody else's list."""

from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from data.intake.limits import MAX_LIST_ITEMS
from data.profiles import CLAIMS_FIELD, changes, commit_profile, is_same_score, read_profile
from data.records import Claim, InvalidInput, Scale
from data.repository import dossier, hold_startup, replace_claims
from data.tables import StartupRow


def a_claim(task, value, *, metric="acc", **protocol):
    return Claim(task, metric, value, scale=Scale.FRACTION, **protocol)


@pytest.fixture
def profile(registry, today, small_profile):
    """A startup with one model and one claim, mmlu 0.641 of Kestrel 8B."""
    return read_profile(small_profile.encode(), "small.yaml", registry, today=today).profile


def with_claims(profile, *claims):
    """What a form gives: the startup and a list of claims, nothing else."""
    stated = next(fact for fact in profile.facts if fact.key == CLAIMS_FIELD)
    items = [{"task": claim.task, "metric": "acc", "value": claim.value} for claim in claims]
    return replace(profile, models=(), facts=(replace(stated, value=items),), claims=tuple(claims))


def claimed(database):
    with database.session() as session:
        return {claim.task: claim.value for claim in dossier(session, "kestrel-loom").claims}


def write(database, profile, **options):
    with database.session() as session:
        commit_profile(session, profile, actor="test", **options)


def test_a_claim_saved_between_preview_and_commit_survives(database, profile):
    write(database, profile)
    mine = with_claims(profile, a_claim("gsm8k", 0.55, model="Kestrel 8B"))
    with database.session() as session:
        (change,) = [change for change in changes(session, mine, claims="add") if change.field == CLAIMS_FIELD]
    new: Any = change.new
    assert [item["task"] for item in new] == ["mmlu", "gsm8k"]
    write(database, with_claims(profile, a_claim("piqa", 0.8, model="Kestrel 8B")), claims="add")
    write(database, mine, claims="add")
    assert claimed(database) == {"mmlu": 0.641, "piqa": 0.8, "gsm8k": 0.55}
    with database.session() as session:
        listed: Any = dossier(session, "kestrel-loom").current()[CLAIMS_FIELD].value
    assert {item["task"] for item in listed} == {"mmlu", "piqa", "gsm8k"}


def test_claims_written_at_the_same_moment_all_survive(database, profile):
    write(database, profile)
    together = Barrier(4)

    def enter(number):
        together.wait()
        write(database, with_claims(profile, a_claim(f"task_{number}", 0.5, model="Kestrel 8B")), claims="add")

    threads = [Thread(target=enter, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(claimed(database)) == {"mmlu", *(f"task_{number}" for number in range(4))}


def test_holding_a_startup_that_is_not_there_holds_nothing(session):
    hold_startup(session, "nobody")
    assert session.query(StartupRow).filter_by(slug="nobody").count() == 0


def test_a_file_still_states_all_claims_of_the_startup(database, profile):
    write(database, profile)
    write(database, with_claims(profile, a_claim("gsm8k", 0.55)))
    assert claimed(database) == {"gsm8k": 0.55}


def test_a_claim_on_the_same_score_takes_the_place_of_the_one_before(database, profile):
    write(database, profile)
    write(database, with_claims(profile, a_claim("mmlu", 0.7)), claims="add")
    assert claimed(database) == {"mmlu": 0.7}


def test_claims_kept_have_the_model_the_wording_and_the_place_they_were_stated_in(database, profile):
    write(database, profile)
    with database.session() as session:
        old = a_claim("mmlu", 0.6, direction="at_least")
        replace_claims(session, "kestrel-loom", [old, replace(old, task="piqa", stated_in="Card")], actor="test")
    write(database, with_claims(profile, a_claim("gsm8k", 0.5, metric="")), claims="add")
    with database.session() as session:
        kept = dossier(session, "kestrel-loom").claims
    assert [(claim.direction, claim.stated_in) for claim in kept[:2]] == [
        ("at_least", "Pitch deck, September 2026"), ("at_least", "Card")
    ]  # fmt: skip
    assert {claim.model for claim in kept} == {"Kestrel 8B"}
    assert (kept[2].metric, kept[2].task) == ("", "gsm8k")


def test_more_claims_than_a_list_may_hold_are_refused_before_and_at_the_commit(database, profile):
    many = [a_claim(f"task_{number}", 0.5, model="Kestrel 8B") for number in range(MAX_LIST_ITEMS)]
    write(database, profile)
    for step in (changes, lambda session, given, claims: commit_profile(session, given, actor="t", claims=claims)):
        with (
            pytest.raises(InvalidInput, match="would have 501 claims, the limit is 500"),
            database.session() as session,
        ):
            step(session, with_claims(profile, *many), claims="add")
    assert claimed(database) == {"mmlu": 0.641}


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (a_claim("mmlu", 0.7), True),
        (a_claim("mmlu", 0.6, shots=5), True),
        (a_claim("mmlu", 0.6, metric="acc_norm"), False),
        (a_claim("mmlu", 0.6, model="Other"), False),
        (a_claim("mmlu", 0.6, chain_of_thought=True), False),
        (a_claim("mmlu", 0.6, subset="diamond"), False),
    ],
)
def test_two_claims_state_the_same_score_when_only_value_and_open_shots_differ(other, same):
    assert is_same_score(a_claim("mmlu", 0.6), other) is same
    assert is_same_score(a_claim("mmlu", 0.6, shots=0), a_claim("mmlu", 0.6, shots=5)) is False
