"""Keys that runs and computations fill, described so that they read like fields of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from data.records import Option, Registry


class Strict(BaseModel):
    """Immutable, and refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Labelled(Strict):
    """A key with its name in both languages."""

    key: str
    label_en: str = Field(min_length=1)
    label_zh: str = Field(min_length=1)

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


class ResultField(Labelled):
    """A key that runs and computations fill, read like a field of the registry.

    Attributes:
        source_kind: The kind of run or computation that fills it.
        computed_from: Fields of the registry without which it cannot be known, asked about in its place.
        own_work_en: What we do ourselves to know it, one sentence; empty where only the company can tell.
        own_work_zh: The same in Chinese.
    """

    source_kind: str = Field(alias="from")
    type: Literal["number", "integer", "percent", "boolean", "enum", "date"]
    unit: str
    definition_en: str
    definition_zh: str
    computed_from: tuple[str, ...] = ()
    own_work_en: str = ""
    own_work_zh: str = ""
    range: tuple[float | None, float | None] | None = None
    values: tuple[Option, ...] = ()
    stage: str | None = None
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def definition(self, language: str) -> str:
        """Definition in `language` ("en" or "zh")."""
        return self.definition_zh if language == "zh" else self.definition_en

    def own_work(self, language: str) -> str:
        """What we do ourselves to know it, in `language` ("en" or "zh"); empty where only the company can tell."""
        return self.own_work_zh if language == "zh" else self.own_work_en


def stage_of_key(key: str, registry: Registry, results: Sequence[ResultField]) -> str | None:
    """The stage of a field, of which one part may be named, or of a result; None if it belongs to none."""
    base = key.split(".")[0]
    if base in registry.by_key:
        return registry.by_key[base].stage
    return next((result.stage for result in results if result.key == base), None)
