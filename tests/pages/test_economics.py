"""The economics screen: fields that change figures, files that are kept, addresses that carry changes and undo."""

from datetime import date

import pytest

from data import repository
from data.records import EvidenceLevel, Fact
from pages.components.economics.wording import economics_catalogue
from tests.pages.drawing import cell_text
from tests.pages.startups import DECK, add_startup, open_app, said, views


def words_of(app):
    """The cells of every table on the page, and its header figures, as lines."""
    found = []
    for view in views(app):
        cells = [cell for row in view.get("rows", []) for cell in row["cells"]]
        cells += [{"parts": head["figure"] + head["note"]} for head in view.get("heads", [])]
        found += [cell_text(cell) for cell in cells]
    return "\n".join(found)


def number(app, key):
    return next(field for field in app.number_input if field.key == key)


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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_tab_of_the_screen_is_there_in_both_languages_with_its_files(many, language):
    app = open_app("economics", language=language, id="northfold")
    assert not app.exception, app.exception
    assert economics_catalogue(language)["title"] in said(app)
    names = ("training", "serving", "finance", "returns")
    assert [tab.label for tab in app.tabs] == [economics_catalogue(language)[f"tab.{name}"] for name in names]
    for tab in names:
        opened = open_app("economics", language=language, id="northfold", tab=tab)
        keys = {each.key for each in opened.get("download_button") if each.key.startswith("download_")}
        assert not opened.exception and {f"download_{tab}_csv", f"download_{tab}_xlsx"} == keys, "only what is open"


def test_a_typed_field_changes_the_figures_stands_in_the_address_and_is_taken_back_and_brought_back(database):
    app = open_app("economics")
    assert "7.2 × 10²³" in words_of(app)
    number(app, "training_params_").set_value(405.0)
    number(app, "training_tokens_").set_value(15.6)
    app.run()
    assert "3.79 × 10²⁵" in words_of(app)
    assert "405" in app.query_params["training.params"]
    assert "2 fields changed" in said(app)
    pressed(app, "economics_reset")
    assert "training.params" not in app.query_params
    assert number(app, "training_params__1").value == 8.0
    assert "7.2 × 10²³" in words_of(app)
    pressed(app, "economics_undo")
    assert number(app, "training_params__2").value == 405.0
    assert "3.79 × 10²⁵" in words_of(app)


def test_another_startup_brings_its_own_fields_and_leaves_no_change_behind(many):
    app = open_app("economics", **{"training.params": "405"})
    assert number(app, "training_params_").value == 405.0
    box = next(each for each in app.selectbox if each.key == "economics_startup")
    box.set_value("halden").run()
    assert app.query_params["id"] in ("halden", ["halden"])
    assert "training.params" not in app.query_params
    assert number(app, "training_params_halden").value is None


def test_accounts_are_read_kept_with_the_startup_used_again_and_withdrawn(one):
    app = open_app("economics", tab="finance", id="northfold")
    uploaded(app, "accounts_file_northfold", "accounts.csv", ACCOUNTS)
    assert "as documented" in said(app)
    assert "$1.45M" in words_of(app)
    pressed(app, "keep_accounts")
    again = open_app("economics", tab="finance", id="northfold")
    assert "9 rows, brought by dashboard" in said(again)
    assert "$1.45M" in words_of(again)
    with one.session() as session:
        stored = repository.dossier(session, "northfold")
    assert stored.table("accounts").entered_by == "dashboard"
    assert stored.current()["cash_usd"].value == 3_000_000 - 110_000 * 9
    pressed(again, "withdraw_accounts")
    assert "9 rows, brought by dashboard" not in said(open_app("economics", tab="finance", id="northfold"))


def test_a_broken_file_is_refused_with_row_and_column(database):
    app = open_app("economics", tab="finance")
    uploaded(app, "accounts_file_", "accounts.csv", "month,arr\n2026-07,much\nsoon,1\n")
    assert "Not accepted, 2 to mend" in said(app)
    shown = words_of(app)
    assert "'much' is not a number" in shown and "'soon' is not a month" in shown


def test_a_milestone_typed_in_is_told_beside_the_quarters(database):
    app = open_app("economics", tab="finance")
    uploaded(app, "accounts_file_", "accounts.csv", ACCOUNTS)
    assert "\n30 months\n" not in words_of(app)
    number(app, "finance_milestone_").set_value(30)
    app.run()
    assert "\n30 months\n" in words_of(app)


@pytest.mark.parametrize(("architecture", "is_prefilled"), [("moe_transformer", False), ("dense_transformer", True)])
def test_a_mixture_of_unknown_active_parameters_is_not_filled_in_as_if_all_were_used(
    database, architecture, is_prefilled
):
    known = {"params_total_billion": 671.0, "architecture_type": architecture, "tokens_seen_trillion": 14.8}
    known["train_flop"] = 6 * 37e9 * 14.8e12
    facts = [Fact(key, value, EvidenceLevel.CLAIMED, date(2026, 9, 30), DECK) for key, value in known.items()]
    add_startup(database, "northfold", facts=facts)
    app = open_app("economics", id="northfold")
    assert (number(app, "training_params_northfold").value == 671.0) is is_prefilled
    assert ("six times parameters" in str(views(app))) is is_prefilled
