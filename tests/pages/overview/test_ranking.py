"""The filtered ranking through the router: the address says what is shown, and every control writes it."""

from dataclasses import replace

import pytest

from data import repository
from data.records import Filter
from pages.components.overview import ranking
from pages.components.viewpoint import today
from tests.pages.records import HOSTILE
from tests.pages.startups import open_app, press, said, views


def ranking_of(app):
    """The table, None where it is not drawn."""
    return next((view for view in views(app) if view.get("label") in ("Ranking", "排名")), None)


def ranked(app):
    view = ranking_of(app)
    return [] if view is None else [row["cells"][0]["parts"][0]["words"] for row in view["rows"]]


def chips(app):
    """What the buttons say that take a condition away, without the marks that keep it from being read as Markdown."""
    labels = [button.label.replace("\u2060", "") for button in app.button]
    return [label.removesuffix(" ✕") for label in labels if label.endswith("✕")]


@pytest.fixture
def followed(many):
    """The three startups that are judged, 白云认知 looked after by Ann and tagged, Kestrel in diligence."""
    with many.session() as session:
        known = repository.pipeline_of(session, "baiyun")
        repository.change_entry(session, replace(known, owner="Ann", last_contact=today()), actor="ann")
        repository.add_tag(session, "baiyun", "Voice", actor="ann")
        kestrel = repository.pipeline_of(session, "kestrel")
        repository.move_startup(session, kestrel, "diligence", on=today(), actor="ann")
    return many


def test_without_a_filter_everybody_is_listed_and_nothing_said_of_filtering(many):
    app = open_app()
    assert not app.exception
    assert len(ranked(app)) == 3 and chips(app) == [] and "of 3 startups" not in said(app)


@pytest.mark.parametrize(
    ("address", "names", "chip"),
    [
        ({"owner": "Ann"}, {"白云认知"}, "Owner: Ann"),
        ({"owner": ""}, {"Northfold", "Kestrel Legal"}, "Owner: nobody"),
        ({"tag": "VOICE"}, {"白云认知"}, "Tag: VOICE"),
        ({"status": "diligence"}, {"Kestrel Legal"}, "Status: Diligence"),
        ({"named": "north"}, {"Northfold"}, "Name holds: north"),
        ({"quiet": "5"}, {"Northfold", "Kestrel Legal"}, r"No contact for more than 5 days"),
        ({"country": "US"}, {"Northfold", "白云认知"}, "Country: US"),
        ({"measured": "0.01.."}, {"Northfold"}, "Measured share: at least 1%"),
    ],
)
def test_a_link_opens_the_list_it_names_and_says_so_in_words(followed, address, names, chip):
    app = open_app(**address)
    assert not app.exception
    assert set(ranked(app)) == names and chips(app) == [chip]
    assert f"{len(names)} of 3 startups" in said(app) and app.title[0].value == open_app().title[0].value


def test_conditions_are_said_in_chinese_too(followed):
    app = open_app(language="zh", status=["sourced", "diligence"], tag="voice")
    assert chips(app) == ["状态：已发现 或 尽调", "标签：voice"] and "1 / 3 家公司" in said(app)


def test_each_condition_and_all_of_them_can_be_cleared_and_the_order_stays(followed):
    app = open_app(owner="Ann", tag="voice", order="name")
    next(button for button in app.button if button.key == "clear_owners").click().run()
    assert "owner" not in app.query_params and chips(app) == ["Tag: voice"]
    app = open_app(owner="Ann", tag="voice", order="name")
    press(app, "Clear all")
    assert {"owner", "tag"}.isdisjoint(app.query_params) and app.query_params["order"] == "name"
    assert ranked(app) == ["Kestrel Legal", "Northfold", "白云认知"] and chips(app) == []


def test_what_is_entered_in_the_fields_goes_into_the_address_and_filters(followed):
    app = open_app()
    fields = {each.label: each for each in [*app.multiselect, *app.number_input, *app.text_input, *app.checkbox]}
    fields["Status"].set_value(["sourced"])
    fields["Owner"].set_value(["", "Ann"])
    fields["Measured share from, %"].set_value(0.0)
    fields["Measured share up to, %"].set_value(50.0)
    fields["From the other end"].set_value(True)
    press(app, "Show these")
    assert not app.exception
    assert {name: app.query_params[name] for name in ("status", "owner", "measured", "turned")} == {
        "status": "sourced",
        "owner": ["", "Ann"],
        "measured": "0.0..0.5",
        "turned": "1",
    }
    assert "Kestrel Legal" not in ranked(app)


