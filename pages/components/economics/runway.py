"""How long the cash lasts, as a distribution: at the burn as it was, and with revenue growing as it did."""

from __future__ import annotations

import numpy as np

from analysis.finance.metrics import RunwayOutlook
from analysis.finance.runway import Runway
from pages.components.economics.charts import Axes, Curve, Mark, curve_chart
from pages.components.economics.quantities import in_money, value_figure
from pages.components.economics.wording import said
from pages.components.format import percentage, significant
from pages.components.frame import empty_state
from pages.components.language import language
from pages.components.plots import show_figure
from pages.components.rows import Cell, Figure, Row, heads, show, table, words
from pages.components.theme import palette

HORIZON = 36
QUARTERS = (6, 12, 18, 24, 36)


def show_outlooks(cash: float, outlook: RunwayOutlook, growing: RunwayOutlook | None, milestone: int) -> None:
    """Header figures at the burn as it was, both survival curves, and the chances by month as a table."""
    runway = outlook.runway
    if runway is None:
        empty_state(outlook.reason_zh if language() == "zh" else outlook.reason_en)
        return
    mean, held = float(np.mean(outlook.burns_usd)), said("finance.runway.cash", cash=in_money(cash))
    figures = [
        Figure(said("finance.runway.median"), [words(_months(runway, 0.5))], [words(_middle(runway), "mute small")]),
        value_figure(
            said("finance.runway.before", months=milestone),
            percentage(runway.chance_out_of_cash_before(milestone)),
            note=said("finance.runway.milestone"),
        ),
        value_figure(said("finance.runway.before", months=12), percentage(runway.chance_out_of_cash_before(12))),
        value_figure(said("finance.runway.burn"), in_money(mean), note=held),
    ]
    show([heads(figures)], key="finance_runway")
    shown = {"as_it_was": runway}
    if growing is not None and growing.runway is not None:
        shown["growing"] = growing.runway
    _show_curves(shown)
    _show_chances(shown, milestone)
    if growing is not None and growing.runway is None:
        reason = growing.reason_zh if language() == "zh" else growing.reason_en
        empty_state(said("finance.runway.no_growth", reason=reason))


def _show_curves(shown: dict[str, Runway]) -> None:
    curves = [_curve(name, runway, is_named=len(shown) > 1) for name, runway in shown.items()]
    median = shown["as_it_was"].quantile(0.5)
    marks = [] if median is None or median > HORIZON else [_median_mark(median)]
    axes = Axes(said("finance.runway.x"), said("finance.runway.y"))
    figure = curve_chart(curves, axes, palette(), marks=marks)
    figure.update_yaxes(range=[0, 108])
    show_figure(figure, key="finance_survival", description=said("finance.runway.alt"))


def _curve(name: str, runway: Runway, *, is_named: bool) -> Curve:
    """The share of futures with cash left by month; its name stands where it falls, since all curves end at 0."""
    months = list(range(HORIZON + 1))
    left = [100 * (1 - runway.chance_out_of_cash_before(month)) for month in months]
    return Curve(
        months,
        left,
        name=said(f"finance.runway.{name}") if is_named else "",
        role="expectation" if name == "as_it_was" else "neutral",
        dash="solid" if name == "as_it_was" else "dash",
        named_at=max(month for month in months if left[month] >= 50),
    )


def _show_chances(shown: dict[str, Runway], milestone: int) -> None:
    """Chance of having run out before each month, by outlook."""
    names = list(shown)
    columns = [
        Cell([words(said("finance.runway.by_month"))]),
        *(Cell([words(said(f"finance.runway.{name}"))], "number") for name in names),
    ]
    rows = [
        Row(
            [
                Cell([words(said("unit.months", value=str(month)), "strong" if month == milestone else "")]),
                *(
                    Cell([words(percentage(shown[name].chance_out_of_cash_before(month)), "strong")], "number")
                    for name in names
                ),
            ],
            rule=True,
        )
        for month in sorted({*QUARTERS, milestone})
    ]
    show([table(columns, rows, label=said("finance.runway.by_month"))], key="finance_chances")


def _median_mark(median: float) -> Mark:
    shown = said("unit.months", value=significant(median))
    return Mark(median, 50.0, shown, f"<b>{said('finance.runway.median')}</b><br>{shown}")


def _months(runway: Runway, share: float) -> str:
    value = runway.quantile(share)
    if value is None:
        return said("finance.runway.beyond", months=runway.horizon_months)
    return said("unit.months", value=significant(value))


def _middle(runway: Runway) -> str:
    return said("finance.runway.interval", low=_months(runway, 0.1), high=_months(runway, 0.9))
