"""The screen of one startup: which one the address, the session or the ranking names."""

from datetime import date

import pytest

from data.records import EvidenceLevel, Fact, FactValue, Source
from pages import startup
from tests.pages.drawing import draw
from tests.pages.judged import judged, named
from tests.pages.records import HOSTILE
from tests.pages.startups import add_startup, open_app, said, views


def chosen(*standings, address=None, **state):
    """The slug chosen, the refusals said, and what the session keeps."""
    found = draw(startup._chosen, list(standings), address=address, state=state)
    return (found.result.startup.slug if found.result else None), found.said, found.state.get("startup_chosen")


@pytest.mark.usefixtures("calculator")
class TestChoice:
    def test_the_address_names_it_before_the_session_and_the_session_before_the_ranking(self):
        three = named("a", expectation=40), named("b", expectation=80), named("c", expectation=60)
        assert chosen(*three, address={"id": "a"}, startup_chosen="c")[0] == "a"
        assert chosen(*three, startup_chosen="c")[0] == "c"
        assert chosen(*three)[0] == "b", "the first of the ranking"

    def test_what_was_chosen_is_kept_for_the_next_screen(self):
        assert chosen(named("a"), named("b"), address={"id": "b"})[2] == "b"

    def test_one_that_is_gone_from_the_session_gives_way_to_the_ranking(self):
        slug, told, _ = chosen(named("a"), startup_chosen="gone")
        assert (slug, told) == ("a", "")

    @pytest.mark.parametrize("asked", ["nobody", HOSTILE])
    def test_an_unknown_one_is_named_letter_by_letter(self, asked):
        slug, told, _ = chosen(named("a"), address={"id": asked})
        assert slug == "a" and told.startswith("No startup is called ")
        assert "[x](javascript" not in told

    def test_without_a_judgement_the_first_by_name_is_taken_and_without_a_startup_none(self):
        assert chosen(judged())[0] == "northfold"
        assert chosen(address={"id": "nobody"})[:2] == (None, "")


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
