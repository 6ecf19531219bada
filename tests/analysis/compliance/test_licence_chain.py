"""What the licences behind a model ask together, by version, and what the ledger says of the chain."""

from datetime import date

import pytest

from analysis.compliance.licence_chain import Link, Use, chain_verdict, ledger_chain, licence_chain_fact
from analysis.compliance.licences import parse_licences
from analysis.evidence.state import Evidence
from data.catalogue import reference_text
from data.records import EvidenceLevel, Fact, InvalidInput, Source
from data.registry import load_registry

TABLE = parse_licences(reference_text("licences.yaml"))
REGISTRY = load_registry()
BINDER = Source("licence_texts", "Licence binder")


def chain(*links, use=None):
    return chain_verdict([Link(role, TABLE.licences.get(key)) for role, key in links], TABLE, use)


def checkpoint(name):
    known = TABLE.known_model(name)
    return chain(*(("base", key) for key in known.base), *(("teacher", key) for key in known.teacher))


def evidence(**values):
    facts = [Fact(key, value, EvidenceLevel.DOCUMENTED, date(2026, 9, 30), BINDER) for key, value in values.items()]
    return Evidence(facts, REGISTRY)


def test_the_distilled_checkpoints_of_r1_keep_the_terms_of_their_own_parents():
    assert checkpoint("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B").verdict == "clear"
    llama = checkpoint("deepseek-ai/DeepSeek-R1-Distill-Llama-8B")
    assert llama.verdict == "conditions"
    assert {duty.code for duty, _ in llama.duties} >= {"built_with", "name_prefix", "users_700m"}
    assert not {"no_eu_multimodal"} & {duty.code for duty, _ in llama.duties}
    assert TABLE.known_model("DeepSeek-R1-Distill-Llama-70B").base == ("llama-3.3",)
    assert checkpoint("DeepSeek-R1").verdict == "clear"


@pytest.mark.parametrize(
    ("links", "verdict"),
    [
        ((("base", "apache-2.0"), ("teacher", "mit")), "clear"),
        ((("base", "gemma-4"),), "clear"),
        ((("base", "gemma-1-3n"),), "conditions"),
        ((("base", "apache-2.0"), ("teacher", "llama-3")), "conflict"),
        ((("base", "apache-2.0"), ("teacher", "llama-3.1")), "conditions"),
        ((("base", "apache-2.0"), ("teacher", "tongyi-qianwen")), "conflict"),
        ((("base", "apache-2.0"), ("teacher", "qwen-2024")), "conditions"),
        ((("base", "apache-2.0"), ("teacher", "openai-terms")), "conflict"),
        ((("base", "openai-terms"),), "conditions"),
        ((("base", "mistral-research-0.1"),), "non_commercial"),
        ((("base", "mit"), ("data", "cc-by-nc-4.0")), "non_commercial"),
        ((("base", "mit"), ("data", "cc-by-sa-4.0")), "conditions"),
        ((("base", "mit"), ("data", "cc0-1.0")), "clear"),
        ((("base", "nobody-knows"),), "unknown"),
        ((("base", "nobody-knows"), ("data", "cc-by-nc-4.0")), "non_commercial"),
        ((), "unknown"),
    ],
)
def test_the_gravest_link_decides(links, verdict):
    found = chain(*links)
    assert found.verdict == verdict
    assert all(reason.sentence_en and reason.sentence_zh for reason in found.reasons)


def test_duties_add_up_over_the_chain_with_the_licences_that_ask_them():
    asked = {duty.code: names for duty, names in chain(("base", "apache-2.0"), ("data", "cc-by-4.0")).duties}
    assert asked["changes_notice"] == ("Apache License 2.0", "CC BY 4.0")
    assert asked["attribution"] == ("CC BY 4.0",)


@pytest.mark.parametrize(
    ("key", "users", "verdict"),
    [
        ("llama-3.1", 700e6, "conditions"),
        ("llama-3.1", 701e6, "conflict"),
        ("qwen-2024", 101e6, "conflict"),
        ("tongyi-qianwen", None, "conditions"),
    ],
)
def test_a_limit_of_users_holds_from_above_it(key, users, verdict):
    assert chain(("base", key), use=Use(monthly_users=users)).verdict == verdict


def test_multimodal_rights_in_the_european_union_depend_on_the_version():
    european = Use(in_eu=True, multimodal=True)
    assert chain(("base", "llama-3.2"), use=european).verdict == "conflict"
    assert chain(("base", "llama-4"), use=european).verdict == "conflict"
    assert chain(("base", "llama-3.1"), use=european).verdict == "conditions"
    text_only = chain(("base", "llama-3.3"), use=Use(in_eu=True, multimodal=False))
    assert "no_eu_multimodal" not in {duty.code for duty, _ in text_only.duties}


def test_own_weights_without_a_teacher_are_clear():
    found = ledger_chain(
        evidence(base_model_name="own", base_model_licence="own_weights", teacher_output_terms="no_teacher"), TABLE
    )
    assert found.verdict == "clear"


def test_a_known_checkpoint_binds_whatever_class_is_stated():
    stated = evidence(
        base_model_name="meta-llama/Llama-3.1-8B", base_model_licence="permissive", teacher_output_terms="no_teacher"
    )
    assert ledger_chain(stated, TABLE).verdict == "conditions"


def test_a_known_teacher_needs_no_stated_terms_and_an_unknown_one_does():
    own = {"base_model_name": "own", "base_model_licence": "own_weights"}
    assert ledger_chain(evidence(**own), TABLE).verdict == "unknown"
    assert ledger_chain(evidence(**own, teacher_model_name="DeepSeek-R1"), TABLE).verdict == "clear"
    assert ledger_chain(evidence(**own, teacher_model_name="Llama-3-70B"), TABLE).verdict == "conflict"


def test_a_research_licence_stated_is_non_commercial_even_where_the_teacher_is_unclear():
    found = ledger_chain(evidence(base_model_licence="research_only", teacher_output_terms="unclear"), TABLE)
    assert found.verdict == "non_commercial"
    assert "no commercial use" in found.reasons[0].sentence_en


def test_the_result_is_as_strong_as_what_it_rests_on_and_absent_where_nothing_is_said():
    facts = evidence(base_model_licence="own_weights", teacher_output_terms="no_teacher")
    fact = licence_chain_fact(facts, TABLE)
    assert (fact.key, fact.value, fact.level) == ("licence_chain_verdict", "clear", EvidenceLevel.DOCUMENTED)
    assert licence_chain_fact(evidence(), TABLE) is None


def test_every_row_of_the_table_names_its_source():
    text = (reference_text("licences.yaml")).count("source:")
    assert text == len(TABLE.licences) + len(TABLE.models)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("duties: [notices], source: MIT", "duties: [notes], source: MIT", "mit: unknown duty 'notes'"),
        ("base: [kimi-k2]", "base: [kimi-k9]", "unknown licence 'kimi-k9'"),
        ("duties:\n- ", "tasks:\n- ", "'duties'"),
    ],
)
def test_a_broken_table_is_refused(old, new, message):
    with pytest.raises(InvalidInput, match=message):
        parse_licences(reference_text("licences.yaml").replace(old, new, 1))
