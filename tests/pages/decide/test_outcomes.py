"""What became of startups: the list, entering one, refusing one without a source, taking one out; all on record."""

from datetime import UTC, date, datetime

import pytest

from data import repository
from data.records import OUTCOME_KINDS, Outcome
from pages.components.decide.outcomes import FAVOURABLE, _table, kind_name, show_outcomes
from tests.pages.drawing import cell_text, draw, parts_of, spoken
from tests.pages.records import HOSTILE
from tests.pages.startups import add_startup

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)


def outcome(slug="northfold", *, kind="up_round", favourable=True, day=date(2026, 10, 1), number=3):
    return Outcome(slug, day, kind, favourable, "Register extract, p. 3", "anna", AT, number)


def rows(known, names, language="en"):
    view = spoken(language, _table, known, names)
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


@pytest.mark.parametrize(
    ("language", "row"),
    [
        ("en", ["North", "Raised at a higher pricefavourable", "1 Oct 2026", "Register extract, p. 3\nTake out"]),
        ("zh", ["North", None, "2026年10月1日", "Register extract, p. 3\n撤下"]),
    ],
)
def test_an_outcome_tells_startup_kind_day_and_source(language, row):
    (shown,) = rows([outcome()], {"northfold": "North"}, language)
    kind = shown.pop(1)
    assert shown == [row[0], *row[2:]]
    assert kind == (row[1] or OUTCOME_KINDS["up_round"][1] + "有利")


def test_an_unfavourable_one_is_tagged():
    view = spoken("en", _table, [outcome(favourable=False)], {})
    assert parts_of(view, "tag") == ["unfavourable"]


def test_the_newest_stands_first_and_each_is_taken_out_by_its_own_button():
    known = [outcome(day=date(2026, 9, 1), number=1), outcome(day=date(2026, 10, 1), number=2)]
    view = spoken("en", _table, known, {})
    assert parts_of(view, "go") == ["2", "1"]


def test_who_entered_it_stands_behind_its_source():
    assert parts_of(spoken("en", _table, [outcome()], {}), "source") == ["Entered by anna on 1 Nov 2026 09:30 UTC"]


def test_a_startup_that_is_gone_is_called_by_its_key_and_a_hostile_name_is_plain_words():
    assert rows([outcome("gone")], {})[0][0] == "gone"
    assert rows([outcome()], {"northfold": HOSTILE})[0][0] == HOSTILE


@pytest.mark.parametrize("kind", OUTCOME_KINDS)
def test_every_kind_has_a_name_in_both_languages(kind):
    assert (spoken("en", kind_name, kind), spoken("zh", kind_name, kind)) == OUTCOME_KINDS[kind]


def test_what_counts_as_favourable_at_first_is_a_kind_there_is():
    assert FAVOURABLE <= set(OUTCOME_KINDS) and len(FAVOURABLE) < len(OUTCOME_KINDS)


@pytest.mark.usefixtures("calculator")
def test_without_an_outcome_the_list_says_so_and_the_form_offers_every_startup(database):
    for slug in ("north", "south"):
        add_startup(database, slug)
    found = draw(show_outcomes, [])
    assert "None entered yet." in found.said and found.views == []
    assert list(found.widget("selectbox", "Startup").options) == ["North", "South"]


def test_a_second_entry_of_the_same_day_and_kind_takes_the_place_of_the_first(database):
    add_startup(database, "northfold")
    for good in (True, False):
        with database.session() as session:
            entered = Outcome("northfold", date(2026, 10, 1), "up_round", good, "Register")
            repository.add_outcome(session, entered, actor="test")
    with database.session() as session:
        (kept,) = repository.outcomes(session)
    assert kept.favourable is False
