"""The licence table: what stands in it, what each text says, and checkpoints by name."""

from datetime import date

import pytest

from analysis.compliance.licences import parse_licences
from data.catalogue import reference_text
from data.records import InvalidInput

TABLE = parse_licences(reference_text("licences.yaml"))


@pytest.mark.parametrize(
    ("key", "commercial", "outputs"),
    [
        ("apache-2.0", "yes", "yes"),
        ("mit", "yes", "yes"),
        ("llama-3.1", "limited", "named"),
        ("llama-3", "limited", "no"),
        ("cc-by-nc-4.0", "no", "silent"),
    ],
)
def test_a_licence_says_what_its_text_says_of_trade_and_of_outputs(key, commercial, outputs):
    licence = TABLE.licences[key]
    assert (licence.commercial_use, licence.outputs_train_models) == (commercial, outputs)


def test_limits_of_users_are_asked_by_the_licences_whose_texts_hold_them():
    asking = {key for key, licence in TABLE.licences.items() if "users_700m" in licence.duties}
    assert "llama-3.1" in asking and all(key.startswith("llama") for key in asking)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", ("llama-3.3",)),
        ("DEEPSEEK R1 DISTILL LLAMA 70B", ("llama-3.3",)),
        ("  deepseek-r1-distill-llama-70b ", ("llama-3.3",)),
    ],
)
def test_a_checkpoint_is_known_by_its_name_whatever_its_organisation_case_and_spaces(name, base):
    assert TABLE.known_model(name).base == base


@pytest.mark.parametrize("name", ["", "a model of our own", "not-llama-at-all/x"])
def test_a_checkpoint_nobody_listed_is_not_known(name):
    assert TABLE.known_model(name) is None


def test_every_licence_and_duty_has_its_source_day_and_both_names():
    assert all(licence.source and isinstance(licence.dated, date) for licence in TABLE.licences.values())
    assert all(duty.label("en") and duty.label("zh") != duty.label("en") for duty in TABLE.duties.values())
    assert {licence.kind for licence in TABLE.licences.values()} == {"weights", "api", "data"}


@pytest.mark.parametrize("text", ["", "3", "duties: []\nlicences: []"])
def test_a_text_that_is_no_licence_table_is_refused(text):
    with pytest.raises(InvalidInput, match="Licence table"):
        parse_licences(text)
