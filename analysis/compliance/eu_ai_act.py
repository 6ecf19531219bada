"""Which duties of the EU AI Act a model's training compute brings; an indication, not legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.quantities.ranges import Range

GENERAL_PURPOSE_FLOP = 1e23
"""Indicative criterion of the Commission's guidelines of 18 July 2025, for models that generate language or images."""
SYSTEMIC_RISK_FLOP = 1e25
"""Presumption of high-impact capabilities, Regulation (EU) 2024/1689, Article 51(2)."""
MODIFIER_SHARE = 1 / 3
"""A downstream modifier becomes a provider above a third of the original's compute; the same guidelines."""

Answer = Literal["yes", "no", "undecided", "unknown"]


@dataclass(frozen=True, slots=True)
class ComputeDuties:
    """Whether the compute passes each threshold; "undecided" where the estimate straddles it, "unknown" without one.

    Attributes:
        general_purpose: Above 1e23 FLOP and able to generate language, images or video.
        systemic_risk: Above 1e25 FLOP: notify within two weeks.
    """

    general_purpose: Answer
    systemic_risk: Answer


def compute_duties(flop: Range | None, *, generates_content: bool | None) -> ComputeDuties:
    """Duties by training compute in FLOP.

    Args:
        flop: Cumulative training compute, None if unknown.
        generates_content: Whether the model generates language (text or audio), images or video; None if unknown.
    """
    general = _above(flop, GENERAL_PURPOSE_FLOP)
    if generates_content is False:
        general = "no"
    elif generates_content is None and general != "no":
        general = "unknown"
    return ComputeDuties(general, _above(flop, SYSTEMIC_RISK_FLOP))


def modifier_is_provider(modification_flop: Range | None, original_flop: float | None) -> Answer:
    """Whether fine-tuning another's model makes the modifier its provider: compute above a third of the original's.

    With the original's compute unknown, a third of 1e23 FLOP stands in. The rule is for downstream modifiers, never for
    the original provider's own fine-tuning.
    """
    original = GENERAL_PURPOSE_FLOP if original_flop is None else original_flop
    return _above(modification_flop, MODIFIER_SHARE * original)


def _above(flop: Range | None, threshold: float) -> Answer:
    if flop is None:
        return "unknown"
    if flop.low > threshold:
        return "yes"
    return "no" if flop.high <= threshold else "undecided"
