"""The screen of one startup: which one the address, the session or the ranking names."""

from datetime import date

import pytest

from data import repository
from data.records import EvidenceLevel, Fact, FactValue, Source
from pages import startup
from pages.components.catch_up import waiting
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE
from tests.pages.startups import add_startup, open_app, said, sample_facts, views


def chosen(address=None, **state):
    """The slug chosen, the refusals said, and what the session keeps."""
    found = draw(lambda: startup._chosen((address or {}).get("id")), address=address, state=state)
    return (found.result.startup.slug if found.result else None), found.said, found.state.get("startup_chosen")


@pytest.fixture
def ranked(database):
    """Bright before dim in the ranking, dim before bright on record; both judged."""
    day, deck = date(2026, 9, 30), Source("pitch_deck", "Pitch deck", "p. 9", None, date(2026, 9, 30))
    add_startup(database, "dim", facts=sample_facts())
    add_startup(database, "bright", facts=[Fact("hq_country", "DE", EvidenceLevel.CLAIMED, day, deck)])
    waiting()
    return database


class TestChoice:
    def test_the_address_names_it_before_the_session_and_the_session_before_the_ranking(self, ranked):
        assert chosen({"id": "dim"}, startup_chosen="bright")[0] == "dim"
        assert chosen(startup_chosen="dim")[0] == "dim"
        assert chosen()[0] == "bright", "the first of the ranking"

    def test_what_was_chosen_is_kept_for_the_next_screen(self, ranked):
        assert chosen({"id": "dim"})[2] == "dim"

    def test_one_that_is_gone_from_the_session_gives_way_to_the_ranking(self, ranked):
        assert chosen(startup_chosen="gone")[:2] == ("bright", "")
        with ranked.session() as session:
            repository.archive(session, "dim", actor="test")
        assert chosen(startup_chosen="dim")[0] == "bright"

    @pytest.mark.parametrize("asked", ["nobody", HOSTILE])
    def test_an_unknown_one_is_named_letter_by_letter(self, ranked, asked):
        slug, told, _ = chosen({"id": asked})
        assert slug == "bright" and told.startswith("No startup is called ")
        assert "[x](javascript" not in told

    def test_without_a_judgement_the_first_on_record_is_taken_and_without_a_startup_none(self, database):
        assert chosen()[0] is None
        for slug in ("zulu", "alpha"):
            add_startup(database, slug)
        assert chosen()[0] == "zulu"


def test_an_unknown_startup_in_the_address_is_said_and_the_first_is_shown(one):
    app = open_app("startup", id="nobody")
    assert "nobody" in said(app)
    assert app.title[0].value == "Northfold"


@pytest.mark.parametrize(("language", "told"), [("en", "utilisation"), ("zh", "利用率")])
def test_numbers_of_the_ledger_that_cannot_both_be_right_stand_beside_the_findings(database, language, told):
    day, deck = date(2026, 9, 30), Source("pitch_deck", "Pitch deck", "p. 9", None, date(2026, 9, 30))
    stated: dict[str, FactValue] = {"gpu_type": "h100", "mfu_reported_share": 0.95}
    facts = [Fact(key, value, EvidenceLevel.CLAIMED, day, deck) for key, value in stated.items()]
    add_startup(database, "northfold", facts=facts)
    shown = str(views(open_app("startup", language=language, id="northfold")))
    assert told in shown
