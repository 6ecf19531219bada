"""Thresholds of the EU AI Act against the compute of a run, and the licences behind the model."""

import pytest

from analysis.quantities.ranges import Range
from pages.components import loaders
from pages.components.economics.law import compute_of, show_duties, show_licences
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, parts_of, sentences
from tests.pages.records import NOBODY, start

pytestmark = pytest.mark.usefixtures("calculator")


def duties(flop, params=8e9, begin=NOBODY, language="en"):
    title = {"en": "EU AI Act", "zh": "欧盟《人工智能法》"}[language]
    return draw(show_duties, flop, params, begin, language=language).rows(title)


@pytest.mark.parametrize(
    ("flop", "answers"),
    [
        (Range(6e21, 7e21, 9e21), ["no", "no", "no"]),
        (Range(6e22, 9e22, 2e23), ["open within the bounds", "no", "yes"]),
        (Range(2e23, 3e23, 4e23), ["yes", "no", "yes"]),
        (Range(8e24, 1e25, 2e25), ["yes", "open within the bounds", "yes"]),
        (Range(2e25, 3e25, 4e25), ["yes", "yes", "yes"]),
    ],
)
def test_a_threshold_is_passed_open_or_not_reached_by_both_bounds(flop, answers):
    assert [row[1] for row in duties(flop)] == answers


@pytest.mark.parametrize(("language", "answers"), [("en", ["yes", "no", "yes"]), ("zh", ["是", "否", "是"])])
def test_the_answers_are_words_of_the_language(language, answers):
    assert [row[1] for row in duties(Range(2e23, 3e23, 4e23), language=language)] == answers


def test_the_tokens_at_which_this_size_would_pass_are_told_or_unknown():
    assert [row[2] for row in duties(Range(2e23, 3e23, 4e23))[:2]] == [
        "2.08 T tokens at this size", "208 T tokens at this size",
    ]  # fmt: skip
    assert [row[2] for row in duties(Range(2e23, 3e23, 4e23), params=None)[:2]] == ["unknown", "unknown"]


def test_a_passed_threshold_asks_for_attention():
    view = draw(show_duties, Range(2e23, 3e23, 4e23), 8e9, NOBODY).view("EU AI Act")
    assert [style for style in parts_of(view, "style") if "strong" in style] == [
        "strong attention", "strong", "strong attention",
    ]  # fmt: skip


def test_the_run_is_drawn_between_its_bounds_against_both_thresholds():
    figure = draw(show_duties, Range(2e23, 3e23, 4e23), 8e9, NOBODY).figures["law_thresholds"]
    (run,) = figure.data
    assert (run.x[0], run.error_x.arrayminus[0], run.error_x.array[0]) == pytest.approx((3e23, 1e23, 1e23))
    assert run.customdata[0] == "3 × 10²³ (2 × 10²³–4 × 10²³) FLOP"
    assert [shape.x0 for shape in figure.layout.shapes] == [1e23, 1e25]
    assert [note.text for note in figure.layout.annotations] == ["general-purpose", "systemic risk"]


def test_a_third_of_the_original_counts_where_its_compute_is_published():
    base = next(model for model in loaders.yardsticks().models if model.training_flop)
    begin = start([fact("base_model_name", base.name)])
    assert duties(Range(1e10, 1e10, 1e10), begin=begin)[2][2].endswith(f"a third of {base.name}")
    unknown = duties(Range(1e10, 1e10, 1e10), begin=start([fact("base_model_name", "Nobody's 7B")]))
    assert unknown[2][2] == "3.33 × 10²² FLOP, a third of 10²³, the original being unknown"


def test_a_published_model_is_found_whatever_its_case_and_punctuation():
    base = next(model for model in loaders.yardsticks().models if model.training_flop and "-" in model.name)
    assert compute_of(base.name.upper().replace("-", " ")) == base.training_flop
    assert compute_of("no such model") is None
    assert compute_of("") is None and compute_of("!!!") is None


def licences(*facts, language="en"):
    return sentences(draw(show_licences, start(facts), language=language).views[0])


def test_without_a_startup_no_licences_are_asked_for():
    assert draw(show_licences, NOBODY).nodes == []


def test_a_chain_that_is_not_stated_is_unknown_and_says_which_part():
    lines = licences()
    assert lines[0] == "Unknown: a licence of the chain is not stated"
    assert len(lines) == 3
    assert licences(language="zh")[0] == "未知：链条中有许可证未说明"


def test_a_research_only_licence_is_grave():
    view = draw(show_licences, start([fact("base_model_licence", "research_only")])).views[0]
    (verdict,) = view["items"][0][0]
    assert verdict["words"] == "Non-commercial or research-only term in the chain"
    assert verdict["style"] == "attention strong"