def test_the_order_stands_in_the_address_and_can_be_turned(followed):
    app = open_app(order="name", turned="1")
    assert ranked(app) == ["白云认知", "Northfold", "Kestrel Legal"]
    box = next(box for box in app.selectbox if box.label == "Sorted by")
    assert box.value == "name"
    box.set_value("expectation").run()
    assert "order" not in app.query_params and app.query_params["turned"] == "1"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ({"status": "met"}, "got 'met'"),
        ({"stage": "garage"}, "filter, stage: got 'garage', expected any of pre"),
        ({"verdict": "love"}, "filter, verdict: got 'love'"),
        ({"finding": HOSTILE}, "filter, finding: got"),
        ({"headcount": "many"}, "filter, headcount: got 'many'"),
        ({"order": "since"}, "filter, order: got 'since'"),
    ],
)
def test_what_the_address_cannot_ask_is_said_in_one_sentence_and_does_nothing(followed, address, sentence):
    app = open_app(**address, owner="Ann")
    (warning,) = app.warning
    assert sentence in warning.value.replace("\\", "").replace("\u2060", "") and "nothing is filtered" in warning.value
    assert len(ranked(app)) == 3 and chips(app) == [] and "<b>" not in warning.value


def test_nobody_meeting_the_conditions_is_said_and_they_can_still_be_cleared(followed):
    app = open_app(owner="Ann", status="diligence")
    assert "Nobody meets all of these conditions" in said(app) and len(chips(app)) == 2 and ranked(app) == []


def test_from_another_profile_the_list_is_filtered_too(followed):
    app = open_app(profile="pre_seed", owner="Ann", verdict="invest")
    assert not app.exception and "as judged under the default profile" in said(app)
    app = open_app(profile="pre_seed", status="sourced")
    assert set(ranked(app)) == {"Northfold", "白云认知"} and "2 of 3 startups" in said(app)


def test_on_a_past_day_no_filter_is_offered(followed):
    app = open_app(as_of="2026-01-01", owner="Ann")
    assert not app.exception and chips(app) == [] and "Show these" not in [each.label for each in app.button]


def test_a_view_is_saved_chosen_deleted_and_brought_back(followed):
    app = open_app(owner="Ann")
    next(field for field in app.text_input if field.label.startswith("Save what is shown")).set_value("Ann's")
    press(app, "Save")
    with followed.session() as session:
        (view,) = repository.saved_views(session)
    assert (view.name, view.filter, view.saved_by) == ("Ann's", Filter(owners=("Ann",)), "dashboard")
    app = open_app()
    press(app, "Show")
    assert app.query_params["owner"] == "Ann" and ranked(app) == ["白云认知"]
    press(app, "Delete")
    assert "“Ann's” was deleted" in said(app) and "Show" not in [each.label for each in app.button]
    press(app, "Undo")
    with followed.session() as session:
        assert repository.saved_views(session) == [view]


def test_a_view_without_a_name_is_refused_in_words(followed):
    app = open_app()
    press(app, "Save")
    assert "A view needs a name" in said(app)
    next(field for field in app.text_input if field.label.startswith("Save what is shown")).set_value("!!!")
    press(app, "Save")
    assert "expected 1 to 60 characters" in said(app)


def test_a_view_this_release_cannot_read_is_shown_with_the_reason(followed):
    with followed.session() as session:
        repository.save_view(session, "Old", Filter(), actor="ann")
        session.connection().exec_driver_sql('UPDATE saved_view SET filter = \'{"mood": "good"}\'')
    app = open_app()
    assert "It cannot be read" in said(app) and "Show" not in [each.label for each in app.button]


def test_a_hostile_owner_and_tag_are_shown_letter_by_letter(followed):
    with followed.session() as session:
        repository.add_tag(session, "northfold", "<b>:red[x]", actor="ann")
    app = open_app(tag="<b>:red[x]")
    assert ranked(app) == ["Northfold"] and ":red[" not in chips(app)[0]


def test_tags_stand_behind_the_name(followed):
    app = open_app(owner="Ann")
    assert "Voice" in str(ranking_of(app)["rows"][0]["cells"][0]["parts"])


def test_pages_of_a_filtered_list_count_those_it_lets_through(followed, monkeypatch):
    monkeypatch.setattr(ranking, "ON_A_PAGE", 1)
    app = open_app(country="US", order="name")
    assert "1 to 1 of 2" in said(app) and "2 of 3 startups" in said(app) and ranked(app) == ["Northfold"]
    press(app, "Next")
    assert "2 to 2 of 2" in said(app) and ranked(app) == ["白云认知"]
    app.query_params["tag"] = "voice"
    app.run()
    assert ranked(app) == ["白云认知"] and "1 of 3 startups" in said(app)


def test_more_than_can_be_counted_is_said_to_be_more(followed, monkeypatch):
    monkeypatch.setattr(ranking, "_MOST_COUNTED", 1)
    assert "more than 1 of 3 startups" in said(open_app(country="US"))
