"""Kinds of run: their names in one place, and settings that are refused before anything is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import check_settings, run_kinds
from data.records import InvalidInput
from data.registry import load_registry

ONE_OF_EACH = {"integer": 7, "number": 0.5, "text": "x", "integers": [1, 8], "texts": ["x"]}


def allowed_value(setting):
    return setting.values[0] if setting.values else ONE_OF_EACH[setting.type]


@pytest.mark.parametrize("code", run_kinds())
def test_every_kind_takes_its_own_settings_and_refuses_a_misspelt_one(code):
    fine = {name: allowed_value(setting) for name, setting in run_kinds()[code].settings.items()}
    check_settings(code, fine)
    with pytest.raises(InvalidInput, match=f"Run setting 'sead' is not known to '{code}'; allowed are "):
        check_settings(code, fine | {"sead": 1})


@pytest.mark.parametrize(
    ("code", "settings", "sentence"),
    [
        (
            "benchmark",
            {"limit": 0},
            "'limit' of 'benchmark': got 0, expected a whole number at least 1 and",
        ),
        ("benchmark", {"limit": "5"}, "got '5', expected a whole number"),
        ("benchmark", {"limit": True}, "got True, expected a whole number"),
        ("benchmark", {"limit": None}, "got None, expected a whole number"),
        ("benchmark", {"limit": 2.0}, r"got 2\.0, expected a whole number"),
        ("benchmark", {"backend": "llama.cpp"}, "got 'llama.cpp', expected one of transformers, vllm"),
        ("checkpoint", {"claimed_parameters_billion": float("nan")}, "got nan, expected a number at least 0"),
        ("checkpoint", {"claimed_parameters_bilion": 3}, "'claimed_parameters_bilion' is not known to 'checkpoint'"),
        ("serving", {"batches": []}, r"got \[\], expected a list of whole numbers at least 1"),
        ("serving", {"batches": [8, 0]}, r"got \[8, 0\], expected a list of whole numbers at least 1"),
        ("serving", {"repeats": 4}, "expected a whole number at least 5"),
        ("lineage", {"references": "base"}, "got 'base', expected a list of texts"),
        ("identity", {}, "'endpoint' of 'identity' is missing: Base address such as http://host:8000/v1"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_value_and_what_is_allowed(code, settings, sentence):
    with pytest.raises(InvalidInput, match=sentence) as refused:
        check_settings(code, settings)
    assert str(refused.value).count("\n") == 0


@given(value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())))
def test_whatever_is_given_is_taken_or_refused_on_purpose(value):
    for name, setting in run_kinds()["benchmark"].settings.items():
        try:
            check_settings("benchmark", {name: value})
        except InvalidInput as refused:
            assert repr(name) in str(refused) and not setting.holds(value)
        else:
            assert setting.holds(value)


def test_a_kind_added_from_outside_checks_its_own_settings():
    check_settings("of_somebody_else", {"anything": 1})


def test_the_registry_names_the_kinds_as_the_catalogue_does():
    named = {option.code: (option.label_en, option.label_zh) for option in load_registry().runs}
    assert {code: (kind.label_en, kind.label_zh) for code, kind in run_kinds().items()}.items() <= named.items()
    assert run_kinds()["contamination"].label("zh") == "数据污染探测"
