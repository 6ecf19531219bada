"""The yardsticks that ship with the project."""

import sys
from pathlib import Path

import pytest

from analysis.diligence import parsed_yardsticks
from data.reference_tables import reference_text
from data.registry import load_registry

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def yardsticks():
    rubric = (ROOT / "analysis/rubrics/default.yaml").read_text(encoding="utf-8")
    return parsed_yardsticks(rubric, load_registry(), reference_text)
