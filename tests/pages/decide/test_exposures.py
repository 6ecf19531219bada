"""What a portfolio is spread over and hangs on together, as the ledgers of its startups say."""

from dataclasses import replace

import pytest

from analysis.portfolio.exposures import DEPENDENCES, HIDDEN_PARENT, OWN, SPREADS, values_of
from pages.components.decide.exposures import shown_value
from tests.analysis.small_dossier import fact
from tests.pages.drawing import spoken
from tests.pages.judged import judged
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
BY_KEY = {each.key: each for each in (*SPREADS, *DEPENDENCES)}


def found(key, *facts, slug="northfold"):
    return values_of(BY_KEY[key], {slug: judged(facts).evidence})[slug]


@pytest.mark.parametrize(
    ("key", "value", "values"),
    [
        ("hq_country", "DE", ("DE",)),
        ("compute_provider", "Halden   Cloud ", ("Halden Cloud",)),
        ("base_model_name", "own", (OWN,)),
        ("compute_provider", HOSTILE, (HOSTILE,)),
    ],
)
def test_a_value_is_what_the_ledger_says_without_spare_blanks(key, value, values):
    assert found(key, fact(key, value)) == values


def test_a_list_is_spread_over_all_its_entries():
    assert len(found("sales_regions", fact("sales_regions", ["eu", "us"]))) == 2


@pytest.mark.parametrize("key", BY_KEY)
def test_what_is_not_known_has_no_value(key):
    assert found(key, fact("headcount_fte", 3.0)) == ()


def test_a_base_model_that_a_run_found_is_hidden_and_not_own():
    facts = [fact("base_model_name", "own"), fact("lineage_verdict", "undeclared_parent", "measured")]
    assert found("base_model_name", *facts) == (HIDDEN_PARENT,)
    declared = replace(facts[1], value="independent")
    assert found("base_model_name", facts[0], declared) == (OWN,)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (OWN, "a model of its own", "自研模型"),
        (HIDDEN_PARENT, "undeclared base model, found by a run", "运行发现的未申报基础模型"),
        ("Qwen 2.5", "Qwen 2.5", "Qwen 2.5"),
    ],
)
def test_a_value_is_called_by_its_name(value, english, chinese):
    dimension = BY_KEY["base_model_name"]
    assert spoken("en", shown_value, dimension, value) == english
    assert spoken("zh", shown_value, dimension, value) == chinese


def test_a_code_is_called_by_the_registry_s_word():
    assert spoken("en", shown_value, BY_KEY["funding_stage"], "series_a") == "Series A"


def test_every_startup_has_an_entry_even_where_nothing_is_known():
    ledgers = {
        "a": judged([fact("hq_country", "DE")]).evidence,
        "b": judged([fact("headcount_fte", 3.0)]).evidence,
    }
    assert values_of(BY_KEY["hq_country"], ledgers) == {"a": ("DE",), "b": ()}
