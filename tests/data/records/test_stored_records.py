"""Records that are stored as JSON come back as they were, also from what earlier releases stored."""

import json
from dataclasses import asdict

from data.records import (
    BatchSpeed,
    ClassifierSide,
    Judgement,
    Points,
    RunProtocol,
    ServingSpeeds,
    Spread,
    TaskBaseline,
    TaskProtocol,
    task_baselines,
)

PROTOCOL = RunProtocol(
    model_digest="16c4",
    libraries={"lm-eval": "0.4.13"},
    backend="local-completions",
    device="endpoint",
    chat_template_applied=False,
    seed=1234,
    limit=100,
    suite="demo",
    left_out=("humaneval",),
    tasks={"assay_topic": TaskProtocol(shots=0, version="1.0", split="test", line={"key": "topic", "metric": "acc"})},
    of_backend={"endpoint": "http://127.0.0.1:8000/v1"},
)


def through_json(stored):
    return json.loads(json.dumps(stored))


def test_a_protocol_comes_back_from_json_with_what_its_backend_stated():
    stored = through_json(PROTOCOL.as_stored())
    assert stored["endpoint"] == "http://127.0.0.1:8000/v1" and stored["tasks"]["assay_topic"]["key"] == "topic"
    assert RunProtocol.from_stored(stored) == PROTOCOL


def test_a_protocol_of_an_earlier_release_says_what_it_knows_and_nothing_else():
    early = RunProtocol.from_stored({"seed": 1, "tasks": {"mmlu": {"shots": 5}}})
    assert (early.seed, early.task("mmlu").shots) == (1, 5)
    assert early.chat_template_applied is None and early.task("mmlu").split is None


def test_a_task_the_run_did_not_have_is_unknown_in_every_condition():
    assert PROTOCOL.task("gsm8k") == TaskProtocol()


def test_speeds_come_back_from_the_report_of_a_serving_run():
    spread = Spread(250.0, 240.0, 260.0, 270.0)
    speed = BatchSpeed(8, spread, spread, spread, spread, 10**9, 0.5, 0.1, 0.4)
    report = through_json({"label_en": "CPU", "settings": {"repeats": 5, "batches": [8]}, "speeds": [asdict(speed)]})
    assert ServingSpeeds.from_stored(report) == ServingSpeeds(5, (speed,))


def test_a_baseline_comes_back_from_what_its_run_stored():
    model = ClassifierSide(0.9, (0.8, 0.95), 12.5)
    found = TaskBaseline(320, 0.1, None, model, ClassifierSide(0.8, (0.7, 0.9), 2.5, 0.01, 1.5))
    assert task_baselines(through_json({"baseline": {"assay_topic": found.as_stored()}})) == {"assay_topic": found}
    assert task_baselines({"path": "shared_prefix"}) == {}


def test_a_judgement_comes_back_also_without_the_rule_that_capped_it():
    judgement = Judgement(Points(60.0, 50.0, 70.0), Points(40.0, 30.0, 50.0), "hold", "soft_arr", ("soft_arr",))
    assert Judgement.from_stored(through_json(judgement.as_stored())) == judgement
    points = {"mean": 1.0, "low": 0.0, "high": 2.0}
    early = Judgement.from_stored({"expectation": points, "risk": points, "verdict": "pass"})
    assert (early.capped_by, early.findings) == (None, ())
