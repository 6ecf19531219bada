"""Checked claims in words: which one, and by how much it was better than what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analysis.scoring.comparisons import CheckedClaim

_PHRASES = {
    ("points", "en"): "{name} {amount} points better than found",
    ("points", "zh"): "{name}比查得结果好 {amount} 个百分点",
    ("share", "en"): "{name} {amount} % better than found",
    ("share", "zh"): "{name}比查得结果好 {amount}%",
    ("factor", "en"): "{name} better than found by a factor of {amount}",
    ("factor", "zh"): "{name}比查得结果好至 {amount} 倍",
    ("none", "en"): "{name} not as stated",
    ("none", "zh"): "{name}与所述不符",
}


def claim_phrase(claim: CheckedClaim, language: str) -> str:
    """One claim and its excess, in `language` ("en" or "zh"), without a full stop."""
    excess = claim.excess or 0.0
    amount = math.exp(excess) if claim.unit == "factor" else 100 * excess
    name = claim.label_zh if language == "zh" else claim.label_en
    return _PHRASES[claim.unit, language].format(name=name, amount=f"{amount:.1f}")


def claims_phrase(claims: Sequence[CheckedClaim], language: str) -> str:
    """Several claims, the one that weighs most first."""
    joint = "；" if language == "zh" else "; "
    ordered = sorted(claims, key=lambda claim: (-claim.evidence, claim.key, claim.label_en))
    return joint.join(claim_phrase(claim, language) for claim in ordered)
