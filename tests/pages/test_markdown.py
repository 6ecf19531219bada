"""Foreign strings inside Markdown stand as they were written: no markup, no links, no icons, no formulas."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components.markdown import literal, muted

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    ":material/home: :red[loud] :smile:",
    "![p](https://example.org/p.png) $x^2$",
    "www.example.org someone@example.org",
    "</script><b>bold</b> %{x} {name}",
)
LIVE = re.compile(
    r"(?<!\\)(<img|<b>|</script|\[x\]|\]\(|!\[|\$x)|:material/|:red\[loud|:smile:|@example|www\.example|https?://example"
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_literal_text_keeps_no_live_markdown(attack):
    assert not LIVE.search(literal(attack))
    assert LIVE.search(attack)


@given(st.text(max_size=60))
def test_literal_text_is_one_line_and_loses_no_letter(content):
    letters = "".join(character for character in content if character.isalnum())
    safe = literal(content)
    assert "\n" not in safe
    assert "".join(character for character in safe if character.isalnum()) == letters


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("", ""),
        ("Northfold", "Northfold"),
        ("白云认知", "白云认知"),
        ("two\nlines\tand  more", "two lines and more"),
        ("# Title", r"\# Title"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("> quote", r"\> quote"),
        ("*a* _b_ `c` ~d~", r"\*a\* \_b\_ \`c\` \~d\~"),
        ("| a |", r"\| a \|"),
        ("$5 and $6", r"\$5 and \$6"),
        ("R&D", r"R\&D"),
        ("back\\slash", r"back\\slash"),
        ("a == b", r"a \=\= b"),
        ("12:30", "12:\u206030"),
        ("a@b", "a@\u2060b"),
        ("Www.a", "Www\u2060\\.a"),
        ("\u202eevil", "\u202eevil"),
    ],
)
def test_punctuation_that_markdown_reads_is_escaped(content, shown):
    assert literal(content) == shown


def test_muted_text_is_small_and_grey():
    assert muted("as of today") == ":small[:gray[as of today]]"


def test_a_bracket_of_a_startup_cannot_end_the_grey():
    assert muted(literal("x]] :red[loud]")) == ":small[:gray[x\\]\\] :\u2060red\\[loud\\]]]"
