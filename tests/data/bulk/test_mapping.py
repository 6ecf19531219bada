"""Columns taken for fields: by key, by label in either language, as told, as remembered."""

import pytest

from data.bulk import (
    ColumnMapping,
    check_mapping,
    column_targets,
    keep_mapping,
    mapping_of,
    parse_mapping,
    read_table,
    used_mapping,
    written_mapping,
)
from data.bulk.mapping import ENTRY_CODES, header_signature
from data.intake.problems import ProblemList
from data.records import InvalidInput, Registry
from data.repository import audit_events
from tests.data.bulk.conftest import COLUMNS, HEADER, MAPPING, as_csv


def messages(mapping, headers, registry, language="en"):
    problems = ProblemList(language)
    check_mapping(mapping, headers, registry, problems)
    return [(problem.field, problem.message) for problem in problems.problems]


def _with_first_fields(registry, *changes):
    """The registry with its first fields changed."""
    tree = registry.model_dump()
    for field, change in zip(tree["fields"], changes, strict=False):
        field.update(change)
    return Registry.model_validate(tree)


@pytest.mark.parametrize("header", ["arr_usd", "ARR_USD", "Arr usd", "label_en", "label_zh"])
def test_a_header_names_a_field_by_its_key_or_its_label(registry, header):
    field = registry.by_key["arr_usd"]
    header = getattr(field, header, header)
    assert mapping_of([header], registry).columns == {header: "arr_usd"}


def test_every_key_and_every_label_of_one_field_alone_is_understood(registry):
    targets = column_targets(registry)
    assert mapping_of(list(targets), registry).columns == {key: key for key in targets}
    labels = [option.label_en for option in targets.values()]
    alone = {option.label_en: key for key, option in targets.items() if labels.count(option.label_en) == 1}
    assert mapping_of(list(alone), registry).columns.items() >= dict(list(alone.items())[len(ENTRY_CODES) :]).items()


def test_a_label_of_two_fields_stands_for_neither_unless_it_is_a_key(registry):
    twins = _with_first_fields(registry, {"label_en": "Twin"}, {"label_en": "Twin"})
    assert mapping_of(["Twin"], twins).columns == {}
    keyed = _with_first_fields(registry, {"label_en": "Twin", "key": "twin"}, {"label_en": "Twin"})
    assert mapping_of(["Twin"], keyed).columns == {"Twin": "twin"}


def test_what_is_told_goes_before_the_header(registry):
    told = ColumnMapping({"arr_usd": "cash_usd"})
    assert mapping_of(["arr_usd", "name"], registry, told).columns == {"arr_usd": "cash_usd", "name": "name"}


def test_derived_fields_and_claimed_scores_are_no_columns(registry):
    registry = _with_first_fields(registry, {"derived": True, "formula": "x", "accepts_reported": False})
    derived = registry.fields[0].key
    assert {derived, "claimed_benchmark_scores"}.isdisjoint(column_targets(registry))
    mapping = ColumnMapping({"a": "name", "b": "as_of", "c": derived})
    assert [field for field, _ in messages(mapping, ["a", "b", "c"], registry)] == ["c"]


def test_an_unknown_header_is_answered_with_the_nearest_fields(registry):
    header = ["name", "as_of", "arr_us"]
    ((field, said),) = messages(mapping_of(header, registry), header, registry)
    assert field == "arr_us"
    assert said.startswith("The column 'arr_us' is no field by its key or label; did you mean arr_usd")
    ((_, said),) = messages(mapping_of(["name", "as_of", "qqq"], registry), ["name", "as_of", "qqq"], registry, "zh")
    assert said == "列 'qqq' 的名称不是任何字段的键或标签；请在对应关系中写明字段，或将其忽略。"


def test_two_columns_for_one_field_are_refused(registry):
    mapping = ColumnMapping({"a": "name", "b": "as_of", "c": "arr_usd", "d": "arr_usd", "e": "ignore", "f": "ignore"})
    assert messages(mapping, list("abcdef"), registry) == [
        ("d", "The columns c, d all stand for 'arr_usd'; keep one and ignore the others.")
    ]


def test_a_table_needs_a_name_and_a_date(registry):
    said = [message for _, message in messages(mapping_of(["arr_usd"], registry), ["arr_usd"], registry)]
    assert [message.split(";")[0] for message in said] == ["No column tells 'name'", "No column tells 'as_of'"]
    constant = ColumnMapping({"slug": "slug"}, {"as_of": "2026-09-30"})
    assert messages(constant, ["slug"], registry) == []


def test_a_name_cannot_hold_for_a_whole_file(registry):
    mapping = ColumnMapping({"name": "name", "as_of": "as_of"}, {"name": "Acme"})
    ((field, said),) = messages(mapping, ["name", "as_of"], registry)
    assert field == "name" and "cannot hold for a whole file" in said


def test_a_mapping_reads_as_it_was_written():
    odd = ColumnMapping({"Übersicht: «x»": "arr_usd", "- yes": "ignore", "中文": "name"}, {"level": "claimed"})
    for mapping in (MAPPING, odd):
        assert parse_mapping(written_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    "text", ["columns: [a, b]", "fields: {a: b}", "columns: {a: [b]}", "- a", "columns: {a: }", "constants:"]
)
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(InvalidInput, match="The file is no mapping; write `columns:`"):
        parse_mapping(text)


def test_a_mapping_with_broken_yaml_is_refused_by_its_line():
    with pytest.raises(InvalidInput, match="row 2: The file is not valid YAML"):
        parse_mapping("columns:\n  a: b: c\n")


def test_the_signature_knows_a_header_in_any_order():
    assert header_signature(["a", "b"]) == header_signature(["b", "a"]) != header_signature(["a", "b", "c"])


def test_the_mapping_used_is_remembered_for_the_same_header(session, registry):
    table = read_table(as_csv(), "a.csv")
    assert used_mapping(session, table, registry).columns == {}
    keep_mapping(session, table, MAPPING, actor="ines")
    moved = read_table(as_csv([list(reversed(["x"] * len(HEADER)))], list(reversed(HEADER))), "b.csv")
    assert used_mapping(session, moved, registry) == MAPPING
    other = read_table(as_csv([["x"]], ["Company"]), "c.csv")
    assert used_mapping(session, other, registry).columns == {}
    told = ColumnMapping({**COLUMNS, "Partner": "slug"})
    assert used_mapping(session, table, registry, told).columns["Partner"] == "slug"


def test_remembering_is_audited_and_the_same_is_not_written_again(session, registry):
    table = read_table(as_csv(), "a.csv")
    for constants in ({}, {}, {"level": "claimed"}):
        keep_mapping(session, table, ColumnMapping(COLUMNS, constants), actor="ines")
    session.flush()
    events = audit_events(session, entity="mapping")
    assert [(event.action, event.actor) for event in events] == [("change", "ines"), ("add", "ines")]
    assert events[0].before == {"columns": COLUMNS, "constants": {}}
