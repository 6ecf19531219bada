"""What people enter: one line or many, without what no database holds."""

import pytest

from data.records import InvalidInput
from data.repository.entered_text import many_lines, one_line


def test_one_line_has_one_space_between_words_and_no_control_characters():
    assert one_line("  Ann\t\n of \x00 陈\ud800 ", "owner", 20) == "Ann of 陈"
    assert one_line(" \n\x02 ", "owner", 20) == ""


def test_what_joins_letters_stays():
    assert one_line("👩\u200d🔬 \u202ex", "owner", 20) == "👩\u200d🔬 \u202ex"


def test_many_lines_keep_lines_and_indents():
    assert many_lines("\n# Met\r\n\n\t- twice \x03\n\n", "note", 40) == "# Met\n\n    - twice"


@pytest.mark.parametrize("read", [one_line, many_lines])
def test_what_is_too_long_is_refused_with_both_lengths(read):
    assert read("x" * 5, "owner", 5) == "xxxxx"
    with pytest.raises(InvalidInput, match=r"owner: got 6 letters .*expected at most 5; shorten it"):
        read("x" * 6, "owner", 5)
