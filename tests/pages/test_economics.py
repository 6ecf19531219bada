"""The economics screen: a calculator without a startup, filled from the ledger with one, in both languages."""

import json
import re
import string

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app as command_line
from data import repository
from data.records import RunRequest
from pages.components.economics.quantities import in_flop, in_money
from pages.components.economics.wording import economics_catalogue
from pages.components.format import percentage
from tests.pages.startups import open_app, said, views

CJK = re.compile(r"[\u3400-\u9fff]")


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def words_of(app):
    """All words of the rows components, one after the other."""
    found = []

    def walk(node):
        if isinstance(node, dict):
            if isinstance(node.get("words"), str):
                found.append(node["words"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(views(app))
    return "\n".join(found)


def number(app, key):
    return next(field for field in app.number_input if field.key == key)


def test_both_catalogues_say_the_same_with_the_same_gaps():
    english, chinese = economics_catalogue("en"), economics_catalogue("zh")
    assert set(english) ^ set(chinese) == set()
    assert [key for key in english if gaps(english[key]) != gaps(chinese[key])] == []
    assert [key for key, sentence in english.items() if CJK.search(sentence) or not sentence.strip()] == []
    assert [key for key, sentence in chinese.items() if not sentence.strip()] == []


@pytest.mark.parametrize("fill", ["database", "one", "many"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_screen_opens_with_nothing_one_and_many(fill, language, request):
    request.getfixturevalue(fill)
    app = open_app("economics", language=language)
    assert not app.exception, app.exception
    assert economics_catalogue(language)["title"] in said(app)


def test_it_calculates_without_a_startup_and_follows_the_fields(database):
    app = open_app("economics")
    shown = words_of(app)
    assert "7.2 × 10²³" in shown
    assert "\nyes\n" in shown and "\nno\n" in shown
    number(app, "training_params_").set_value(405.0)
    number(app, "training_tokens_").set_value(15.6)
    app.run()
    assert not app.exception
    shown = words_of(app)
    assert "3.79 × 10²⁵" in shown
    assert "\nyes\n" in shown and "\nno\n" not in shown


def test_a_startup_of_whom_nothing_is_known_leaves_the_fields_open(many):
    app = open_app("economics", id="halden")
    assert not app.exception
    assert number(app, "training_params_halden").value is None
    assert "Parameters, tokens and the number of accelerators are needed." in said(app)
    assert "Parameters, accelerators, batch and context are needed." in said(app)
    assert "Unknown: a licence of the chain is not stated" in words_of(app)


def test_a_startup_fills_the_fields_and_its_figures_are_checked(one):
    app = open_app("economics", id="northfold")
    assert not app.exception
    assert number(app, "training_params_northfold").value is not None
    assert "Do the stated figures agree?" in said(app)
    assert "Licences behind the model" in said(app)
    assert "Not run yet." in said(app)
    assert "Capability among models of its size is unknown: No published score" in said(app)


def test_an_unknown_startup_in_the_address_leaves_the_calculator(one):
    app = open_app("economics", id="nobody")
    assert not app.exception
    assert number(app, "training_params_").value == 8.0


def test_accounts_give_figures_reasons_and_the_runway(database):
    app = open_app("economics")
    accounts = "month,arr,net_burn,cash\n2026-07,1000000,90000,2000000\n2026-08,1100000,100000,1900000\n"
    accounts += "2026-09,1200000,110000,1790000\n"
    upload = next(each for each in app.get("file_uploader") if each.key == "accounts_file_")
    upload.upload("accounts.csv", accounts.encode(), "text/csv")
    app.run()
    assert not app.exception, app.exception
    shown = words_of(app)
    assert "$1.2M" in shown
    assert "sales_and_marketing is not known for 3 months in a row." in shown
    assert "3 months up to 2026-09" in said(app)


def test_a_broken_file_is_refused_with_row_and_column(database):
    app = open_app("economics")
    upload = next(each for each in app.get("file_uploader") if each.key == "accounts_file_")
    upload.upload("accounts.csv", b"month,arr\n2026-07,much\nsoon,1\n", "text/csv")
    app.run()
    assert not app.exception
    assert "Not accepted, 2 to mend" in said(app)
    shown = words_of(app)
    assert "'much' is not a number" in shown and "'soon' is not a month" in shown


def test_a_cap_table_is_split_among_its_holders_letter_by_letter(database):
    app = open_app("economics")
    table = (
        "holder,shares,participation,preference_usd,seniority\n<b>A</b>,80,,,\nFund,20,non_participating,2000000,1\n"
    )
    upload = next(each for each in app.get("file_uploader") if each.key == "holdings_file_")
    upload.upload("table.csv", table.encode(), "text/csv")
    app.run()
    assert not app.exception
    shown = words_of(app)
    assert "<b>A</b>" in shown
    assert "$40M" in shown and "$10M" in shown


def test_a_classical_classifier_stands_beside_the_model_where_it_was_run(one):
    side = {
        "accuracy": 0.997,
        "interval": [0.98, 1.0],
        "seconds_per_thousand_items": 2.4,
        "usd_per_thousand_items": None,
    }
    found = {
        "n": 320,
        "llm_advantage": 0.109,
        "standard_error": 0.017,
        "model": side,
        "baseline": side | {"accuracy": 0.888},
    }
    with one.session() as session:
        model = repository.dossiers(session)[0].runs[0].model
        run = repository.request_run(session, RunRequest(model.id, kind="classical_baseline"))
        attempt = repository.begin_attempt(session, run.id, device="cpu")
        engine = {"baseline": {"assay_topic": found}}
        repository.finish_run(session, run.id, attempt, scores=(), samples=(), engine=engine, protocol={})
    app = open_app("economics", id="northfold")
    assert not app.exception
    shown = words_of(app)
    assert "assay_topic · +10.9 pts ± 1.7 · n = 320" in shown
    assert "99.7" in shown and "88.8" in shown and "2.4 s" in shown


def test_unverified_settings_are_marked(database):
    app = open_app("economics")
    assert "unverified" in words_of(app)


def uploaded(app, key, name, content):
    upload = next(each for each in app.get("file_uploader") if each.key == key)
    upload.upload(name, content.encode(), "text/csv")
    app.run()
    assert not app.exception, app.exception


def pressed(app, key):
    next(button for button in app.button if button.key == key).click()
    app.run()
    assert not app.exception, app.exception


ACCOUNTS = "month,arr,revenue,net_burn,cash\n" + "".join(
    f"2026-{month:02d},{1_000_000 + 50_000 * month},{90_000 + 3_000 * month},{100_000 + 2_000 * month},"
    f"{3_000_000 - 110_000 * month}\n"
    for month in range(1, 10)
)


def test_accounts_are_kept_with_the_startup_used_again_and_withdrawn(one):
    app = open_app("economics", id="northfold")
    uploaded(app, "accounts_file_northfold", "accounts.csv", ACCOUNTS)
    assert "as documented" in said(app)
    pressed(app, "keep_accounts")
    again = open_app("economics", id="northfold")
    assert "9 rows, brought by dashboard" in said(again)
    assert "$1.45M" in words_of(again)
    with one.session() as session:
        stored = repository.dossier(session, "northfold")
    assert stored.table("accounts").entered_by == "dashboard"
    assert stored.current()["cash_usd"].value == 3_000_000 - 110_000 * 9
    pressed(again, "withdraw_accounts")
    assert "9 rows, brought by dashboard" not in said(open_app("economics", id="northfold"))


def test_revenue_that_grows_has_a_runway_of_its_own_beside_the_burn_as_it_was(database):
    app = open_app("economics")
    uploaded(app, "accounts_file_", "accounts.csv", ACCOUNTS)
    shown = words_of(app)
    assert "burn as it was" in shown and "revenue grows as it did, fading" in shown
    assert "\n30 months\n" not in shown
    number(app, "finance_milestone_").set_value(30)
    app.run()
    assert "\n30 months\n" in words_of(app)


def test_revenue_by_customer_gives_cohorts_and_concentration(database):
    app = open_app("economics")
    table = "customer,month,arr\nA,2025-09,600\nB,2025-09,400\nA,2026-09,750\nC,2026-09,250\n"
    uploaded(app, "customers_file_", "customers.csv", table)
    shown = words_of(app)
    assert "Net retention of the customers of a year ago" in shown
    assert "75%" in shown and "60%" in shown


def test_changes_stand_in_the_address_are_taken_back_and_brought_back(database):
    app = open_app("economics")
    number(app, "training_params_").set_value(405.0)
    app.run()
    assert "405" in app.query_params["training.params"]
    assert "1 fields changed" in said(app)
    pressed(app, "economics_reset")
    assert "training.params" not in app.query_params
    assert number(app, "training_params__1").value == 8.0
    pressed(app, "economics_undo")
    assert number(app, "training_params__2").value == 405.0


def test_an_address_fills_the_calculator_and_a_wrong_value_in_it_counts_for_nothing(database):
    app = open_app(
        "economics",
        **{"training.params": "405", "training.tokens": "15.6", "training.chip": "B200", "returns.target": "x"},
    )
    assert not app.exception
    assert "3.79 × 10²⁵" in words_of(app)
    assert number(app, "returns_target_").value == 10.0


def test_a_stated_run_is_solved_and_its_contradictions_are_named_without_a_startup(database):
    app = open_app("economics")
    number(app, "training_params_").set_value(405.0)
    number(app, "training_tokens_").set_value(15.6)
    number(app, "training_gpu_hours_").set_value(30_840.0)
    app.run()
    shown = words_of(app)
    assert "34%" in shown or "35%" in shown
    assert "No two stated figures contradict each other" in said(app)
    number(app, "training_mfu_").set_value(90.0)
    app.run()
    assert "The stated utilisation is 90.0 %" in words_of(app)


def test_five_valuation_methods_stand_side_by_side(database):
    app = open_app("economics")
    shown = words_of(app)
    for name in ("Scorecard", "Risk factor summation", "Berkus", "Venture method", "First Chicago"):
        assert name in shown
    number(app, "valuation_score_team_").set_value(1.5)
    app.run()
    assert "$11.5M" in words_of(app)
    number(app, "valuation_chance_best_").set_value(50.0)
    app.run()
    assert "the chances add up to 135%, not 100%" in words_of(app)


def test_every_tab_offers_its_figures_as_files(database):
    app = open_app("economics")
    keys = {each.key for each in app.get("download_button")}
    for tab in ("training", "serving", "finance", "returns"):
        assert {f"download_{tab}_csv", f"download_{tab}_xlsx"} <= keys


def test_a_measured_serving_run_stands_beside_the_bound_and_costs_what_its_machine_does(one):
    spread = {"median": 250.0, "low": 240.0, "high": 260.0}
    protocol = {"speeds": [{"batch": 8, "output_tokens_per_second": spread}], "settings": {"repeats": 5}}
    with one.session() as session:
        model = repository.dossiers(session)[0].runs[0].model
        run = repository.request_run(session, RunRequest(model.id, kind="serving"))
        attempt = repository.begin_attempt(session, run.id, device="cpu")
        repository.finish_run(session, run.id, attempt, scores=(), samples=(), engine={}, protocol=protocol)
    app = open_app("economics", id="northfold")
    shown = words_of(app)
    assert "our baseline stack on cpu, batch 8, 5 rounds" in shown
    assert "240–260" in shown
    number(app, "serving_machine_price_northfold").set_value(0.9)
    number_slider = next(slider for slider in app.slider if slider.key == "serving_busy_northfold")
    number_slider.set_value(100.0)
    app.run()
    assert "$1\n" in words_of(app)


def test_the_screen_and_the_command_line_give_the_same_figures(database):
    app = open_app("economics", **{"training.gpu_hours": "30840", "training.params": "405", "training.tokens": "15.6"})
    options = ["--params", "405e9", "--tokens", "15.6e12", "--gpu", "H100", "--gpu-hours", "30.84e6", "--json"]
    found = json.loads(CliRunner().invoke(command_line, ["training", *options]).stdout)
    shown = words_of(app)
    for key, write in (("flop", in_flop), ("cost_usd", in_money)):
        assert write(found[key]["mid"]) in shown
        assert f"{write(found[key]['low'])}–{write(found[key]['high'])}" in shown
    assert percentage(found["implied_mfu"]["mid"]) in shown
