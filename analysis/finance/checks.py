"""Financial figures as reported beside what the accounts give, and kinds of revenue that must not be mixed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.finance.accounts import (
    Metric,
    burn_multiple,
    gross_margins,
    growth,
    latest,
    retention_from_movements,
    revenue_views,
    trailing_sum,
)
from analysis.finance.runway import runway_months
from analysis.quantities.contradictions import Contradiction, Figure, disagreement, figure, in_count, in_percent, in_usd
from analysis.quantities.ranges import Range

MARGIN_GAP = 0.15
"""Points of gross margin by which a report may differ from the accounts; our own setting."""
CARR_OVER_ARR = 1.5
"""Our own setting; contracts signed but not live beyond half of ARR call for a look at each."""

_RATIO_BAND = Range(0.90, 1.0, 1.10)


@dataclass(frozen=True, slots=True)
class ReportedFinancials:
    """Figures as the company reports them; None where it does not."""

    arr_usd: float | None = None
    growth_yoy: float | None = None
    nrr_share: float | None = None
    grr_share: float | None = None
    gross_margin_share: float | None = None
    burn_multiple: float | None = None
    runway_months: float | None = None


def financial_contradictions(reported: ReportedFinancials, periods: pd.DataFrame) -> Iterator[Contradiction]:
    """Reported against derived figures, then the accounts against themselves; none where too little is known."""
    margins = gross_margins(periods)
    retention = retention_from_movements(periods)
    yield from _kept(
        _against("arr", ("the reported ARR", "自报 ARR"), reported.arr_usd, latest(periods, "arr"), in_usd),
        _against("nrr", ("the reported net retention", "自报净留存率"), reported.nrr_share, retention.net, in_percent),
        _against(
            "grr", ("the reported gross retention", "自报毛留存率"), reported.grr_share, retention.gross, in_percent
        ),
        _against_growth(reported.growth_yoy, growth(periods, "arr", 12)),
        _against(
            "burn_multiple",
            ("the reported burn multiple", "自报烧钱倍数"),
            reported.burn_multiple,
            burn_multiple(periods),
            in_count,
        ),
        _against(
            "runway",
            ("the reported runway in months", "自报现金月数"),
            reported.runway_months,
            _runway(periods),
            in_count,
        ),
        _margin_gap(reported.gross_margin_share, margins.cash),
        _arr_bridge(periods),
        _carr_over_arr(periods),
        _cash_bridge(periods),
    )


def _kept(*findings: Contradiction | None) -> Iterator[Contradiction]:
    return (finding for finding in findings if finding is not None)


def _against(
    code: str, names: tuple[str, str], stated: float | None, derived: Metric, write: Callable[[float], str]
) -> Contradiction | None:
    if stated is None or derived.value is None:
        return None
    return disagreement(
        f"reported_{code}",
        figure(names, stated, write),
        figure(("what the accounts give", "账目推算值"), derived.value, write),
        _RATIO_BAND,
        "both describe the same date",
        "两者描述同一日期",
    )


def _against_growth(stated: float | None, derived: Metric) -> Contradiction | None:
    """Growth is compared as a multiple, so that a low growth is not judged by a tiny base."""
    if stated is None or derived.value is None:
        return None
    return disagreement(
        "reported_growth",
        Figure("the reported growth a year", "自报年增速", 1 + stated, in_percent(stated)),
        Figure("what the accounts give", "账目推算值", 1 + derived.value, in_percent(derived.value)),
        _RATIO_BAND,
        "both compare ARR with a year ago",
        "两者均以一年前的 ARR 为基数",
    )


def _margin_gap(stated: float | None, derived: Metric) -> Contradiction | None:
    if stated is None or derived.value is None or abs(stated - derived.value) <= MARGIN_GAP:
        return None
    gap = stated / derived.value if derived.value else float("inf")
    return Contradiction(
        "reported_gross_margin",
        figure(("the reported gross margin", "自报毛利率"), stated, in_percent),
        figure(("what the accounts give", "账目推算值"), derived.value, in_percent),
        gap,
        f"they lie {100 * abs(stated - derived.value):.0f} points apart",
        f"两者相差 {100 * abs(stated - derived.value):.0f} 个百分点",
    )


def _arr_bridge(periods: pd.DataFrame) -> Contradiction | None:
    """ARR at the end must be ARR at the start plus the movements between."""
    months = len(periods) - 1
    if months < 1:
        return None
    signs: Mapping[str, int] = {"new_arr": 1, "expansion_arr": 1, "contraction_arr": -1, "churned_arr": -1}
    moves = [(sign, trailing_sum(periods, column, months).value) for column, sign in signs.items()]
    start, end = _first(periods, "arr"), latest(periods, "arr").value
    if start is None or end is None or any(value is None for _, value in moves):
        return None
    bridged = start + sum(sign * (value or 0.0) for sign, value in moves)
    return disagreement(
        "arr_bridge",
        figure(("ARR at the end", "期末 ARR"), end, in_usd),
        figure(("ARR at the start plus all movements", "期初 ARR 加全部变动"), bridged, in_usd),
        Range(0.97, 1, 1.03),
        "ARR changes only by what is won and lost",
        "ARR 只随新增与流失变动",
    )


def _cash_bridge(periods: pd.DataFrame) -> Contradiction | None:
    """Cash that fell by less than the burn was topped up, or the burn is not whole."""
    months = len(periods) - 1
    burn = trailing_sum(periods, "net_burn", months).value if months >= 1 else None
    start, end = _first(periods, "cash"), latest(periods, "cash").value
    if burn is None or start is None or end is None or burn <= 0:
        return None
    return disagreement(
        "cash_bridge",
        figure(("the fall in cash", "现金减少额"), start - end, in_usd),
        figure(("the net burn of the same months", "同期净消耗"), burn, in_usd),
        Range(0.90, 1, 1.10),
        "without new money, cash falls by the net burn",
        "无新增融资时，现金减少额等于净消耗",
    )


def _carr_over_arr(periods: pd.DataFrame) -> Contradiction | None:
    views = revenue_views(periods)
    if views.arr.value is None or views.carr.value is None:
        return None
    return disagreement(
        "carr_over_arr",
        figure(("contracted ARR", "签约 ARR"), views.carr.value, in_usd),
        figure(("live ARR", "已生效 ARR"), views.arr.value, in_usd),
        Range(0, 1, CARR_OVER_ARR),
        "much of what is signed does not bill yet",
        "大量已签合同尚未计费",
    )


def _runway(periods: pd.DataFrame) -> Metric:
    cash, burn = latest(periods, "cash"), trailing_sum(periods, "net_burn", 3)
    if cash.value is None or burn.value is None:
        return cash if cash.value is None else burn
    return runway_months(cash.value, burn.value / 3)


def _first(periods: pd.DataFrame, column: str) -> float | None:
    if column not in periods or pd.isna(periods[column].iloc[0]):
        return None
    return float(periods[column].iloc[0])
