"""Our intervals against published models: how often the stated figures fall inside, and why where they do not."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.training_checks import PLAUSIBLE_UTILISATION
from analysis.economics.training_compute import TrainingFigures, training_flop
from analysis.economics.training_estimate import training_estimate
from data.records import NotFound
from data.reference_tables import reference_text

FOLDER = os.environ.get("ASSAY_REFERENCE_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="ASSAY_REFERENCE_DATA names no folder with the reference data")

CHIPS = parse_chips(reference_text("hardware.yaml"))
EXPERTS = "mixture of experts: the table states all parameters, not the active ones"
CONTINUED = "continues another model, whose compute is included"
OUTSIDE_OPERATION_COUNT = {
    "GPT-4 (Mar 2023)": EXPERTS,
    "GPT-4 (Jun 2023)": EXPERTS,
    "Wu Dao 2.0": EXPERTS,
    "Switch": EXPERTS,
    "Llama Nemotron Ultra 253B": CONTINUED,
    "U-PaLM (540B)": CONTINUED,
    "Flan-PaLM 540B": CONTINUED,
    "Minerva (540B)": CONTINUED,
    "GShard (dense)": "tokens of one pass beside compute of many: or another unit",
    "HyperCLOVA 204B": "marked speculative in the table, a third of 6ND",
}
ACTIVE_PARAMETERS = {"Llama 4 Behemoth (preview)": 288e9}
OUTSIDE_UTILISATION = {
    "OpenAI Five": "reinforcement learning: most hours are spent in the game",
    "GShard (dense)": "2020, FP32 on a BF16 peak",
    "ResNeXt-101 32x48d": "2018 convolution, before mixed precision",
    "Megatron-LM (8.3B)": "2019, model-parallel across machines",
}


def rows():
    with Path(str(FOLDER), "epoch_frontier_models", "frontier_ai_models.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return list(csv.DictReader(file))


def number(row, column):
    try:
        return float(row[column])
    except ValueError:
        return None


def chip_hours(row):
    stated, devices, hours = (
        number(row, column) for column in ("Training chip-hours", "Hardware quantity", "Training time (hours)")
    )
    return stated or (devices * hours if devices and hours else None)


def test_stated_compute_of_language_models_since_2020_lies_within_our_bounds_but_for_named_reasons():
    inside, outside = [], []
    for row in rows():
        params, tokens = number(row, "Parameters"), number(row, "Training dataset size (total)")
        flop = number(row, "Training compute (FLOP)")
        if not (params and tokens and flop) or "Language" not in row["Domain"] or row["Publication date"] < "2020-06":
            continue
        params = ACTIVE_PARAMETERS.get(row["Model"], params)
        (inside if training_flop(params, tokens).contains(flop) else outside).append(row["Model"])
    print(f"\n6ND holds for {len(inside)} of {len(inside) + len(outside)}")
    assert len(inside) >= 14
    assert set(outside) == OUTSIDE_OPERATION_COUNT.keys()


def test_models_with_hardware_and_time_imply_a_plausible_utilisation_but_for_named_reasons():
    inside, outside = [], []
    for row in rows():
        flop, hours = number(row, "Training compute (FLOP)"), chip_hours(row)
        if not flop or not hours or row["Base model"]:
            continue
        try:
            chip = chip_named(row["Training hardware"], CHIPS)
        except NotFound:
            continue
        mfu = training_estimate(TrainingFigures(flop=flop, gpu_hours=hours), chip).implied_mfu.mid
        (inside if PLAUSIBLE_UTILISATION.contains(round(mfu, 3)) else outside).append(row["Model"])
    print(f"\nimplied utilisation plausible for {len(inside)} of {len(inside) + len(outside)}")
    assert len(inside) >= 20
    assert set(outside) == OUTSIDE_UTILISATION.keys()
