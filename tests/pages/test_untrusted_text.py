"""What a startup supplies is shown letter by letter: no markup, no links, no icons, no formulas."""

import pytest

from data.records import EvidenceLevel, Fact, Source
from tests.pages.startups import SCREENS, a_claim, add_startup, finish_run, open_app, sample_facts, views
from tests.pages.test_markdown import ATTACKS, LIVE

ALL = " ".join(ATTACKS)


@pytest.fixture
def hostile(database):
    """A startup that puts an attack into every string it can supply."""
    source = Source("pitch_deck", ALL, ALL, ALL)
    facts = [
        Fact(
            fact.key,
            ALL if isinstance(fact.value, str) and fact.key == "business_summary" else fact.value,
            EvidenceLevel.CLAIMED,
            fact.as_of,
            source,
        )
        for fact in sample_facts()
    ]
    aside = [Fact("hq_country", None, EvidenceLevel.CLAIMED, facts[0].as_of, source, not_applicable=ALL)]
    claim = a_claim()
    model = add_startup(database, "hostile", name=ALL, summary=ALL, facts=[*facts, *aside], claims=[claim])
    with database.session() as session:
        finish_run(session, model, text=ALL)
    add_startup(database, "other", name="Other", facts=sample_facts(), with_run=True)
    return database


@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_puts_a_startup_s_string_into_live_markdown(hostile, screen):
    app = open_app(screen, id="hostile")
    assert not app.exception, app.exception
    for element in (*app.title, *app.header, *app.markdown, *app.caption, *app.warning):
        assert not LIVE.search(str(element.value)), element.value


def test_the_items_of_a_run_reach_the_browser_as_plain_words(hostile):
    app = open_app("benchmarks", run="1")
    assert not app.exception, app.exception
    blocks = [
        part for view in views(app) if "items" in view for item in view["items"] for column in item for part in column
    ]
    assert any(part.get("block") == ALL for part in blocks)
