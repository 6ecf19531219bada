"""A company's tables are kept with the startup: once, audited, replaced and withdrawn but never lost."""

import json
import subprocess
import sys
from datetime import date

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from data.company_tables import account_facts, company_table, customers_template, read_customer_arr
from data.database import MIGRATIONS, open_database
from data.records import EvidenceLevel, Fact, InvalidInput, NotFound, Source
from data.repository import add_facts, add_startup, audit_events, dossier, keep_table, withdraw_table

ACCOUNTS = b"month,arr,revenue,net_burn,cash\n" + b"".join(
    f"{2025 + at // 12}-{at % 12 + 1:02d},{1000 * (at + 1)},{100 * (at + 1)},{50},{9000 - 50 * at}\n".encode()
    for at in range(9, 22)
)
CUSTOMERS = b"customer,month,arr\nA,2025-09,600\nB,2025-09,400\nA,2026-09,700\nC,2026-09,300\n"


@pytest.fixture
def database(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'tables.sqlite'}")
    with opened.session() as session:
        add_startup(
            session, slug="northfold", name="Northfold", summary_en="M", summary_zh="模", fictional=True, actor="t"
        )
    return opened


def keep(database, content=ACCOUNTS, filename="accounts.csv", kind="accounts"):
    with database.session() as session:
        return keep_table(session, "northfold", company_table(kind, content, filename), actor="analyst")


def stored(database):
    with database.session() as session:
        return dossier(session, "northfold")


def test_a_table_comes_back_as_it_was_read_with_its_months_as_dates(database):
    keep(database)
    table = stored(database).table("accounts")
    assert table.rows == company_table("accounts", ACCOUNTS, "accounts.csv").rows
    assert table.rows[0]["month"] == date(2025, 10, 1)
    assert (table.entered_by, table.filename) == ("analyst", "accounts.csv")
    assert stored(database).table("holdings") is None


def test_the_same_file_twice_is_kept_once_and_another_one_takes_its_place(database):
    assert keep(database).id == keep(database).id
    newer = keep(database, ACCOUNTS.replace(b",50,", b",60,"))
    assert stored(database).table("accounts").id == newer.id
    with database.session() as session:
        events = audit_events(session, entity="table")
    assert [event.action for event in events] == ["replace", "add"]
    assert events[0].before["sha256"] != events[0].after["sha256"]


def test_a_withdrawn_table_gives_way_to_the_one_before_it(database):
    first = keep(database)
    keep(database, ACCOUNTS.replace(b",50,", b",60,"))
    with database.session() as session:
        withdraw_table(session, "northfold", "accounts", actor="analyst")
    assert stored(database).table("accounts").id == first.id
    with database.session() as session:
        withdraw_table(session, "northfold", "accounts", actor="analyst")
        with pytest.raises(NotFound, match="has no table 'accounts'"):
            withdraw_table(session, "northfold", "accounts", actor="analyst")


def test_a_dossier_of_an_earlier_day_does_not_know_a_table_kept_later(database):
    keep(database)
    assert stored(database).known_on(date(2020, 1, 1)).table("accounts") is None


def test_accounts_state_arr_cash_burn_and_sums_at_the_ends_of_their_months():
    facts = account_facts(company_table("accounts", ACCOUNTS, "accounts.csv"))
    found = {(fact.key, fact.as_of.isoformat()): fact.value for fact in facts}
    assert found["arr_usd", "2026-10-31"] == 22000
    assert found["arr_usd", "2025-10-31"] == 10000
    assert found["cash_usd", "2026-10-31"] == 9000 - 50 * 21
    assert found["revenue_usd", "2026-10-31"] == 2000 + 2100 + 2200
    assert found["run_rate_revenue_usd", "2026-10-31"] == 12 * 2200
    assert found["net_burn_usd_month", "2026-10-31"] == pytest.approx(50)
    assert found["net_burn_usd_month", "2026-07-31"] == pytest.approx(50)
    assert {fact.level for fact in facts} == {"documented"}
    assert "cost_of_revenue_usd" not in {fact.key for fact in facts}


