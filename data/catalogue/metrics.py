"""The metrics as they ship: `metrics.yaml`, read once and checked strictly."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from data.records import InvalidInput, Metric, MetricTable, parse_yaml

METRICS_FILE = Path(__file__).parent / "metrics.yaml"
_METRIC = TypeAdapter(Metric)


@lru_cache(maxsize=1)
def load_metrics() -> MetricTable:
    """The metrics that ship.

    Raises:
        InvalidInput: if the file breaks the schema; the message names the metric.
    """
    return parse_metrics(METRICS_FILE.read_text(encoding="utf-8"))


def parse_metrics(text: str) -> MetricTable:
    """The metrics written in `text` (YAML), name to row.

    Raises:
        InvalidInput: if a row breaks the schema; the message names the metric.
    """
    return MetricTable({name: _metric(str(name), row) for name, row in parse_yaml(text).items()})


def _metric(name: str, row: dict[str, Any]) -> Metric:
    try:
        return _METRIC.validate_python({"name": name} | row, extra="forbid")
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InvalidInput(f"Metric {name!r}, {place}: {first['msg']}; mend its row in metrics.yaml.") from error
