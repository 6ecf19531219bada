"""Blank templates: every field in both languages, drop-down lists, and a filled one that can be read."""

import csv
import io
import json

import pytest
import yaml
from openpyxl import load_workbook

from data.profiles import blank_template, read_profile, written_profile
from data.profiles.field_guide import allowed_text, fields_to_fill
from data.records import InvalidInput


@pytest.fixture(scope="module")
def workbook(registry):
    return load_workbook(io.BytesIO(blank_template("xlsx", registry)))


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv", "xlsx"])
def test_an_empty_template_lacks_only_the_startup(registry, today, file_format):
    reading = read_profile(blank_template(file_format, registry), f"t.{file_format}", registry, today=today)
    assert [problem.field for problem in reading.problems] == [
        "startup.slug", "startup.name", "startup.summary_en", "startup.summary_zh"
    ]  # fmt: skip


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv"])
def test_a_template_explains_every_field_a_company_is_asked_for_in_both_languages(registry, file_format):
    text = blank_template(file_format, registry).decode("utf-8-sig")
    for field in fields_to_fill(registry):
        assert field.key in text
        assert field.label_zh in text
        assert field.definition_en.split(",")[0].split('"')[0] in text


def test_derived_fields_are_not_asked_for(registry):
    rows = csv.DictReader(io.StringIO(blank_template("csv", registry).decode("utf-8-sig")))
    asked = {row["field"] for row in rows}
    assert {field.key for field in registry.fields if field.derived}.isdisjoint(asked)
    assert len(asked) == 139 - 15 + 100 + 5 + 2


def test_a_yaml_template_is_filled_by_taking_the_comment_sign_away(registry, today):
    text = blank_template("yaml", registry).decode()
    text = text.replace("  slug: ", "  slug: acme #").replace("  name:\n", "  name: Acme\n")
    text = text.replace("  summary_en:\n", "  summary_en: Acts.\n").replace("title: ,", "title: Deck,")
    text = text.replace(
        "  # arr_usd: {value: , level: , as_of: , source: deck}",
        "  arr_usd: {value: 5, level: claimed, as_of: 2026-09-30, source: deck}",
    )
    reading = read_profile(text.encode(), "t.yaml", registry, today=today)
    assert reading.problems == ()
    assert [(fact.key, fact.value) for fact in reading.profile.facts] == [("arr_usd", 5)]
    assert reading.profile.summary_zh == "Acts."


def test_a_json_template_skips_the_entries_left_empty(registry, today):
    tree = json.loads(blank_template("json", registry))
    tree["startup"] |= {"slug": "acme", "name": "Acme", "summary_zh": "行动。"}
    tree["sources"]["deck"]["title"] = "Deck"
    tree["facts"]["arr_usd"] |= {"value": 5, "level": "claimed", "as_of": "2026-09-30", "source": "deck"}
    reading = read_profile(json.dumps(tree).encode(), "t.json", registry, today=today)
    assert reading.problems == ()
    assert [fact.key for fact in reading.profile.facts] == ["arr_usd"]


def test_a_workbook_template_has_a_sheet_per_stage_one_for_the_checklist_and_hidden_lists(workbook, registry):
    assert workbook.sheetnames == [
        "startup",
        *(stage.label_en for stage in registry.stages),
        "Transparency indicators",
        "lists",
    ]
    assert workbook["lists"].sheet_state == "hidden"
    assert workbook["Monetization"].freeze_panes == "B2"


def test_levels_sources_and_codes_are_offered_as_lists(workbook):
    sheet = workbook["Company"]
    offered = {str(validation.sqref): validation.formula1 for validation in sheet.data_validations.dataValidation}
    columns = [cell.value for cell in sheet[1]]
    keys = [cell.value for cell in sheet["A"]]
    level, value = columns.index("level"), columns.index("value")
    row = keys.index("funding_stage") + 1
    assert values_at(workbook, offered[f"{chr(65 + level)}2:{chr(65 + level)}{len(keys)}"]) == [
        "claimed", "documented", "not_applicable"
    ]  # fmt: skip
    assert values_at(workbook, offered[f"{chr(65 + value)}{row}"])[:2] == ["pre_seed", "seed"]


