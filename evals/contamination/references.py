"""Reference models: accuracies of models that are not suspected, and the planted experiment that ships with them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.contamination.impact import PairedAccuracy
from data.catalogue.published import PUBLISHED_FOLDER
from data.records import InvalidInput, NotFound, parse_yaml

PLANTED = PUBLISHED_FOLDER / "planted_contamination.yaml"
SHIPPED_FOR = ("assay_world_qa", "assay_world_qa_fresh")


class ReferenceModel(BaseModel):
    """Accuracies of one model on a benchmark and on a reference set, as fractions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    benchmark: float = Field(ge=0, le=1)
    reference: float = Field(ge=0, le=1)
    benchmark_items: int = Field(gt=0)
    reference_items: int = Field(gt=0)


def reference_accuracies(path: Path) -> list[PairedAccuracy]:
    """Reference models of a YAML or JSON file with a list `reference_models`.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is malformed.
    """
    if not path.is_file():
        raise NotFound(f"References {str(path)!r} do not exist; give a YAML file with a list reference_models")
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
        entries = content["reference_models"] if isinstance(content, dict) else content
        models = [ReferenceModel.model_validate(entry) for entry in entries]
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValidationError) as error:
        raise InvalidInput(
            f"References {path.name!r} cannot be used ({str(error).splitlines()[0]}); each of reference_models has "
            f"{', '.join(ReferenceModel.model_fields)}"
        ) from error
    return [
        PairedAccuracy(each.benchmark, each.reference, each.benchmark_items, each.reference_items, each.name)
        for each in models
    ]


def shipped_references(published: str, fresh: str | None) -> list[PairedAccuracy]:
    """The clean models of the planted experiment, where its benchmark is the one under suspicion; else none."""
    if (published, fresh) != SHIPPED_FOR or not PLANTED.is_file():
        return []
    return reference_accuracies(PLANTED)


@cache
def planted_experiment() -> dict[str, Any]:
    """The planted experiment's table as shipped; empty before it was run."""
    if not PLANTED.is_file():
        return {}
    content: dict[str, Any] = parse_yaml(PLANTED.read_text(encoding="utf-8"))
    return content
