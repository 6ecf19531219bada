"""The registry as it ships: whole, bilingual, and wide enough for what real and tiny companies report."""

import re

import pytest
import yaml
from pydantic import ValidationError

from data.catalogue import reference_text
from data.records import NUMERIC_TYPES, PIPELINE_STAGES, Registry
from data.registry import FIELDS_FILE, parse_registry

FUNCTIONS = {"lag", "top_share", "hhi"}


def test_it_holds_139_fields_over_the_seven_stages_and_two_more(registry):
    assert len(registry.fields) == 139
    assert [stage.code for stage in registry.stages] == ["company", *PIPELINE_STAGES, "governance_legal"]
    assert sum(len(registry.in_stage(stage.code)) for stage in registry.stages) == 139
    assert all(registry.in_stage(stage) for stage in PIPELINE_STAGES)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_has_a_name_of_its_own_in_each_language(registry, language):
    labels = [field.label(language) for field in registry.fields]
    assert len(set(labels)) == len(labels)


def test_every_definition_is_a_sentence_in_its_language(registry):
    for field in registry.fields:
        assert field.definition_en.endswith("."), field.key
        assert field.definition_zh.endswith("。"), field.key
        assert re.search("[一-鿿]", field.definition_zh), field.key
        assert not re.search("[一-鿿]", field.definition_en), field.key
        assert not re.search("[,;:!?]", re.sub(r"10,000|3:1", "", field.definition_zh)), field.key


def test_every_option_is_named_in_both_languages(registry):
    groups = [registry.stages, registry.runs, registry.document_types, *(field.values for field in registry.fields)]
    groups += [field.parts for field in registry.fields if isinstance(field.parts, tuple)]
    for group in groups:
        codes = [option.code for option in group]
        assert len(set(codes)) == len(codes)
        assert all(option.label("en") and option.label("zh") for option in group)


def test_every_number_has_bounds_and_a_unit(registry):
    for field in registry.fields:
        if field.type in NUMERIC_TYPES:
            low, high = field.range
            assert low < high and field.unit != "none", field.key


def test_formulas_read_fields_that_exist_and_never_themselves(registry):
    derived = [field for field in registry.fields if field.derived]
    assert len(derived) == 15
    for field in derived:
        names = set(re.findall(r"[a-z_][a-z0-9_]*", field.formula)) - FUNCTIONS
        assert names <= set(registry.by_key), field.key
        assert field.key not in names


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("params_total_billion", 0.0009),
        ("tokens_seen_trillion", 2e-6),
        ("train_flop", 1e13),
        ("quantisation_bits", 1.58),
        ("gpu_hours_final_run", 0.02),
        ("final_run_cost_usd", 0.05),
        ("net_burn_usd_month", -50_000),
        ("gross_margin_full_share", -3.2),
        ("growth_yoy", 40),
        ("nrr_share", 2.4),
        ("context_length_tokens", 128),
    ],
)
def test_figures_of_tiny_models_and_odd_companies_are_within_bounds(registry, key, value):
    low, high = registry.by_key[key].range
    assert low <= value <= high


@pytest.mark.parametrize(
    ("key", "value"), [("uptime_share", 99.9), ("nrr_share", 118), ("inference_revenue_share", 23), ("growth_yoy", 180)]
)
def test_a_percentage_written_whole_is_out_of_bounds(registry, key, value):
    assert value > registry.by_key[key].range[1]


def test_published_standards_are_named_where_a_definition_follows_one(registry):
    assert registry.by_key["burn_multiple"].definition_source.startswith("Sacks")
    assert registry.by_key["eu_ai_office_notified"].definition_source.endswith("Articles 51(2) and 52(1)")
    assert sum(field.definition_source is not None for field in registry.fields) == 53


def changed(old: str, new: str) -> str:
    text = FIELDS_FILE.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("- key: founded_date", "- key: company_name", "fields named twice: company_name"),
        ("  stage: company\n", "  stage: kitchen\n", "company_name: unknown stage"),
        ("  type: text\n", "  type: prose\n", "fields.0.type"),
        ("  derived: false", "  derived: true", "company_name: a derived field needs a formula"),
        ("  parts: open\n", "", "language_shares: a share table needs parts"),
        ("  essential: true", "  essential: true\n  colour: red", "fields.0.colour"),
    ],
)
def test_a_broken_registry_is_refused_with_the_field_named(old, new, message):
    with pytest.raises(ValidationError, match=re.escape(message)):
        parse_registry(changed(old, new))


def test_the_transparency_checklist_is_asked_beside_the_fields_in_its_own_words(registry):
    checklist = yaml.safe_load(reference_text("transparency_checklist.yaml"))
    title, questions = registry.sections[-1]
    assert (title.label_en, title.label_zh) == (checklist["label_en"], checklist["label_zh"])
    assert [(field.key, field.label_zh, field.definition_en) for field in questions] == [
        (f"fmti_{each['code']}", each["label_zh"], each["question_en"]) for each in checklist["indicators"]
    ]
    assert {field.stage for field in questions} == {"governance_legal"}
    assert not set(questions) & set(registry.in_stage("governance_legal"))


def test_a_question_of_the_checklist_may_not_have_the_key_of_a_field(registry):
    tree = registry.model_dump()
    tree["checklist"]["questions"][0]["key"] = "arr_usd"
    with pytest.raises(ValidationError, match="fields named twice: arr_usd"):
        Registry.model_validate(tree)
