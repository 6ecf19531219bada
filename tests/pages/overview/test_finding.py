"""The search of the portfolio: what stands in the address, what is shown, where it leads."""

import pytest

from data.records import Hit
from data.registry import load_registry
from data.repository.search import _PARTS
from pages.components.language import catalogue
from pages.components.overview import finding
from pages.components.overview.finding import found_view, show_found, show_search_field
from tests.pages.drawing import cell_text, draw
from tests.pages.records import HOSTILE
from tests.pages.startups import add_startup, open_app, said, views


@pytest.fixture
def left_for(monkeypatch):
    """What was opened when a row was pressed."""
    gone = []
    monkeypatch.setattr(finding, "open_startup", lambda slug: gone.append(("startup", slug)))
    monkeypatch.setattr(finding, "open_field", lambda key: gone.append(("field", key)))
    return gone


def rows_of(hits, language="en"):
    view = draw(found_view, hits, language=language).result
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


def labelled(app, label):
    return next((view for view in views(app) if view.get("label") == label), None)


def test_words_in_the_address_stand_in_the_field_and_are_looked_for(many):
    app = open_app("overview", find="kestrel LEGAL")
    assert not app.exception
    assert app.text_input[0].value == "kestrel LEGAL"
    (row,) = labelled(app, "Search")["rows"]
    assert [cell_text(cell) for cell in row["cells"]] == ["Startup", "Kestrel Legal", "name\nKestrel Legal"]
    assert "Found for “kestrel LEGAL”" in said(app)


def test_what_is_typed_goes_into_the_address_and_what_is_cleared_goes_out(many):
    app = open_app("overview")
    assert labelled(app, "Search") is None
    app.text_input[0].set_value(" 白 ").run()
    assert app.query_params["find"] == "白"
    assert "白云认知" in {cell_text(row["cells"][1]) for row in labelled(app, "Search")["rows"]}
    app.text_input[0].set_value("").run()
    assert "find" not in app.query_params
    assert labelled(app, "Search") is None


def test_it_is_shown_in_chinese_and_says_so_where_nothing_is_found(many):
    app = open_app("overview", language="zh", find="halden")
    assert [cell_text(cell) for cell in labelled(app, "搜索")["rows"][0]["cells"]] == [
        "公司",
        "Halden Bio",
        "名称\nHalden Bio",
    ]
    nothing = open_app("overview", language="zh", find="halden 没有的词")
    assert "没有同时包含这些词的内容" in said(nothing) and labelled(nothing, "搜索") is None


def test_fields_are_found_before_there_is_any_startup(database):
    app = open_app("overview", find="arr_usd")
    assert not app.exception
    assert cell_text(labelled(app, "Search")["rows"][0]["cells"][0]) == "Field"


@pytest.mark.parametrize("words", [HOSTILE, '" OR "', "%", "\0", "x" * 5_000, "**bold** :red[x]"])
def test_whatever_stands_in_the_address_is_shown_letter_by_letter(database, words):
    add_startup(database, "northfold", name=HOSTILE)
    drawn = draw(show_found, address={"find": words})
    assert "<b>" not in drawn.said and ":red[" not in drawn.said
    assert all(node.type != "exception" for node in drawn.nodes)


def test_a_hostile_name_is_found_and_handed_on_as_text(database):
    add_startup(database, "northfold", name=HOSTILE)
    rows = draw(show_found, address={"find": "javascript:alert"}).rows("Search")
    assert rows == [["Startup", HOSTILE, f"name\n{HOSTILE}"]]


def test_a_model_and_a_document_name_their_startup_and_lead_to_it(one):
    rows = draw(show_found, address={"find": "northfold-model"}).rows("Search")
    assert rows == [["Model", "northfold-model\nNorthfold", "name\nnorthfold-model"]]
    (row,) = draw(show_found, address={"find": "northfold-model"}).view("Search")["rows"]
    assert [part["go"] for part in row["cells"][1]["parts"] if "go" in part] == ["northfold"]


def test_the_note_on_fiction_is_left_out_as_on_every_page(database):
    add_startup(database, "northfold", name="Northfold (fictional)")
    (row,) = draw(show_found, address={"find": "northfold (f"}).rows("Search")
    assert row[1] == "Northfold"


def test_many_hits_end_at_twenty_and_say_so(database):
    for number in range(25):
        add_startup(database, f"fold-{number}", name=f"Fold {number}")
    drawn = draw(show_found, address={"find": "fold"})
    assert len(drawn.rows("Search")) == 20
    assert "The first 20 that hold every word" in drawn.said


@pytest.mark.parametrize(
    ("pressed", "opened"),
    [("northfold", [("startup", "northfold")]), ("field:arr_usd", [("field", "arr_usd")]), (None, [])],
)
def test_a_press_opens_what_was_found(one, monkeypatch, left_for, pressed, opened):
    monkeypatch.setattr(finding, "show", lambda *_, **__: pressed)
    draw(show_found, address={"find": "northfold"})
    assert left_for == opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_and_every_place_has_a_name(language):
    for kind, places in _PARTS.items():
        for place in places:
            ((said_kind, _, said_place),) = rows_of([Hit(kind, "t", place, "s", None, "k")], language)
            assert said_kind == catalogue(language)[f"overview.find.kind.{kind}"]
            assert said_place == f"{catalogue(language)[f'overview.find.place.{place}']}\ns"


def test_a_field_leads_to_its_definition_on_the_method_screen(database):
    field = load_registry().by_key["arr_usd"]
    app = open_app("methodology", field="arr_usd")
    assert not app.exception
    assert field.label_en in said(app) and [tab.label for tab in app.tabs][-1] == "Fields and sources"


def test_the_field_takes_no_more_than_is_read():
    assert draw(show_search_field).widget("text_input", "Search").max_chars == 120
