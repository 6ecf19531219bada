"""Two people at once: what one writes and looks at, the other sees without asking."""

import time
from datetime import date

import pytest

from data import repository
from data.records import EvidenceLevel, Fact, Source

pytestmark = pytest.mark.browser
REGISTER = Source("company_registry", "Register", None, None, date(2026, 9, 30))


def score_of(page, name):
    """The expectation in the row of that startup, as it stands on the screen."""
    row = page.get_by_role("table", name="Ranking").get_by_role("row").filter(has_text=name)
    return row.get_by_role("cell").nth(2).inner_text()


def test_a_portfolio_left_open_follows_what_another_visitor_brings_about(serve, filled, visit):
    url, database, *_ = filled
    address = serve(url)
    watching, writing = visit(address), visit(address)
    page = watching.open()
    page.get_by_role("button", name="Quillstone").first.wait_for()
    before = score_of(page, "Quillstone")
    better = [Fact(key, value, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), REGISTER) for key, value in GOOD.items()]
    with database.session() as session:
        repository.add_facts(session, "quill", better, actor="ann")
    other = writing.open("/startup?id=quill")
    other.get_by_role("heading", name="Quillstone").wait_for()
    start = time.monotonic()
    while score_of(page, "Quillstone") == before and time.monotonic() - start < 10:
        page.wait_for_timeout(100)
    assert score_of(page, "Quillstone") != before
    assert watching.real_errors() == [] and writing.real_errors() == []


GOOD = {"arr_usd": 90_000_000.0, "headcount_fte": 12.0}


def test_two_visitors_write_and_read_at_once_and_neither_loses_anything(serve, filled, visit):
    url, database, *_ = filled
    address = serve(url)
    tabs = [visit(address), visit(address)]
    pages = [tab.open("/startup?id=quill") for tab in tabs]
    for page in pages:
        page.get_by_role("heading", name="Quillstone").wait_for()
    for number in range(4):
        with database.session() as session:
            entry = Fact("headcount_fte", 10.0 + number, EvidenceLevel.DOCUMENTED, date(2026, 9, 1 + number), REGISTER)
            repository.add_facts(session, "quill", [entry], actor=f"visitor {number % 2}")
        for place, page in enumerate(pages):
            page.goto(f"{address}/{'' if (place + number) % 2 else 'startup?id=quill'}")
        for place, page in enumerate(pages):
            if (place + number) % 2:
                page.get_by_role("table", name="Ranking").wait_for()
            else:
                page.get_by_role("heading", name="Quillstone").wait_for()
                page.get_by_text(f"{10 + number} people").wait_for()
    assert [tab.real_errors() for tab in tabs] == [[], []]
    with database.session() as session:
        known = repository.dossier(session, "quill")
        assert [fact.value for fact in known.facts if fact.entered_by.startswith("visitor")] == [10.0, 11.0, 12.0, 13.0]
        assert (
            repository.standing_of(session, "quill", "growth").version
            == repository.startup_mark(session, "quill").version
        )
