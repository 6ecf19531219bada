"""One entry as a profile of its own: the rules of a file, with problems named after the form's inputs."""

from datetime import date

import pytest

from data.records import Startup
from data.registry import load_registry
from pages.components.upload.entry import GivenFact, GivenSource, fact_reading, parsed_shares, stated_in

REGISTRY = load_registry()
NORTHFOLD = Startup("northfold", "Northfold", "Retrieval models", "检索模型", True, None)
SOURCE = GivenSource("pitch_deck", "Pitch deck", "p. 3", None)


def read(key="headcount_fte", value=34.0, language="en", *, level="claimed", source=SOURCE, as_of=date(2026, 9, 30)):
    return fact_reading(NORTHFOLD, GivenFact(key, value, level, as_of, source), REGISTRY, language)


def test_a_fact_typed_by_hand_passes_the_rules_of_a_file():
    reading = read()
    assert reading.problems == ()
    (entered,) = reading.profile.facts
    assert (entered.value, entered.level, entered.source.title, entered.source.reference) == (
        34.0, "claimed", "Pitch deck", "p. 3",
    )  # fmt: skip
    assert reading.profile.slug == "northfold"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_value_beyond_its_range_is_refused_under_the_field_s_own_name(language):
    (problem,) = read(value=-3.0, language=language).problems
    assert (problem.row, problem.field) == (None, REGISTRY.by_key["headcount_fte"].label(language))
    assert "100" in problem.message


@pytest.mark.parametrize(
    ("named", "language", "field"),
    [
        ({"source": GivenSource("pitch_deck", "", "", None)}, "en", "Title of the document"),
        ({"source": GivenSource("pitch_deck", "", "", None)}, "zh", "文件名称"),
        ({"source": GivenSource("gone", "Deck", "", None)}, "en", "Kind of document"),
        ({"level": "measured"}, "en", "Evidence"),
        ({"value": None}, "zh", REGISTRY.by_key["headcount_fte"].label("zh")),
    ],
)
def test_a_problem_is_called_after_the_input_that_holds_it(named, language, field):
    assert field in {problem.field for problem in read(language=language, **named).problems}


def test_a_field_that_does_not_exist_is_refused():
    assert read(key="gone").profile is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SOURCE, "Pitch deck, p. 3"),
        (GivenSource("pitch_deck", "Deck", "", None), "Deck"),
        (GivenSource("pitch_deck", "", "p. 3", None), "p. 3"),
        (GivenSource("pitch_deck", "", "", None), None),
    ],
)
def test_document_and_page_make_one_line_as_far_as_they_are_given(source, said):
    assert stated_in(source) == said


@pytest.mark.parametrize(
    ("content", "shares"),
    [
        ("web=0.4; licensed=0.6", {"web": 0.4, "licensed": 0.6}),
        ("web=0.4\n\n licensed = 0.6 \n", {"web": 0.4, "licensed": 0.6}),
        ("", {}),
        ("web: most of it", "web: most of it"),
        ("web=0.4\nlicensed", "web=0.4\nlicensed"),
        ("web=half", "web=half"),
    ],
)
def test_shares_are_read_line_by_line_and_kept_as_typed_where_they_cannot_be(content, shares):
    assert parsed_shares(content) == shares
