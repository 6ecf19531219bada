"""Claims about serving that physics forbids, or that do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.economics.serving_economics import ServingBounds, api_gross_margin
from analysis.quantities.contradictions import Contradiction, disagreement, figure, in_count, in_percent
from analysis.quantities.ranges import Range

MARGIN_GAP = 0.15
"""Points between a stated margin and the one that price and cost give; our own setting."""


@dataclass(frozen=True, slots=True)
class ServingClaims:
    """What a company says of its serving; None where it says nothing.

    Attributes:
        tokens_per_second: Output tokens per second over the whole batch and all devices.
        usd_per_million_tokens: Own cost per million output tokens, US dollars.
        kv_bytes_per_token: Cache per token.
        price_usd_per_million: Blended price per million tokens.
        gross_margin_share: Gross margin of the API, as a fraction.
    """

    tokens_per_second: float | None = None
    usd_per_million_tokens: float | None = None
    kv_bytes_per_token: float | None = None
    price_usd_per_million: float | None = None
    gross_margin_share: float | None = None


def serving_contradictions(claims: ServingClaims, bounds: ServingBounds) -> Iterator[Contradiction]:
    """Claims that physics forbids, and a margin that price and cost do not give; none where too little is stated."""
    found = (
        _too_fast(claims, bounds),
        _too_cheap(claims, bounds),
        _another_cache(claims, bounds),
        _another_margin(claims),
    )
    yield from (finding for finding in found if finding is not None)


def _too_fast(claims: ServingClaims, bounds: ServingBounds) -> Contradiction | None:
    if claims.tokens_per_second is None:
        return None
    return disagreement(
        "faster_than_possible",
        figure(("the stated speed in tokens per second", "自报每秒词元数"), claims.tokens_per_second, in_count),
        figure(("the most the chip allows", "芯片所允许的上限"), bounds.tokens_per_second_bound, in_count),
        Range(0, 1, 1),
        "neither the memory nor the arithmetic of the chip can be faster",
        "芯片的显存带宽与算力都不可能更快",
    )


def _too_cheap(claims: ServingClaims, bounds: ServingBounds) -> Contradiction | None:
    if claims.usd_per_million_tokens is None or bounds.usd_per_million_tokens_bound is None:
        return None
    return disagreement(
        "cheaper_than_possible",
        figure(("the stated cost per million tokens", "自报每百万词元成本"), claims.usd_per_million_tokens, _usd),
        figure(("the least it can cost", "物理下限成本"), bounds.usd_per_million_tokens_bound, _usd),
        Range(1, 1, float("inf")),
        "even a device that never idles cannot be faster",
        "即使设备从不空闲也不可能更快",
    )


def _another_cache(claims: ServingClaims, bounds: ServingBounds) -> Contradiction | None:
    if claims.kv_bytes_per_token is None or bounds.kv_bytes_per_token is None:
        return None
    return disagreement(
        "cache_and_shape",
        figure(("the stated cache per token in bytes", "自报每词元缓存字节数"), claims.kv_bytes_per_token, in_count),
        figure(("what the model's shape gives", "由模型结构推算的值"), bounds.kv_bytes_per_token, in_count),
        Range(0.95, 1, 1.05),
        "the cache holds two vectors per layer and key-value head",
        "缓存为每层每个键值头保存两个向量",
    )


def _another_margin(claims: ServingClaims) -> Contradiction | None:
    stated, cost, price = claims.gross_margin_share, claims.usd_per_million_tokens, claims.price_usd_per_million
    if stated is None or cost is None or not price:
        return None
    derived = api_gross_margin(cost, price)
    if abs(stated - derived) <= MARGIN_GAP:
        return None
    return Contradiction(
        "api_margin",
        figure(("the stated gross margin of the API", "自报 API 毛利率"), stated, in_percent),
        figure(("what price and cost give", "由价格与成本推算的值"), derived, in_percent),
        stated / derived if derived else float("inf"),
        f"they lie {100 * abs(stated - derived):.0f} points apart",
        f"两者相差 {100 * abs(stated - derived):.0f} 个百分点",
    )


def _usd(value: float) -> str:
    return f"${value:.3g}"
