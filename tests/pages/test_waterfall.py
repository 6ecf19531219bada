"""From evidence to score on the startup's page: steps that add up, and sources below every criterion."""

import pytest

from analysis.scoring.score_steps import score_steps
from pages.components import loaders
from pages.components.startup.drivers import drivers_view, effect_style
from pages.components.startup.waterfall import _after, steps_view
from tests.pages.startups import open_app, said, views


@pytest.fixture
def standing(one):
    return next(entry for entry in loaders.standings() if entry.startup.slug == "northfold")


def spoken(row):
    return [part["words"] for cell in row["cells"] for part in cell["parts"] if "words" in part]


def bars(view):
    return [
        part["bridge"] for row in view["rows"] for cell in row["cells"] for part in cell["parts"] if "bridge" in part
    ]


@pytest.mark.parametrize("axis", ["expectation", "risk"])
def test_every_bar_starts_where_the_one_before_it_ended(standing, axis):
    steps = score_steps(standing.assessment, axis, loaders.rubric().scoring)
    prior, *between, end = bars(steps_view(steps, axis, ""))
    at = prior[1]
    for start, stop in between:
        assert start == pytest.approx(at, abs=2e-3)
        at = stop
    assert end == [0, pytest.approx(at, abs=2e-3)]
    assert end[1] == pytest.approx(getattr(standing.assessment, axis).mean, abs=1e-3)


def test_a_pressed_criterion_shows_document_page_value_and_date_below_it(standing):
    steps = score_steps(standing.assessment, "expectation", loaders.rubric().scoring)
    driver = next(each for each in steps.drivers if each.level.value == "claimed")
    closed = drivers_view(steps, "expectation", standing, level="", opened="")
    opened = drivers_view(steps, "expectation", standing, level="claimed", opened=driver.key)
    assert all("Pitch deck" not in words for row in closed["rows"] for words in spoken(row))
    place = next(index for index, row in enumerate(opened["rows"]) if row["selected"])
    below = " ".join(spoken(opened["rows"][place + 1]))
    assert "Pitch deck, September 2026 · p. 12" in below and "As of 30 Sep 2026" in below


def test_what_a_run_found_is_a_button_that_opens_the_run(standing):
    found = {}
    for axis in ("expectation", "risk"):
        steps = score_steps(standing.assessment, axis, loaders.rubric().scoring)
        for driver in steps.drivers:
            if any(fact.source.run_id for fact in driver.facts):
                view = drivers_view(steps, axis, standing, level=driver.level.value, opened=driver.key)
                found[driver.key] = [
                    part["go"]
                    for row in view["rows"]
                    for cell in row["cells"]
                    for part in cell["parts"]
                    if part.get("go", "").startswith("run:")
                ]
    assert found and all(found.values())


def test_a_press_opens_and_a_second_press_closes():
    assert _after("level:claimed", "", "") == ("claimed", "")
    assert _after("level:claimed", "claimed", "net_retention") == ("", "")
    assert _after("driver:net_retention", "claimed", "") == ("claimed", "net_retention")
    assert _after("driver:net_retention", "claimed", "net_retention") == ("claimed", "")


@pytest.mark.parametrize(
    ("change", "axis", "style"),
    [(2, "expectation", "expectation"), (2, "risk", "attention"), (-2, "risk", "expectation"), (0.01, "risk", "mute")],
)
def test_what_is_good_for_the_investor_is_blue_on_either_axis(change, axis, style):
    assert effect_style(change, axis) == style


def test_the_word_of_the_company_is_shown_with_the_claims_it_was_learnt_from(one):
    app = open_app("startup", id="northfold")
    assert "What the company's word is worth" in said(app)
    claims = next(view for view in views(app) if view.get("label") == "What the company's word is worth")
    outcomes = [
        part["label"] for row in claims["rows"] for cell in row["cells"] for part in cell["parts"] if "severity" in part
    ]
    assert set(outcomes) <= {"held", "broken"} and outcomes
