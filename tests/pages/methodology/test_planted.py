"""The planted-contamination experiment as it ships: misses, false alarms by model, and the labels that follow."""

import pytest

from analysis.inference.intervals import wilson_interval
from data.catalogue.measured import probe_label
from pages.components.methodology.planted import PlantedModel, PlantedTable, label_counts, planted_table


@pytest.fixture(scope="module")
def found():
    return planted_table()


def test_false_alarms_count_models_and_not_their_two_runs(found):
    alarms = found.false_alarms("option_order")
    assert (alarms.of, alarms.runs) == (12, 24)
    assert alarms.interval == wilson_interval(alarms.models, 12)
    assert found.mislabelled().models == 0


def test_at_least_five_clean_models_and_every_dose_stand_in_the_picture(found):
    assert len({model.name for model in found.of_group("0")}) >= 5
    assert found.groups == ["0", "5", "20", "60", "20, options shuffled", "20, items shuffled"]
    assert all(len(found.of_group(dose)) == 3 for dose in ("5", "20", "60"))


def test_labels_are_counted_by_what_was_planted(found):
    counted = label_counts(found.of_group("60"), from_weights=True)
    assert counted == {"contaminated": 3}
    assert sum(label_counts(found.of_group("0"), from_weights=False).values()) == 24


def model(name, copies=0, *, planted=None, label="clean", alone="clean", signals=(), **p_values):
    return PlantedModel(name, copies, planted, label, alone, tuple(signals), {"order": 0.5} | p_values)


TABLE = PlantedTable(
    {"probes": [{"probe": "order", "processor_seconds": 2.0}]},
    (
        model("m1"), model("m1", signals=["order"], label="indicative"), model("m2"), model("m3", order=None),
        model("m4", 20, planted="as published", signals=["order"], label="contaminated", alone="indicative"),
        model("m5", 20, planted="options shuffled"),
    ),
)  # fmt: skip


def test_groups_are_named_by_copies_and_by_what_was_changed_in_the_order_of_the_file():
    assert TABLE.groups == ["0", "20", "20, options shuffled"]
    assert [each.name for each in TABLE.of_group("20")] == ["m4"]
    assert TABLE.of_group("60") == []


def test_a_model_that_signals_in_one_of_its_two_runs_is_one_false_alarm():
    alarms = TABLE.false_alarms("order")
    assert (alarms.models, alarms.of, alarms.runs) == (1, 2, 3), "a probe that did not run counts nowhere"
    assert alarms.interval == wilson_interval(1, 2)


def test_mislabelled_are_clean_models_with_any_other_label():
    assert TABLE.mislabelled()[:3] == (1, 3, 4)


def test_labels_may_be_counted_with_and_without_the_training_sample():
    assert label_counts(TABLE.of_group("20"), from_weights=False) == {"contaminated": 1}
    assert label_counts(TABLE.of_group("20"), from_weights=True) == {"indicative": 1}
    assert label_counts([], from_weights=True) == {}


def test_the_cost_of_a_probe_is_its_row_of_the_file():
    assert TABLE.cost("order")["processor_seconds"] == 2.0
    assert TABLE.probes == ["order"]


def test_every_probe_has_a_name_in_both_languages(found):
    assert {probe_label(probe, "zh") for probe in found.probes} >= {"选项顺序", "金丝雀标记"}
    assert {probe_label(probe, "en") for probe in found.probes} >= {"Option order"}
