import json

import pytest
from typer.testing import CliRunner

from evals.contamination.battery import PROBES
from evals.contamination.cli import app


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_clean_model_leaves_with_0_and_json_for_programs(innocent_folder, items_file, published, fresh):
    items, others = items_file(published), items_file(fresh, "fresh.jsonl")
    result = run("all", "--model", innocent_folder, "--items", items, "--fresh", others, "--json")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["label"] == "clean"
    first = report["probes"][0]
    assert first["probe"] == "option_order"
    assert {"statistic", "p_value", "n", "flag", "caveats", "tokens_forwarded"} <= set(first)


def test_a_contaminated_model_leaves_with_1_and_a_table_for_people(guilty_folder, items_file, published, fresh):
    items, others = items_file(published), items_file(fresh, "fresh.jsonl")
    result = run("all", "--model", guilty_folder, "--items", items, "--fresh", others)
    assert result.exit_code == 1
    assert "label: contaminated" in result.output
    assert "SIGNAL" in result.output
    assert "Not run: no sample of the training data was given." in result.output


def test_the_help_names_every_probe():
    told = run("--help").output
    assert [name for name in PROBES if name not in told] == []


def test_one_probe_runs_alone(innocent_folder, items_file, published):
    result = run("option_order", "--model", innocent_folder, "--items", items_file(published), "--json")
    assert [probe["probe"] for probe in json.loads(result.stdout)["probes"]] == ["option_order"]


@pytest.mark.parametrize(
    ("name", "model", "items", "told"),
    [
        ("horoscope", ".", "assay_world_qa", "No probe 'horoscope'"),
        ("all", ".", "nowhere.jsonl", "Items 'nowhere.jsonl' do not exist"),
        ("all", "/nowhere", "assay_world_qa", "nowhere"),
    ],
)
def test_bad_input_leaves_with_2_and_one_sentence(name, model, items, told):
    result = run(name, "--model", model, "--items", items)
    assert result.exit_code == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
