"""Who leads, and what the title may say."""

from datetime import UTC, date, datetime

import pytest

from analysis.portfolio.places import clears_line, conclusion, judged_place, leaders, weighed_place
from analysis.ranking.reweighting import Reweighed
from analysis.scoring.verdicts import VerdictProbabilities
from data.records import Judgement, KeptStanding, Points, RankedStartup, Startup

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def place(slug, mean=60.0, risk=25.0, *, beats=None, gates=(), verdict="invest", weighed=False):
    startup = Startup(slug, slug.title(), "", "", True, NOW)
    judgement = Judgement(Points(mean, mean - 5, mean + 5), Points(risk, risk - 5, risk + 5), verdict)
    day = date(2026, 11, 27)
    standing = KeptStanding(slug, 1, "growth", day, "rubric", "evidence", NOW, judgement, open_gates=gates)
    other = Reweighed(
        Points(1, 0, 2), Points(3, 2, 4), VerdictProbabilities(0.1, 0.2, 0.3), "pass", 2, 3, 0.5, beats, ([], [])
    )
    ranked = RankedStartup(7, startup, standing, (mean, 7))
    return weighed_place(ranked, other) if weighed else judged_place(ranked, judgement, other)


def test_a_row_says_what_was_judged_and_its_ranks_come_from_the_weighing():
    row = place("north", 60.0, beats=0.95)
    assert (row.expectation.mean, row.risk.mean, row.verdict) == (60.0, 25.0, "invest")
    assert (row.best, row.worst, row.is_separated, row.chances) == (2, 3, True, (0.1, 0.2, 0.3))
    assert (row.key, row.slug, row.ordinal) == (7, "north", (60.0, 7))


def test_under_other_weights_a_row_says_what_these_make_of_it():
    row = place("north", 60.0, weighed=True)
    assert (row.expectation.mean, row.risk.mean, row.verdict) == (1, 3, "pass")


def test_a_clear_leader_is_named():
    places = [place("north", 80, beats=0.99), place("quill", 50)]
    found = conclusion(places, 2)
    assert (found.kind, found.count, found.leader.name) == ("single", 1, "North")


def test_those_above_the_first_rule_lead_together():
    places = [place("north", 74, beats=0.6), place("baiyun", 73, beats=0.97), place("quill", 40)]
    assert [each.slug for each in leaders(places)] == ["north", "baiyun"]
    assert conclusion(places, 3) == conclusion([place("north", beats=0.6), place("baiyun", beats=0.97)], 3)
    assert (conclusion(places, 3).kind, conclusion(places, 3).count) == ("tied", 2)


def test_when_nothing_separates_anybody_the_title_says_so_of_all_and_of_the_first_of_many():
    places = [place(slug, beats=0.5) for slug in ("a", "b")] + [place("c")]
    assert (conclusion(places, 3).kind, conclusion(places, 3).count) == ("all_tied", 3)
    assert conclusion(places, 30).kind == "tied"


def test_a_leader_with_an_open_gate_is_not_simply_called_the_leader():
    assert conclusion([place("k", beats=0.99, gates=("licence",)), place("quill")], 2).kind == "gated"


@pytest.mark.parametrize(("places", "kind"), [([], "none"), ([place("north")], "only")])
def test_with_nobody_or_one_there_is_no_ranking_to_speak_of(places, kind):
    assert conclusion(places, len(places)).kind == kind


@pytest.mark.parametrize(
    ("row", "clears"),
    [
        (place("a", 60, 30), True),
        (place("a", 59.9, 30), False),
        (place("a", 60, 30.1), False),
        (place("a", 90, 5, verdict="hold"), False),
        (place("a", 60, 30, verdict="invest_if"), True),
    ],
)
def test_the_line_is_cleared_on_both_axes_and_by_the_verdict(row, clears, default):
    assert clears_line(row, default.scoring.verdict_lines) is clears
