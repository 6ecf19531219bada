"""The demonstration as it stands after its runs: verdicts by story, and no driver without a source."""

import re

import pytest

from analysis.scoring.score_steps import score_steps
from pages.components import loaders
from pages.components.startup.sources import source_rows
from tests.browser.demo import measured_demonstration

STORIES = {
    "lumenor-textwerk": "invest",
    "orrin-vale-ai": "pass",
    "brightmoor-cognition": "pass",
    "tessaly-language-systems": "hold",
    "kestrel-loom-labs": "hold",
}
DATED = re.compile(r"As of \d{1,2} \w{3} \d{4}")


@pytest.fixture
def standings(database):
    measured_demonstration(database)
    return {slug: loaders.standing_of(slug) for slug in STORIES}


def spoken(row):
    return " ".join(part["words"] for cell in row.cells for part in cell.parts if "words" in part)


def test_the_five_land_where_their_stories_say_and_each_for_its_own_reason(standings):
    assert {slug: entry.assessment.verdict for slug, entry in standings.items()} == STORIES
    findings = {slug: {found.rule for found in entry.assessment.findings} for slug, entry in standings.items()}
    assert findings["lumenor-textwerk"] == set()
    assert standings["orrin-vale-ai"].assessment.cap.rule == "undisclosed_base"
    assert standings["brightmoor-cognition"].assessment.cap.rule == "claims_refuted"
    reason = next(
        each for each in standings["brightmoor-cognition"].assessment.findings if each.rule == "claims_refuted"
    )
    assert reason.message_en == (
        "Material claims refuted beyond doubt: English to Chinese 86.7 points better than found; "
        "Continue a row of numbers 71.7 points better than found; "
        "Questions on a published world 25.1 points better than found."
    )
    assert "数列续写比查得结果好 71.7 个百分点" in reason.message_zh
    assert {"tests_in_training_data", "claims_on_contaminated_test"} <= findings["tessaly-language-systems"]
    widths = {slug: entry.assessment.expectation for slug, entry in standings.items()}
    widest = max(widths, key=lambda slug: widths[slug].high - widths[slug].low)
    assert widest == "kestrel-loom-labs"  # before revenue, hardly anything is known


def test_every_driver_of_all_five_opens_onto_dated_sources(standings):
    checked = 0
    for entry in standings.values():
        for axis in ("expectation", "risk"):
            for driver in score_steps(entry.assessment, axis, loaders.rubric().scoring).drivers:
                below = source_rows(driver.facts, entry, loaders.registry(), loaders.rubric(), cells=4)
                assert below and all(DATED.search(spoken(row)) for row in below), (entry.startup.slug, driver.key)
                checked += 1
    assert checked > 150
