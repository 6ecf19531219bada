"""Shares of evidence in words: what is missing is the rest, and every level has its name."""

import pytest

from data.records import EvidenceLevel
from pages.components.evidence_words import evidence_legend, level_word, shares_of, shares_sentence
from tests.pages.drawing import spoken


@pytest.mark.parametrize(
    ("level", "english", "chinese"),
    [("measured", "measured", "实测"), ("documented", "documented", "有文件"), ("claimed", "claimed", "仅宣称")],
)
def test_every_level_has_a_word(level, english, chinese):
    assert spoken("en", level_word, EvidenceLevel(level)) == english
    assert spoken("zh", level_word, EvidenceLevel(level)) == chinese


def test_every_level_of_the_ledger_has_a_word_in_both_languages():
    for level in EvidenceLevel:
        assert spoken("en", level_word, level) and spoken("zh", level_word, level)


def test_shares_come_in_the_order_of_strength_and_an_absent_level_has_none():
    given = {EvidenceLevel.CLAIMED: 0.5, EvidenceLevel.MEASURED: 0.1, EvidenceLevel.MISSING: 0.4}
    assert shares_of(given) == (0.1, 0.0, 0.5)
    assert shares_of({}) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((0.1, 0.2, 0.3), "Measured 10%, documented 20%, claimed 30%, missing 40%"),
        ((0, 0, 0), "Measured 0%, documented 0%, claimed 0%, missing 100%"),
        ((0.5, 0.3, 0.2000001), "Measured 50%, documented 30%, claimed 20%, missing 0%"),
    ],
)
def test_the_shares_are_one_sentence_in_which_missing_is_the_rest(shares, sentence):
    assert spoken("en", shares_sentence, shares) == sentence


def test_the_sentence_is_chinese_in_chinese():
    assert spoken("zh", shares_sentence, (0.25, 0, 0)) == "实测 25%，有文件 0%，仅宣称 0%，缺失 75%"


def test_the_key_names_the_four_inks_strongest_first():
    assert spoken("en", evidence_legend) == {
        "legend": [
            ["measured", "measured"], ["documented", "documented"], ["claimed", "claimed"], ["missing", "missing"],
        ]
    }  # fmt: skip
    assert spoken("zh", evidence_legend)["legend"][-1] == ["missing", "缺失"]
