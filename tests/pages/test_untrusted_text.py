"""What a startup supplies is shown letter by letter: no markup, no links, no icons, no formulas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.records import EvidenceLevel, Fact, Source
from pages.components.markdown import literal
from pages.components.plots import plot_text, short_name
from pages.components.spreadsheet import csv_bytes
from tests.pages.startups import SCREENS, a_claim, add_startup, finish_run, open_app, sample_facts, views

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    ":material/home: :red[loud] :smile:",
    "![p](https://example.org/p.png) $x^2$",
    "www.example.org someone@example.org",
    "</script><b>bold</b> %{x} {name}",
)
ALL = " ".join(ATTACKS)
LIVE = re.compile(
    r"(?<!\\)(<img|<b>|</script|\[x\]|\]\(|!\[|\$x)|:material/|:red\[loud|:smile:|@example|www\.example|https?://example"
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_literal_text_keeps_no_live_markdown(attack):
    assert not LIVE.search(literal(attack))
    assert LIVE.search(attack)


@given(st.text(max_size=60))
def test_literal_text_is_one_line_and_loses_no_letter(content):
    letters = "".join(character for character in content if character.isalnum())
    safe = literal(content)
    assert "\n" not in safe
    assert "".join(character for character in safe if character.isalnum()) == letters


def test_plot_labels_are_escaped():
    assert plot_text("<a href='javascript:x'>%{y}</a>") == "&lt;a href='javascript:x'&gt;%\u2060{y}&lt;/a&gt;"
    assert short_name("Northfold Retrieval Systems (fictional)") == "Northfold"


def test_csv_cells_cannot_start_a_formula():
    import pandas as pd

    written = csv_bytes(pd.DataFrame({"name": ["=1+1", "@x", "plain"], "value": [-1.5, 2.0, 3.0]})).decode("utf-8-sig")
    assert written.splitlines()[1:] == ["'=1+1,-1.5", "'@x,2.0", "plain,3.0"]


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


def test_a_chinese_character_takes_the_width_of_two_letters():
    assert short_name("Brightmoor Cognition") == "Brightmoor"
    assert short_name("白云认知科技公司") == "白云认知科技…"
    assert short_name("白云认知科技") == "白云认知科技"
