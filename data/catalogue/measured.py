"""What was measured of Assay's own methods, as it ships: tables that the benchmarks write and the screens show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from data.records import parse_yaml

MEASURED_FOLDER = Path(__file__).parent / "measured"
_PROBES_FILE = Path(__file__).parent / "probes.yaml"


def measured_text(name: str) -> str:
    """The text of one table, by file name such as "lineage_scores.csv"."""
    return (MEASURED_FOLDER / name).read_text(encoding="utf-8")


@cache
def probe_texts() -> dict[str, Any]:
    """What the contamination probes are called and say, in both languages: their names, units and notes by code."""
    content: dict[str, Any] = parse_yaml(_PROBES_FILE.read_text(encoding="utf-8"))
    return content


def probe_label(probe: str, language: str) -> str:
    """A probe's name, in `language` ("en" or "zh")."""
    return str(probe_texts()["probes"][probe]["label"][language])
