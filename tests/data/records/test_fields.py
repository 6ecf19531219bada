"""The shape of a field: what an entry of the registry must and must not hold."""

import pytest
from pydantic import ValidationError

from data.records import Field

NUMBER = {
    "key": "arr_usd",
    "stage": "monetization",
    "label_en": "ARR",
    "label_zh": "年度经常性收入",
    "definition_en": "Recurring revenue.",
    "definition_zh": "经常性收入。",
    "type": "money_usd",
    "unit": "usd_per_year",
    "period": "point",
    "better": "higher",
    "measured_by": "none",
    "typical_source": ["arr_schedule"],
    "essential": True,
    "derived": False,
}
OPTION = {"code": "dense", "label_en": "Dense", "label_zh": "稠密"}


def field(**changes):
    return Field.model_validate(NUMBER | changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"derived": True}, "arr_usd: a derived field needs a formula, and only a derived field has one"),
        ({"formula": "a + b"}, "arr_usd: a derived field needs a formula, and only a derived field has one"),
        ({"type": "enum"}, "arr_usd: an enum needs its values"),
        ({"type": "share_table"}, "arr_usd: a share table needs parts, or parts: open"),
        ({"period": "decade"}, "period"),
        ({"unti": "usd"}, "unti"),
    ],
)
def test_an_entry_that_does_not_hold_together_is_refused_in_a_sentence(changes, sentence):
    with pytest.raises(ValidationError) as refused:
        field(**changes)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "numeric"),
    [("number", True), ("integer", True), ("money_usd", True), ("percent", True), ("boolean", False), ("date", False)],
)
def test_numbers_are_those_that_can_be_compared_and_added(kind, numeric):
    assert field(type=kind).is_numeric is numeric


def test_a_field_and_its_options_speak_both_languages():
    found = field(type="enum", values=[OPTION, OPTION | {"code": "unclear", "means_unknown": True}])
    assert (found.label("zh"), found.definition("en")) == ("年度经常性收入", "Recurring revenue.")
    assert found.option("dense").label("zh") == "稠密"
    assert found.option("unclear").means_unknown and not found.option("dense").means_unknown
    assert found.option("sparse") is None


def test_an_entry_cannot_be_changed_once_it_is_read():
    with pytest.raises(ValidationError, match="frozen"):
        field().key = "other"
