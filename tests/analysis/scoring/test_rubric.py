from __future__ import annotations

import pytest
import yaml

from analysis.scoring.rubric import parse_rubric, rubric_hash, rubric_problems
from data.records import InvalidInput


def changed(text, *edits):
    content = yaml.safe_load(text)
    for path, value in edits:
        node = content
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value
    return yaml.safe_dump(content, allow_unicode=True)


def test_both_rubrics_fit_the_registry(independent, default, registry):
    assert rubric_problems(independent, registry) == []
    assert rubric_problems(default, registry) == []


def test_default_rubric_names_primary_sources_and_how_far_they_carry(default):
    for entry in (*default.criteria, *default.rules):
        source = getattr(entry, "anchors_source", None) or entry.source
        assert entry.basis is not None, entry.key
        assert source and ".md" not in source, entry.key
        if "unverified" in source and "; " not in source:
            assert entry.basis in {"unverified", "convention"}, entry.key


def test_default_rubric_says_everything_in_both_languages(default):
    for criterion in default.criteria:
        assert bool(criterion.notes) == bool(criterion.notes_zh), criterion.key
    for rule in default.rules:
        assert bool(rule.note) == bool(rule.note_zh), rule.key
    for entry in (*default.criteria, *default.rules, *default.results, *default.profiles):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in entry.label_zh) or entry.label_zh.isascii(), entry.key
    assert default.notes and all(note.en and note.zh for note in default.notes)


def test_median_retention_is_not_good_in_the_default_rubric(default):
    anchors = {criterion.key: criterion.value for criterion in default.criteria}
    assert 0.90 <= anchors["revenue_loss"].ok <= 0.93 < anchors["revenue_loss"].good
    assert 1.00 <= anchors["net_retention"].ok <= 1.10 < anchors["net_retention"].good


def test_hash_ignores_layout_and_changes_with_every_number(independent_text):
    original = rubric_hash(parse_rubric(independent_text))
    assert rubric_hash(parse_rubric(yaml.safe_dump(yaml.safe_load(independent_text), sort_keys=True))) == original
    moved = changed(independent_text, (("criteria", 0, "value", "ok"), 2.1))
    assert rubric_hash(parse_rubric(moved)) != original


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        (("criteria", 0, "wieght"), 0.1, "criteria.0.wieght", "no such setting"),
        (("criteria", 0, "value", "good"), 1.5, "criteria.0.value", "anchors must rise or fall"),
        (("criteria", 0, "weight"), 0.9, None, "return_potential: weights of its criteria sum to 1.65"),
        (("criteria", 0, "category"), "legal", None, "category 'legal' is not on the axis expectation"),
        (("criteria", 3, "applies_when"), {"gt": ["revenue_usd"]}, "criteria.3", "gt takes 2 operands"),
        (("rules", 0, "verdict_cap"), None, "rules.0", "a gate needs a verdict_cap"),
        (("rules", 5, "when"), {"gt": ["claim_gap", "$x"]}, "rules.5", "'$x' names no threshold"),
        (("profiles", 0, "weights", "risk", "data"), 0.5, "profiles.0.weights", "weights of risk sum to 1.35"),
        (("default_profile",), "nobody", None, "default_profile 'nobody'"),
    ],
)
def test_fault_is_refused_with_its_place(path, value, place, words, independent_text):
    with pytest.raises(InvalidInput) as caught:
        parse_rubric(changed(independent_text, (path, value)))
    assert any(words in problem.message for problem in caught.value.problems)
    if place is not None:
        assert any((problem.field or "").startswith(place) for problem in caught.value.problems)


def test_text_that_is_no_mapping_is_refused():
    with pytest.raises(InvalidInput, match="a rubric is a YAML mapping, got list"):
        parse_rubric("- 1")
    with pytest.raises(InvalidInput, match="not valid YAML"):
        parse_rubric("a: [")


def test_key_that_nobody_fills_and_code_without_points_are_problems(independent_text, registry):
    edits = [(("criteria", 0, "reads"), ["moon_phase"]), (("criteria", 7, "value", "levels"), {"idea": 0, "mars": 5})]
    problems = rubric_problems(parse_rubric(changed(independent_text, *edits)), registry)
    messages = [problem.message for problem in problems]
    assert any("'moon_phase' is neither a field" in message for message in messages)
    assert any("'mars'" in message and "does not exist" in message for message in messages)
    assert any("'scaling'" in message and "has no points" in message for message in messages)


def test_unknown_profile_is_refused_with_those_there_are(default):
    with pytest.raises(
        InvalidInput, match="profile 'angel' is not in the rubric; use one of pre_seed, growth, strategic"
    ):
        default.profile("angel")


def test_copy_with_another_setting_has_a_hash_of_its_own(default):
    assert rubric_hash(default) == rubric_hash(default.model_copy())
    assert rubric_hash(default.model_copy(update={"label_en": "Mine"})) != rubric_hash(default)
