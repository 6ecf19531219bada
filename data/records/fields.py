"""The shape of the field registry: one entry per fact that a data room holds."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

FieldType = Literal[
    "number", "integer", "money_usd", "percent", "boolean", "enum", "text", "date", "list", "share_table"
]
Period = Literal["point", "month", "quarter", "year", "none"]
Better = Literal["higher", "lower", "target", "none"]
NUMERIC_TYPES: frozenset[str] = frozenset({"number", "integer", "money_usd", "percent"})


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Option(_Strict):
    """A code with its names in both languages; `means_unknown` marks answers that decide nothing."""

    code: str
    label_en: str
    label_zh: str
    means_unknown: bool = False

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


class EdgeCase(_Strict):
    """A condition, tried before the formula, that settles a derived value.

    `when` is a condition in the rubric's form; `value` a number, "unlimited" or "not_applicable".
    """

    when: dict[str, Any]
    value: float | Literal["unlimited", "not_applicable"]
    reason_en: str
    reason_zh: str


class Field(_Strict):
    """One fact of a data room: what it is called, means, measures, and where it usually stands.

    Attributes:
        range: Inclusive bounds, None open; lengths in characters for text, ISO strings for dates.
        values: Allowed codes of an enum or a list.
        parts: Classes of a share table, or "open" where the company names them.
        item: Columns of a structured list.
        measured_by: Code of the run that can fill it at evidence level measured, or "none".
        formula: How a derived field is computed; edge cases are tried first.
    """

    key: str
    stage: str
    label_en: str
    label_zh: str
    definition_en: str
    definition_zh: str
    type: FieldType
    unit: str
    range: tuple[float | str | None, float | str | None] | None = None
    values: tuple[Option, ...] = ()
    parts: tuple[Option, ...] | Literal["open"] | None = None
    parts_sum_to: float | None = None
    item: tuple[str, ...] = ()
    period: Period
    better: Better
    measured_by: str
    typical_source: tuple[str, ...]
    essential: bool
    derived: bool
    formula: str | None = None
    accepts_reported: bool = False
    edge_cases: tuple[EdgeCase, ...] = ()
    note: str | None = None
    definition_source: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Field:
        if self.derived != (self.formula is not None):
            raise ValueError(f"{self.key}: a derived field needs a formula, and only a derived field has one")
        if self.type == "enum" and not self.values:
            raise ValueError(f"{self.key}: an enum needs its values")
        if self.type == "share_table" and self.parts is None:
            raise ValueError(f"{self.key}: a share table needs parts, or parts: open")
        return self

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in NUMERIC_TYPES

    @property
    def may_be_entered(self) -> bool:
        """Whether files and forms may state it; what is derived is computed, unless it accepts what is reported."""
        return not self.derived or self.accepts_reported

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def definition(self, language: str) -> str:
        """Definition in `language` ("en" or "zh")."""
        return self.definition_zh if language == "zh" else self.definition_en

    def option(self, code: str) -> Option | None:
        """The allowed value of that code, None if there is none."""
        return next((option for option in self.values if option.code == code), None)


INDICATOR_PREFIX = "fmti_"


def indicator_key(code: str) -> str:
    """The key under which the ledger holds the yes or no to one question of the transparency checklist."""
    return f"{INDICATOR_PREFIX}{code}"


class Checklist(_Strict):
    """Questions of yes or no that a company may answer beside the fields; left open, they count as nothing missing."""

    title: Option
    questions: tuple[Field, ...]


class Registry(_Strict):
    """All fields, with the stages, runs and document types they refer to, and the questions asked beside them.

    Attributes:
        tasks: Tasks of benchmarks that have a name for readers.

    Raises:
        ValueError: on load, if a key is used twice or a reference leads nowhere.
    """

    schema_version: int
    stages: tuple[Option, ...]
    runs: tuple[Option, ...]
    document_types: tuple[Option, ...]
    fields: tuple[Field, ...]
    checklist: Checklist | None = None
    tasks: tuple[Option, ...] = ()

    @model_validator(mode="after")
    def _references_hold(self) -> Registry:
        keys = [field.key for field in self._entries]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"fields named twice: {', '.join(repeated)}")
        stages, runs, documents = (
            {option.code for option in group} for group in (self.stages, self.runs, self.document_types)
        )
        for field in self._entries:
            if field.stage not in stages or field.measured_by not in runs or not set(field.typical_source) <= documents:
                raise ValueError(f"{field.key}: unknown stage, run or document type")
        return self

    @property
    def _entries(self) -> tuple[Field, ...]:
        return self.fields + (self.checklist.questions if self.checklist else ())

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Everything that may be entered or computed by key: the fields, then the checklist's questions."""
        return {field.key: field for field in self._entries}

    def task_labels(self, task: str) -> tuple[str, str]:
        """What readers call a benchmark's task, in English and Chinese; its own name where none is known."""
        known = self._tasks.get(task)
        return (task, task) if known is None else (known.label_en, known.label_zh)

    @cached_property
    def _tasks(self) -> dict[str, Option]:
        return {task.code: task for task in self.tasks}

    @property
    def sections(self) -> tuple[tuple[Option, tuple[Field, ...]], ...]:
        """The fields stage by stage, then the checklist, each with its title."""
        stages = tuple((stage, self.in_stage(stage.code)) for stage in self.stages)
        return stages + (((self.checklist.title, self.checklist.questions),) if self.checklist else ())

    def in_stage(self, stage: str) -> tuple[Field, ...]:
        """Fields of one stage, in registry order."""
        return tuple(field for field in self.fields if field.stage == stage)


PIPELINE_STAGES: tuple[str, ...] = (
    "technology_rnd",
    "data_collection",
    "model_training",
    "model_optimization",
    "product_development",
    "market_promotion",
    "monetization",
)
"""The seven stages an LLM startup passes through; company and governance facts stand beside them."""
