"""The training tab as a whole: from fields to figures, checks, law and files, with and without a startup."""

import io
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.__main__ import app as command_line
from pages.components.economics.quantities import in_flop, in_money
from pages.components.economics.training import show_training
from pages.components.format import percentage
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, head_figures, sentences, spoken
from tests.pages.records import NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")
LLAMA = {"training.params": "405", "training.tokens": "15.6"}


def drawn(begin=NOBODY, language="en", **address):
    return draw(show_training, begin, language=language, address=address)


def heads(found):
    return {label: (shown, note) for label, shown, note in head_figures(next(v for v in found.views if "heads" in v))}


def test_the_example_is_calculated_without_a_startup():
    assert heads(drawn()) == {
        "Training compute, FLOP": ("7.2 × 10²³", "6.12 × 10²³–9.72 × 10²³"),
        "Accelerator-hours": ("505,357", "343,643–909,642"),
        "Cost of the run": ("$1.78M", "$687k–$5.64M"),
        "Time, 1,024 at work": ("21.6 days", "13.3 days–52.9 days"),
    }


def test_the_figures_follow_the_address_and_the_law_follows_the_figures():
    answers = {}
    for address in ({}, LLAMA):
        found = drawn(**address)
        answers[bool(address)] = [row[1] for row in found.rows("EU AI Act")]
    assert heads(found)["Training compute, FLOP"][0] == "3.79 × 10²⁵"
    assert answers == {False: ["yes", "no", "yes"], True: ["yes", "yes", "yes"]}


def test_an_emptied_field_leaves_what_needs_it_unknown():
    found = drawn(**{"training.tokens": ""})
    assert "Parameters, tokens and the number of accelerators are needed." in found.said
    assert not [view for view in found.views if "heads" in view]
    assert ["Tokens seen", "unknown", "unknown"] in found.rows("Every figure of the run")


def test_without_a_number_of_accelerators_the_days_are_unknown():
    assert heads(drawn(**{"training.devices": ""}))["Time, unknown at work"] == ("unknown", "")


def test_what_the_ledger_states_fills_the_fields():
    facts = [fact("params_total_billion", 3.0), fact("tokens_seen_trillion", 2.0), fact("gpu_type", "h100")]
    found = drawn(start(facts))
    assert found.widget("number_input", "Parameters used per token, billion").default == 3
    assert heads(found)["Training compute, FLOP"][0] == "3.6 × 10²²"


def test_a_startup_of_whom_nothing_is_known_leaves_the_fields_open():
    found = drawn(start())
    assert not found.widget("number_input", "Parameters used per token, billion").HasField("default")
    assert "Parameters, tokens and the number of accelerators are needed." in found.said
    assert "this one stands in" in found.said


def test_the_utilisation_of_an_accelerator_nobody_named_is_not_held_against_the_startup():
    facts = [fact("params_total_billion", 8.0), fact("tokens_seen_trillion", 15.0), fact("gpu_hours_final_run", 1e6)]
    unnamed = {row[0]: row[2] for row in drawn(start(facts)).rows("Every figure of the run")}
    named = {row[0]: row[2] for row in drawn(start([*facts, fact("gpu_type", "h100")])).rows("Every figure of the run")}
    assert unnamed["Utilisation"] == "unknown"
    assert named["Utilisation"].startswith("20%")


def test_stated_figures_that_contradict_each_other_are_named_with_both_numbers():
    stated = LLAMA | {"training.gpu_hours": "30840"}
    assert "No two stated figures contradict each other" in drawn(**stated).said
    contradicted = drawn(**stated, **{"training.mfu": "90"})
    findings = sentences(next(view for view in contradicted.views if view.get("kind") == "finding"))
    assert findings and all(line.startswith("differs ") for line in findings)
    assert any("The stated utilisation is 90.0 %" in line for line in findings)
    chinese = drawn(language="zh", **stated, **{"training.mfu": "90"})
    lines = sentences(next(view for view in chinese.views if view.get("kind") == "finding"))
    assert all(line.startswith("不一致 ") and "前者是后者的" in line for line in lines)


