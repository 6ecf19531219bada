"""The head of a startup: who it is, what the verdict is and what holds it down, and the four figures."""

from datetime import date

import pytest

from analysis.scoring.rules import Cap
from data.records import Points
from pages.components import loaders
from pages.components.startup import head
from pages.components.startup.head import facts_line, show_figures, show_title, verdict_line
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, head_figures, spoken
from tests.pages.judged import everybody, judged, named, northfold, place, stated
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
ASKED_FIRST = [
    fact("hq_country", "DE"),
    fact("founded_date", date(2023, 4, 1)),
    fact("headcount_fte", 34.0),
    fact("funding_stage", "series_a"),
]


def line(standing, language="en"):
    return spoken(language, facts_line, standing, loaders.registry())


def verdict(assessment, language="en"):
    return spoken(language, verdict_line, assessment, loaders.rubric())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Models :gray[· DE · founded 1 Apr 2023 · 34 people · Series A]"),
        ("zh", "模型 :gray[· DE · 2023年4月1日成立 · 34 人 · A 轮]"),
    ],
)
def test_what_everyone_asks_first_follows_the_summary(language, said):
    assert line(judged(ASKED_FIRST), language) == said


def test_what_is_not_known_is_left_out_of_the_line():
    assert line(judged(ASKED_FIRST[2:3])) == "Models :gray[· 34 people]"
    assert line(judged()) == "Models"


def test_a_summary_is_shown_letter_by_letter():
    shown = line(judged(summary_en=HOSTILE))
    assert "[x](javascript" not in shown and "$1$" not in shown and "<b>" not in shown
    assert r"\[x\]" in shown


@pytest.mark.parametrize(
    ("language", "outcome", "said"),
    [
        ("en", None, "**Verdict: Invest.**"),
        ("zh", None, "**结论：投资。**"),
        (
            "en",
            "open",
            "**Verdict: Hold.** :gray[The scores alone would say Invest; held down by: "
            "Under three months of money and no committed round.]",
        ),
        (
            "en",
            "unknown",
            "**Verdict: Hold.** :gray[The scores alone would say Invest; held down until this is answered: "
            "Under three months of money and no committed round.]",
        ),
    ],
)
def test_the_verdict_says_what_holds_it_down_and_whether_that_is_known(language, outcome, said):
    cap = None if outcome is None else Cap("cash_nearly_out", "hold", outcome)
    held = stated(
        northfold(), verdict="hold" if cap else "invest", verdict_before_caps="invest", cap=cap
    ).examination.assessment
    assert verdict(held, language) == said


def test_a_rule_that_the_rubric_no_longer_has_is_named_by_its_key():
    held = stated(northfold(), verdict="hold", verdict_before_caps="invest", cap=Cap("gone", "hold", "open"))
    assert verdict(held.assessment).endswith("held down by: gone.]")


def test_the_title_is_the_name_without_the_note_that_the_head_of_the_page_carries():
    drawn = draw(show_title, northfold(), loaders.registry(), loaders.rubric())
    title = next(node.value for node in drawn.nodes if node.type == "title")
    assert title == "Northfold"
    assert "Verdict: Hold." in drawn.said


def test_a_startup_of_which_nothing_is_known_has_no_verdict():
    drawn = draw(show_title, judged(), loaders.registry(), loaders.rubric())
    assert "Verdict" not in drawn.said and "Models" in drawn.said


def test_a_hostile_name_is_no_markup_in_the_title():
    drawn = draw(show_title, judged(name=HOSTILE), loaders.registry(), loaders.rubric())
    title = next(node.value for node in drawn.nodes if node.type == "title")
    assert r"\[x\]" in title and "<b>" not in title


FIGURED = {"expectation": Points(61.6, 50.4, 72.5), "risk": Points(38.2, 30.0, 47.0), "rubric_hash": "0123456789ab"}


def figures(judgement, row=None, found=None, language="en"):
    return draw(show_figures, judgement.assessment, row, found, language=language).views[0]


def test_the_figures_carry_their_intervals_and_what_they_were_made_with():
    judgement = stated(northfold(), draws=10_000, **FIGURED)
    view = figures(judgement, place(judgement, 1, 3), everybody((62, 38)))
    assert [each[:2] for each in head_figures(view)] == [
        ("Expectation", "6250–72"),
        ("Risk", "3830–47"),
        ("Rank among one", "1–3"),
        ("Weight resting on measurement", "0%"),
    ]
    assert view["heads"][0]["figure"][0]["source"] == "Rubric 01234567, 10,000 draws\nWeights of: Growth investor"
    assert view["heads"][0]["note"][0]["strip"] == [61.6, 50.4, 72.5]
    assert [part["role"] for part in (head["note"][0] for head in view["heads"][:2])] == ["expectation", "risk"]


def test_before_it_is_weighed_among_the_others_no_rank_is_told():
    shown = head_figures(figures(northfold()))
    assert [each[0] for each in shown] == ["Expectation", "Risk", "Weight resting on measurement"]


def test_the_bar_of_evidence_says_in_words_what_is_missing():
    bar = figures(northfold(), place(northfold()), everybody((60, 40)), "zh")["heads"][3]["note"][0]
    assert bar["stack"][0] == 0 and bar["label"].startswith("实测 0%")


@pytest.mark.parametrize(
    ("names", "english", "chinese"),
    [
        ([], "", ""),
        (["Baiyun"], "tied with Baiyun", "与Baiyun并列"),
        (["Baiyun", "Quill"], "tied with Baiyun and Quill", "与Baiyun与Quill并列"),
        (["Baiyun", "Quill", "Halden"], "tied with Baiyun and 2 others", "与Baiyun等 2 家并列"),
    ],
)
def test_those_that_cannot_be_told_apart_are_named_up_to_two(names, english, chinese, monkeypatch):
    """All are weighed alike, so that neither is ahead of the other."""
    others = {key: place(named(name.lower(), name), key=key) for key, name in enumerate(names, start=2)}
    monkeypatch.setattr(head, "places_with", lambda keys: [others[key] for key in keys])
    found = everybody(*[(60, 40)] * (len(names) + 1))
    for language, note in (("en", english), ("zh", chinese)):
        view = figures(named("north"), place(named("north")), found, language)
        assert head_figures(view)[2][2] == note


def test_one_that_is_surely_ahead_is_separated():
    view = figures(named("north"), place(named("north")), everybody((80, 40), (40, 40)))
    assert head_figures(view)[2] == ("Rank among two", "1", "separated from all others")
