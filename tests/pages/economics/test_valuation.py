"""Five valuation methods side by side: each with its terms, its range, or the reason why it gives nothing."""

import pytest

from analysis.finance.returns import Deal
from pages.components.economics.valuation import show_valuations
from pages.components.economics.wording import economics_catalogue
from tests.pages.drawing import draw
from tests.pages.records import NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")
TITLE = "Valuation methods side by side"
DEAL = Deal(2e6, 20e6)


def drawn(deal=DEAL, *, exit_usd=200e6, years=6.0, left=0.5, begin=NOBODY, language="en", **address):
    return draw(
        show_valuations, deal, exit_usd, years, left, begin, language=language,
        address={f"valuation.{name}": given for name, given in address.items()},
    )  # fmt: skip


def values(found):
    return {row[0].split("\n")[0]: row[1] for row in found.rows(TITLE)}


def test_every_method_gives_its_published_figure():
    found = values(drawn())
    assert found["Scorecard"] == "$10M"
    assert found["Risk factor summation"] == "$10M"
    assert found["Berkus"] == "$1.25M"  # five items at half of half a million
    # 100 million after dilution over 1.5^6, less 2 million; 1.7^6 and 1.3^6 for the bounds
    assert found["Venture method"] == "$6.78M\n$2.14M–$18.7M"
    # (0.15 × 200 + 0.35 × 60 + 0.5 × 4) million over 1.2^6, less 2 million
    assert found["First Chicago"] == "$15.7M\n$10k–$65M"


@pytest.mark.parametrize(
    ("address", "method", "value"),
    [
        ({"score_team": "1.5"}, "Scorecard", "$11.5M"),  # 10 × (1 + 0.3 × 0.5)
        ({"score_other": "0.5"}, "Scorecard", "$9.75M"),
        ({"mean": "4"}, "Scorecard", "$4M"),
        ({"risk_management": "2", "risk_funding": "-1"}, "Risk factor summation", "$10.2M"),
        ({"berkus_prototype": "0.5"}, "Berkus", "$1.5M"),
        ({"terminal": "50"}, "Venture method", "$2.39M\n$71.5k–$8.36M"),
        ({"rate": "50"}, "First Chicago", "$2.65M\n$10k–$15.6M"),
    ],
)
def test_a_term_moves_its_own_method_alone(address, method, value):
    before, after = values(drawn()), values(drawn(**address))
    assert after[method] == value
    moved = {name for name in before if before[name] != after[name]}
    assert moved <= {method, "Risk factor summation"} if "mean" in address else moved == {method}


@pytest.mark.parametrize(
    ("address", "method", "reason"),
    [
        ({"mean": ""}, "Scorecard", "needs the usual pre-money of the region"),
        ({"mean": ""}, "Risk factor summation", "needs the usual pre-money of the region"),
        ({"terminal": ""}, "Venture method", "needs a value at exit"),
        ({"terminal": "5"}, "Venture method", "nothing is left after the investment"),
        ({"chance_best": "50"}, "First Chicago", "the chances add up to 135%, not 100%"),
        ({"value_best": "1", "value_base": "1"}, "First Chicago", "nothing is left after the investment"),
        (
            {"mean": "0.4", "risk_stage": "-2"},
            "Risk factor summation",
            "the risks take away more than there is (−$500k)",
        ),
    ],
)
def test_a_method_that_gives_nothing_is_unknown_with_its_reason(address, method, reason):
    assert values(drawn(**address))[method] == f"unknown\n{reason}"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "unknown\nnone of the five items is given any value"), ("zh", "未知\n五项均未给出任何价值")],
)
def test_nothing_given_for_the_five_items_of_berkus_is_not_a_value_of_zero(language, shown):
    names = ("sound_idea", "prototype", "management", "strategic_relationships", "rollout_sales")
    found = drawn(language=language, **{f"berkus_{name}": "0" for name in names})
    rows = found.rows(economics_catalogue(language)["valuation.title"])
    assert [row[1] for row in rows if row[2].startswith("Dave Berkus")] == [shown]


def test_an_emptied_score_counts_as_usual():
    assert values(drawn(score_team=""))["Scorecard"] == "$10M"


def test_a_startup_brings_no_usual_valuation_with_it():
    assert values(drawn(begin=start()))["Scorecard"] == "unknown\nneeds the usual pre-money of the region"


def test_methods_with_a_value_are_whiskers_and_the_price_asked_is_a_line():
    figure = drawn(terminal="5").figures["valuation_methods"]
    assert [trace.y[0] for trace in figure.data] == ["First Chicago", "Berkus", "Risk factor summation", "Scorecard"]
    chicago = figure.data[0]
    assert chicago.customdata[0] == "<b>First Chicago</b><br>$15.7M ($10k–$65M)"
    assert chicago.x[0] - chicago.error_x.arrayminus[0] == pytest.approx(1e4)
    assert figure.layout.shapes[0].x0 == 18e6
    assert [note.text for note in figure.layout.annotations] == ["asked $18M"]


def test_a_deal_that_buys_the_whole_company_has_no_price_asked():
    assert drawn(Deal(2e6, 2e6)).figures["valuation_methods"].layout.shapes == ()


def test_what_was_found_is_handed_on_for_the_file():
    found = drawn(terminal="").result
    assert [each.name for each in found] == ["scorecard", "risk_factors", "berkus", "venture", "first_chicago"]
    assert [each.usd is None for each in found] == [False, False, False, True, False]
    assert [bool(each.reason) for each in found] == [False, False, False, True, False]


def test_every_method_names_its_source():
    assert all(row[2] for row in drawn().rows(TITLE))
