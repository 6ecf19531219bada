"""What the commands judge, and by what."""

from datetime import date

import pytest

from analysis.commands.stored import dossier_of, examinations, known_slugs, with_saved_profiles, yardsticks_of
from analysis.scoring.rubric import parse_rubric, rubric_hash
from data.records import InvalidInput, NotFound


@pytest.fixture(autouse=True)
def _stored(monkeypatch, database_url):
    monkeypatch.setenv("DATABASE_URL", database_url)


def test_a_dossier_is_found_by_its_slug_alone():
    assert dossier_of("solid").startup.name == "Solid"
    with pytest.raises(NotFound, match="No startup 'Solid'; `python -m data list` shows what there is"):
        dossier_of("Solid")


def test_only_the_startups_named_are_examined_and_one_that_is_not_there_is_left_out():
    found = examinations(("solid", "nobody"), yardsticks_of(None), date(2026, 10, 31), None, 100)
    assert list(found) == ["solid"]


def test_what_was_entered_after_the_day_is_not_known_on_it():
    yardsticks = yardsticks_of(None)
    before, after = (
        examinations(("solid",), yardsticks, day, None, 100)["solid"].assessment
        for day in (date(2026, 9, 30), date(2026, 10, 31))
    )
    assert after.expectation.high - after.expectation.low < before.expectation.high - before.expectation.low


def test_nothing_saved_leaves_the_profiles_that_ship():
    shipped = yardsticks_of(None)
    assert with_saved_profiles(shipped).rubric.every_profile == shipped.rubric.every_profile


def test_a_rubric_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path, independent_text):
    file = tmp_path / "mine.yaml"
    file.write_text(independent_text, encoding="utf-8")
    mine, shipped = yardsticks_of(file).rubric, yardsticks_of(None).rubric
    assert rubric_hash(mine) == rubric_hash(parse_rubric(independent_text)) != rubric_hash(shipped)
    file.write_text("criteria: none", encoding="utf-8")
    with pytest.raises(InvalidInput):
        yardsticks_of(file)


def test_slugs_are_listed_in_order_and_an_empty_record_says_how_to_fill_it():
    assert known_slugs(["b", "a"]) == "known are a, b"
    assert known_slugs([]) == "none is on record; `python -m data seed` loads the demonstration"
