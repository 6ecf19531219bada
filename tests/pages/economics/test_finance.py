"""The finance tab: accounts kept or two fields, every figure with its band or the reason why there is none."""

import io
from datetime import date

import pandas as pd
import pytest

from pages.components.economics.finance import show_finance
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, head_figures
from tests.pages.records import HOSTILE, NOBODY, kept_table, start

pytestmark = pytest.mark.usefixtures("calculator")
ACCOUNTS = [
    {
        "month": date(2026, month, 1),
        "arr": 1_000_000.0 + 50_000 * month,
        "revenue": 90_000.0 + 3_000 * month,
        "net_burn": 100_000.0 + 2_000 * month,
        "cash": 3_000_000.0 - 110_000 * month,
    }
    for month in range(1, 10)
]
FIGURES = "What the accounts give"


def drawn(begin=NOBODY, language="en", **address):
    return draw(
        show_finance, begin, language=language, address={f"finance.{name}": given for name, given in address.items()}
    )


def with_accounts(rows=None, facts=(), **named):
    return start(facts, tables=[kept_table("accounts", ACCOUNTS if rows is None else rows, **named)])


def figures(found):
    return {row[0]: row[1:] for row in found.rows(FIGURES)}


def test_without_accounts_or_figures_it_says_what_is_needed():
    found = drawn()
    assert "Upload accounts, or fill in cash and burn." in found.said
    assert not [view for view in found.views if "heads" in view]


def test_cash_and_burn_alone_give_a_runway():
    found = drawn(cash="1200000", burn="100000")
    figures = {label: shown for label, shown, _ in head_figures(found.views[0])}
    assert figures["Net burn per month, mean"] == "$100k"
    assert 11 <= float(figures["Runway, middle"].removesuffix(" months")) <= 13


def test_the_ledger_fills_cash_and_burn():
    found = drawn(start([fact("cash_usd", 2_400_000.0), fact("net_burn_usd_month", 100_000.0)]))
    assert found.widget("number_input", "Free cash, US dollars").default == 2_400_000
    assert head_figures(found.views[0])[3][1:] == ("$100k", "cash $2.4M")


def test_a_company_that_earns_cash_does_not_run_out():
    found = drawn(cash="1200000", burn="-50000")
    assert head_figures(found.views[0])[0][1] == "over 60 months"


def test_kept_accounts_give_their_figures_and_those_that_do_not_follow_say_why():
    found = drawn(with_accounts())
    assert figures(found)["Annual recurring revenue"][0] == "$1.45M a year"
    assert figures(found)["Net burn per month"][0] == "$116k a month"
    assert figures(found)["Magic number"] == ["unknown", figures(found)["Magic number"][1], ""]
    assert "sales_and_marketing is not known" in figures(found)["Magic number"][1]
    assert "9 months up to 2026-09" in found.said
    assert not [row for row in figures(found).values() if row[0] in {"0", "$0", "0%"}]


def test_a_figure_with_a_band_says_where_it_stands_and_by_whose_convention():
    banded = {name: row for name, row in figures(drawn(with_accounts())).items() if row[2]}
    assert "Burn multiple" in banded
    value, step, source = banded["Burn multiple"]
    assert float(value.rstrip("×")) == pytest.approx((114 + 116 + 118) / 150, abs=0.01)  # burn over new ARR, 3 months
    assert step and source.split(", ")[-1].split(" ")[0].isdigit()


def test_the_tab_speaks_chinese_and_so_do_its_reasons():
    found = drawn(with_accounts(), "zh")
    rows = next(
        found.rows(view["label"]) for view in found.views if len(view.get("columns", [])) == 4 and view["cards"]
    )
    shown = {row[0]: row[1:] for row in rows}
    assert "145 万美元/年" in {row[0] for row in shown.values()}
    assert any(row[0] == "未知" and "个月" in row[1] for row in shown.values())


def test_the_file_kept_is_named_with_who_brought_it_and_when():
    said = drawn(with_accounts(filename="acc*ounts*.csv", by="ana")).said
    assert "Kept: acc\\*ounts\\*\\.csv, 9 rows, brought by ana on 30 Oct 2026." in said


def test_accounts_that_contradict_the_ledger_are_named_but_not_against_themselves():
    stated = fact("arr_usd", 5_000_000.0, as_of=date(2026, 9, 30))
    found = drawn(with_accounts(facts=[stated]))
    kinds = [view for view in found.views if view.get("kind") == "finding"]
    assert len(kinds) == 1 and "5M" in str(kinds[0])
    assert [view for view in drawn(with_accounts()).views if view.get("kind") == "finding"] == []


def test_growing_revenue_is_a_second_outlook():
    found = drawn(with_accounts())
    assert "finance_survival" in found.figures
    named = {word for trace in found.figures["finance_survival"].data for word in trace.text or () if word}
    assert {"burn as it was", "revenue grows as it did, fading"} <= named


@pytest.mark.parametrize(("growth", "is_edited"), [("0", False), ("5", True)])
def test_the_growth_of_spending_is_an_assumption_entered_here(growth, is_edited):
    address = {"growth": growth} if is_edited else {}
    rows = {row[0]: row[1] for row in drawn(**address).rows("What this takes for granted")}
    assert rows["Growth of spending per month · unverified"] == ("5.0%" if is_edited else "0%")


def test_spending_that_grows_shortens_the_runway():
    def middle(**address):
        return float(head_figures(drawn(cash="1200000", burn="100000", **address).views[0])[0][1].split()[0])

    assert middle(growth="5") < middle()


CUSTOMERS = [
    {"customer": "A", "month": date(2025, 9, 1), "arr": 600.0},
    {"customer": HOSTILE, "month": date(2025, 9, 1), "arr": 400.0},
    {"customer": "A", "month": date(2026, 9, 1), "arr": 750.0},
    {"customer": "C", "month": date(2026, 9, 1), "arr": 250.0},
]


def test_revenue_by_customer_gives_cohorts_and_concentration_without_accounts():
    shown = figures(drawn(start(tables=[kept_table("customers", CUSTOMERS)])))
    assert shown["Net retention of the customers of a year ago"][0] == "75%"
    assert shown["Gross retention of the customers of a year ago"][0] == "60%"
    assert shown["Share of the largest customer"][0] == "75%"
    assert shown["Share of the five largest"][0] == "100%"
    assert shown["Concentration of customers (HHI, 0 to 1)"][0].startswith("0.625")


def test_nobody_who_pays_leaves_concentration_unknown():
    rows = [CUSTOMERS[0], {"customer": "A", "month": date(2026, 9, 1), "arr": 0.0}]
    shown = figures(drawn(start(tables=[kept_table("customers", rows)])))
    assert shown["Share of the largest customer"][:2] == ["unknown", "Nobody pays in the last month."]


def test_the_file_holds_quantiles_chances_and_figures_with_reasons():
    found = drawn(with_accounts())
    name = next(name for name in found.files if name.startswith("finance-northfold") and name.endswith(".csv"))
    table = pd.read_csv(io.BytesIO(found.file(name)), encoding="utf-8-sig").set_index("Figure")
    number, note = table["Number"], table["Note"]
    assert number["Annual recurring revenue"] == 1_450_000
    assert pd.isna(number["Magic number"])
    assert "sales_and_marketing is not known" in note["Magic number"]
    runway = table.loc["Runway, middle · burn as it was"]
    assert runway["Low"] <= runway["Number"] <= runway["High"] and runway["Unit"] == "months"
    assert 0 <= number["Out of cash within 18 months · burn as it was"] <= 1
