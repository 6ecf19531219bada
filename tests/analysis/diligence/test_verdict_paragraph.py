"""The verdict in words: from the terms of the waterfall, in both languages; and what an “invest if” hangs on."""

from __future__ import annotations

import pytest

from analysis.diligence.investment_conditions import investment_conditions
from analysis.diligence.verdict_paragraph import verdict_paragraph
from analysis.scoring.score_steps import score_steps

NAMES = ("solid", "overstated", "contaminated", "rewrapped", "prerevenue")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_paragraph_names_the_verdict_and_two_things_that_would_change_it(name, language, assessed, default):
    found = assessed(name)
    said = verdict_paragraph(found, default, language)
    assert said.startswith(default.scoring.verdict_names(language)[found.verdict])
    changes = said.split("What would change it: " if language == "en" else "以下会改变结论：")[1]
    assert changes.count(" and " if language == "en" else "与") >= 1


def test_a_gate_is_the_reason_and_the_first_thing_that_would_change_the_verdict(assessed, default):
    said = verdict_paragraph(assessed("rewrapped"), default, "en")
    assert "The scores alone would give “Invest”. Base model not disclosed:" in said
    assert (
        "What would change it: an answer that resolves “Base model not disclosed” and an answer that resolves “" in said
    )


def test_the_points_it_names_are_those_of_the_waterfall(assessed, default):
    found = assessed("overstated")
    drivers = [
        (driver, axis)
        for axis in ("expectation", "risk")
        for driver in score_steps(found, axis, default.scoring).drivers
        if driver.level.value == "claimed"
    ]
    largest, axis = max(drivers, key=lambda each: abs(each[0].effect))
    assert f"({largest.effect:+.1f} on {axis})" in verdict_paragraph(found, default, "en")


def test_with_nothing_known_it_says_that_nothing_was_measured(assessed, default):
    assert "We measured nothing that counts." in verdict_paragraph(assessed([]), default, "en")
    assert "尚无计入的实测。" in verdict_paragraph(assessed([]), default, "zh")


def test_conditions_name_who_closes_each(assessed, facts_of, default):
    facts = [each for each in facts_of("solid") if each.key not in {"lineage_verdict", "ip_assignment_founders_share"}]
    found = assessed(facts)
    assert found.verdict == "invest_if"
    conditions = {each.rule: each for each in investment_conditions(found, default)}
    assert conditions["undisclosed_base"].closer == "run"
    assert conditions["founder_ip_missing"].closer == "company"
    assert investment_conditions(assessed("solid"), default) == ()
