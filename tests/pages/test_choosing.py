"""Choosing among few by a list and among many by part of a name; looking around changes no choice."""

import pytest
from sqlalchemy import event

from data import repository
from data.tables import FactRow, StartupRow
from pages.components import choosing, loaders
from pages.components.choosing import choose_model, choose_startup, chosen_startup
from tests.pages.drawing import draw
from tests.pages.sections import open_section
from tests.pages.startups import add_startup, open_app, said

NUMBERS = 7


@pytest.fixture
def filled(database):
    """Seven startups with a model each; two share a name, and one is archived."""
    for number in range(NUMBERS):
        add_startup(database, f"s{number}", name="Twin" if number in (2, 3) else f"Kestrel {chr(71 - number)}")
    add_startup(database, "gone", name="Kestrel Gone")
    with database.session() as session:
        repository.archive(session, "gone", actor="test")
    return database


@pytest.fixture
def many(filled, monkeypatch):
    """The same, where five are too many for a list and three are offered at once."""
    monkeypatch.setattr(choosing, "FEW", 5)
    monkeypatch.setattr(choosing, "MOST", 3)
    return filled


def startup_box(language="en", state=None, **named):
    found = draw(choose_startup, "Startup", key="box", language=language, state=state, **named)
    (box,) = [node.proto for node in found.nodes if node.type == "selectbox"]
    return found, box


def test_among_few_all_are_offered_by_name_and_the_first_is_chosen(filled):
    found, box = startup_box()
    assert list(box.options) == [*(f"Kestrel {letter}" for letter in "ABCFG"), "Twin (s2)", "Twin (s3)"]
    assert found.result == "s6" and box.raw_value == "Kestrel A"
    assert [node.type for node in found.nodes] == ["selectbox"], "no field and no note"


def test_two_of_the_same_name_are_two_choices(filled):
    app = open_section("pages.components.choosing.choose_startup", '"Startup", key="box"')
    for slug in ("s3", "s2"):
        app.selectbox(key="box").set_value(slug).run()
        assert app.session_state["box_chosen"] == app.selectbox(key="box").value == slug


@pytest.mark.parametrize("asked", ["", "nobody-of-that-name", "gone"])
def test_where_nobody_may_be_chosen_an_address_of_nobody_chooses_nobody(filled, asked):
    found, box = startup_box(asked=asked, nobody="None of them")
    assert found.result is None and box.raw_value == box.options[0] == "None of them"


def test_the_address_goes_before_what_the_session_remembers(filled):
    assert startup_box(asked="s4", state={"box_chosen": "s5"})[0].result == "s4"
    assert startup_box(state={"box_chosen": "s5"})[0].result == "s5"
    assert startup_box(state={"box_chosen": "gone"})[0].result == "s6"


@pytest.mark.parametrize(
    ("language", "note", "field"),
    [
        ("en", "The first 3; more of the name narrows them down.", "Find a startup by part of its name"),
        ("zh", "仅列出前 3 个", "输入名称的一部分查找公司"),
    ],
)
def test_among_many_nobody_is_chosen_before_somebody_was_and_names_are_looked_up(many, language, note, field):
    found, box = startup_box(language)
    assert found.result is None and len(box.options) == 3 and note in found.said
    (looked_up,) = [node.proto for node in found.nodes if node.type == "text_input"]
    assert looked_up.label == looked_up.placeholder == field


def test_what_is_chosen_stays_chosen_and_on_offer_whatever_is_typed(many):
    app = open_section("pages.components.choosing.choose_startup", '"Startup", key="box"')
    app.text_input(key="box_words").set_value("kestrel f").run()
    assert app.selectbox(key="box").options == ["Kestrel F"] and app.selectbox(key="box").value is None
    app.selectbox(key="box").set_value("s1").run()
    for words, options in (("twin", ["Kestrel F", "Twin (s2)", "Twin (s3)"]), ("zebra", ["Kestrel F"])):
        app.text_input(key="box_words").set_value(words).run()
        assert not app.exception, app.exception
        assert (app.selectbox(key="box").options, app.selectbox(key="box").value) == (options, "s1")
    app.text_input(key="box_words").set_value("twin").run()
    app.selectbox(key="box").set_value("s2").run()
    assert (app.selectbox(key="box").options, app.selectbox(key="box").value) == (["Twin (s2)", "Twin (s3)"], "s2")


