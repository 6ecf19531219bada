"""The economics commands as an outside script meets them."""

import json

import pytest
from typer.testing import CliRunner

from analysis.__main__ import app

ACCOUNTS = """\
month,arr,new_arr,expansion_arr,contraction_arr,churned_arr,revenue,net_burn,cash
2026-07,1000000,0,0,0,0,80000,200000,3000000
2026-08,1100000,100000,20000,5000,15000,90000,210000,2790000
2026-09,1200000,100000,20000,5000,15000,95000,190000,2600000
"""
CAP_TABLE = """\
holdings:
- {holder: Founders, shares: 8000000}
- {holder: Seed, shares: 2000000, participation: non_participating, preference_usd: 2000000, seniority: 1}
- {holder: Series A, shares: 3333333, participation: participating, preference_usd: 7000000, seniority: 2}
"""


def analysis(*arguments):
    return CliRunner().invoke(app, list(arguments))


def test_serving_prints_the_keys_that_scripts_rely_on():
    options = ["--batch", "128", "--context", "2048", "--price-per-gpu-hour", "2"]
    shape = ["--layers", "32", "--kv-heads", "8", "--head-dim", "128"]
    done = analysis("serving", "--params", "8.03e9", "--gpu", "H100", *options, *shape, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["tokens_per_second_bound"] == pytest.approx(8505, rel=2e-3)
    assert found["usd_per_million_tokens_bound"] == pytest.approx(0.065, abs=0.001)
    assert found["kv_bytes_per_token"] == 131_072
    assert found["memory_bytes"] == pytest.approx(2 * 8.03e9 + 128 * 2048 * 131_072)


def test_serving_without_price_and_shape_says_so_with_null():
    found = json.loads(analysis("serving", "--params", "7e9", "--gpu", "a100", "--json").stdout)
    assert found["usd_per_million_tokens_bound"] is None
    assert found["kv_bytes_per_token"] is None


def test_sound_accounts_exit_with_zero_and_contradicting_ones_with_one(tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text(ACCOUNTS, encoding="utf-8")
    done = analysis("finance", str(file), "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert found["metrics"]["runway_months"]["value"] == pytest.approx(13)
    assert found["metrics"]["cac_usd"]["value"] is None and found["metrics"]["cac_usd"]["reason"]
    assert found["runway"]["months_p10"] < 13 < found["runway"]["months_p90"]
    file.write_text(ACCOUNTS.replace("1200000", "1900000"), encoding="utf-8")
    done = analysis("finance", str(file), "--json")
    assert done.exit_code == 1
    assert [finding["rule"] for finding in json.loads(done.stdout)["findings"]] == ["arr_bridge"]


@pytest.mark.parametrize("exit_usd", [0, 1, 6_999_999.99, 8e6, 9_123_456.78, 50e6])
def test_a_waterfall_maps_holders_to_payouts_that_add_up_to_the_exit(tmp_path, exit_usd):
    file = tmp_path / "table.yaml"
    file.write_text(CAP_TABLE, encoding="utf-8")
    done = analysis("waterfall", str(file), "--exit", str(exit_usd), "--json")
    paid = json.loads(done.stdout)
    assert done.exit_code == 0
    assert set(paid) == {"Founders", "Seed", "Series A"}
    assert sum(round(100 * amount) for amount in paid.values()) == round(100 * exit_usd)


def test_people_get_lines_instead_of_json(tmp_path):
    file = tmp_path / "accounts.csv"
    file.write_text(ACCOUNTS, encoding="utf-8")
    said = analysis("finance", str(file)).stdout
    assert "runway_months" in said and "sales_and_marketing is not known" in said


@pytest.mark.parametrize(
    ("name", "content", "arguments", "part"),
    [
        ("a.csv", "month,arr\n2026-01,much\n", ["finance"], "row 2, arr: 'much' is not a number"),
        ("a.csv", "month,arr\n", ["finance"], "no row below it"),
        ("a.txt", "x", ["finance"], "a.txt"),
        ("t.csv", "holder,shares\nA,-1\n", ["waterfall", "--exit", "5"], "row 2, shares: -1 is below 0"),
        ("t.csv", "holder,shares\nA,1\n", ["waterfall", "--exit", "-5"], "at least 0"),
    ],
)
def test_bad_input_is_one_sentence_with_its_place_and_exit_status_two(tmp_path, name, content, arguments, part):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    done = analysis(arguments[0], str(file), *arguments[1:])
    assert done.exit_code == 2
    assert part in done.stderr and done.stderr.strip().count("\n") == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["serving", "--params", "7e9", "--gpu", "H1000"], "H1000"),
        (["serving", "--params", "0", "--gpu", "H100"], "above 0"),
        (["serving", "--params", "7e9", "--gpu", "H100", "--batch", "0"], "at least 1"),
        (["serving", "--params", "nan", "--gpu", "H100"], "got nan"),
        (["serving", "--params", "7e9", "--gpu", "H100", "--price-per-gpu-hour", "-2"], "got -2.0"),
        (["serving", "--params", "7e9", "--gpu", "H100", "--layers", "-3"], "layers: got -3"),
        (["training"], "nothing was given"),
        (["training", "--params", "nan", "--tokens", "1e12"], "params: got nan"),
        (["training", "--params", "inf"], "params: got inf"),
        (["training", "--mfu", "38"], "divide percentages by 100"),
        (["training", "--params", "1e9", "--precision", "fp8", "--gpu", "A100"], "has no FP8"),
        (["finance", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_bad_options_are_refused_in_one_sentence(arguments, part):
    done = analysis(*arguments)
    assert done.exit_code == 2
    assert part in done.stderr


def test_training_solves_from_devices_days_and_cost_and_names_what_was_assumed():
    done = analysis("training", "--gpus", "512", "--days", "20", "--cost", "575000", "--gpu", "H100", "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["gpu_hours"]["high"] == pytest.approx(512 * 20 * 24 * 1.05)
    assert found["flop"]["low"] < found["flop"]["mid"] < found["flop"]["high"]
    assert found["implied_mfu"] is None
    assert found["assumed"] == ["mfu"]


def test_accounts_with_customers_give_cohorts_and_both_runways(tmp_path):
    accounts, customers = tmp_path / "accounts.csv", tmp_path / "customers.csv"
    rows = [f"2026-{m:02d},{90_000 + 3_000 * m},{100_000 + 2_000 * m},{3_000_000 - 110_000 * m}" for m in range(1, 10)]
    accounts.write_text("month,revenue,net_burn,cash\n" + "\n".join(rows), encoding="utf-8")
    customers.write_text("customer,month,arr\nA,2025-09,600\nA,2026-09,450\n", encoding="utf-8")
    done = analysis("finance", str(accounts), "--customers", str(customers), "--json")
    found = json.loads(done.stdout)
    assert found["metrics"]["nrr_cohort_share"]["value"] == pytest.approx(0.75)
    assert found["metrics"]["customer_hhi"]["value"] == pytest.approx(1.0)
    assert found["runway_with_growth"]["months_p50"] is None or found["runway"]["months_p50"] is not None
    shown = analysis("finance", str(accounts)).stdout
    assert "out of cash before: 6 months" in shown
    customers.write_text("customer,month,arr\nA,2026-09,-1\n", encoding="utf-8")
    refused = analysis("finance", str(accounts), "--customers", str(customers))
    assert refused.exit_code == 2
    assert "below 0" in refused.stderr
