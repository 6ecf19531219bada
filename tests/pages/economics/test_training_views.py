"""What follows from a training run: every figure with its bounds, the cost three ways, other accelerators, the data."""

import math

import pytest

from analysis.economics.training_compute import TrainingFigures
from analysis.economics.training_cost import OwnedChip
from analysis.economics.training_estimate import training_estimate
from analysis.quantities.ranges import Range, exactly
from pages.components import loaders
from pages.components.economics import training_views as views
from pages.components.economics.training_fields import Entered
from tests.pages.drawing import draw, headings, spoken
from tests.pages.records import chip

pytestmark = pytest.mark.usefixtures("calculator")
UTILISATION, PRICE = Range(0.30, 0.40, 0.50), Range(1.0, 2.0, 4.0)
SOLVED, WAYS, DATA = "Every figure of the run", "The cost, three ways", "The data behind it"


def entered(*, own=None, utilisation=UTILISATION, price=PRICE, owned=None, **stated):
    figures = TrainingFigures(**stated)
    own = chip() if own is None else own
    estimate = training_estimate(figures, own, utilisation=utilisation, price_per_gpu_hour=price)
    return Entered(own, figures, estimate, False, utilisation, price, owned)


RUN = {"params": 1e9, "tokens": 6e11}
"""6 N D = 3.6e21 FLOP: at 1,000 TFLOP/s and 40 % of them 2,500 accelerator-hours."""


def solved(run, language="en"):
    label = SOLVED if language == "en" else "训练的各项数字"
    return {
        name: (stated, follows) for name, stated, follows in draw(views.show_solved, run, language=language).rows(label)
    }


def test_what_is_stated_solves_the_rest_between_bounds():
    found = solved(entered(**RUN))
    assert found["Parameters used per token"] == ("1 B", "1 B")
    assert found["Training compute, FLOP"] == ("unknown", "3.6 × 10²¹\n3.06 × 10²¹–4.86 × 10²¹")
    assert found["Accelerator-hours"] == ("unknown", "2,500\n1,700–4,500")
    assert found["Price per accelerator-hour"] == ("unknown", "$2\n$1–$4")
    assert found["Cost of the run"] == ("unknown", "$5k\n$1.7k–$18k")


def test_what_does_not_follow_is_unknown_and_never_zero():
    found = solved(entered(params=1e9))
    assert found["Tokens seen"] == found["Training compute, FLOP"] == found["Cost of the run"] == ("unknown", "unknown")
    assert not [shown for pair in found.values() for shown in pair if shown in {"0", "$0", "0%"}]


def test_in_chinese_units_and_the_unknown_are_chinese():
    found = solved(entered(**RUN), "zh")
    assert found["每个词元经过的参数量"] == ("10 亿", "10 亿")
    assert found["训练成本"] == ("未知", "5,000 美元\n1,700 美元–1.8 万美元")


def test_stated_hours_and_compute_give_the_utilisation():
    found = solved(entered(**RUN, gpu_hours=2000.0, gpus=100.0))
    assert found["Utilisation"] == ("unknown", "50%\n42%–68%")
    assert found["Accelerators"] == ("100", "100")
    assert found["Calendar days"][0] == "unknown"


def test_of_a_mixture_of_experts_the_parameters_a_token_passes_through_are_told():
    run = entered(params=8e9, active_params=1e9, tokens=6e11)
    assert solved(run)["Parameters used per token"] == ("1 B", "1 B")
    assert views.stated_figure(run.figures, "params") == 1e9
    assert views.stated_figure(TrainingFigures(unique_tokens=2e11, epochs=3.0), "tokens") == pytest.approx(6e11)
    assert views.stated_figure(TrainingFigures(), "cost_usd") is None


def ways(run, language="en"):
    label = WAYS if language == "en" else "三种口径的成本"
    return [
        (name.split("\n")[0], usd) for name, usd in draw(views.show_cost_three_ways, run, language=language).rows(label)
    ]


def test_the_three_ways_count_rent_ownership_and_development():
    owned = OwnedChip(exactly(28_051.2), lifetime_years=4.0, use_share=0.8, power_kw=0.0, usd_per_kwh=0.0)
    found = ways(entered(gpu_hours=1000.0, owned=owned))
    assert found == [
        ("Rented", "$2k\n$1k–$4k"),
        ("Owned", "$1k"),  # 28,051.2 dollars over 4 years of 8,766 hours, 80 % of them at work
        ("Whole development", "$1.75k\n$1.49k–$2.13k"),
    ]


def test_a_way_without_its_price_says_what_it_needs():
    found = ways(entered(own=chip(price=None), price=None, gpu_hours=1000.0))
    assert found == [
        ("Rented", "unknown\nneeds hours and a price"),
        ("Owned", "unknown\nneeds a purchase price above"),
        ("Whole development", "unknown\nneeds one of the two above"),
    ]
    assert ways(entered(own=chip(price=None), price=None, gpu_hours=1000.0), "zh")[0] == (
        "租用", "未知\n需要卡时与价格",
    )  # fmt: skip


