"""The sentences on what is wrong: whole in both languages, and just those that some reader says."""

import re
import string
from pathlib import Path

import pytest

from data.intake.problems import ProblemList, sentences

READERS = [
    path for name in ("intake", "profiles", "company_tables", "bulk") for path in (Path("data") / name).glob("*.py")
]


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", sentences())
def test_every_sentence_exists_in_both_languages_with_the_same_blanks(code):
    said = sentences()[code]
    assert list(said) == ["en", "zh"]
    assert blanks(said["en"]) == blanks(said["zh"])
    assert said["en"].endswith(".") and said["zh"].endswith("。")
    assert "\n" not in said["en"]


def test_the_catalogue_holds_the_codes_that_are_said_and_no_others():
    text = "".join(path.read_text(encoding="utf-8") for path in READERS)
    quoted = set(re.findall(r"\"([a-z_0-9]+)\"", text))
    reported = set(re.findall(r"(?:add|_stop)\(\s*\"([a-z_0-9]+)\"", text))
    assert reported <= set(sentences())
    assert set(sentences()) <= quoted


def test_the_same_sentence_on_the_same_place_is_kept_once():
    problems = ProblemList("zh")
    for row in (1, 1, 2):
        problems.at(row, "arr").add("not_number", "many")
    assert [(problem.row, problem.field, problem.value) for problem in problems.problems] == [
        (1, "arr", "many"),
        (2, "arr", "many"),
    ]
    assert problems.problems[0].message.startswith("'many' 不是数字")


def test_a_long_value_is_shortened_wherever_it_is_shown():
    problems = ProblemList()
    problems.add("not_text", value="x" * 100)
    (problem,) = problems.problems
    assert problem.value == "x" * 59 + "…"
    assert problem.message.startswith("'" + "x" * 59 + "…' is not text")
