"""The criteria that move a score: effect, what doubt and credibility take back, and what is not listed."""

import pytest

from analysis.scoring.score_steps import Driver, ScoreSteps
from analysis.scoring.settings import KnownLevel
from data.records import EvidenceLevel
from pages.components import loaders
from pages.components.startup.drivers import drivers_view, effect_ink, effect_style
from tests.analysis.small_dossier import fact
from tests.pages.drawing import cell_text, headings, parts_of, spoken
from tests.pages.judged import northfold

pytestmark = pytest.mark.usefixtures("calculator")


def keys(count):
    return [entry.key for entry in loaders.rubric().criteria[:count]]


def driver(key, effect=2.0, *, level="claimed", doubt=0.0, credibility=0.0, facts=()):
    at_face = effect - doubt - credibility
    return Driver(key, "technical", EvidenceLevel(level), 71.6, at_face, doubt, credibility, tuple(facts))


def steps(*drivers, missing=()):
    faces: dict[KnownLevel, float] = {"claimed": 0.0, "documented": 0.0, "measured": 0.0}
    return ScoreSteps(40.0, faces, 0.0, 0.0, 40.0, tuple(drivers), tuple(missing))


def view(found, *, level="", opened="", code="expectation", language="en"):
    return spoken(language, drivers_view, found, code, northfold(), level=level, opened=opened)


def rows(shown):
    return [[cell_text(cell) for cell in row["cells"]] for row in shown["rows"]]


def label(key):
    return next(entry.label_en for entry in loaders.rubric().criteria if entry.key == key)


@pytest.mark.parametrize(
    ("change", "axis", "style"),
    [(2, "expectation", "expectation"), (2, "risk", "attention"), (-2, "risk", "expectation"),
     (-2, "expectation", "attention"), (0.01, "risk", "mute"), (-0.049, "expectation", "mute")],
)  # fmt: skip
def test_what_is_good_for_the_investor_is_blue_on_either_axis(change, axis, style):
    assert effect_style(change, axis) == style
    assert effect_ink(change, axis) == {"expectation": "expectation", "attention": "risk", "mute": "neutral"}[style]


@pytest.mark.parametrize(
    ("language", "head"),
    [("en", ["Criterion", "Evidence", "Moves the score by", ""]), ("zh", ["标准", "证据", "对得分的影响", ""])],
)
def test_a_row_tells_criterion_level_and_effect(language, head):
    (key,) = keys(1)
    shown = view(steps(driver(key, -1.26)), language=language)
    assert headings(shown) == head
    ((name, level, effect, _),) = rows(shown)
    assert effect == "−1.3"
    assert (name, level) == ((label(key), "claimed") if language == "en" else (name, "仅宣称"))


def test_the_bars_share_one_scale_that_ends_at_the_largest_effect():
    first, second = keys(2)
    shown = view(steps(driver(first, 4.0), driver(second, -1.0)))
    assert parts_of(shown, "bridge") == [[0, 4.0], [0, -1.0]]
    bars = [part for row in shown["rows"] for cell in row["cells"] for part in cell["parts"] if "bridge" in part]
    assert {(bar["from"], bar["to"]) for bar in bars} == {(-4.0, 4.0)}
    assert [bar["role"] for bar in bars] == ["expectation", "risk"]


def test_effects_of_nothing_at_all_still_have_a_scale():
    (key,) = keys(1)
    (bar,) = [part for cell in view(steps(driver(key, 0.0)))["rows"][0]["cells"] for part in cell["parts"]
              if "bridge" in part]  # fmt: skip
    assert (bar["from"], bar["to"], bar["role"]) == (-1.0, 1.0, "neutral")


def test_behind_the_effect_stands_what_it_is_made_of():
    (key,) = keys(1)
    (why, *_) = parts_of(view(steps(driver(key, 2.0, doubt=-1.5, credibility=-0.4))), "source")
    assert why.splitlines() == [
        "72 of 100 points on the evidence: +3.9", "weak evidence: −1.5", "credibility: −0.4",
    ]  # fmt: skip
    (bare, *_) = parts_of(view(steps(driver(key, 2.0, doubt=0.04))), "source")
    assert bare.splitlines() == ["72 of 100 points on the evidence: +2.0"]


def test_twelve_are_listed_and_the_smaller_ones_added_up():
    many = [driver(key, 1.0 if place < 12 else 0.25) for place, key in enumerate(keys(15))]
    shown = rows(view(steps(*many)))
    assert len(shown) == 13
    assert shown[-1] == ["3 smaller ones together", "", "+0.8", ""]


def test_a_level_pressed_lists_all_of_its_criteria_and_no_other():
    many = [driver(key, level="documented" if place % 2 else "claimed") for place, key in enumerate(keys(30))]
    shown = rows(view(steps(*many, missing=keys(1)), level="documented"))
    assert len(shown) == 15 and {row[1] for row in shown} == {"documented"}


def test_criteria_without_evidence_are_counted_named_and_move_nothing():
    first, second, third = keys(3)
    shown = view(steps(driver(first), missing=(second, third)))
    assert rows(shown)[-1] == ["2 criteria without evidence", "", "0.0", ""]
    assert parts_of(shown, "source")[-1] == f"{label(second)}\n{label(third)}"


def test_nothing_known_is_one_row_that_says_so():
    assert rows(view(steps(missing=keys(2)))) == [["2 criteria without evidence", "", "0.0", ""]]
    assert rows(view(steps())) == []


def test_a_pressed_criterion_shows_its_sources_below_it():
    first, second = keys(2)
    found = steps(driver(first, facts=[fact("arr_usd", 2_400_000.0)]), driver(second))
    shown = view(found, opened=first)
    assert [row["selected"] for row in shown["rows"]] == [True, False, False]
    assert rows(shown)[1][0].startswith(
        "↳ Annual recurring revenue\nMonthly management accounts: Accounts, September 2026"
    )
    assert rows(shown)[2][0] == label(second)
    assert len(rows(view(found))) == 2


def test_a_criterion_is_a_button_that_reports_itself():
    (key,) = keys(1)
    assert parts_of(view(steps(driver(key))), "go") == [f"driver:{key}"]
