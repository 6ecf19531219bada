"""Both catalogues say the same things, with the same gaps to fill."""

import re
import string

import pytest
import streamlit as st

from data.catalogue import load_suites
from pages.components.language import catalogue, choose_language, has_text, language, language_control, say, text
from tests.pages.drawing import draw, spoken

CJK = re.compile(r"[\u3400-\u9fff]")


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_english_and_chinese_know_the_same_keys():
    assert set(catalogue("en")) ^ set(catalogue("zh")) == set()


def test_every_sentence_has_the_same_gaps_in_both_languages():
    differing = [key for key, said in catalogue("en").items() if gaps(said) != gaps(catalogue("zh")[key])]
    assert differing == []


def test_no_english_sentence_holds_chinese_and_no_sentence_is_empty():
    assert [key for key, said in catalogue("en").items() if CJK.search(said) or not said.strip()] == []
    assert [key for key, said in catalogue("zh").items() if not said.strip()] == []


def test_chinese_is_written_in_chinese_but_for_bare_placeholders():
    bare = {key for key, said in catalogue("zh").items() if not CJK.search(re.sub(r"\{\w+\}", "", said))}
    for key in bare:
        assert len(re.sub(r"\{\w+\}|[^A-Za-z]", "", catalogue("zh")[key])) < 12, key


def test_a_sentence_takes_its_values():
    assert say("zh", "evidence.sentence", measured="1%", documented="2%", claimed="3%", missing="94%").startswith(
        "实测 1%"
    )


def test_an_unknown_key_is_an_error_and_not_an_empty_line():
    with pytest.raises(KeyError):
        say("en", "overview.no_such_sentence")


def test_every_capability_of_the_suites_has_a_name():
    capabilities = {code for suite in load_suites() for code in suite.capabilities}
    assert {code for code in capabilities if f"capability.{code}" not in catalogue("en")} == set()


@pytest.mark.parametrize(
    ("address", "state", "expected"),
    [
        ({}, {}, "en"),
        ({"lang": "zh"}, {}, "zh"),
        ({"lang": "fr"}, {}, "en"),
        ({"lang": "en"}, {"language": "zh"}, "zh"),
    ],
)
def test_what_was_chosen_goes_before_the_address_and_the_address_before_the_browser(address, state, expected):
    def settled():
        if not state:
            del st.session_state["language"]
        choose_language()
        return language()

    drawn = draw(settled, language=state.get("language", "en"), address=address)
    assert drawn.result == expected
    assert drawn.address.get("lang") == address.get("lang") if expected == "en" else drawn.address["lang"] == "zh"


def test_the_switch_names_both_languages_in_their_own_words():
    drawn = draw(language_control, language="zh")
    (control,) = [node.proto for node in drawn.nodes if node.type == "button_group"]
    assert [option.content for option in control.options] == ["English", "中文"]
    assert list(control.default) == [1]


def test_a_sentence_is_said_in_the_session_s_language_and_a_key_is_known_or_not():
    assert (spoken("en", text, "fact.unknown"), spoken("zh", text, "fact.unknown")) == ("unknown", "未知")
    assert has_text("fact.unknown") and not has_text("fact.no_such_word")


def test_a_gap_left_open_is_an_error_and_foreign_braces_are_not_gaps():
    with pytest.raises(KeyError):
        say("en", "source.entered", author="ana")
    assert say("en", "source.entered", author="{day} {0}", day="x") == "Entered by {day} {0} on x"
