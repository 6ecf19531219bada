"""The field registry as it ships: `fields.yaml` and the transparency checklist, read once and checked strictly."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from data.catalogue.kinds import run_kinds
from data.catalogue.published import reference_text
from data.catalogue.suites import load_suites
from data.catalogue.tasks import task_label
from data.records import Registry, indicator_key, parse_yaml

CHECKLIST = "transparency_checklist.yaml"
FIELDS_FILE = Path(__file__).parent / "fields.yaml"


@lru_cache(maxsize=1)
def load_registry() -> Registry:
    """The registry of all fields, stages, runs and document types, with the questions of the transparency checklist.

    Raises:
        ValueError: if a file breaks the schema; the message names the field.
    """
    tree = parse_yaml(FIELDS_FILE.read_text(encoding="utf-8"))
    documents = {option["code"] for option in tree["document_types"]}
    return _registry(tree | {"checklist": _checklist(documents), "tasks": _tasks()})


def parse_registry(text: str) -> Registry:
    """The registry written in `text` (YAML); the kinds of run of the catalogue come before those it names.

    Raises:
        ValueError: if it breaks the schema; the message names the field.
    """
    return _registry(parse_yaml(text))


def _registry(tree: dict[str, Any]) -> Registry:
    """The registry of a tree whose `runs` are what is no kind of the catalogue."""
    kinds = [kind.option for kind in run_kinds().values()]
    return Registry.model_validate(tree | {"runs": [*kinds, *tree["runs"]]})


def _tasks() -> list[dict[str, str]]:
    """The tasks of the suites as readers call them."""
    return [
        {"code": task, "label_en": task_label(task, "en"), "label_zh": task_label(task, "zh")}
        for task in dict.fromkeys(task for suite in load_suites() for task in suite.tasks)
    ]


def _checklist(documents: set[str]) -> dict[str, Any]:
    """The checklist's indicators as fields of yes or no, read where what is public is usually read."""
    tree = parse_yaml(reference_text(CHECKLIST))
    public = [kind for kind in tree["public_sources"] if kind in documents]
    title = {"code": "transparency", "label_en": tree["label_en"], "label_zh": tree["label_zh"]}
    return {"title": title, "questions": [_question(each, tree["stage"], public) for each in tree["indicators"]]}


def _question(indicator: dict[str, Any], stage: str, public: list[str]) -> dict[str, Any]:
    return {
        "key": indicator_key(indicator["code"]),
        "stage": stage,
        "label_en": indicator["label_en"],
        "label_zh": indicator["label_zh"],
        "definition_en": indicator["question_en"],
        "definition_zh": indicator["question_zh"],
        "type": "boolean",
        "unit": "none",
        "period": "point",
        "better": "higher",
        "measured_by": "none",
        "typical_source": public,
        "essential": False,
        "derived": False,
    }