def test_without_hours_there_is_no_cost_to_show():
    run = entered(params=1e9)
    assert views.costs(run) is None
    assert draw(views.show_cost_three_ways, run).nodes == []


def test_the_same_run_is_drawn_on_priced_accelerators_with_the_chosen_one_blue():
    own = next(each for each in loaders.yardsticks().chips if each.name == "H100 SXM")
    run = entered(own=own, price=own.price.band, params=8e9, tokens=15e12)
    figure = draw(views.show_chips, run).figures["training_chips"]
    names = [trace.y[0] for trace in figure.data]
    assert "H100 SXM" in names and len(names) <= 9
    middles = [trace.x[0] for trace in reversed(figure.data)]
    assert middles == sorted(middles), "the cheapest is on top"
    chosen = next(trace for trace in figure.data if trace.y[0] == "H100 SXM")
    assert chosen.marker.color != next(trace for trace in figure.data if trace is not chosen).marker.color
    assert chosen.x[0] == pytest.approx(7.2e23 / (989.4e12 * 0.4 * 3600) * own.price.band.mid)
    assert chosen.customdata[0].startswith("<b>H100 SXM</b><br>$1.78M (")


def test_a_price_entered_moves_the_chosen_accelerator_alone():
    own = next(each for each in loaders.yardsticks().chips if each.name == "H100 SXM")
    listed, entered_price = (
        draw(views.show_chips, entered(own=own, price=price, params=8e9, tokens=15e12)).figures["training_chips"]
        for price in (own.price.band, exactly(1.0))
    )
    before, after = ({trace.y[0]: trace.x[0] for trace in figure.data} for figure in (listed, entered_price))
    assert {name for name in before if before[name] != after[name]} == {"H100 SXM"}


def test_without_compute_no_accelerators_are_compared():
    assert draw(views.show_chips, entered(params=1e9)).nodes == []


def data(language="en", **stated):
    return {name: (value, note) for name, value, note in spoken(language, views.data_rows, entered(**stated))}


def test_the_data_are_held_against_the_rule_of_twenty_and_the_stock_of_text():
    found = data(params=1e9, tokens=6e11)
    assert found["over"][0] == "30×"
    assert found["memory"][0] == "16 GB"
    assert found["stock"][0] == "0.2%"
    assert set(found) == {"over", "memory", "stock"}


def test_unique_tokens_give_passes_and_what_a_repeated_token_is_worth():
    found = data(params=1e9, tokens=6e11, unique_tokens=1.5e11)
    assert found["epochs"][0] == "4"
    assert found["stock"][0] == "0.1%", "repeats need no more text"
    assert 0.9 < float(found["worth"][0]) < 1
    fresh = 1.5e11 * (1 + 15.39 * (1 - math.exp(-3 / 15.39)))  # Muennighoff et al. 2023, equation 5
    assert found["worth"][1].startswith(f"Together worth {fresh / 1e9:.0f} B")


def test_without_tokens_there_is_no_section_on_data():
    assert draw(views.show_data, entered(params=1e9)).nodes == []
    drawn = draw(views.show_data, entered(tokens=6e11))
    assert [row[0] for row in drawn.rows(DATA)] == ["Share of the public text there is"]
    assert headings(drawn.view(DATA)) == ["Figure", "Value", "Held against"]


def test_the_best_split_is_marked_beside_this_run():
    run = entered(**RUN)
    best = views.best_split(run)
    drawn = draw(views.show_optimum, run)
    curve, this, optimum = drawn.figures["training_optimum"].data[-3:]
    assert (this.text[0], this.x[0]) == ("This run", 1e9)
    assert (optimum.text[0], optimum.x[0]) == ("Optimum", pytest.approx(best.params.mid))
    assert optimum.y[0] < this.y[0]
    assert min(curve.y) == pytest.approx(optimum.y[0], rel=1e-6), "the optimum lies on the lowest point of the curve"
    assert "this run has 600" in drawn.said


def test_an_interval_in_the_sentence_stands_in_the_language_s_brackets():
    english = draw(views.show_optimum, entered(**RUN)).said
    chinese = draw(views.show_optimum, entered(**RUN), language="zh").said
    assert "5.36 B (4.29 B–6.69 B) parameters" in english
    assert "53.6 亿（42.9 亿–66.9 亿） 参数" in chinese


@pytest.mark.parametrize(("tokens", "warned"), [(6e11, False), (2e16, True)])
def test_far_from_the_fit_the_curve_is_called_a_guess(tokens, warned):
    said = draw(views.show_optimum, entered(params=1e9, tokens=tokens)).said
    assert ("take the curve as a guess" in said) is warned


def test_without_size_or_tokens_no_split_is_shown():
    assert draw(views.show_optimum, entered(flop=1e22)).nodes == []
    assert views.best_split(entered(params=1e9)) is None
