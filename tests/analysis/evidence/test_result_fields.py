"""Keys that runs fill, described as fields are."""

import pytest
from pydantic import ValidationError

from analysis.evidence.result_fields import ResultField

GAP = {
    "key": "claim_gap",
    "label_en": "Claim minus measurement",
    "label_zh": "自报与实测差距",
    "from": "eval_suite",
    "type": "percent",
    "unit": "fraction",
    "definition_en": "Claimed score less the measured one.",
    "definition_zh": "自报得分减去实测得分。",
}


def test_a_result_speaks_both_languages_and_is_silent_where_only_the_company_can_tell():
    field = ResultField.model_validate(GAP)
    assert (field.label("en"), field.label("zh")) == ("Claim minus measurement", "自报与实测差距")
    assert field.definition("zh") == "自报得分减去实测得分。"
    assert (field.own_work("en"), field.own_work("zh"), field.source_kind) == ("", "", "eval_suite")


@pytest.mark.parametrize(
    ("change", "place"),
    [({"label_zh": ""}, "label_zh"), ({"type": "list"}, "type"), ({"colour": "red"}, "colour")],
)
def test_an_empty_name_a_type_without_a_reading_and_an_unknown_key_are_refused_by_place(change, place):
    with pytest.raises(ValidationError) as refused:
        ResultField.model_validate(GAP | change)
    assert [error["loc"] for error in refused.value.errors()] == [(place,)]


def test_every_result_that_ships_names_fields_that_exist_and_keys_no_field_has(default, registry):
    keys = [result.key for result in default.results]
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(registry.by_key)
    assert {key for result in default.results for key in result.computed_from} <= set(registry.by_key) | set(keys)


def test_what_we_do_ourselves_is_said_in_both_languages_or_in_neither(default):
    assert [result.key for result in default.results if bool(result.own_work_en) != bool(result.own_work_zh)] == []
