"""What a run can measure, and with which settings: `kinds.yaml`, read once and checked strictly."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from data.records import InvalidInput, Option, parse_yaml

KINDS_FILE = Path(__file__).parent / "kinds.yaml"
_NOUNS = {
    "integer": "a whole number",
    "number": "a number",
    "text": "text",
    "integers": "a list of whole numbers",
    "texts": "a list of texts",
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Setting(_Strict):
    """One setting of a kind of run.

    Attributes:
        minimum: Smallest number allowed, None without bound; of each entry where the setting is a list.
        maximum: Largest number allowed.
        values: The texts allowed; empty for any.
        required: No run of the kind goes without it.
    """

    type: Literal["integer", "number", "text", "integers", "texts"]
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    required: bool = False
    help_en: str
    help_zh: str

    def help(self, language: str) -> str:
        """What it is, in `language` ("en" or "zh")."""
        return self.help_zh if language == "zh" else self.help_en

    @property
    def allowed(self) -> str:
        """What may stand there, as the end of a sentence."""
        if self.values:
            return f"one of {', '.join(self.values)}"
        bounds = [f"at least {self.minimum:g}"] if self.minimum is not None else []
        bounds += [f"at most {self.maximum:.0f}"] if self.maximum is not None else []
        return " ".join([_NOUNS[self.type], " and ".join(bounds)]).rstrip()

    def holds(self, value: object) -> bool:
        """Whether a value has the type and lies within the bounds."""
        if self.type in ("integers", "texts"):
            return isinstance(value, list | tuple) and bool(value) and all(self._holds_one(each) for each in value)
        return self._holds_one(value)

    def _holds_one(self, value: object) -> bool:
        if self.type in ("text", "texts"):
            return isinstance(value, str) and bool(value.strip()) and (not self.values or value in self.values)
        kinds = (int,) if self.type in ("integer", "integers") else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        low, high = self.minimum, self.maximum
        return (low is None or value >= low) and (high is None or value <= high) and value == value


class RunKind(_Strict):
    """A kind of run.

    Attributes:
        needs_only_weights: Whether it can be asked for with nothing but the model's folder.
        in_demonstration: Whether the demonstration asks for it.
    """

    code: str
    label_en: str
    label_zh: str
    about_en: str
    about_zh: str
    needs_only_weights: bool = False
    in_demonstration: bool = False
    settings: dict[str, Setting] = Field(default_factory=dict)

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en

    def about(self, language: str) -> str:
        """What it answers, in `language` ("en" or "zh")."""
        return self.about_zh if language == "zh" else self.about_en

    @property
    def option(self) -> Option:
        """Its code and names, as the field registry lists what can measure a field."""
        return Option(code=self.code, label_en=self.label_en, label_zh=self.label_zh)


@lru_cache(maxsize=1)
def run_kinds() -> dict[str, RunKind]:
    """The kinds that ship, by code, in the order in which they are offered."""
    content = parse_yaml(KINDS_FILE.read_text(encoding="utf-8"))
    return {code: RunKind.model_validate({"code": code} | entry) for code, entry in content.items()}


def check_settings(code: str, settings: Mapping[str, Any]) -> None:
    """Pass silently when a kind of run takes these settings; one added from outside checks its own.

    Raises:
        InvalidInput: a setting is not known, is missing, or has a value that is not allowed.
    """
    kind = run_kinds().get(code)
    if kind is None:
        return
    known = ", ".join(kind.settings)
    for name, value in settings.items():
        if name not in kind.settings:
            raise InvalidInput(f"Run setting {name!r} is not known to {code!r}; allowed are {known}")
        if not kind.settings[name].holds(value):
            raise InvalidInput(
                f"Run setting {name!r} of {code!r}: got {value!r}, expected {kind.settings[name].allowed}"
            )
    if missing := [name for name, each in kind.settings.items() if each.required and name not in settings]:
        raise InvalidInput(f"Run setting {missing[0]!r} of {code!r} is missing: {kind.settings[missing[0]].help_en}")
