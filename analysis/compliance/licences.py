"""Licences of weights, API terms and data as a table: what each version allows, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, Literal

from data.records import InvalidInput, parse_yaml

CommercialUse = Literal["yes", "no", "limited"]
OutputsTrain = Literal["yes", "no", "named", "silent"]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a licence asks; `light` ones are met by keeping files."""

    code: str
    label_en: str
    label_zh: str
    light: bool = False

    def label(self, language: str) -> str:
        """Name in `language` ("en" or "zh")."""
        return self.label_zh if language == "zh" else self.label_en


@dataclass(frozen=True, slots=True)
class Licence:
    """One version of one licence.

    Attributes:
        kind: "weights", "api" or "data".
        commercial_use: "limited" where a limit among the duties bounds it.
        outputs_train_models: Whether outputs may train other models; "named" if that model shows it, "silent" if the
            text has no clause.
        flows_down: Whether its terms bind whatever is built on it.
        verified: False where the text itself was not read, or sources do not agree.
    """

    key: str
    name: str
    kind: str
    commercial_use: CommercialUse
    outputs_train_models: OutputsTrain
    flows_down: bool
    duties: tuple[str, ...]
    source: str
    dated: date
    verified: bool
    eu_multimodal: bool = True


@dataclass(frozen=True, slots=True)
class KnownModel:
    """Checkpoints by a pattern of their name, with the licences of their base and teacher."""

    pattern: str
    base: tuple[str, ...]
    teacher: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class LicenceTable:
    """Licences and duties by key, and checkpoints whose chain is known."""

    licences: Mapping[str, Licence]
    duties: Mapping[str, Duty]
    models: tuple[KnownModel, ...]

    def known_model(self, name: str) -> KnownModel | None:
        """The first pattern that the checkpoint's name matches, with or without its organisation; None if none does."""
        plain = name.rsplit("/", 1)[-1].strip().casefold().replace(" ", "-")
        return next((model for model in self.models if fnmatchcase(plain, model.pattern)), None)


def parse_licences(text: str) -> LicenceTable:
    """The table of a licence file in YAML.

    Raises:
        InvalidInput: if a row lacks something, or names a duty or licence that the file does not hold.
    """
    table = parse_yaml(text)
    try:
        duties = {row["code"]: Duty(**row) for row in table["duties"]}
        licences = {row["key"]: Licence(**{**row, "duties": tuple(row["duties"])}) for row in table["licences"]}
        models = tuple(_model(row) for row in table["models"])
    except (KeyError, TypeError) as error:
        raise InvalidInput(f"Licence table: {error} is missing or not known.") from error
    for licence in licences.values():
        if unknown := sorted(set(licence.duties) - duties.keys()):
            raise InvalidInput(f"Licence table, {licence.key}: unknown duty {unknown[0]!r}.")
    for model in models:
        if unknown := sorted({*model.base, *model.teacher} - licences.keys()):
            raise InvalidInput(f"Licence table, {model.pattern}: unknown licence {unknown[0]!r}.")
    return LicenceTable(licences, duties, models)


def _model(row: dict[str, Any]) -> KnownModel:
    return KnownModel(row["pattern"], tuple(row["base"]), tuple(row["teacher"]), row["source"])
