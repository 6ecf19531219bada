"""Evidence levels, verdict lines and the rule that judges claims, as the rubric has them."""

import pytest

from analysis.claims.checks import ClaimVerdict
from pages.components import loaders
from pages.components.language import catalogue
from pages.components.methodology.evidence import show_claim_rule, show_evidence, show_verdicts
from tests.pages.drawing import draw, parts_of, sentences

pytestmark = pytest.mark.usefixtures("calculator")


def test_levels_come_strongest_first_with_how_far_each_is_pulled_to_the_prior():
    drawn = draw(show_evidence, loaders.rubric())
    rows = drawn.rows("Evidence levels")
    assert [row[0] for row in rows] == ["measured", "documented", "claimed", "missing"]
    assert rows[-1][1:] == [catalogue("en")["method.evidence.of_missing"], "the prior itself"]
    pulls = [float(row[2].rstrip("%")) for row in rows[:3]]
    assert pulls == sorted(pulls) and pulls[0] < pulls[2]
    levels = {entry.level: entry.pull_to_missing for entry in loaders.rubric().scoring.evidence_levels}
    assert pulls == pytest.approx([round(100 * levels[row[0]]) for row in rows[:3]])


def test_every_level_has_its_mark_and_the_key_below():
    drawn = draw(show_evidence, loaders.rubric(), language="zh")
    view = drawn.views[0]
    assert parts_of(view, "glyph") == ["measured", "documented", "claimed", "missing"]
    assert drawn.views[1]["legend"][0] == ["measured", "实测"]
    months = loaders.rubric().scoring.ageing.months_to_double_variance
    assert f"{months:g}" in sentences(drawn.views[2])[0]


def test_the_lines_of_the_verdicts_are_those_of_the_rubric():
    rubric = loaders.rubric()
    lines = rubric.scoring.verdict_lines
    invest, condition, refusal = draw(show_verdicts, rubric).rows("Verdicts")
    assert invest[1:3] == [f"≥ {lines.invest.expectation_at_least:g}", f"≤ {lines.invest.risk_at_most:g}"]
    assert condition[1:3] == [f"≥ {lines.invest_if.expectation_at_least:g}", f"≤ {lines.invest_if.risk_at_most:g}"]
    assert refusal[1:3] == [f"≤ {lines.pass_line.expectation_at_most:g}", f"≥ {lines.pass_line.risk_at_least:g}"]
    assert invest[3] == f"≥ {100 * lines.invest.probability_at_least:.0f}%"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_verdicts_are_named_in_the_language_and_caps_are_told(language):
    rubric = loaders.rubric()
    names = {each.code: each.label_zh if language == "zh" else each.label_en for each in rubric.scoring.verdicts}
    drawn = draw(show_verdicts, rubric, language=language)
    rows = drawn.rows(catalogue(language)["method.verdicts.title"])
    assert [row[0] for row in rows] == [names[code] for code in ("invest", "invest_if", "pass")]
    (cap,) = sentences(drawn.views[1])
    assert names["hold"] in cap and names[rubric.scoring.open_high_finding_cap] in cap


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_outcome_of_a_claim_is_explained_without_a_gap_left_open(language):
    pairs, correction = draw(show_claim_rule, language=language).views
    lines = sentences(pairs)
    assert [line.split(" ")[0] for line in lines] == [
        catalogue(language)[f"claim.{verdict.value}"].split(" ")[0] for verdict in ClaimVerdict
    ]
    assert not [line for line in (*lines, *sentences(correction)) if "{" in line]


def test_the_levels_of_the_rule_are_told_as_percentages():
    pairs, correction = draw(show_claim_rule).views
    said = " ".join(sentences(pairs) + sentences(correction))
    assert "90% interval" in said and "95% intervals" in said and "within 1 point" in said
