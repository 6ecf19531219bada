"""The lists of CONTRIBUTING.md: every file they name is there, and following them is enough."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from data import registry as registry_module
from data.catalogue import load_metrics, load_suites, metrics, parse_metrics, run_kinds, suites
from data.profiles import blank_template, read_profile
from data.records import Scale
from data.registry import FIELDS_FILE, load_registry
from evals.measurements import KINDS
from pages.components.language import LANGUAGES, catalogue
from pages.components.navigation import PAGES

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HOW_TO_ADD = TEXT.split("## How to add")[1]
LISTS = {
    title: re.findall(r"^\d\. .*$", body, re.MULTILINE)
    for title, body in re.findall(r"^### (.*?)\n(.*?)(?=^###|\Z)", HOW_TO_ADD, re.MULTILINE | re.DOTALL)
}
FIELD = """
- key: coffee_cups
  stage: company
  label_en: Cups of coffee
  label_zh: 咖啡杯数
  definition_en: Cups of coffee that the company drinks in a month.
  definition_zh: 公司每月饮用的咖啡杯数。
  type: integer
  unit: cups
  range: [0, 1000]
  period: month
  better: none
  measured_by: none
  typical_source: [management_accounts]
  essential: false
  derived: false
"""
PROFILE = """
startup: {slug: cups, name: Cups, summary_en: Drinks coffee., fictional: true}
sources: {deck: {kind: pitch_deck, title: The deck, dated: 2026-10-01}}
facts: {coffee_cups: {value: VALUE, level: claimed, as_of: 2026-09-30, source: deck}}
"""


def places(step: str) -> list[str]:
    """Files and folders that a step names."""
    return [word for word in re.findall(r"`([\w./-]+)`", step) if "/" in word]


@pytest.mark.parametrize("title", LISTS)
def test_every_file_and_folder_of_a_list_is_there(title):
    assert LISTS[title]
    for step in LISTS[title]:
        for place in places(step):
            known = Path(place.split("NAME")[0])
            folder = known if place.endswith("/") or "NAME" not in place else known.parent if known.suffix else known
            assert (ROOT / folder).exists(), f"{title}: {place}"


def test_there_is_a_list_for_everything_that_is_added():
    assert list(LISTS) == ["A field", "A suite", "A metric", "A run kind", "A page", "A language"]


def test_every_file_named_elsewhere_is_there():
    named = [word for word in re.findall(r"(?<![\w/])(?:tests|docs|data|evals)/[\w./-]+\w", TEXT) if "NAME" not in word]
    assert [word for word in named if not (ROOT / word).exists()] == []


@pytest.fixture
def with_coffee(tmp_path, monkeypatch):
    """The registry with one field more, as the whole program sees it."""
    path = tmp_path / "fields.yaml"
    path.write_text(FIELDS_FILE.read_text(encoding="utf-8").rstrip() + "\n" + FIELD, encoding="utf-8")
    monkeypatch.setattr(registry_module, "FIELDS_FILE", path)
    load_registry.cache_clear()
    yield load_registry()
    load_registry.cache_clear()


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv"])
def test_an_entry_in_the_registry_is_enough_for_the_templates(with_coffee, file_format):
    assert "coffee_cups" in blank_template(file_format, with_coffee).decode("utf-8")


def test_an_entry_in_the_registry_is_enough_for_the_checks(with_coffee):
    def read(value: str):
        content = PROFILE.replace("VALUE", value).encode()
        return read_profile(content, "cups.yaml", with_coffee, today=date(2026, 11, 1))

    fine = read("12")
    assert fine.problems == ()
    assert fine.profile is not None
    assert [fact.value for fact in fine.profile.facts] == [12]
    assert "1000" in str(read("1001").problems[0])


def test_a_file_is_enough_for_a_suite(tmp_path, monkeypatch):
    folder = tmp_path / "suites"
    shutil.copytree(suites.SUITES_FOLDER, folder)
    shutil.copy(folder / "quick.yaml", folder / "afternoon.yaml")
    monkeypatch.setattr(suites, "SUITES_FOLDER", folder)
    load_suites.cache_clear()
    try:
        assert "afternoon" in suites.suite_names()
        assert suites.load_suite("afternoon").benchmarks == suites.load_suite("quick").benchmarks
    finally:
        load_suites.cache_clear()


def test_a_row_is_enough_for_a_metric():
    rows = metrics.METRICS_FILE.read_text(encoding="utf-8")
    assert load_metrics().scale("anything", "politeness") is Scale.UNKNOWN
    scale = parse_metrics(rows + "\npoliteness: {scale: percent}\n").scale("anything", "politeness")
    assert (scale, scale.unit, scale.shown(31.0)) == (Scale.PERCENT, "", 31.0)


def test_the_catalogue_and_the_measurements_name_the_same_kinds_of_run():
    assert set(run_kinds()) == set(KINDS)
    for target in KINDS.values():
        assert (ROOT / target.split(":")[0].replace(".", "/")).with_suffix(".py").is_file()


def test_every_screen_is_in_the_menu_and_named_in_every_language():
    screens = {path.stem for path in (ROOT / "pages").glob("*.py")} - {"__init__"}
    assert screens == {page.name for page in PAGES}
    for code in LANGUAGES:
        assert [name for name in screens if f"navigation.{name}" not in catalogue(code)] == []


def test_the_list_of_a_language_names_every_place_that_has_both():
    said = {place for step in LISTS["A language"] for place in places(step)}
    with_both = {
        path
        for folder in ("analysis", "data", "evals", "pages")
        for path in (ROOT / folder).rglob("*.yaml")
        if "demo" not in path.parts and re.search(r"_zh\b|^\s*zh:", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    catalogues = {path.parent for path in (ROOT / "pages").rglob("zh.*")}
    covered = [ROOT / place for place in said]
    missing = [path for path in with_both | catalogues if not any(path == at or at in path.parents for at in covered)]
    assert [str(path.relative_to(ROOT)) for path in sorted(missing)] == []


def test_hooks_before_a_commit_are_those_of_make_lint_and_fetch_nothing():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = [hook["entry"].replace(".venv/bin/python", "$(PY)") for hook in hooks[0]["hooks"]]
    checked = [command.removesuffix(" --force-exclude").replace("make ", "") for command in commands]
    assert [command for command in checked if command not in makefile] == []
    assert {hook["language"] for hook in hooks[0]["hooks"]} == {"system"}
