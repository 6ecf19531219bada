"""The facts that runs put on the ledger, read by the run and by nothing else."""

from datetime import date

from data.records import EvidenceLevel, Fact, RunRequest, Source
from data.repository import add_facts, add_model, add_startup, facts_of_runs, request_run

DAY = date(2026, 9, 30)


def fact(key, value, run_id):
    source = Source("run", f"Run {run_id}", dated=DAY, run_id=run_id) if run_id else Source("pitch_deck", "Deck")
    return Fact(key, value, EvidenceLevel.MEASURED if run_id else EvidenceLevel.CLAIMED, DAY, source)


def runs_of(session, slug, count):
    model = add_model(session, slug, name="M", location="l", actor="t")
    return [
        request_run(session, RunRequest(model.id, suite="demo", settings={"limit": n + 1})).id for n in range(count)
    ]


def test_only_the_facts_of_the_runs_named_are_read(session, acme):
    add_startup(session, slug="b", name="B", summary_en="", summary_zh="", fictional=False, actor="t")
    one, two, bare = runs_of(session, "acme", 3)
    (other,) = runs_of(session, "b", 1)
    add_facts(session, "acme", [fact("arr_usd", 1.0, one), fact("cash_usd", 2.0, one), fact("gpu_count", 3, None)],
              actor="t")  # fmt: skip
    add_facts(session, "acme", [fact("arr_usd", 4.0, two)], actor="t")
    add_facts(session, "b", [fact("arr_usd", 5.0, other)], actor="t")
    found = facts_of_runs(session, [one, other, bare])
    assert {run: [each.value for each in facts] for run, facts in found.items()} == {one: [1.0, 2.0], other: [5.0]}
    assert facts_of_runs(session, []) == {}


def test_the_way_from_a_run_to_its_facts_goes_by_indexes(plan):
    found = plan(lambda session: facts_of_runs(session, [1, 2]))
    assert "source_by_run" in found and "SCAN" not in found
