"""Suites, reference tables and fields as the method screen lists them."""

import pytest
from streamlit.testing.v1.element_tree import Dataframe

from data.catalogue import ReferenceSource, load_suites, reference_sources
from data.registry import load_registry
from pages.components.language import catalogue
from pages.components.methodology import registry_tables
from pages.components.methodology.registry_tables import show_field_named, show_fields, show_reference, show_suites
from tests.pages.drawing import draw
from tests.pages.records import HOSTILE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_suite_is_listed_with_what_it_measures(language):
    rows = draw(show_suites, language=language).rows(catalogue(language)["method.suites.title"])
    assert [row[0] for row in rows] == [
        f"{suite.label(language)}\n{suite.description(language)}" for suite in load_suites()
    ]
    for row, suite in zip(rows, load_suites(), strict=True):
        assert row[1].split(" · ") == [line.label(language) for line in suite.benchmarks]
        assert row[2].split(" · ") == [catalogue(language)[f"capability.{code}"] for code in suite.capabilities]


def test_every_table_that_ships_is_listed_with_source_day_and_licence():
    rows = draw(show_reference).rows("Reference figures")
    sources = reference_sources()
    assert len(rows) == len(sources) > 5
    named = {source.name: row for source, row in zip(sources, rows, strict=True)}
    assert named["hardware"][0].startswith("Accelerators\n")
    assert all(row[0].endswith(f"{source.rows} rows") for source, row in zip(sources, rows, strict=True))


def source(*sources, name="never_named", **other):
    return ReferenceSource(name, other.get("licence", "CC BY 4.0"), other.get("checked", "2026-11-01"), 7, sources)


@pytest.mark.parametrize(
    ("sources", "shown"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b", "c"), "a · b · c"),
        (("a", "b", "c", "d", "e"), "a · b · c · 2 more"),
    ],
)
def test_three_sources_are_named_and_the_rest_counted(monkeypatch, sources, shown):
    monkeypatch.setattr(registry_tables, "reference_sources", lambda: (source(*sources),))
    assert draw(show_reference).rows("Reference figures") == [["never_named\n7 rows", shown, "2026-11-01", "CC BY 4.0"]]


def test_all_sources_hover_over_the_three(monkeypatch):
    monkeypatch.setattr(registry_tables, "reference_sources", lambda: (source("a", "b", "c", HOSTILE),))
    part = draw(show_reference).views[0]["rows"][0]["cells"][1]["parts"][0]
    assert part["source"] == f"a\nb\nc\n{HOSTILE}"


def test_without_tables_it_says_so(monkeypatch):
    monkeypatch.setattr(registry_tables, "reference_sources", tuple)
    found = draw(show_reference, language="zh")
    assert catalogue("zh")["method.reference.none"] in found.said and found.views == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_field_is_in_the_table_with_definition_unit_and_measurement(language):
    registry = load_registry()
    drawn = draw(show_fields, registry, language=language)
    (table,) = [node.value for node in drawn.nodes if isinstance(node, Dataframe)]
    said = catalogue(language)
    assert len(table) == len(registry.fields)
    assert table[said["method.fields.field"]].tolist() == [field.label(language) for field in registry.fields]
    runs = {run.code: run.label(language) for run in registry.runs if run.code != "none"}
    assert table[said["method.fields.measured_by"]].tolist() == [
        runs.get(field.measured_by, "") for field in registry.fields
    ]
    assert table[said["method.fields.formula"]].tolist() == [field.formula or "" for field in registry.fields]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_field_named_in_the_address_is_told_with_its_definition(language):
    field = load_registry().by_key["arr_usd"]
    drawn = draw(show_field_named, load_registry(), language=language, address={"field": "arr_usd"})
    assert field.label(language) in drawn.said and field.definition(language) in drawn.said


@pytest.mark.parametrize("address", [{}, {"field": "no_such_field"}, {"field": HOSTILE}])
def test_where_the_address_names_no_field_nothing_is_told(address):
    assert draw(show_field_named, load_registry(), address=address).said == ""
