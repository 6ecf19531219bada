"""Writing many startups: once, whole, audited, and going on where it was cut off."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from data.bulk import given_startups, mapping_of, planned_changes, read_table, write_startups
from data.bulk.writing import STARTUPS_AT_ONCE
from data.database import open_database
from data.records import Refused
from data.repository import add_startup, audit_events, dossier, startup_mark, startup_names, startups
from data.tables import FactRow, SourceRow, StartupRow
from tests.data.bulk.conftest import HEADER, MAPPING, ROWS, as_csv
from tests.data.conftest import TODAY


def counted(database, row=FactRow):
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(row))


def totals(changes):
    return sum(each.added for each in changes), sum(each.changed for each in changes), sum(e.unchanged for e in changes)


def all_written(database, startups):
    batches = write_startups(database.session, startups, actor="test", origin="a.csv")
    return [change for batch in batches for change in batch]


def test_a_table_becomes_startups_with_facts_from_one_source_each(database, written):
    assert totals(written()) == (7, 0, 0)
    with database.session() as session:
        acme = dossier(session, "acme-models")
        facts = acme.facts
        assert (acme.startup.name, acme.startup.fictional, acme.startup.summary_en) == ("Acme Models", False, "")
        assert [(fact.key, fact.value, fact.as_of.isoformat()) for fact in facts] == [
            ("arr_usd", 2000000, "2026-06-30"),
            ("cash_usd", 5000000, "2026-06-30"),
            ("hq_country", "NO", "2026-06-30"),
            ("arr_usd", 2400000, "2026-09-30"),
        ]
        assert {(fact.level.value, fact.entered_by, fact.source.reference) for fact in facts} == {
            ("documented", "test", "pipeline.csv")
        }
    assert counted(database, SourceRow) == 2


def marks(session):
    return {each.slug: startup_mark(session, each.slug) for each in startups(session)}


def test_the_same_table_again_writes_nothing(database, written):
    written()
    with database.session() as session:
        before = marks(session), len(audit_events(session))
    again = written()
    assert totals(again) == (0, 0, 7) and all(each.is_empty for each in again)
    with database.session() as session:
        assert (marks(session), len(audit_events(session))) == before


def test_the_same_table_under_another_name_writes_nothing(written):
    written()
    assert totals(written(filename="pipeline (2).csv")) == (0, 0, 7)


def test_a_correction_is_written_beside_what_it_corrects(database, written):
    written()
    rows = [[*ROWS[0][:2], 2100000, *ROWS[0][3:]], *ROWS[1:]]
    (acme, _) = written(as_csv(rows))
    (entry,) = acme.entries
    assert (entry.field, entry.kind, entry.old, entry.new) == ("arr_usd", "changed", 2000000, 2100000)
    assert totals(written()) == (0, 1, 6), "a correction back is one too"
    with database.session() as session:
        facts = dossier(session, "acme-models").facts
    assert [fact.value for fact in facts if fact.as_of.month == 6 and fact.key == "arr_usd"] == [
        2000000,
        2100000,
        2000000,
    ]
    assert counted(database, SourceRow) == 2


def test_a_startup_on_record_keeps_its_name_and_gains_facts(database, written):
    written()
    rows = [["ACME MODELS", "2026-10-31", 2500000, "", "", ""]]
    (acme,) = written(as_csv(rows), filename="october.csv")
    assert (acme.slug, acme.is_new, acme.added) == ("acme-models", False, 1)
    with database.session() as session:
        assert startup_names(session)["acme-models"] == "Acme Models"
        assert dossier(session, "acme-models").current()["arr_usd"].value == 2500000


def test_the_audit_trail_names_who_wrote_how_much_of_each_startup(database, written):
    written(actor="ines")
    with database.session() as session:
        events = [
            (event.actor, event.action, event.entity, event.entity_id, event.after) for event in audit_events(session)
        ]
    assert ("ines", "add", "startup", "acme-models", {"name": "Acme Models"}) in events
    after = {"facts": 4, "fields": ["arr_usd", "cash_usd", "hq_country"]}
    assert ("ines", "import", "facts", "acme-models/pipeline.csv", after) in events
    assert len(events) == 4


def test_the_mark_of_every_startup_written_on_changes_and_no_other(database, written):
    written()
    with database.session() as session:
        before = marks(session)
    written(as_csv([["Acme Models", "2026-10-31", 2500000, "", "", ""]]))
    with database.session() as session:
        after = marks(session)
    assert {slug for slug in after if after[slug] != before[slug]} == {"acme-models"}


def test_a_plan_tells_what_writing_does_and_writes_nothing(database, understood, written):
    with database.session() as session:
        planned = list(planned_changes(session, understood()))
    assert counted(database, StartupRow) == 0
    assert planned == written()


VALUES = st.dictionaries(
    st.tuples(st.sampled_from(["Acme", "Baiyun", "白云"]), st.sampled_from(["2026-06-30", "2026-09-30"])),
    st.tuples(
        st.none() | st.integers(0, 10**12), st.none() | st.floats(0, 1e9), st.none() | st.sampled_from(["NO", "CN"])
    ),
    min_size=1,
)


@settings(max_examples=15)
@given(first=VALUES, second=VALUES)
def test_whatever_was_written_is_not_written_again(tmp_path_factory, registry, first, second):
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('bulk')}/assay.sqlite")
    for table in (first, second, second):
        rows = [[*place, *values, ""] for place, values in table.items()]
        read = read_table(as_csv(rows), "a.csv")
        with database.session() as session:
            known = startup_names(session)
        startups = given_startups(read, mapping_of(read.headers, registry, MAPPING), registry, known, today=TODAY)
        facts = counted(database)
        changes = [
            each for batch in write_startups(database.session, startups, actor="t", origin="a.csv") for each in batch
        ]
        assert counted(database) - facts == sum(len(each.entries) for each in changes)
    assert all(each.is_empty for each in changes)
    database.engine.dispose()


def test_an_import_killed_in_the_middle_leaves_whole_startups_and_goes_on(tmp_path):
    startups = 4 * STARTUPS_AT_ONCE
    header = ["name", "as_of", "arr_usd", "cash_usd", "carr_usd"]
    path = tmp_path / "many.csv"
    path.write_bytes(as_csv([[f"Startup {n}", "2026-09-30", n, n, n] for n in range(startups)], header))
    database = open_database(f"sqlite:///{tmp_path}/assay.sqlite")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/assay.sqlite"}
    command = [sys.executable, "-c", SLOWLY, "import-many", str(path)]
    importing = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while counted(database, StartupRow) == 0 and importing.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    os.kill(importing.pid, signal.SIGKILL)
    assert importing.wait() == -signal.SIGKILL
    kept = counted(database, StartupRow)
    assert kept in range(STARTUPS_AT_ONCE, startups, STARTUPS_AT_ONCE)
    assert counted(database) == 3 * kept
    again = [sys.executable, "-m", "data", "import-many", str(path)]
    done = subprocess.run(again, env=environment, check=True, capture_output=True, text=True)
    assert f"wrote {startups - kept} new startups, {3 * (startups - kept)} facts added" in " ".join(done.stdout.split())
    assert [counted(database, row) for row in (StartupRow, FactRow, SourceRow)] == [startups, 3 * startups, startups]
    with database.session() as session:
        entry = (FactRow.startup_id, FactRow.key)
        assert session.execute(select(*entry).group_by(*entry).having(func.count() > 1)).all() == []
        assert session.execute(text("pragma integrity_check")).scalar() == "ok"
    database.engine.dispose()


SLOWLY = """
import time
from data import repository
from data.bulk import writing
def slow(session, new, *, actor, write=writing.add_entries):
    write(session, new, actor=actor)
    time.sleep(0.4)
