"""The commands that look back: history, backtest, comparison, calibration."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analysis.commands.report_text import backtest_lines, calibration_lines, comparison_lines, history_lines
from analysis.track_record.calibration_figures import calibration_figures, parse_calibration, worlds
from analysis.track_record.history import explained_change
from analysis.track_record.reports import backtest_report, history_report, past_forecasts
from analysis.track_record.synthetic_startups import World
from data.database import open_database
from data.records import InvalidInput, Outcome
from data.repository import add_facts, add_startup
from tests.analysis.small_dossier import dossier, fact

ROOT = Path(__file__).parents[3]
JUNE, OCTOBER = date(2026, 6, 30), date(2026, 10, 31)


def entered(entry, day):
    return replace(entry, entered_at=datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def known():
    facts = [
        entered(fact("product_stage", "scaling", as_of=JUNE), JUNE),
        entered(fact("runway_months", 2.0, "claimed"), date(2026, 9, 1)),
        entered(fact("net_burn_usd_month", -5.0), date(2026, 9, 2)),
        entered(fact("cash_usd", 1e6), date(2026, 9, 2)),
    ]
    return dossier(facts)


def test_history_in_plain_values_survives_json_and_adds_up(known, yardsticks):
    found = history_report(explained_change(known, yardsticks, since=JUNE, until=OCTOBER), "en")
    again = json.loads(json.dumps(found))
    assert again == found
    assert sum(each["risk"] for each in found["changes"]) == pytest.approx(found["risk"]["change"], abs=1e-5)
    assert {"from", "to", "change"} == set(found["expectation"])
    lines = list(history_lines(found))
    assert lines[0].startswith("expectation")
    assert any("Net burn" in line for line in lines)


def test_forecast_is_made_from_what_was_known_before_the_outcome(known, yardsticks):
    outcomes = [
        Outcome("northfold", date(2027, 7, 1), "up_round", True, "Register"),
        Outcome("northfold", date(2027, 1, 1), "down_round", False, "Register"),
    ]
    (found,) = past_forecasts([known], outcomes, yardsticks, horizon_months=12)
    assert found.favourable is True
    assert 0 <= found.probability <= 1
    assert past_forecasts([known], outcomes, yardsticks, horizon_months=24) == []
    assert past_forecasts([], outcomes, yardsticks, horizon_months=12) == []


def test_backtest_says_in_both_languages_that_it_is_too_early():
    assert backtest_report([], "en")["reason"].startswith("Not enough outcomes yet: 0")
    assert next(iter(backtest_lines(backtest_report([], "zh")))).startswith("结果尚不足")


def test_kept_figures_of_the_calibration_meet_the_targets_and_name_their_command():
    kept = parse_calibration((ROOT / "data/catalogue/published/calibration.yaml").read_text(encoding="utf-8"))
    usual = kept.worlds[0]
    assert kept.startups == 2000 and kept.command.startswith("python -m analysis calibrate --startups 2000")
    assert [world.code for world in kept.worlds] == list(worlds())
    assert 0.88 <= usual.expectation.share <= 0.92
    assert 0.88 <= usual.risk.share <= 0.92
    assert all(world.rank_correlation > world.baseline_rank_correlation for world in kept.worlds)
    assert all(trial.wrong_after_best < trial.wrong_after_random for trial in kept.questions)


def test_figures_of_a_small_calibration_go_to_yaml_and_back(yardsticks):
    found = calibration_figures(yardsticks.rubric, made_on=OCTOBER, startups=10, seed=3)
    assert parse_calibration(json.dumps(found.model_dump(mode="json"))) == found
    assert "wrong decisions" in list(calibration_lines(found.model_dump(mode="json")))[-1]
    with pytest.raises(InvalidInput, match="cannot be read"):
        parse_calibration("worlds: many")


def test_worlds_differ_from_the_usual_one_in_one_thing():
    usual = World()
    for code, world in worlds().items():
        changed = [name for name in World.__dataclass_fields__ if getattr(world, name) != getattr(usual, name)]
        assert len(changed) == {"usual": 0, "liars": 2, "many_liars": 2}.get(code, 1)


def analysis(*arguments, database):
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("track") / "assay.sqlite"
    with open_database(f"sqlite:///{path}").session() as session:
        for slug, stage in (("northfold", "scaling"), ("southfold", "idea")):
            add_startup(session, slug=slug, name=slug, summary_en="a", summary_zh="甲", fictional=True, actor="test")
            add_facts(session, slug, [fact("product_stage", stage)], actor="test")
    return path


def test_comparison_gives_probabilities_and_second_opinions(database):
    done = analysis("compare", "northfold", "southfold", "--draws", "500", "--json", database=database)
    found = json.loads(done.stdout)
    assert found["p_better"]["northfold"]["southfold"] + found["p_better"]["southfold"]["northfold"] == pytest.approx(1)
    opinions = found["second_opinions"]
    assert set(opinions) == {"orders", "free_weights", "swaps"}
    assert opinions["orders"]["weighted_sum"] == ["northfold", "southfold"]
    assert next(iter(comparison_lines(found))).startswith("northfold before southfold")


def test_history_of_today_starts_where_nothing_was_known(database):
    done = analysis("history", "--startup", "northfold", "--since", "2020-01-01", "--json", database=database)
    found = json.loads(done.stdout)
    assert "product_stage" in {each["what"] for each in found["changes"] if each["kind"] == "fact"}
    wrong = analysis("history", "--startup", "northfold", "--since", "someday", database=database)
    assert wrong.returncode == 2 and "--since: got 'someday'" in wrong.stderr


def test_backtest_without_outcomes_exits_well_and_says_so(database):
    done = analysis("backtest", "--json", database=database)
    assert done.returncode == 0 and json.loads(done.stdout)["count"] == 0


def test_questions_say_whether_to_ask_or_to_run(database):
    done = analysis("questions", "--startup", "northfold", "--json", database=database)
    assert {each["kind"] for each in json.loads(done.stdout)["next_questions"]} <= {"ask", "run"}


def test_assessment_names_its_drivers_rank_and_rubric(database):
    done = analysis("assess", "--startup", "northfold", "--draws", "500", "--json", database=database)
    found = json.loads(done.stdout)
    assert found["rank"]["of"] == 2 and found["rank"]["by"] == "expectation", "as the portfolio screen ranks"
    assert len(found["rubric_hash"]) == 64
    assert "product_maturity" in {each["criterion"] for each in found["drivers"]}
    early = analysis("assess", "--startup", "northfold", "--as-of", "2020-01-01", "--json", database=database)
    assert json.loads(early.stdout)["expectation"]["mean"] != found["expectation"]["mean"]
