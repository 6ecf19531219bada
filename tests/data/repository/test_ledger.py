"""The evidence ledger: which entry counts, how values are stored, what the audit trail keeps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from data.records import Claim, EvidenceLevel, Fact, NotFound, Scale, Source
from data.repository import (
    add_facts,
    add_model,
    add_startup,
    audit_events,
    change_startup,
    dossier,
    dossiers,
    find_model,
    find_startup,
    models_of,
    record_model_identity,
    replace_claims,
    restore_finding,
    set_aside,
    startups,
)

DECK = Source("pitch_deck", "Deck", reference="3", url="https://example.org", dated=date(2026, 9, 2))
DAY = date(2026, 9, 30)


@pytest.fixture
def startup(session):
    return add_startup(
        session, slug="acme", name="Acme", summary_en="Acts.", summary_zh="行动。", fictional=True, actor="test"
    )


def fact(value, level=EvidenceLevel.CLAIMED, as_of=DAY, key="arr_usd", **other) -> Fact:
    return Fact(key, value, level, as_of, DECK, **other)


def current(session, key="arr_usd"):
    return dossier(session, "acme").current()[key].value


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 5, 1),
        [{"task": "mmlu", "value": 0.641, "date": date(2026, 6, 20), "n": None}],
        {"licensed": 0.6, "synthetic": 0.4},
        ["sft", "dpo"],
        True,
        0,
        0.1 + 0.2,
        1.12e23,
        "2026-05-01",
        "简体中文",
    ],
    ids=repr,
)
def test_a_value_comes_back_in_the_type_it_had(session, startup, value):
    add_facts(session, "acme", [fact(value)], actor="test")
    session.expire_all()
    stored = current(session)
    assert (stored, type(stored)) == (value, type(value))


def test_standard_error_source_and_author_come_back(session, startup):
    stored = add_facts(session, "acme", [fact(1, standard_error=0.5)], actor="ann")[0]
    session.expire_all()
    read = dossier(session, "acme").facts[0]
    assert replace(read, source=stored.source) == stored
    assert (read.standard_error, read.entered_by) == (0.5, "ann")
    assert replace(read.source, id=None) == DECK
    assert read.entered_at is not None and read.entered_at.tzinfo is UTC


def test_a_field_that_does_not_apply_keeps_its_reason(session, startup):
    add_facts(session, "acme", [fact(None, not_applicable="No revenue.")], actor="test")
    read = dossier(session, "acme").facts[0]
    assert (read.value, read.not_applicable) == (None, "No revenue.")


def test_the_same_fact_is_stored_once(session, startup):
    add_facts(session, "acme", [fact(1), fact(2, key="cash_usd")], actor="test")
    add_facts(session, "acme", [fact(1), fact(2, key="cash_usd")], actor="test")
    assert len(dossier(session, "acme").facts) == 2


def test_a_correction_is_added_and_the_old_entry_stays(session, startup):
    add_facts(session, "acme", [fact(1)], actor="test")
    add_facts(session, "acme", [fact(2)], actor="test")
    assert [entry.value for entry in dossier(session, "acme").facts] == [1, 2]
    assert current(session) == 2


def test_a_correction_taken_back_makes_the_first_value_current_again(session, startup):
    for value in (1, 2, 1):
        add_facts(session, "acme", [fact(value)], actor="test")
    assert [entry.value for entry in dossier(session, "acme").facts] == [1, 2, 1]
    assert current(session) == 1


def test_a_corrected_page_is_stored(session, startup):
    moved = replace(fact(1), source=replace(DECK, reference="p. 99"))
    add_facts(session, "acme", [fact(1)], actor="test")
    add_facts(session, "acme", [moved], actor="test")
    assert dossier(session, "acme").current()["arr_usd"].source.reference == "p. 99"


def test_the_audit_trail_names_old_and_new_value(session, startup):
    add_facts(session, "acme", [fact(1)], actor="ann")
    add_facts(session, "acme", [fact(2)], actor="bob")
    newest = audit_events(session, entity="fact")[0]
    assert (newest.actor, newest.action, newest.entity_id) == ("bob", "add", "acme/arr_usd")
    assert (newest.before["value"], newest.after["value"]) == (1, 2)


def test_a_changed_startup_leaves_both_texts_in_the_trail_and_an_unchanged_one_nothing(session, startup):
    change_startup(session, "acme", name="Acme", summary_en="Acts.", summary_zh="行动。", actor="ann")
    assert [event.action for event in audit_events(session, entity="startup")] == ["add"]
    change_startup(session, "acme", name="Acme 2", summary_en="Acts.", summary_zh="行动。", actor="ann")
    newest = audit_events(session, entity="startup")[0]
    assert (newest.before["name"], newest.after["name"]) == ("Acme", "Acme 2")


def test_claims_are_replaced_as_a_whole_and_only_when_they_differ(session, startup):
    claims = [
        Claim("mmlu", "acc", 0.641, scale=Scale.FRACTION, dated=DAY),
        Claim("gsm8k", "exact_match", 0.5, scale=Scale.FRACTION, direction="at_least"),
    ]
    replace_claims(session, "acme", claims, actor="test")
    replace_claims(session, "acme", claims, actor="test")
    assert [replace(claim, id=None) for claim in dossier(session, "acme").claims] == claims
    assert len(audit_events(session, entity="claims")) == 1
    replace_claims(session, "acme", claims[:1], actor="test")
    assert [claim.task for claim in dossier(session, "acme").claims] == ["mmlu"]


def test_a_finding_set_aside_can_be_restored(session, startup):
    set_aside(session, "acme", "short_runway", reason="Bridge signed.", source="Contract", actor="ann")
    set_aside(session, "acme", "short_runway", reason="Bridge paid.", source="Bank", actor="ann")
    (decision,) = dossier(session, "acme").decisions
    assert (decision.rule, decision.reason, decision.decided_by) == ("short_runway", "Bridge paid.", "ann")
    restore_finding(session, "acme", "short_runway", actor="ann")
    assert dossier(session, "acme").decisions == ()
    assert [event.action for event in audit_events(session, entity="finding")] == ["restore", "set aside", "set aside"]


def test_an_unknown_startup_is_refused_with_the_nearest_names(session, startup):
    with pytest.raises(NotFound, match=r"No startup 'acne'; did you mean acme\?"):
        find_startup(session, "acne")


def test_an_empty_database_says_how_to_fill_it(session):
    with pytest.raises(NotFound, match=r"run `python -m data seed`"):
        find_startup(session, "acme")


def test_a_model_that_moves_loses_what_was_inspected(session, startup):
    model = add_model(session, "acme", name="M", location="models/a", actor="test")
    record_model_identity(session, model.id, digest="b3", parameters=900)
    assert (find_model(session, model.id).digest, find_model(session, model.id).parameters) == ("b3", 900)
    assert add_model(session, "acme", name="M", location="models/a", actor="test").digest == "b3"
    moved = add_model(session, "acme", name="M", location="models/b", actor="test")
    assert (moved.id, moved.location, moved.digest, moved.parameters) == (model.id, "models/b", None, None)
    assert [event.action for event in audit_events(session, entity="model")] == ["change", "add"]
    assert [found.name for found in models_of(session, "acme")] == ["M"]


def test_an_unknown_model_is_refused(session):
    with pytest.raises(NotFound, match="No model 7"):
        find_model(session, 7)


def test_dossiers_of_many_startups_take_a_fixed_number_of_queries(database):
    with database.session() as session:
        for number in range(12):
            slug = f"startup-{number}"
            add_startup(session, slug=slug, name=slug, summary_en="a", summary_zh="b", fictional=True, actor="test")
            add_facts(session, slug, [fact(number)], actor="test")
            add_model(session, slug, name="M", location="m", actor="test")
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    with database.session() as session:
        few = dossiers(session, slugs=("startup-1", "startup-2"))
        count = len(statements)
        everything = dossiers(session)
    assert (len(few), len(everything)) == (2, 12)
    assert len(statements) - count == count
    assert everything[0].facts[0].value == 0


def test_a_dossier_as_of_a_day_leaves_out_what_was_entered_later(session, startup):
    add_facts(session, "acme", [fact(1)], actor="test")
    known = dossier(session, "acme")
    today = datetime.now(UTC).date()
    assert known.known_on(today - timedelta(days=1)).facts == ()
    assert len(known.known_on(today).facts) == 1


def test_a_session_that_fails_writes_nothing(database):
    with pytest.raises(RuntimeError), database.session() as session:
        add_startup(session, slug="a", name="A", summary_en="a", summary_zh="b", fictional=False, actor="test")
        raise RuntimeError
    with database.session() as session:
        assert startups(session) == []


@pytest.mark.parametrize(
    "write",
    [
        lambda session: add_facts(session, "nobody", [fact(1)], actor="test"),
        lambda session: replace_claims(session, "nobody", [], actor="test"),
        lambda session: set_aside(session, "nobody", "rule", reason="r", source="s", actor="test"),
        lambda session: restore_finding(session, "nobody", "rule", actor="test"),
    ],
    ids=["facts", "claims", "set aside", "restore"],
)
def test_writing_to_a_startup_that_is_not_there_says_so(session, startup, write):
    with pytest.raises(NotFound, match="No startup 'nobody'"):
        write(session)
