"""How far the evidence reaches in each stage."""

from datetime import date

import pytest

from analysis.evidence.state import Evidence
from analysis.portfolio.coverage import stage_coverage
from data.records import EvidenceLevel, Fact, Source
from data.registry import load_registry

REGISTRY = load_registry()
DECK = Source("pitch_deck", "Pitch deck")


def test_coverage_counts_what_was_asked_and_leaves_out_what_does_not_apply():
    aside = Fact("compute_commitment_usd", None, EvidenceLevel.CLAIMED, date(2026, 9, 30), DECK, not_applicable="None.")
    known = Fact("train_flop", 1e21, EvidenceLevel.MEASURED, date(2026, 9, 30), DECK)
    coverage = stage_coverage(Evidence([aside, known], REGISTRY), REGISTRY)["model_training"]
    asked = sum(not field.derived for field in REGISTRY.in_stage("model_training"))
    assert (coverage.known, coverage.total) == (1, asked - 1)
    assert coverage.shares == (pytest.approx(1 / (asked - 1)), 0.0, 0.0)


def test_a_stage_of_which_nothing_is_known_has_no_shares():
    coverage = stage_coverage(Evidence([], REGISTRY), REGISTRY)["company"]
    assert coverage.known == 0 and coverage.total > 0 and coverage.shares == (0.0, 0.0, 0.0)
