"""The returns tab: how the deal may end, what has to come true for the target, and what its files hold."""

import io

import pandas as pd
import pytest

from pages.components.economics.returns import show_returns
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, head_figures, sentences
from tests.pages.records import NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")
ASSUMED = "What this takes for granted"


def drawn(begin=NOBODY, language="en", **address):
    return draw(
        show_returns, begin, language=language, address={f"returns.{name}": given for name, given in address.items()}
    )


def heads(found):
    return {label: (shown, note) for label, shown, note in head_figures(found.views[0])}


def belief(found):
    return sentences(found.views[1])


def test_the_example_is_a_distribution_and_not_one_figure():
    assert heads(drawn()) == {
        "Mean multiple": ("4.6×", ""),
        "Middle outcome": ("1.3×", "80% of outcomes: 0.23× to 9.3×"),
        "Yearly return, middle": ("5.8%", "80% of outcomes: −41% to 79%"),
        "Chance of losing money": ("43%", "Chance of ten times or more: 9.2%"),
    }


def test_the_same_deal_gives_the_same_figures_every_time():
    assert drawn().views == drawn().views


def test_the_bars_add_up_and_those_that_lose_money_are_vermillion():
    (bars,) = drawn().figures["returns_distribution"].data
    assert bars.x == ("0–0.5×", "0.5–1×", "1–3×", "3–5×", "5–10×", "10–20×", "≥20×")
    assert sum(bars.y) == pytest.approx(100)
    assert sum(bars.y[:2]) == pytest.approx(43, abs=0.5)
    colours = bars.marker.color
    assert len(set(colours[:2])) == len(set(colours[2:])) == 1 and colours[0] != colours[2]


def test_what_has_to_come_true_is_told_in_dollars_years_and_shares():
    assert belief(drawn()) == [
        "The company must be worth $341M in 10 years.",
        "At 8 times ARR that takes $42.6M of recurring revenue.",
        "Today's ARR is not in the ledger, so the growth needed cannot be said.",
        "4.0% of published outcomes reach 10 times.",
    ]


def test_the_arr_of_the_ledger_gives_the_growth_needed():
    found = drawn(start([fact("arr_usd", 1e6)]), post="20")
    # 42.6 million from 1 million in ten years
    assert belief(found)[2] == f"From today's ARR it must grow {100 * (42.6**0.1 - 1):.0f}% a year, every year."


def test_without_a_multiple_of_revenue_no_revenue_is_promised():
    lines = belief(drawn(exit_multiple=""))
    assert not [line for line in lines if "recurring revenue" in line]
    assert len(lines) == 3


def test_a_later_round_has_fewer_dilutions_ahead_and_needs_a_smaller_exit():
    seed, later = (belief(drawn(stage=stage))[0] for stage in ("seed", "c"))
    assert seed == "The company must be worth $341M in 10 years."
    assert later == "The company must be worth $216M in 4 years."  # 200 over what one round of 7.5 % leaves


@pytest.mark.parametrize(
    ("code", "stage"), [("seed", "Seed"), ("series_a", "Series A"), ("series_c_plus", "Series C"), ("pre_seed", "Seed")]
)
def test_the_round_begins_where_the_ledger_says(code, stage):
    box = drawn(start([fact("funding_stage", code)])).widget("selectbox", "Round now")
    assert box.options[box.default] == stage


def test_the_price_the_startup_asks_fills_the_post_money_value():
    found = drawn(start([fact("pre_money_ask_usd", 18e6)]))
    assert found.widget("number_input", "Post-money value, million US dollars").default == 20


@pytest.mark.parametrize("name", ["investment", "post", "step_up", "between", "target"])
def test_an_emptied_field_is_asked_for_and_nothing_is_made_up(name):
    found = drawn(**{name: ""})
    assert "Investment, post-money value, step-up, years and target are needed." in found.said
    assert "returns_distribution" not in found.figures


def test_an_investment_above_the_whole_value_is_refused():
    assert "An investment of 30000000.0 does not fit a post-money value of 20000000.0." in drawn(investment="30").said


def test_a_preference_helps_in_the_bad_outcomes():
    plain, preferred = (heads(drawn(preference=value))["Chance of losing money"][0] for value in ("0", "1"))
    assert float(preferred.rstrip("%")) < float(plain.rstrip("%"))


def test_tables_are_told_with_source_and_date_and_own_settings_are_marked():
    rows = {row[0]: row[1:] for row in drawn().rows(ASSUMED)}
    assert rows["Outcomes as published"][0] == "mean 2.43×" and rows["Outcomes as published"][2] == "12 Aug 2014"
    assert rows["Step-up and years per round · unverified"][0] == "2× · 2 years"
    assert rows["Chance of the next round"][0].split(" · ")[0] == "64%"


def test_in_chinese_figures_and_labels_of_the_tables_are_chinese():
    found = drawn(language="zh")
    assert heads(found)["亏损概率"][0] == "43%"
    assert all("\u4e00" <= option[0] <= "\u9fff" for option in found.widget("selectbox", "已公布的退出结果").options)


def test_the_file_holds_outcomes_that_add_up_and_valuations():
    found = drawn()
    name = next(name for name in found.files if name.startswith("returns-calculator") and name.endswith("csv"))
    table = pd.read_csv(io.BytesIO(found.file(name)), encoding="utf-8-sig").set_index("Figure")
    outcomes = [figure for figure in table.index.dropna() if str(figure).endswith("×")]
    assert table.loc[outcomes, "Number"].sum() == pytest.approx(1)
    assert table.loc["Mean multiple", "Note"] == "n = 20,000"
    assert table.loc["Scorecard", "Number"] == 10_000_000


def test_a_valuation_that_has_a_value_gives_no_reason_why_it_has_none():
    found = drawn()
    name = next(name for name in found.files if name.startswith("returns-calculator") and name.endswith("csv"))
    table = pd.read_csv(io.BytesIO(found.file(name)), encoding="utf-8-sig").set_index("Figure")
    methods = ["Scorecard", "Risk factor summation", "Berkus", "Venture method", "First Chicago"]
    assert table.loc[methods, "Number"].notna().all()
    assert table.loc[methods, "Note"].isna().all()
