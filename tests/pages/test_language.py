"""Both catalogues say the same things, with the same gaps to fill."""

import re
import string

import pytest

from pages.components.language import catalogue, say
from pages.components.suites import suite_files

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
    capabilities = {code for suite in suite_files() for code in suite.capabilities}
    assert {code for code in capabilities if f"capability.{code}" not in catalogue("en")} == set()
