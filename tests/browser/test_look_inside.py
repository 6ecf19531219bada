"""The probe and the primer with a real worker, a real model and a real browser."""

import re
import time

import pytest

from data.repository import experiments, find_experiment

pytestmark = pytest.mark.browser


def newest(database, kind):
    with database.session() as session:
        return find_experiment(session, experiments(session, kind=kind)[0].id)


def test_a_prompt_is_read_by_the_real_model_and_an_earlier_answer_opens_again(serve, with_demo_model, worker, visit):
    url, database = with_demo_model
    tab = visit(serve(url))
    page = tab.open("/inside")
    page.get_by_label("Prompt").fill("The founder of Jorhaven is")
    page.get_by_role("button", name="Ask the model").click()
    page.get_by_role("list", name="How it reads the prompt").wait_for()
    tokens = page.get_by_role("list", name="How it reads the prompt").get_by_role("listitem")
    found = newest(database, "probe")
    assert found.state == "finished" and found.requested_by == "dashboard"
    assert tokens.count() == len(found.result["tokens"])
    likeliest = found.result["next"]["top"][0]
    row = page.get_by_role("table", name="What it expects next").get_by_role("row").nth(1)
    assert likeliest["text"].strip() in row.inner_text()
    page.locator(".js-plotly-plot").nth(1).wait_for()
    tokens.nth(2).focus()
    page.get_by_role("tooltip").get_by_text("Surprisal").wait_for()
    page.goto(f"{tab.address}/inside")
    page.get_by_role("button", name="The founder of Jorhaven is").click()
    page.get_by_role("list", name="How it reads the prompt").wait_for()
    assert f"probe={found.id}" in page.url
    assert tab.real_errors() == [] and tab.other_hosts() == set()


def test_a_small_transformer_learns_before_the_visitors_eyes(serve, with_demo_model, worker, visit):
    url, database = with_demo_model
    tab = visit(serve(url))
    page = tab.open("/inside")
    page.get_by_role("tab", name="How one learns").click()
    page.get_by_role("spinbutton", name="Steps").fill("1000")
    page.get_by_role("button", name="Train it").click()
    page.get_by_text(re.compile(r"Training: step [1-9]\d* of 1000")).wait_for()
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("cancelled", exact=True).first.wait_for()
    assert newest(database, "training").progress["curve"]
    page.get_by_role("spinbutton", name="Steps").fill("40")
    page.get_by_role("button", name="Train it").click()
    page.get_by_role("heading", name="Before and after").wait_for()
    found = newest(database, "training")
    assert found.state == "finished" and len(found.result["curve"]) == 40
    assert found.result["curve"][-1] < found.result["curve"][0]
    assert tab.real_errors() == []


def test_a_visitor_without_a_worker_is_told_and_may_cancel(serve, with_demo_model, visit):
    url, database = with_demo_model
    page = visit(serve(url)).open("/inside")
    page.get_by_text("No worker is running").first.wait_for()
    page.get_by_role("button", name="Ask the model").click()
    page.get_by_role("button", name="Cancel").click()
    until = time.monotonic() + 20
    while newest(database, "probe").state != "cancelled":
        assert time.monotonic() < until
        time.sleep(0.1)
