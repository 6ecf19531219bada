"""The field registry as it ships: `fields.yaml`, read once and checked strictly."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from data.records import Registry

FIELDS_FILE = Path(__file__).parent / "fields.yaml"


@lru_cache(maxsize=1)
def load_registry() -> Registry:
    """The registry of all fields, stages, runs and document types.

    Raises:
        ValueError: if the file breaks the schema; the message names the field.
    """
    return parse_registry(FIELDS_FILE.read_text(encoding="utf-8"))


def parse_registry(text: str) -> Registry:
    """The registry written in `text` (YAML).

    Raises:
        ValueError: if it breaks the schema; the message names the field.
    """
    return Registry.model_validate(yaml.safe_load(text))