writing.add_entries = slow
from data.__main__ import main
main()
"""
"""The command with batches that take long enough to be met in the middle of one, before it is kept."""


def test_two_imports_of_the_same_table_at_once_write_it_once(database, understood):
    startups = understood(as_csv([[f"Startup {n}", *ROWS[0][1:]] for n in range(3 * STARTUPS_AT_ONCE)]))
    with ThreadPoolExecutor() as pool:
        added = [sum(each.added for each in done) for done in pool.map(partial(all_written, database), [startups] * 2)]
    assert sum(added) == counted(database) == 3 * len(startups)
    assert counted(database, StartupRow) == len(startups)


@pytest.mark.slow
def test_postgresql_holds_the_same_as_sqlite(postgres_url, understood):
    opened = open_database(postgres_url)
    given_ones = understood(as_csv([[f"Bulk {n}", *row[1:]] for n, row in enumerate(ROWS * 200)], HEADER))
    changes = [
        each for batch in write_startups(opened.session, given_ones, actor="t", origin="a.csv") for each in batch
    ]
    assert (len(changes), sum(each.is_new for each in changes)) == (600, 600)
    assert all(each.is_empty for each in all_written(opened, given_ones))
    late = understood(as_csv([["Late", *ROWS[0][1:]]]))
    with ThreadPoolExecutor() as other, opened.session() as session:
        add_startup(session, slug="late", name="L", summary_en="", summary_zh="", fictional=False, actor="other")
        importing = other.submit(all_written, opened, late)
        with pytest.raises(TimeoutError):
            importing.result(timeout=1)
        session.commit()
        with pytest.raises(Refused, match="repeat the import"):
            importing.result()
    assert all_written(opened, late)[0].added == 3
    with opened.session() as session:
        assert dossier(session, "bulk-599").current()["cash_usd"].value == 750000.5
    opened.engine.dispose()
