"""Reports as lines, from reports made by hand."""

import pytest

from analysis.commands.report_text import (
    backtest_lines,
    calibration_lines,
    comparison_lines,
    figure_lines,
    finance_lines,
    history_lines,
    profile_lines,
    rubric_lines,
    training_lines,
)

RUNWAY = {
    "months_p10": 5.5,
    "months_p50": 12.25,
    "months_p90": None,
    "horizon_months": 60,
    "chance_out_of_cash_before": {"6": 0.125, "12": 0.5},
}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (1_606_000_000.0, "1,606,000,000"),
        (0.065, "0.065"),
        ("bf16", "bf16"),
    ],
)
def test_a_figure_is_written_out_and_what_is_not_known_is_called_unknown(value, text):
    assert list(figure_lines({"a": value})) == [f"{'a':<30} {text}"]


def test_a_metric_has_its_band_or_the_reason_why_it_has_no_value():
    report = {
        "metrics": {
            "arr_usd": {"value": 2_200_000, "band": None, "reason": None},
            "burn_multiple": {"value": 1.5, "band": "great", "reason": None},
            "cac_usd": {"value": None, "band": None, "reason": "new_customers is not known."},
        },
        "runway": None,
        "runway_with_growth": None,
        "findings": [{"message": "Two figures disagree."}],
    }
    assert [line.split(maxsplit=1)[1] for line in finance_lines(report)] == [
        "2.2e+06  ",
        "1.5  great",
        "new_customers is not known.",
        "Two figures disagree.",
    ]


def test_a_runway_beyond_the_horizon_is_over_it_and_never_a_number():
    report = {"metrics": {}, "runway": RUNWAY, "runway_with_growth": None, "findings": []}
    months, chances = finance_lines(report)
    assert months.endswith("months, 10/50/90 %: 5.5 / 12.2 / over 60")
    assert chances.strip() == "out of cash before: 6 months 12%, 12 months 50%"


def test_a_training_figure_that_does_not_follow_is_unknown_and_contradictions_stand_last():
    known = {"low": 7.14e22, "mid": 8.4e22, "high": 1.134e23}
    report = {"flop": known, "gpu_hours": None, "implied_mfu": None, "cost_usd": None, "findings": [{"message": "So."}]}
    lines = list(training_lines(report))
    assert lines[0] == "flop         8.4e+22  (7.14e+22–1.134e+23)"
    assert [line.split()[1] for line in lines[1:4]] == ["unknown"] * 3
    assert lines[-1] == "! So."


def test_a_comparison_says_what_it_takes_to_swap_two_neighbours_or_that_nothing_does():
    swap = {"axis": "risk", "behind": "b", "ahead": "a", "category": "legal", "weight": 0.15}
    report = {
        "p_better": {"a": {"b": 0.625}, "b": {"a": 0.375}},
        "second_opinions": {
            "orders": {"topsis": ["a", "b"]},
            "free_weights": {"a": {"rank_acceptability": [0.7, 0.3]}},
            "swaps": [{**swap, "change": 0.2, "share_after": 0.35}, {**swap, "change": None, "share_after": None}],
        },
    }
    assert list(comparison_lines(report)) == [
        "a before b: 62%",
        "b before a: 38%",
        "",
        "topsis           a > b",
        "a: first under 70% of all weights",
        "risk: b draws level with a if legal weighs 35% instead of 15%",
        "risk: no single weight puts b before a",
    ]


def test_a_change_below_a_hundredth_of_a_point_is_not_printed_and_one_without_a_day_is():
    axis = {"from": 40.5, "to": 42.0, "change": 1.5}
    report = {
        "expectation": axis,
        "risk": {"from": 30.0, "to": 29.0, "change": -1.0},
        "verdict": {"from": "hold", "to": "invest_if"},
        "changes": [
            {"at": "2026-09-02T10:00:00", "expectation": 1.5, "risk": 0.0, "label": "Net burn"},
            {"at": None, "expectation": 0.0, "risk": -1.0, "label": "Days passed"},
            {"at": None, "expectation": 0.004, "risk": -0.004, "label": "Noise"},
        ],
        "findings_opened": ["soft_arr"],
        "findings_closed": ["stale_scores"],
    }
    assert list(history_lines(report)) == [
        "expectation  40.5 -> 42.0  (+1.5)",
        "risk         30.0 -> 29.0  (-1.0)",
        "verdict      hold -> invest_if",
        "",
        "2026-09-02  expectation +1.50  risk +0.00  Net burn",
        "            expectation +0.00  risk -1.00  Days passed",
        "! now open: soft_arr",
        "no longer open: stale_scores",
    ]


def test_a_backtest_prints_its_figures_and_bins_or_only_why_there_is_none():
    assert list(backtest_lines({"reason": "Too few."})) == ["Too few."]
    names = ("count", "base_rate", "brier_score", "brier_skill", "lift", "concordance", "concordance_p_value")
    seen = {"low": 0.6, "high": 0.8, "observed": 0.75, "startups": 8, "observed_low": 0.4, "observed_high": 0.93}
    lines = list(backtest_lines({"reason": None, "bins": [seen], **dict.fromkeys(names, 0.5)}))
    assert lines[0] == "count                0.5"
    assert lines[-1] == "forecast 0.6–0.8: 75% of 8 came true (40%–93%)"


def test_calibration_names_coverage_by_world_and_what_questions_were_worth():
    world = {
        "expectation": {"share": 0.9},
        "risk": {"share": 0.875},
        "rank_correlation": 0.8,
        "baseline_rank_correlation": 0.7,
        "label_en": "Usual",
    }
    trial = {"asked": 5, "wrong_before": 0.5, "wrong_after_best": 0.3, "wrong_after_random": 0.4}
    assert list(calibration_lines({"worlds": [world], "questions": [trial]})) == [
        "expectation 90.0%  risk 87.5%  rank correlation 0.800 (plain 0.700)  Usual",
        "5 answers: wrong decisions 50.0% -> 30.0%, with random questions 40.0%",
    ]


def test_a_rubric_and_its_profiles_in_lines():
    assert list(rubric_lines({"criteria": 55, "rules": 37})) == ["Sound: 55 criteria, 37 rules."]
    profile = {"label": "Growth", "expectation": {"execution": 1.0}, "risk": {"legal": 0.4, "data": 0.6}}
    assert list(profile_lines({"growth": profile})) == [
        "growth: Growth",
        "  expectation  execution 100",
        "  risk         legal 40, data 60",
    ]
