"""The ranking under other weights beside what it was, and the chance of every rank."""

from datetime import UTC, datetime

import numpy as np
import pytest

from analysis.ranking.reweighting import Reweighed, Reweighting
from analysis.ranking.second_opinions import FreeWeights, SecondOpinions
from analysis.scoring.verdicts import VerdictProbabilities
from data.records import Points, Startup
from pages.components import loaders
from pages.components.decide.weight_tables import rank_views, ranking_view
from tests.pages.drawing import cell_text, headings, parts_of, spoken
from tests.pages.records import HOSTILE

pytestmark = pytest.mark.usefixtures("calculator")
KEYS = {"north": 1, "south": 2}


def company(slug, name):
    return Startup(slug, name, "", "", True, datetime(2026, 11, 27, tzinfo=UTC))


STARTUPS = {1: company("north", "North"), 2: company("south", HOSTILE)}


def weighed(expectation=60.0, risk=40.0, *, verdict="hold", best=1, worst=1, beats=None):
    up, down = (Points(mean, mean - 5, mean + 5) for mean in (expectation, risk))
    chances = VerdictProbabilities(0.1, 0.2, 0.3)
    return Reweighed(up, down, chances, verdict, best, worst, 0.7, beats, ([], []))


def reweighting(chances=((0.7, 0.3), (0.3, 0.7)), **startups):
    by_key = {KEYS[slug]: each for slug, each in startups.items()}
    return Reweighting(tuple(by_key), by_key, np.array(chances))


def rows(view):
    return [[cell_text(cell) for cell in row["cells"]] for row in view["rows"]]


def ranking(before, after, language="en"):
    return spoken(language, ranking_view, STARTUPS, before, after, loaders.rubric())


def test_rows_stand_in_the_new_order_and_unchanged_ones_tell_no_past():
    before = reweighting(north=weighed(), south=weighed(50.0))
    after = reweighting(south=weighed(50.0), north=weighed())
    assert rows(ranking(before, after)) == [
        [HOSTILE, "1", "50\n45–55", "", "40\n35–45", "", "Hold"],
        ["North", "1", "60\n55–65", "", "40\n35–45", "", "Hold"],
    ]


@pytest.mark.parametrize(
    ("language", "ranks", "verdict"),
    [("en", "2–3\nwas 1", "Invest if\nwas Hold"), ("zh", None, None)],
)
def test_what_changed_says_what_it_was(language, ranks, verdict):
    before = reweighting(north=weighed())
    after = reweighting(north=weighed(63.4, 41.2, verdict="invest_if", best=2, worst=3))
    (row,) = rows(ranking(before, after, language))
    assert "+3.4" in row[2] and "+1.2" in row[4]
    if ranks:
        assert (row[1], row[6]) == (ranks, verdict)
    else:
        assert row[6].startswith("有条件投资\n") and "暂缓" in row[6]


def test_a_move_is_coloured_by_what_it_means_for_the_investor():
    before = reweighting(north=weighed())
    view = ranking(before, reweighting(north=weighed(63.0, 43.0)))
    styles = [part["style"] for cell in view["rows"][0]["cells"] for part in cell["parts"]
              if part.get("words", "").startswith("+")]  # fmt: skip
    assert styles == ["small expectation", "small attention"]


def test_a_move_that_rounds_to_nothing_is_not_told():
    (row,) = rows(ranking(reweighting(north=weighed()), reweighting(north=weighed(60.04))))
    assert row[2] == "60\n55–65"


def test_a_line_is_drawn_where_the_order_is_sure():
    before = reweighting(north=weighed(), south=weighed())
    after = reweighting(north=weighed(beats=0.9), south=weighed())
    assert [row["rule"] for row in ranking(before, after)["rows"]] == [True, False]


def ranks(opinions=None, language="en", **changes):
    (view,) = spoken(language, rank_views, STARTUPS, reweighting(**changes), opinions)
    return view


BOTH = {"north": weighed(), "south": weighed()}


def test_every_rank_has_its_chance_and_the_untried_say_so():
    assert rows(ranks(**BOTH)) == [
        ["North", "70%", "30%", "not tried", ""],
        [HOSTILE, "30%", "70%", "not tried", ""],
    ]
    assert headings(ranks(**BOTH))[1:3] == ["Rank 1", "Rank 2"]


def test_what_is_likely_stands_out_and_what_hardly_happens_steps_back():
    view = ranks(chances=((0.5, 0.495, 0.005),), north=weighed())
    styles = [cell["parts"][0].get("style", "") for cell in view["rows"][0]["cells"][1:2]]
    assert styles == ["strong"]


@pytest.mark.parametrize(
    ("language", "said", "never"),
    [
        ("en", "Legal 40%, Market 30%; first there in 80% of the draws", "under no weights"),
        ("zh", "法律风险 40%、市场风险 30%；此时有 80% 的抽样居首", "任何权重下均不居首"),
    ],
)
def test_the_weights_that_put_it_first_are_named_by_their_two_heaviest(language, said, never):
    free = {
        "north": FreeWeights((0.65, 0.35), {"technical": 0.1, "legal": 0.4, "market": 0.3}, 0.8),
        "south": FreeWeights((0.0, 1.0), None, None),
    }
    shown = rows(ranks(SecondOpinions({}, free, ()), language, **BOTH))
    assert [row[3:] for row in shown] == [["65%", said], ["0%", never]]


def test_six_ranks_are_shown_at_most():
    startups = {number: company(f"s{number}", f"S{number}") for number in range(8)}
    after = Reweighting(tuple(startups), dict.fromkeys(startups, weighed()), np.full((8, 8), 1 / 8))
    (view,) = spoken("en", rank_views, startups, after, None)
    assert len(view["columns"]) == 9 and len(view["rows"]) == 8
    assert parts_of(view, "words")[1:7] == ["12%"] * 6 or parts_of(view, "words")[1:7] == ["13%"] * 6