def test_attention_is_counted_once_its_four_dimensions_are_given():
    shape = {"training.layers": "126", "training.heads": "128", "training.head_dim": "128"}
    part = drawn(**LLAMA, **shape)
    assert part.rows("What this takes for granted")[0][1] == "6 N D, −15% … +35%"
    whole = drawn(**LLAMA, **shape, **{"training.sequence_length": "8192"})
    assert whole.rows("What this takes for granted")[0][1] == "(6 N + 12 L H Q T) D, −10% … +15%"
    assert heads(whole)["Training compute, FLOP"][0] == "4.11 × 10²⁵"


def test_a_utilisation_entered_is_said_to_be_entered():
    rows = {row[0]: row[1:3] for row in drawn(**{"training.utilisation_low": "20"}).rows("What this takes for granted")}
    assert rows["Utilisation · unverified"] == ["20%–50%", "entered on this screen"]
    assert "Utilisation" not in rows


def test_bounds_entered_the_wrong_way_round_are_turned():
    address = {"training.utilisation_low": "60", "training.utilisation_high": "40"}
    rows = {row[0]: row[1] for row in drawn(**address).rows("What this takes for granted")}
    assert rows["Utilisation · unverified"] == "40%–60%"


def test_figures_that_break_arithmetic_are_refused_in_a_sentence():
    found = drawn(**{"training.precision": "fp8", "training.chip": "A100 SXM 80GB"})
    assert "A100 SXM 80GB has no FP8 arithmetic" in found.said
    assert found.views == []


def download(found):
    name = next(name for name in found.files if name.endswith(".csv"))
    return pd.read_csv(io.BytesIO(found.file(name)), encoding="utf-8-sig").set_index("Figure")


def test_the_file_holds_every_figure_shown_with_its_unit():
    table = download(drawn())
    compute = table.loc["Training compute, FLOP"]
    assert [compute[end] for end in ("Low", "Number", "High")] == pytest.approx([6.12e23, 7.2e23, 9.72e23])
    assert table.loc["Cost of the run", "Unit"] == "USD"
    assert table.loc["Rented", "Number"] == table.loc["Cost of the run", "Number"]
    assert pd.isna(table.loc["Utilisation", "Number"])


def test_the_same_figure_has_the_same_unit_in_every_row_of_the_file():
    table = download(drawn())
    assert table.loc["Optimum: Parameters used per token", "Unit"] == table.loc["Parameters used per token", "Unit"]
    assert table.loc["Optimum: Tokens seen", "Unit"] == table.loc["Tokens seen", "Unit"] == "tokens"


def test_the_screen_and_the_command_line_give_the_same_figures():
    options = ["--params", "405e9", "--tokens", "15.6e12", "--gpu", "H100", "--gpu-hours", "30.84e6", "--json"]
    told = json.loads(CliRunner().invoke(command_line, ["training", *options]).stdout)
    found = drawn(**LLAMA, **{"training.gpu_hours": "30840"})
    figures = {row[0]: row[2] for row in found.rows("Every figure of the run")}
    for key, name, write in (
        ("flop", "Training compute, FLOP", in_flop),
        ("cost_usd", "Cost of the run", in_money),
        ("implied_mfu", "Utilisation", percentage),
    ):
        low, middle, high = (spoken("en", write, told[key][end]) for end in ("low", "mid", "high"))
        assert figures[name] == f"{middle}\n{low}–{high}"


def test_the_whole_tab_speaks_chinese():
    found = drawn(language="zh")
    assert heads(found)["训练成本"] == ("178 万美元", "68.7 万美元–564 万美元")
    assert found.rows("欧盟《人工智能法》")[0][1:] == ["是", "此规模下 2.08 万亿 词元"]