def test_a_name_that_nobody_has_is_said(many):
    found, box = startup_box(state={"box_words": "zebra"})
    assert "Nothing in use has such a name." in found.said and list(box.options) == []


def test_what_is_archived_is_offered_nowhere_and_chosen_by_no_address(many):
    for asked in (None, "gone"):
        found, box = startup_box(state={"box_words": "gone"}, asked=asked)
        assert found.result is None and list(box.options) == []


def test_a_model_is_offered_with_its_startup_and_found_by_either(many):
    def box(words):
        found = draw(choose_model, "Model", key="box", state={"box_words": words})
        return found.result, list(found.widget("selectbox", "Model").options)

    assert box("kestrel f") == (None, ["s1-model · Kestrel F"]) and box("s1-") == box("kestrel f")
    chosen = draw(choose_model, "Model", key="box", state={"box_chosen": 2}).result
    assert (chosen.model.name, chosen.startup.slug) == ("s1-model", "s1")


def test_without_any_nothing_is_drawn(database):
    for choose in (choose_startup, choose_model):
        found = draw(choose, "Which", key="box")
        assert found.result is None and found.nodes == []


def test_what_the_box_is_about_to_show_is_known_before(many):
    assert draw(chosen_startup, "box", state={"box_chosen": "s3"}).result.slug == "s3"
    assert draw(chosen_startup, "box").result is None


class TestScreens:
    """The screens that choose, with more startups than a list holds."""

    @pytest.fixture
    def read(self):
        """What leaves the database while a screen is drawn: facts by startup, and startups."""
        facts, startups = [], []
        listeners = [(FactRow, lambda row, _: facts.append(row.startup_id)),
                     (StartupRow, lambda row, _: startups.append(row.slug))]  # fmt: skip
        for table, note in listeners:
            event.listen(table, "load", note)
        yield facts, startups
        for table, note in listeners:
            event.remove(table, "load", note)

    @pytest.fixture
    def none_of_all(self, many, monkeypatch):
        """Whoever loads or judges everybody fails."""

        def refuse(*_):
            raise AssertionError("everybody was loaded")

        for name in ("dossiers", "standings"):
            monkeypatch.setattr(loaders, name, refuse, raising=False)

    @pytest.mark.parametrize("screen", ["jobs", "upload", "economics", "inside"])
    def test_a_screen_on_which_nobody_is_chosen_reads_the_facts_of_nobody(self, screen, none_of_all, read, routed):
        app = open_app(screen)
        assert not app.exception, app.exception
        assert read[0] == [] and "gone" not in read[1]
        assert len(set(read[1])) <= choosing.MOST + 1

    def test_an_entry_waits_until_somebody_is_chosen_and_reads_their_dossier_alone(self, none_of_all, read, routed):
        app = open_app("upload")
        assert said(app).count("Choose a startup to go on.") == 3
        app.selectbox(key="claim_startup").set_value("s0").run()
        assert not app.exception, app.exception
        assert said(app).count("Choose a startup to go on.") == 2
        assert "s0-model" in next(box for box in app.selectbox if box.label == "Model").options

    def test_a_run_and_a_schedule_are_asked_for_only_of_somebody(self, none_of_all, routed):
        app = open_app("jobs")
        disabled = {button.label: button.disabled for button in app.button}
        assert disabled["Ask for the run"] and disabled["Add the schedule"]

    @pytest.mark.parametrize("is_fictional", [True, False])
    def test_the_head_says_fictional_of_whom_the_screen_shows_only(self, database, is_fictional, routed):
        add_startup(database, "a", name="A", fictional=is_fictional)
        add_startup(database, "b", name="B", fictional=not is_fictional)
        for screen in ("jobs", "upload", "inside"):
            assert ("demonstration data" in said(open_app(screen))) is is_fictional
        for slug, fictional in (("a", is_fictional), ("b", not is_fictional)):
            assert ("demonstration data" in said(open_app("economics", id=slug))) is fictional
        assert "demonstration data" not in said(open_app("economics"))