def test_a_gap_in_a_column_leaves_its_sums_out_rather_than_short():
    holes = ACCOUNTS.replace(b",2100,50,", b",,50,")
    keys = {fact.key for fact in account_facts(company_table("accounts", holes, "accounts.csv"))}
    assert "revenue_usd" not in keys
    assert "arr_usd" in keys
    assert account_facts(company_table("customers", CUSTOMERS, "c.csv")) == []


def test_kept_figures_enter_the_ledger_once(database):
    facts = account_facts(keep(database))
    with database.session() as session:
        add_facts(session, "northfold", facts, actor="analyst")
        add_facts(session, "northfold", facts, actor="analyst")
    assert len(stored(database).facts) == len(facts)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"customer,month,arr\nA,2026-09,1\nA,2026-09,2\n", "two rows for one month"),
        (b"customer,month\nA,2026-09\n", "lacks the column"),
        (b"customer,month,arr\n,2026-09,5\n", "empty"),
        (b"customer,month,arr\nA,2026-09,-5\n", "below 0"),
        (b"customer,month,arr\n", "no row below"),
    ],
)
def test_revenue_by_customer_is_refused_with_every_problem(content, part):
    reading = read_customer_arr(content, "customers.csv")
    assert reading.rows == ()
    assert any(part in problem.message for problem in reading.problems)


def test_the_template_of_customers_is_read_once_filled_in():
    filled = customers_template("csv") + b"A,2026-09,500\r\n"
    assert read_customer_arr(filled, "customers.csv").rows[0]["arr"] == 500


def assay_data(tmp_path, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "data", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin", "DATABASE_URL": f"sqlite:///{tmp_path / 'tables.sqlite'}", "USER": "analyst"},
    )


def test_the_command_line_keeps_and_withdraws_a_table(database, tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_bytes(ACCOUNTS)
    done = assay_data(tmp_path, "keep-table", "northfold", str(file), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["rows"] == 13
    assert assay_data(tmp_path, "withdraw-table", "northfold", "--kind", "accounts").returncode == 0
    refused = assay_data(tmp_path, "keep-table", "nobody", str(file))
    assert refused.returncode == 2
    assert "No startup 'nobody'" in refused.stderr
    file.write_bytes(b"month,arr\n2026-13,5\n")
    broken = assay_data(tmp_path, "keep-table", "northfold", str(file))
    assert broken.returncode == 2
    assert "2026-13" in broken.stderr


def test_a_table_without_rows_is_refused(database):
    table = company_table("customers", CUSTOMERS, "c.csv")
    empty = type(table)("customers", (), "c.csv", "0")
    with database.session() as session, pytest.raises(InvalidInput, match="has no rows"):
        keep_table(session, "northfold", empty, actor="t")


def test_a_fact_of_the_accounts_names_the_table_it_was_read_off_whatever_the_title(database):
    kept = keep(database)
    with database.session() as session:
        add_facts(session, "northfold", account_facts(kept), actor="analyst")
        session.execute(text("update source set title = 'Renamed'"))
    assert {fact.source.table_id for fact in stored(database).facts} == {kept.id}


def test_a_database_of_before_finds_the_table_by_the_digest_its_sources_quote(database):
    kept = keep(database)
    deck = Fact("arr_usd", 5, EvidenceLevel.CLAIMED, date(2026, 10, 31), Source("pitch_deck", "Deck"))
    with database.session() as session:
        add_facts(session, "northfold", [*account_facts(kept), deck], actor="analyst")
    before = stored(database).facts
    turn(database, command.downgrade, "0006")
    turn(database, command.upgrade, "head")
    assert stored(database).facts == before
    assert {fact.source.table_id for fact in before} == {kept.id, None}


def turn(database, direction, revision):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        direction(config, revision)
