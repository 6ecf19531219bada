"""Slugs made of names: stable, valid, and never those of another startup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.bulk.slugs import KnownStartups, made_slug
from data.intake.problems import ProblemList, nowhere
from data.profiles import slug_text


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme Models, Inc.", "acme-models-inc"),
        ("Ålesund  AI", "alesund-ai"),
        ("白云认知", "startup-9cfeb9ae"),
        ("X", "x-4b68ab38"),
        ("Baiyun 白云", "baiyun-7cfa4dcd"),
    ],
)
def test_a_name_makes_the_same_slug_everywhere(name, slug):
    assert made_slug(name) == slug


@given(st.text(min_size=1, max_size=200))
def test_every_made_slug_is_a_valid_one(name):
    place = nowhere()
    slug_text(made_slug(name), place)
    assert len(place.problems) == 0


def test_names_in_foreign_letters_differ_where_their_slugs_would_not():
    assert made_slug("白云") != made_slug("黑云")


def test_a_startup_on_record_is_found_by_its_name_in_any_case():
    known = KnownStartups({"acme": "Acme Models"})
    assert known.slug_of("ACME models", nowhere()) == "acme"


def test_a_slug_of_another_startup_is_not_taken():
    problems = ProblemList()
    known = KnownStartups({"acme": "Acme Models"})
    assert known.slug_of("Acme!", problems.at(3, "Company")) is None
    (problem,) = problems.problems
    assert (problem.row, problem.field, problem.value) == (3, "Company", "Acme!")
    assert problem.message == (
        "'Acme!' would have the slug 'acme', which is that of 'Acme Models'; add a column with the slug."
    )


def test_two_names_of_one_file_do_not_share_a_slug():
    problems = ProblemList()
    known = KnownStartups({})
    assert known.slug_of("Acme AI", nowhere()) == "acme-ai"
    assert known.slug_of("Acme-AI", problems.at(2, None)) is None
    assert "'Acme AI'" in problems.problems[0].message


def test_a_name_of_two_startups_is_asked_about():
    problems = ProblemList()
    known = KnownStartups({"acme-no": "Acme", "acme-us": "acme"})
    assert known.slug_of("Acme", problems.at(2, "Company")) is None
    assert "name of several startups (acme-no, acme-us)" in problems.problems[0].message
