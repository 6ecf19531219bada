"""The suites as they ship: one file each in `suites/`, read once and checked strictly."""

from __future__ import annotations

import difflib
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from data.catalogue.metrics import load_metrics
from data.records import Benchmark, InvalidInput, NotFound, Suite, parse_yaml

SUITES_FOLDER = Path(__file__).parent / "suites"


@lru_cache(maxsize=1)
def load_suites() -> tuple[Suite, ...]:
    """All suites by name.

    Raises:
        InvalidInput: a file breaks the schema.
    """
    files = sorted(SUITES_FOLDER.glob("*.yaml"))
    return tuple(parse_suite(path.read_text(encoding="utf-8"), path.stem) for path in files)


def suite_names() -> list[str]:
    """The names of the suites there are."""
    return [suite.name for suite in load_suites()]


def load_suite(name: str) -> Suite:
    """The suite of that name.

    Raises:
        NotFound: there is none; the message offers the nearest.
        InvalidInput: a file breaks the schema.
    """
    found = next((suite for suite in load_suites() if suite.name == name), None)
    if found is None:
        near = difflib.get_close_matches(name, suite_names(), n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(suite_names())}"
        raise NotFound(f"No suite {name!r}; {hint}")
    return found


def parse_suite(text: str, name: str) -> Suite:
    """The suite written in `text` (YAML), called `name`.

    Raises:
        InvalidInput: it breaks the schema, or a line counts a metric without a full score; the message says where.
    """
    try:
        suite = Suite.model_validate({"name": name} | (parse_yaml(text) or {}))
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise InvalidInput(f"Suite {name!r}, {_reason(error)}") from error
    for line in suite.benchmarks:
        _check_full_score(suite, line)
    return suite


def suite_label(name: str, language: str) -> str:
    """A suite's name for readers, in `language` ("en" or "zh"); the bare name where it is gone."""
    return next((suite.label(language) for suite in load_suites() if suite.name == name), name)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(error)


def _check_full_score(suite: Suite, line: Benchmark) -> None:
    for task in line.tasks:
        scale = load_metrics().scale(task, line.metric)
        if scale.full_score is None:
            raise InvalidInput(
                f"Suite {suite.name!r}, benchmark {line.key!r}: metric {line.metric!r} of {task!r} is on scale "
                f"{scale.value!r}, which has no full score; name one that is a fraction or a percentage"
            )
