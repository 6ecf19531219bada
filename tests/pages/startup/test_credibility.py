"""What the company's word is worth: the factor, what it does, and the claims it was learnt from."""

from datetime import date

import pytest

from analysis.scoring.comparisons import CheckedClaim
from analysis.scoring.credibility import Credibility, Trust
from data.records import Source
from pages.components import loaders
from pages.components.startup.credibility import show_credibility
from tests.analysis.small_dossier import fact
from tests.pages.drawing import draw, parts_of
from tests.pages.judged import judged, northfold, stated

pytestmark = pytest.mark.usefixtures("calculator")
FACTOR, CLAIMS = "Share of claims expected to hold, 90% interval", "What the company's word is worth"
DECK = Source("pitch_deck", "Deck", "p. 3")


def claim(key="model_origin", *, held=True, evidence=None, name="Benchmark scores"):
    """A claim that speaks a little for the company where it held, clearly against it where it did not."""
    return CheckedClaim(key, name, "评测成绩", "technical", "run 7", evidence or (-0.25 if held else 1.0))


def worth(*checked, mean=0.8, sd=0.1, shortfall=0.0):
    trust = Trust(mean, shortfall)
    settings = loaders.rubric().scoring.credibility
    return Credibility(trust, sd, 0.8, 0.2, {kind.code: trust for kind in settings.kinds}, checked)


def drawn(trust, standing=None, language="en"):
    return draw(show_credibility, stated(standing or northfold(), credibility=trust), language=language)


def test_the_share_is_told_beside_the_one_before_any_check_with_its_interval():
    """Mean 0.6, standard deviation 0.1: 90 % of a normal distribution lie within 1.645 of them."""
    found = drawn(worth(claim(), claim(held=False), mean=0.6, shortfall=0.25))
    ((share, _, effect),) = found.rows(FACTOR)
    assert share == "60%80% before any check"
    assert effect.split("\n")[0] == "1 of 2 checked claims held."
    ((at, low, high),) = parts_of(found.view(FACTOR), "strip")
    assert (at, low, high) == (60, pytest.approx(43.55), pytest.approx(76.45))


def test_the_interval_ends_at_nothing_and_at_all():
    ((_, low, high),) = parts_of(drawn(worth(mean=0.9, sd=0.3)).view(FACTOR), "strip")
    assert (low, high) == (pytest.approx(40.65), 100)


@pytest.mark.parametrize(
    ("shortfall", "english", "chinese"),
    [
        (0.0, "Counts as any company’s word before it is checked.", "与任何尚未核验的公司同等看待。"),
        (0.004, "Counts as any company’s word before it is checked.", "与任何尚未核验的公司同等看待。"),
        (
            0.5,
            "What it only claims loses 15% of its points, and its spread changes by +15%.",
            "其仅为宣称的内容损失 15% 的分数，离散度变动 +15%。",
        ),
        (
            -0.5,
            "30% of the usual doubt about claims is lifted, and their spread changes by −15%.",
            "对宣称的惯常折减免去 30%，离散度变动 −15%。",
        ),
    ],
)
def test_what_the_shortfall_does_is_said_in_numbers(shortfall, english, chinese):
    """The rubric discounts by 0.3, widens by 0.3 and relieves by 0.6 at a shortfall of one."""
    assert drawn(worth(shortfall=shortfall)).rows(FACTOR)[0][2].endswith(english)
    found = drawn(worth(shortfall=shortfall), language="zh")
    assert found.views[0]["rows"][0]["cells"][2]["parts"][-1]["words"].endswith(f"：{chinese}")


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "No claim could be checked yet."), ("zh", "尚无可核验的说法。")]
)
def test_without_a_checked_claim_it_says_so_and_lists_none(language, sentence):
    found = drawn(worth(), language=language)
    assert sentence in found.said and len(found.views) == 1


def test_where_the_rubric_does_not_weigh_it_or_nothing_is_judged_there_is_no_section():
    assert drawn(None).views == [] and drawn(None).said == ""
    assert draw(show_credibility, judged()).views == []


def test_broken_claims_come_first_and_the_graver_one_before_the_lesser():
    found = drawn(
        worth(
            claim("a", evidence=-0.3, name="held well"),
            claim("b", evidence=0.5, name="a little off"),
            claim("c", evidence=2.0, name="far off"),
            claim("d", evidence=-0.1, name="held"),
        )
    )
    rows = found.rows(CLAIMS)
    assert [row[1] for row in rows] == ["far off", "a little off", "held", "held well"]
    assert [(row[0], row[3]) for row in rows[:3]] == [("broken", "× 7.39"), ("broken", "× 1.65"), ("held", "× 0.90")]


def test_a_claim_of_the_ledger_shows_what_was_said_and_what_was_found_each_with_its_source():
    facts = [
        fact("arr_usd", 3_000_000.0, "claimed", source=DECK),
        fact("arr_usd", 2_400_000.0, "documented"),
    ]
    found = drawn(worth(claim("arr_usd", held=False)), judged(facts))
    ((_, _, told, _),) = found.rows(CLAIMS)
    assert told == "claimed $3M a year\nfound $2.4M a year"
    assert parts_of(found.view(CLAIMS), "source") == ["Deck · p. 3", "Accounts, September 2026"]


def test_the_newest_word_is_the_one_held_against_what_was_found():
    facts = [
        fact("arr_usd", 2_000_000.0, "claimed", date(2026, 6, 30), DECK),
        fact("arr_usd", 3_000_000.0, "claimed", date(2026, 9, 30), DECK),
        fact("arr_usd", 2_400_000.0, "documented"),
    ]
    ((_, _, told, _),) = drawn(worth(claim("arr_usd")), judged(facts), "zh").rows("公司的话值多少")
    assert told.split("\n")[0] == "宣称 300 万美元/年"


def test_a_check_of_the_rubric_shows_the_facts_that_decide_it():
    run = Source("run", "Run 7", dated=date(2026, 10, 30), run_id=7)
    measured = judged([fact("lineage_verdict", "undeclared_parent", "measured", source=run)])
    found = drawn(worth(claim("model_origin", held=False)), measured)
    ((_, _, told, _),) = found.rows(CLAIMS)
    result = loaders.rubric().result("lineage_verdict")
    assert told.startswith(f"{result.label_en}: ") and "lineage_verdict" not in told
    assert parts_of(found.view(CLAIMS), "source") == ["run 7 · 30 Oct 2026"]


def test_a_check_the_rubric_no_longer_has_rests_on_nothing_shown():
    ((_, _, told, _),) = drawn(worth(claim("gone"))).rows(CLAIMS)
    assert told == ""


@pytest.mark.parametrize(("language", "words"), [("en", ["broken", "held"]), ("zh", ["不成立", "成立"])])
def test_outcomes_are_tags_in_the_reader_s_language(language, words):
    found = drawn(worth(claim("a"), claim("b", held=False)), language=language)
    tags = [cell["parts"][0] for row in found.views[1]["rows"] for cell in row["cells"][:1]]
    assert [tag["label"] for tag in tags] == words
    assert [tag["severity"] for tag in tags] == ["high", "medium"]
