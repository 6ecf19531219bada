"""Claimed against measured: the head that counts, a row of the chart per claim, and a sentence for each."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.claims.checks import ClaimCheck, ClaimVerdict
from analysis.inference.intervals import Interval
from data.records import Scale
from pages.components.startup.claims import claim_row, show_claims
from tests.analysis.small_dossier import run, score
from tests.pages.drawing import draw, spoken, texts
from tests.pages.judged import a_score, judged, northfold
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
TITLE = "Claimed against measured"


def check(task="gsm8k", claimed=0.6, measured=0.5, *, half=0.05, verdict="overstated", scale=Scale.FRACTION, **stated):
    """A claim beside its measurement; `measured` None where it was not run, `half` None where the error is unknown."""
    claim = a_score(task, claimed, scale=scale, **stated)
    found = None if measured is None else replace(score(task, 0.5), value=measured, scale=scale)
    return ClaimCheck(
        claim,
        found,
        ClaimVerdict(verdict),
        gap=None if measured is None else claimed - measured,
        interval=None if measured is None or half is None else Interval(measured - half, measured + half, 0.95),
        sentence_en=f"{task} in English.",
        sentence_zh=f"{task} 的说明。",
    )


def drawn(checks, language="en"):
    known = northfold()
    return draw(
        show_claims, replace(known, examination=replace(known.examination, claim_checks=tuple(checks))),
        language=language,
    )  # fmt: skip


def told(found):
    """The sentences as (verdict, sentence, label)."""
    (view,) = found.views
    return [(texts(tag), *texts(said).split("\n")) for tag, said in view["items"]]


NOT_RUN = check(measured=None, verdict="not_comparable")
HELD = check(claimed=0.5, verdict="supported")


@pytest.mark.parametrize(
    ("checks", "english", "chinese"),
    [
        ([NOT_RUN, NOT_RUN], "Two claims, none measured yet.", "共两项宣称，均尚未实测。"),
        ([NOT_RUN, HELD], "Two claims, none above the measured 95% interval.", "共两项宣称，均未高于实测的 95% 区间。"),
        (
            [check(), HELD],
            "One of two claims lies above the measured 95% interval; its gap is printed, in points.",
            "两项宣称中有一项高于实测的 95% 区间，图中标出差值（百分点）。",
        ),
        (
            [check(), check("boolq"), HELD],
            "Two of three claims lie above the measured 95% interval; their gap is printed, in points.",
            "三项宣称中有两项高于实测的 95% 区间，图中标出差值（百分点）。",
        ),
    ],
)
def test_the_head_counts_claims_and_those_above_their_measurement(checks, english, chinese):
    assert english in drawn(checks).said
    assert chinese in drawn(checks, "zh").said


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "The startup states no benchmark score."), ("zh", "该公司没有宣称任何评测成绩。")],
)
def test_without_a_claim_it_says_so_and_draws_nothing(language, sentence):
    found = drawn([], language)
    assert sentence in found.said
    assert (found.views, found.figures) == ([], {})


def test_a_measured_claim_is_drawn_in_points_with_both_ends_and_its_protocol():
    row = spoken("en", claim_row, check(dated=date(2026, 9, 1)))
    assert (row.name, row.claimed, row.measured, row.items) == ("GSM8K", 60.0, 50.0, 320)
    assert row.interval == (pytest.approx(45), pytest.approx(55))
    assert row.is_outside
    assert row.measured_hover == "<b>GSM8K</b><br>Measured 50.0% (45.0–55.0)<br>n = 320 · 0-shot · run 7"
    assert row.claimed_hover == "<b>GSM8K</b><br>Claimed 60.0%<br>1 Sep 2026"


def test_the_hover_speaks_chinese():
    row = spoken("zh", claim_row, check(dated=date(2026, 9, 1)))
    assert row.measured_hover.endswith("实测 50.0%（45.0–55.0）<br>n = 320 · 0-shot · 运行 7")
    assert row.claimed_hover.endswith("宣称 60.0%<br>2026年9月1日")


def test_a_task_that_was_not_run_has_a_claim_and_no_measurement():
    row = spoken("en", claim_row, NOT_RUN)
    assert (row.measured, row.interval, row.items, row.measured_hover) == (None, None, None, "")
    assert row.claimed == 60.0 and not row.is_outside


def test_an_unknown_error_gives_no_interval_and_calls_nobody_out():
    row = spoken("en", claim_row, check(half=None))
    assert row.interval is None and not row.is_outside
    assert "(without interval)" in row.measured_hover


def test_shots_that_nobody_recorded_are_a_question_mark():
    open_shots = check()
    found = replace(open_shots, score=replace(open_shots.score, shots=None))
    assert "?-shot" in spoken("en", claim_row, found).measured_hover


@pytest.mark.parametrize(
    ("claimed", "measured", "outside"),
    [(0.6, 0.5, True), (0.55, 0.5, False), (0.5, 0.5, False), (0.3, 0.5, False)],
)
def test_only_a_claim_better_than_the_whole_interval_lies_outside(claimed, measured, outside):
    assert spoken("en", claim_row, check(claimed=claimed, measured=measured)).is_outside is outside


def test_a_percent_is_not_multiplied_again():
    row = spoken("en", claim_row, check("wmt16", 41.0, 31.0, half=2.0, scale=Scale.PERCENT, metric="bleu"))
    assert (row.claimed, row.measured, row.interval) == (41.0, 31.0, (29.0, 33.0))
    assert "Measured 31.0% (29.0–33.0)" in row.measured_hover


def test_a_score_on_a_scale_without_end_has_a_sentence_and_no_place_on_the_chart():
    endless = check("wikitext", 12.5, 14.0, scale=Scale.RATIO, verdict="overstated", metric="word_perplexity")
    found = drawn([endless])
    assert found.figures == {} and "states no benchmark score" not in found.said
    assert told(found) == [("too high", "wikitext in English.", "wikitext · word_perplexity")]


@pytest.mark.parametrize(
    ("verdict", "severity", "english", "chinese"),
    [
        ("overstated", "high", "too high", "偏高"),
        ("understated", "medium", "too low", "偏低"),
        ("supported", "medium", "holds", "成立"),
        ("inconclusive", "low", "open", "未定"),
        ("not_comparable", "low", "not run", "未运行"),
    ],
)
def test_every_verdict_has_its_word_and_its_weight(verdict, severity, english, chinese):
    one = check(verdict=verdict)
    tag = drawn([one]).views[0]["items"][0][0][0]
    assert tag == {"severity": severity, "label": english}
    assert told(drawn([one], "zh")) == [(chinese, "gsm8k 的说明。", "GSM8K 数学应用题 · acc")]


def test_the_sentence_is_signed_with_task_metric_and_model():
    found = drawn([check(model="Northfold 1"), check("boolq", metric="", measured=None)])
    assert [label for _, _, label in told(found)] == ["GSM8K · acc · Northfold 1", "BoolQ"]


def test_the_most_flattering_claim_comes_first_and_one_without_a_measurement_last():
    found = drawn([NOT_RUN, HELD, check("low", 0.3), check("arc", 0.9), check("boolq", 0.6)])
    assert [sentence.split()[0] for _, sentence, _ in told(found)] == ["arc", "boolq", "gsm8k", "low", "gsm8k"]


def test_gaps_are_ordered_in_points_whatever_scale_they_are_stored_in():
    """30 points of an accuracy stand before 10 points of a BLEU, in the list as in the chart."""
    bleu = check("wmt16", 41.0, 31.0, half=2.0, scale=Scale.PERCENT, metric="bleu")
    found = drawn([bleu, check("arc", 0.8, 0.5)])
    assert [sentence.split()[0] for _, sentence, _ in told(found)] == ["arc", "wmt16"]


def test_the_chart_holds_a_claim_and_a_measurement_per_task_and_says_how_many():
    found = drawn([check(), check("boolq", measured=None)])
    figure = found.figures["claims"]
    measured, claimed = (
        next(t for t in figure.data if t.name == name) for name in ("Measured, 95% interval", "Claimed")
    )
    assert (list(measured.x), sorted(claimed.x)) == ([50.0], [60.0, 60.0])
    assert measured.error_x.array[0] == pytest.approx(5) and measured.error_x.arrayminus[0] == pytest.approx(5)


def test_a_hostile_task_is_escaped_in_the_chart_and_stands_as_it_is_in_the_list():
    row = spoken("en", claim_row, check(HOSTILE))
    assert "<b>A</b>" not in row.name and "&lt;b&gt;A" in row.name
    assert told(drawn([check(HOSTILE)]))[0][2].startswith(HOSTILE)


def test_a_run_answers_the_claim_of_a_whole_dossier():
    """64 % claimed on 320 items of which 50 % were solved."""
    claims = [a_score("gsm8k", 0.64, items=320), a_score("boolq", 0.7)]
    found = draw(show_claims, judged(claims=claims, runs=[run([score("gsm8k", 0.5)])]))
    assert "One of two claims lies above the measured 95% interval" in found.said
    first, second = told(found)
    assert first[0] == "too high" and "64.0 %" in first[1] and "50.0 %" in first[1]
    assert second[0] == "not run" and second[2].startswith("BoolQ")
