"""The dashboard as a visitor meets it, in a real browser."""

import json

import pytest

from data import repository
from data.records import RunProgress, RunState
from tests.pages.startups import SCREENS

pytestmark = pytest.mark.browser

PROFILE = {
    "startup": {"slug": "ostrava", "name": "Ostrava Systems", "summary_en": "On-device language", "fictional": True},
    "sources": {"deck": {"kind": "pitch_deck", "title": "Pitch deck"}},
    "facts": {"headcount_fte": {"value": 34, "level": "claimed", "as_of": "2026-09-30", "source": "deck"}},
}


def test_the_first_page_shows_its_conclusion_and_the_ranking_and_asks_no_other_host(serve, filled, visit):
    tab = visit(serve(filled[0]))
    page = tab.open()
    page.get_by_role("button", name="Northfold").first.wait_for()
    assert page.locator("h1").inner_text()
    assert page.get_by_role("table", name="Ranking").get_by_role("row").count() == 4
    page.wait_for_selector(".js-plotly-plot")
    assert tab.other_hosts() == set()
    assert tab.real_errors() == []


def test_the_language_changes_at_once_and_stays_after_a_change_of_page(serve, filled, visit):
    page = visit(serve(filled[0])).open()
    page.get_by_role("radio", name="中文").or_(page.get_by_text("中文", exact=True)).first.click()
    page.get_by_role("heading", name="排名").wait_for()
    assert "lang=zh" in page.url
    page.get_by_role("link", name="基准评测").click()
    page.get_by_role("heading", name="逐项成绩").wait_for()


def test_a_chinese_browser_is_met_in_chinese(serve, filled, visit):
    page = visit(serve(filled[0]), language="zh-CN").open()
    page.get_by_role("heading", name="期望与风险").wait_for()
    assert page.get_by_role("heading", name="Expectation against risk").count() == 0


def test_a_cold_deep_link_goes_through_the_router_and_keeps_its_startup(serve, filled, visit):
    tab = visit(serve(filled[0]))
    page = tab.open("/startup?id=baiyun")
    page.get_by_role("heading", name="白云认知").wait_for()
    page.get_by_role("link", name="Portfolio").wait_for()
    assert tab.real_errors() == []


def test_a_stage_opens_its_facts_and_a_value_shows_its_source_to_the_keyboard(serve, filled, visit):
    page = visit(serve(filled[0])).open("/startup?id=northfold")
    page.get_by_role("button", name="Monetization").first.click()
    page.get_by_role("heading", name="Facts: Monetization").wait_for()
    page.mouse.move(0, 0)
    page.get_by_role("table", name="Monetization").locator("td [data-source]").nth(1).focus()
    page.get_by_role("tooltip").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("tooltip").count() == 0


def test_a_profile_is_refused_with_every_reason_then_previewed_then_written(serve, empty, visit):
    url, database = empty
    page = visit(serve(url)).open("/upload")
    chooser = page.locator("input[type=file]").first
    wrong = json.loads(json.dumps(PROFILE))
    wrong["facts"]["headcount_fte"]["value"] = "many"
    wrong["facts"]["no_such_field"] = wrong["facts"]["headcount_fte"]
    chooser.set_input_files(
        [{"name": "wrong.json", "mimeType": "application/json", "buffer": json.dumps(wrong).encode()}]
    )
    page.get_by_role("heading", name="Not accepted").wait_for()
    page.get_by_role("table").last.get_by_role("row").nth(2).wait_for()
    page.goto(f"{page.url}")
    page.locator("input[type=file]").first.set_input_files(
        [{"name": "right.json", "mimeType": "application/json", "buffer": json.dumps(PROFILE).encode()}]
    )
    page.get_by_role("button", name="Write these changes").click()
    page.wait_for_url("**/startup?id=ostrava*")
    with database.session() as session:
        (event,) = repository.audit_events(session, entity="startup")
        assert (event.actor, event.entity_id) == ("dashboard", "ostrava")


def test_a_table_of_startups_is_asked_about_previewed_and_written(serve, empty, visit):
    url, database = empty
    tab = visit(serve(url))
    page = tab.open("/upload")
    page.get_by_role("tab", name="Many startups at once").click()
    table = b"name,as_of,arr_usd,Partner\nOstrava Systems,2026-09-30,2400000,Ines\nBaiyun,2026-09-30,0,Jun\n"
    page.get_by_test_id("stFileUploader").filter(has_text="Table of startups").locator(
        "input[type=file]"
    ).set_input_files({"name": "pipeline.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("combobox", name="The column Partner is").click()
    page.get_by_role("option", name="left out").click()
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_text("2 startups, 2 of them new; 2 facts added").wait_for()
    page.get_by_role("button", name="Write all of this").click()
    page.get_by_text("Written: 2 new startups, 2 facts added and 0 changed").wait_for()
    with database.session() as session:
        assert repository.dossier(session, "ostrava-systems").current()["arr_usd"].value == 2_400_000
    assert tab.real_errors() == []


def test_a_run_is_asked_for_seen_at_work_and_seen_to_end(serve, filled, visit):
    url, database, run_id, attempt = filled
    page = visit(serve(url)).open("/jobs")
    page.get_by_text("35%").wait_for()
    with database.session() as session:
        assert repository.record_progress(session, run_id, attempt, RunProgress(900, 1200, 5100.0, 40.0, "assay_topic"))
    page.get_by_text("75%").wait_for(timeout=15_000)
    page.get_by_role("button", name="Ask for the run").click()
    page.get_by_text("waits for the worker").wait_for()
    with database.session() as session:
        repository.end_run(session, run_id, state=RunState.FAILED, error="The disk is full.", attempt=attempt)
    page.get_by_text("The disk is full.").wait_for(timeout=20_000)
    with database.session() as session:
        assert len(repository.runs(session, states=[RunState.QUEUED])) == 1


def test_dark_follows_the_system_also_when_it_changes(serve, filled, visit):
    tab = visit(serve(filled[0]), scheme="dark")
    page = tab.open()
    page.wait_for_selector(".js-plotly-plot .xtitle")
    ink = "() => getComputedStyle(document.querySelector('.js-plotly-plot .xtitle')).fill"
    assert page.evaluate(ink) == "rgb(163, 173, 184)"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"({ink})() === 'rgb(90, 98, 108)'")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_no_screen_scrolls_sideways_on_a_phone(serve, filled, visit, language):
    tab = visit(serve(filled[0]), width=390, language=language)
    for screen in SCREENS:
        tab.open("/" if screen == "overview" else f"/{screen}")
        tab.drawn()
        assert tab.sideways() <= 0, screen
    assert tab.real_errors() == []
    assert tab.other_hosts() == set()
