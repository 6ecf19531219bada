"""The commands that judge, as a stranger types them."""

import json
import re

import pytest

DAY = ("--as-of", "2026-10-31", "--draws", "500")


@pytest.fixture(scope="module")
def assessed(analysis):
    return json.loads(analysis("assess", "--startup", "overstated", *DAY, "--json").stdout)


def test_an_assessment_keeps_the_two_axes_apart_each_with_an_interval_around_its_mean(assessed):
    for axis in ("expectation", "risk"):
        score = assessed[axis]
        assert 0 <= score["low"] < score["mean"] < score["high"] <= 100
    assert assessed["as_of"] == "2026-10-31"


def test_an_assessment_says_where_the_startup_stands_among_all_that_are_on_record(assessed):
    rank = assessed["rank"]
    assert (rank["of"], rank["by"]) == (2, "expectation")
    assert 1 <= rank["best"] <= rank["worst"] <= 2


def test_an_overstated_claim_is_among_the_findings_with_both_numbers(assessed):
    messages = [finding["message"] for finding in assessed["findings"]]
    assert any("Claim minus measurement is 8.3 %" in message for message in messages)


def test_people_get_the_same_figures_in_lines_and_every_finding_whole(analysis, assessed):
    done = analysis("assess", "--startup", "overstated", *DAY)
    assert done.exit_code == 0
    score = assessed["expectation"]
    assert f"{score['mean']:.0f}  ({score['low']:.0f}–{score['high']:.0f}, 90 % interval)" in done.stdout
    assert assessed["verdict"] in done.stdout
    assert ("held back by" in done.stdout) == (assessed["capped_by"] is not None)
    for finding in assessed["findings"]:
        assert finding["severity"] in done.stdout
    for question in assessed["next_questions"]:
        assert f"{question['value_points']:.2f}" in done.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_is_printed_to_its_end_however_long_it_is(analysis, language):
    options = ("--startup", "overstated", "--as-of", "2026-10-31", "--language", language)
    questions = json.loads(analysis("questions", *options, "--json").stdout)["next_questions"]
    shown = analysis("questions", *options).stdout
    assert questions and "…" not in shown
    printed = "".join(re.sub(r"\s+\d+\.\d\d\s+[\d.]+\s*$", "", line) for line in shown.splitlines()[1:])
    for question in questions:
        assert "".join(question["question"].split()) in "".join(printed.split())


def test_of_two_startups_one_stands_before_the_other_with_shares_that_sum_to_one(analysis):
    done = analysis("compare", "solid", "overstated", *DAY, "--json")
    better = json.loads(done.stdout)["p_better"]
    assert better["solid"]["overstated"] + better["overstated"]["solid"] == pytest.approx(1, abs=2e-6)
    assert better["solid"]["overstated"] > 0.5


def test_what_is_not_on_record_is_named_with_what_is(refused):
    assert refused("assess", "--startup", "solidd", *DAY) == ("No startup 'solidd'; known are overstated, solid")
    assert refused("questions", "--startup", "solidd") == (
        "No startup 'solidd'; `python -m data list` shows what there is"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("compare", "solid"), "compare takes two to five different slugs, got 1"),
        (("compare", "solid", "solid"), "compare takes two to five different slugs, got 1"),
        (("compare", *"abcdef"), "compare takes two to five different slugs, got 6"),
        (
            ("assess", "--startup", "solid", "--as-of", "2026-13-01"),
            "--as-of: got '2026-13-01', expected a date such as 2026-10-31",
        ),
        (
            ("assess", "--startup", "solid", "--profile", "nobody"),
            "profile 'nobody' is not in the rubric; use one of pre_seed, growth, strategic",
        ),
        (("verdict", "--claim", "0.7", "--correct", "101", "--n", "100"), "101"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(refused, arguments, sentence):
    assert sentence in refused(*arguments)


@pytest.mark.parametrize(
    ("correct", "n", "claim", "verdict"),
    [(60, 100, 0.75, "overstated"), (5, 8, 0.7, "inconclusive")],
)
def test_a_claim_is_judged_by_what_was_measured(analysis, correct, n, claim, verdict):
    done = analysis("verdict", "--claim", claim, "--correct", correct, "--n", n, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, found["verdict"]) == (0, verdict)
    low, high = found["interval"]
    assert low < correct / n < high


def test_a_whole_test_set_leaves_no_doubt_of_chance(analysis):
    done = analysis("verdict", "--claim", "0.6", "--correct", "500", "--n", "1000", "--of", "1000", "--json")
    assert json.loads(done.stdout)["interval"] == pytest.approx([0.5, 0.5], abs=0.5 / 1000 + 1e-9)


def test_a_verdict_speaks_the_language_asked_for(analysis):
    options = ("verdict", "--claim", "0.641", "--correct", "50", "--n", "100")
    assert analysis(*options).stdout.startswith("Overstated")
    assert analysis(*options, "--language", "zh").stdout.startswith("夸大：自报为 64.1 %")
