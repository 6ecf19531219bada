"""The catalogues of the economics screen: the same sentences with the same gaps in both languages."""

import re
import string

import pytest

from pages.components.economics.wording import economics_catalogue, said
from tests.pages.drawing import spoken

CJK = re.compile(r"[\u3400-\u9fff]")


def gaps(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_both_catalogues_say_the_same_with_the_same_gaps():
    english, chinese = economics_catalogue("en"), economics_catalogue("zh")
    assert set(english) ^ set(chinese) == set()
    assert [key for key in english if gaps(english[key]) != gaps(chinese[key])] == []
    assert [key for key, sentence in english.items() if CJK.search(sentence) or not sentence.strip()] == []
    assert [key for key, sentence in chinese.items() if not sentence.strip()] == []


def test_every_field_has_a_name_and_a_help():
    for tab in ("training", "serving", "finance", "returns", "valuation", "waterfall"):
        names = {key.split(".")[2] for key in economics_catalogue("en") if key.startswith(f"{tab}.field.")}
        helps = {key.split(".")[2] for key in economics_catalogue("en") if key.startswith(f"{tab}.help.")}
        assert names == helps and names


def test_a_sentence_takes_its_values_in_the_session_s_language():
    assert spoken("en", said, "unit.months", value="18") == "18 months"
    assert spoken("zh", said, "unit.months", value="18") == "18 个月"


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError):
        spoken("en", said, "no.such.key")
