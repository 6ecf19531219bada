"""Shares of evidence in words, bars and keys, the same on every screen."""

from __future__ import annotations

from collections.abc import Mapping

from data.records import EvidenceLevel
from pages.components.format import share
from pages.components.language import text
from pages.components.rows import View, legend

Shares = tuple[float, float, float]
_SHOWN = (EvidenceLevel.MEASURED, EvidenceLevel.DOCUMENTED, EvidenceLevel.CLAIMED)


def level_word(level: EvidenceLevel) -> str:
    """The level's name."""
    return text(f"evidence.{level.value}")


def shares_of(by_level: Mapping[EvidenceLevel, float]) -> Shares:
    """Shares of (measured, documented, claimed); what is missing is the rest."""
    measured, documented, claimed = (by_level.get(level, 0.0) for level in _SHOWN)
    return measured, documented, claimed


def shares_sentence(shares: Shares) -> str:
    """The shares as one sentence, with what is missing."""
    missing = max(0.0, 1 - sum(shares))
    return text(
        "evidence.sentence",
        measured=share(shares[0]),
        documented=share(shares[1]),
        claimed=share(shares[2]),
        missing=share(missing),
    )


def evidence_legend() -> View:
    """The key of the four inks."""
    return legend([(level.value, level_word(level)) for level in (*_SHOWN, EvidenceLevel.MISSING)])