def values_at(workbook, reference: str) -> list[str]:
    sheet, cells = reference.lstrip("=").split("!")
    return [cell.value for (cell,) in workbook[sheet][cells.replace("$", "")]]


@pytest.mark.parametrize(
    ("key", "language", "text"),
    [
        ("uptime_share", "en", "fraction, 0.25 means 25 %, 0 to 1"),
        ("arr_usd", "zh", "美元，仅填数字, 0 至 1000000000000 (usd_per_year)"),
        ("company_name", "en", "text, 1 to 200 characters"),
        ("launch_date", "en", "date, year-month-day, 2010-01-01 or more"),
        ("weights_open", "zh", "true 或 false"),
        ("language_shares", "en", "part=fraction; … — parts named by the company; at most 1 in all"),
    ],
)
def test_what_may_be_written_is_said_in_words(registry, key, language, text):
    assert allowed_text(registry.by_key[key], language) == text


def test_codes_are_listed_with_their_names(registry):
    assert "pre_seed (种子前轮), seed (种子轮)" in allowed_text(registry.by_key["funding_stage"], "zh")
    assert allowed_text(registry.by_key["cap_table_shares"], "en").endswith("other (Other); they add up to 1")
    assert "columns: model, task, metric" in allowed_text(registry.by_key["claimed_benchmark_scores"], "en")


def hostile(registry, today):
    text = """\
startup: {slug: hostile, name: "=HYPERLINK(1)", summary_en: "@SUM(A1)", summary_zh: "+1"}
sources: {deck: {kind: pitch_deck, title: "-2+3"}}
facts:
  company_name: {value: "=cmd|' /C calc'!A0", level: claimed, as_of: 2026-09-30, source: deck}
  nps_score: {value: -50, level: claimed, as_of: 2026-09-30, source: deck}
"""
    return read_profile(text.encode(), "hostile.yaml", registry, today=today).profile


def test_texts_never_reach_a_spreadsheet_as_formulas(registry, today):
    profile = hostile(registry, today)
    rows = list(csv.reader(io.StringIO(written_profile(profile, "csv", registry).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@")) or cell.startswith("-2")]
    assert "-50" in [cell for row in rows for cell in row]
    workbook = load_workbook(io.BytesIO(written_profile(profile, "xlsx", registry)))
    kinds = {cell.data_type for sheet in workbook for row in sheet for cell in row}
    assert "f" not in kinds


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_texts_that_look_like_formulas_come_back_as_they_were(registry, today, file_format):
    profile = hostile(registry, today)
    content = written_profile(profile, file_format, registry)
    assert read_profile(content, f"a.{file_format}", registry, today=today).profile == profile


def test_a_value_longer_than_a_cell_is_refused_for_workbooks_and_kept_in_yaml(registry, today):
    items = [{"task": f"task-{number}-{'x' * 60}", "metric": "acc", "value": 0.5} for number in range(450)]
    tree = {
        "startup": {"slug": "long", "name": "Long", "summary_en": "Long."},
        "sources": {"deck": {"kind": "pitch_deck", "title": "Deck"}},
        "facts": {
            "claimed_benchmark_scores": {
                "value": items,
                "level": "claimed",
                "as_of": "2026-09-30",
                "source": "deck",
            }
        },
    }
    profile = read_profile(json.dumps(tree).encode(), "long.json", registry, today=today).profile
    with pytest.raises(InvalidInput, match="is longer than a cell holds"):
        written_profile(profile, "xlsx", registry)
    assert (
        len(yaml.safe_load(written_profile(profile, "yaml", registry))["facts"]["claimed_benchmark_scores"]["value"])
        == 450
    )
