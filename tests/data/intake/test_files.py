"""Files before they are read: there, small enough, of a known kind, in UTF-8."""

import pytest

from data.intake.files import decoded, ending_of, file_content, is_readable
from data.intake.problems import ProblemList
from data.records import InvalidInput


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("the file was read"))
    problems = ProblemList()
    assert file_content(path, 1, problems) is None
    assert [problem.message for problem in problems.problems] == [
        "The file is 1.0 MB, the limit is 1 MB; split it or leave attachments out."
    ]


def test_a_file_as_large_as_allowed_is_read_and_one_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "whole.csv"
    path.write_bytes(b"x" * (1024 * 1024))
    assert file_content(path, 1, ProblemList()) == b"x" * (1024 * 1024)
    with pytest.raises(InvalidInput, match=r"No file .*none\.csv"):
        file_content(tmp_path / "none.csv", 1, ProblemList())


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"x" * (1024 * 1024 + 1), "a.pdf", "the limit is 1 MB"),
        (b"x", "a.pdf", "The file name 'a.pdf' ends in none of .csv, .xlsx; save it in one of these."),
        (b" \n", "A.CSV", "The file holds nothing"),
    ],
)
def test_the_first_reason_not_to_read_a_file_is_the_only_one(content, name, sentence):
    problems = ProblemList()
    assert not is_readable(content, name, (".csv", ".xlsx"), 1, problems)
    (problem,) = problems.problems
    assert sentence in problem.message


def test_endings_are_read_in_any_case():
    assert ending_of("Deck.v2.XLSX") == ".xlsx"
    assert is_readable(b"x", "a.CSV", (".csv",), 1, ProblemList())


def test_text_is_utf_8_with_or_without_its_mark_and_the_first_other_byte_is_placed():
    assert decoded("\ufeff模".encode(), ProblemList()) == "模"
    problems = ProblemList()
    assert decoded(b"one\ntwo\xff", problems) is None
    (problem,) = problems.problems
    assert problem.row == 2 and problem.message.startswith("Byte '0xFF' at position 8")
