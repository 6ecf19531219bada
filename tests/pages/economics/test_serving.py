"""The serving tab: what the accelerator allows at most, what that costs at least, and at what price it pays."""

import io

import pandas as pd
import pytest

from pages.components.economics.serving import BATCHES, show_serving
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, head_figures, sentences
from tests.pages.records import NOBODY, measured, served, start

pytestmark = pytest.mark.usefixtures("calculator")
SPEEDS = "Bound, stated, measured"


def drawn(begin=NOBODY, language="en", **address):
    return draw(
        show_serving, begin, language=language, address={f"serving.{name}": given for name, given in address.items()}
    )


def heads(found):
    return {label: (shown, note) for label, shown, note in head_figures(found.views[0])}


def margin(found):
    return next((sentences(view) for view in found.views if view.get("kind") == "plain"), [])


def test_the_example_is_bound_by_memory_and_costs_what_an_idle_half_adds():
    assert heads(drawn()) == {
        "Tokens per second, at most": ("4,360", "arithmetic binds from a batch of 295"),
        "Per million tokens, at least": ("$0.449", "50% busy; never idle $0.224"),
        "Reading prompts, tokens per second, at most": ("61,838", "bound by arithmetic"),
        "Memory": ("24.6 GB", "fits into 80 GB · cache of the batch 8.59 GB, 131 kB per token"),
    }


def test_without_the_shape_the_cache_is_unknown_and_not_nothing():
    memory = heads(drawn(layers=""))["Memory"]
    assert memory == ("16 GB", "fits into 80 GB · cache unknown: fill in its shape")


def test_a_model_too_large_for_its_devices_is_said_not_to_fit():
    shown, note = heads(drawn(params="70", layers=""))["Memory"]
    assert shown == "140 GB" and "80 GB" in note and "fits into" not in note
    assert heads(drawn(params="70", layers="", devices="2"))["Memory"][1].startswith("fits into 160 GB")


@pytest.mark.parametrize(("bits", "memory"), [("16", "16 GB"), ("8", "8 GB"), ("4", "4 GB")])
def test_fewer_bits_take_less_memory(bits, memory):
    assert heads(drawn(bits=bits, layers=""))["Memory"][0] == memory


def test_without_a_price_the_cost_is_unknown_and_no_curve_is_drawn():
    found = drawn(**{"price.H100 SXM": ""})
    assert heads(found)["Per million tokens, at least"] == ("unknown", "")
    assert "This accelerator has no list price; enter one." in found.said
    assert "serving_curve" not in found.figures
    assert found.rows(SPEEDS)[0][3] == "unknown"
    assert margin(found) == []


def test_without_parameters_it_says_what_is_needed():
    found = drawn(params="")
    assert "Parameters, accelerators, batch and context are needed." in found.said
    assert found.files == {}


def test_more_active_than_all_parameters_are_refused_in_a_sentence():
    assert "active_params must lie between 0 and all 8e+09" in drawn(active="9").said


def test_the_curve_falls_with_the_batch_between_the_list_prices():
    figure = drawn().figures["serving_curve"]
    band, curve = figure.data
    assert tuple(curve.x) == BATCHES == (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    assert list(curve.y) == sorted(curve.y, reverse=True)
    assert curve.y[5] == pytest.approx(0.449, abs=5e-4), "at the batch entered it is the cost of the header"
    assert band.y[5] / curve.y[5] == pytest.approx(6.2 / 3.521, rel=1e-3)
    assert [note.text for note in figure.layout.annotations] == ["asked $0.5"]


def test_the_stated_cost_is_a_line_of_its_own():
    begin = start([fact("params_total_billion", 8.0), fact("serving_cost_usd_per_mtok", 0.3)])
    figure = drawn(begin).figures["serving_curve"]
    assert [note.text for note in figure.layout.annotations] == ["stated cost $0.3"]


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            "0.9",
            ["At that price the gross margin is at most 50%.", "It breaks even once the accelerators are busy 25%"],
        ),
        ("0.1", ["At that price the gross margin is at most −349%.", "It never breaks even: the accelerators would"]),
    ],
)
def test_the_margin_at_the_price_asked_rests_on_the_bound_and_is_at_most(asked, lines):
    found = margin(drawn(asked=asked))
    assert [found[0], found[1][: len(lines[1])]] == lines
    assert "list prices lie below the price asked" in found[2]


def test_without_a_price_asked_there_is_no_margin():
    assert margin(drawn(asked="")) == []


STATED = [
    fact("params_total_billion", 8.0), fact("gpu_type", "h100"), fact("price_usd_per_mtok", 0.5),
    fact("tokens_per_second_per_gpu", 3000.0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "origin", "sentence"),
    [
        ("en", "Documented\nAccounts, September 2026, 30 Sep 2026", "At that price and the speed “Documented”"),
        ("zh", "有文件佐证\nAccounts, September 2026, 2026年9月30日", "按此售价与“有文件佐证”速度，毛利率为 −30%。"),
    ],
)
def test_a_stated_speed_takes_the_place_of_the_bound_in_the_margin(language, origin, sentence):
    found = drawn(start(STATED), language)
    label = SPEEDS if language == "en" else "上限、自报与实测"
    assert found.rows(label)[1][:3] == [origin, "3,000", "45%"]
    assert margin(found)[-3].startswith(sentence)


def test_a_run_of_ours_is_told_beside_them_and_costs_what_its_machine_does():
    begin = start(STATED, runs=[measured("serving", protocol=served(8))])
    unpriced = drawn(begin).rows(SPEEDS)[2]
    assert unpriced[0].endswith("our baseline stack on NVIDIA H100, batch 8, 5 rounds, run 7, 30 Oct 2026")
    assert unpriced[1:] == ["250\n240–260", "", "unknown"]
    priced = drawn(begin, machine_price="0.9", busy="100").rows(SPEEDS)[2]
    assert priced[3] == "$1\n$0.962–$1.04"


def test_the_arithmetic_taken_for_granted_is_counted_in_the_language_s_units():
    rows = {row[0]: row[1] for row in drawn().rows("What this takes for granted")}
    assert rows["Arithmetic per token"] == "2 × 8 B"
    chinese = {row[0]: row[1] for row in drawn(language="zh").rows("本页的假设")}
    assert chinese["每词元运算"] == "2 × 80 亿"


def test_the_file_holds_bounds_speeds_and_margin():
    found = drawn(start(STATED))
    table = pd.read_csv(io.BytesIO(next(found.file(name) for name in found.files if name.endswith("csv"))))
    numbers = table.dropna(subset=["Unit"]).set_index("Figure")["Number"]
    assert numbers["Tokens per second, at most"] == pytest.approx(6700, rel=1e-3)
    assert numbers["Gross margin of the API"] == pytest.approx(-0.304, abs=1e-3)
    assert pd.isna(numbers["Cache of the batch"])
    assert table["Unit"].dropna().tolist()[-3:] == [
        "tokens per second and device", "USD per million tokens", "fraction",
    ]  # fmt: skip
