"""Who gets what of an exit: paid by rank, converted where that is more, letter by letter and to the cent."""

import io

import pandas as pd
import pytest

from pages.components.economics.waterfall import show_waterfall
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, sentences
from tests.pages.records import HOSTILE, NOBODY, kept_table, start

pytestmark = pytest.mark.usefixtures("calculator")
TITLE = "Who gets what of an exit"


def row(holder, shares, participation=None, preference=None, seniority=None):
    return {
        "holder": holder, "shares": shares, "participation": participation, "preference_usd": preference,
        "seniority": seniority,
    }  # fmt: skip


PLAIN = [row("Founders", 80.0), row("Fund", 20.0, "non_participating", 2_000_000.0, 1)]


def drawn(rows=PLAIN, language="en", facts=(), **address):
    begin = start(facts, tables=[kept_table("holdings", rows)])
    return draw(
        show_waterfall,
        begin,
        language=language,
        address={f"waterfall.{name}": given for name, given in address.items()},
    )


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ({}, [["Founders", "80%", "$40M", "80%"], ["Fund", "20%", "$10M", "20%"]]),
        ({"exit": "5"}, [["Founders", "80%", "$3M", "60%"], ["Fund", "20%", "$2M", "40%"]]),
        ({"exit": "1"}, [["Founders", "80%", "$0", "0%"], ["Fund", "20%", "$1M", "100%"]]),
        ({"exit": "5", "debt": "4"}, [["Founders", "80%", "$0", "0%"], ["Fund", "20%", "$1M", "100%"]]),
        ({"exit": "5", "debt": "9"}, [["Founders", "80%", "$0", "unknown"], ["Fund", "20%", "$0", "unknown"]]),
    ],
)
def test_an_exit_is_split_by_preference_or_by_shares_whichever_is_more(address, rows):
    assert drawn(**address).rows(TITLE) == rows


def test_in_chinese_the_amounts_are_chinese():
    found = drawn(language="zh")
    assert found.rows(found.views[0]["label"])[0] == ["Founders", "80%", "4,000 万美元", "80%"]


def test_the_debt_of_the_ledger_is_paid_first():
    assert drawn(facts=[fact("debt_usd", 10e6)]).rows(TITLE)[0][2] == "$32M"


def test_from_which_exit_a_class_converts_is_told():
    assert sentences(drawn().views[1]) == ["Takes shares in place of the preference from an exit of: Fund $10M"]


def test_common_shares_alone_convert_to_nothing():
    found = drawn([row("Founders", 100.0)])
    assert found.rows(TITLE) == [["Founders", "100%", "$50M", "100%"]]
    assert len(found.views) == 1


def test_the_curves_run_from_nothing_to_twice_the_exit_and_never_pay_more_than_there_is():
    figure = drawn().figures["waterfall_curves"]
    assert {trace.text[-1] for trace in figure.data} == {"Founders", "Fund"}
    assert all((trace.x[0], trace.x[-1], trace.y[0]) == (0, 100, 0) for trace in figure.data)
    totals = [sum(values) for values in zip(*(trace.y for trace in figure.data), strict=True)]
    assert totals == pytest.approx(list(figure.data[0].x))
    assert figure.layout.shapes[0].x0 == 50


def test_of_many_holders_the_six_largest_are_drawn_and_all_are_listed():
    found = drawn([row(f"H{number}", float(number)) for number in range(1, 21)])
    assert len(found.rows(TITLE)) == 20
    assert [trace.text[-1] for trace in found.figures["waterfall_curves"].data] == [
        "H20", "H19", "H18", "H17", "H16", "H15",
    ]  # fmt: skip


def test_a_hostile_holder_stands_letter_by_letter_in_table_and_figure():
    found = drawn([row(HOSTILE, 80.0), row("Fund", 20.0)])
    assert found.rows(TITLE)[0][0] == HOSTILE
    names = {trace.text[-1] for trace in found.figures["waterfall_curves"].data}
    assert not [name for name in names if "<b>" in name]


def test_the_file_is_the_split():
    found = drawn()
    name = next(name for name in found.files if name.startswith("waterfall-northfold") and name.endswith("csv"))
    table = pd.read_csv(io.BytesIO(found.file(name)), encoding="utf-8-sig")
    assert table[["Figure", "Number", "Unit", "Note"]].values.tolist() == [
        ["Founders", 4e7, "USD", "80 %"], ["Fund", 1e7, "USD", "20 %"],
    ]  # fmt: skip


def test_without_a_table_it_asks_for_one():
    found = draw(show_waterfall, NOBODY)
    assert "Upload a cap table to split an exit among its holders." in found.said
    assert found.views == []


def test_an_emptied_exit_is_asked_for():
    assert "Upload a cap table" in drawn(exit="").said


def test_common_shares_with_a_preference_are_refused_by_their_holder():
    found = drawn([row("Founders", 80.0, None, 5.0)])
    assert "Not accepted, 1 to mend" in found.said
    assert found.rows("Not accepted, 1 to mend") == [["", "", "Founders: common shares have no preference, got 5.0."]]


def test_a_table_without_any_shares_is_refused_in_a_sentence():
    found = drawn([row("Founders", 0.0)])
    assert found.rows("Not accepted, 1 to mend") == [["", "", "A cap table without shares has no owners."]]
