"""The yardsticks that ship with the project."""

import sys
from pathlib import Path

import pytest

from analysis.diligence import Yardsticks
from analysis.hardware import parse_chips
from analysis.rubric import parse_rubric
from data.reference_tables import reference_text
from data.registry import load_registry

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def yardsticks():
    rubric = parse_rubric((ROOT / "analysis/rubrics/default.yaml").read_text(encoding="utf-8"))
    return Yardsticks(rubric, load_registry(), parse_chips(reference_text("hardware.yaml")))
