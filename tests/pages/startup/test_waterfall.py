"""From nothing known to the score: every bar starts where the last one ended, and levels open their criteria."""

import pytest

from analysis.scoring.score_steps import Driver, ScoreSteps, score_steps
from analysis.scoring.settings import KnownLevel
from data.records import EvidenceLevel
from pages.components import loaders
from pages.components.startup.drivers import drivers_view
from pages.components.startup.waterfall import _after, show_waterfall, steps_view
from tests.pages.drawing import cell_text, draw, parts_of, spoken
from tests.pages.judged import judged, northfold
from tests.pages.startups import sample_facts

pytestmark = pytest.mark.usefixtures("calculator")


def made(prior=50.0, claimed=8.0, documented=-3.0, measured=0.0, doubt=-4.0, credibility=1.0, drivers=()):
    faces: dict[KnownLevel, float] = {"claimed": claimed, "documented": documented, "measured": measured}
    score = prior + claimed + documented + measured + doubt + credibility
    return ScoreSteps(prior, faces, doubt, credibility, score, tuple(drivers), ())


def driver(level):
    return Driver(loaders.rubric().criteria[0].key, "technical", EvidenceLevel(level), 70.0, 1.0, 0.0, 0.0, ())


def view(steps, code="expectation", level="", language="en"):
    return spoken(language, steps_view, steps, code, level)


def rows(shown):
    return [[cell_text(cell) for cell in row["cells"]][:2] for row in shown["rows"]]


@pytest.fixture(scope="module")
def full(calculator):
    """A startup of which every fact is known."""
    return judged(sample_facts())


def test_the_steps_are_told_in_points_from_prior_to_score():
    shown = view(made(drivers=[driver("claimed"), driver("claimed"), driver("documented")]))
    assert rows(shown) == [
        ["Nothing known", "50"],
        ["Claimed, at face value (2)", "+8.0"],
        ["Documented, at face value (1)", "−3.0"],
        ["Measured (0)", "0.0"],
        ["Doubt for weak evidence", "−4.0"],
        ["Credibility of the company", "+1.0"],
        ["Score", "52"],
    ]
    assert parts_of(shown, "bridge") == [[0, 50.0], [50.0, 58.0], [58.0, 55.0], [55.0, 55.0], [55.0, 51.0],
                                         [51.0, 52.0], [0, 52.0]]  # fmt: skip


def test_the_steps_are_told_in_chinese():
    assert [row[0] for row in rows(view(made(), language="zh"))] == [
        "一无所知",
        "仅宣称，按字面计（0 项）",
        "文件佐证，按字面计（0 项）",
        "实测（0 项）",
        "证据偏弱的折减",
        "公司可信度",
        "得分",
    ]


def test_only_a_level_with_criteria_is_a_button():
    assert parts_of(view(made(drivers=[driver("documented")])), "go") == ["level:documented"]


def test_the_pressed_level_stays_marked():
    shown = view(made(drivers=[driver("claimed")]), level="claimed")
    assert [row["selected"] for row in shown["rows"]] == [False, True, False, False, False, False, False]


@pytest.mark.parametrize(
    ("code", "up", "down"), [("expectation", "expectation", "risk"), ("risk", "risk", "expectation")]
)
def test_what_is_good_for_the_investor_has_one_colour_on_either_axis(code, up, down):
    bars = [part for row in view(made(), code)["rows"] for cell in row["cells"] for part in cell["parts"]
            if "bridge" in part]  # fmt: skip
    assert [bar["role"] for bar in bars] == ["neutral", up, down, "neutral", down, up, "neutral"]


@pytest.mark.parametrize(
    ("steps", "end"), [(made(), 75), (made(prior=20, claimed=3), 25), (made(prior=90, claimed=20), 125)]
)
def test_the_axis_ends_at_the_next_quarter_above_the_highest_step(steps, end):
    axis = next(part for column in view(steps)["columns"] for part in column["parts"] if "axis" in part)
    assert (axis["from"], axis["to"]) == (0, end)
    assert axis["axis"][-1] == [end, str(end)]


@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_every_bar_of_a_real_judgement_starts_where_the_one_before_it_ended(full, axis):
    steps = score_steps(full.assessment, axis, loaders.rubric().scoring)
    prior, *between, end = parts_of(view(steps, axis), "bridge")
    at = prior[1]
    for start, stop in between:
        assert start == pytest.approx(at, abs=2e-3)
        at = stop
    assert end == [0, pytest.approx(at, abs=2e-3)]
    assert end[1] == pytest.approx(getattr(full.assessment, axis).mean, abs=1e-3)


def test_a_pressed_criterion_shows_document_page_value_and_date_below_it(full):
    steps = score_steps(full.assessment, "expectation", loaders.rubric().scoring)
    chosen = next(each for each in steps.drivers if each.level.value == "claimed")
    closed = spoken("en", drivers_view, steps, "expectation", full, level="", opened="")
    opened = spoken("en", drivers_view, steps, "expectation", full, level="claimed", opened=chosen.key)
    assert "Pitch deck" not in str(closed["rows"])
    place = next(index for index, row in enumerate(opened["rows"]) if row["selected"])
    below = cell_text(opened["rows"][place + 1]["cells"][0])
    assert "Pitch deck, September 2026 · p. 12" in below and "As of 30 Sep 2026" in below


@pytest.mark.parametrize(
    ("pressed", "before", "after"),
    [
        ("level:claimed", ("", ""), ("claimed", "")),
        ("level:claimed", ("claimed", "net_retention"), ("", "")),
        ("level:measured", ("claimed", "net_retention"), ("measured", "")),
        ("driver:net_retention", ("claimed", ""), ("claimed", "net_retention")),
        ("driver:net_retention", ("claimed", "net_retention"), ("claimed", "")),
        ("driver:runway", ("", "net_retention"), ("", "runway")),
    ],
)
def test_a_press_opens_and_a_second_press_closes(pressed, before, after):
    assert _after(pressed, *before) == after


def test_both_axes_stand_beside_each_other_with_what_was_opened():
    known = northfold()
    key = f"waterfall_{known.startup.slug}_expectation"
    drawn = draw(show_waterfall, known, state={key: ("documented", "")})
    assert [view["label"] for view in drawn.views] == [
        "Steps of Expectation", "Criteria of Expectation", "Steps of Risk", "Criteria of Risk",
    ]  # fmt: skip
    levels = [row[1] for row in drawn.rows("Criteria of Expectation")]
    assert set(levels) <= {"documented"}
    assert any("without evidence" in row[0] for row in drawn.rows("Criteria of Risk"))


def test_a_startup_of_which_nothing_is_known_has_no_steps():
    drawn = draw(show_waterfall, judged())
    assert (drawn.views, drawn.said) == ([], "")
