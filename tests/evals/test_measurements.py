from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from data.catalogue import run_kinds
from data.records import EvidenceLevel, NotFound
from evals.benchmark.backends import Backend
from evals.benchmark.measurement import measure_run
from evals.measurements import KINDS, MeasuredValue, MeasurementResult, check_kind, measured_facts, measurement


def test_a_kind_is_found_by_its_name():
    assert measurement("benchmark") is measure_run
    check_kind("benchmark")


def test_an_unknown_kind_is_answered_with_those_there_are():
    for look in (measurement, check_kind):
        with pytest.raises(NotFound, match=r"No measurement 'horoscope'; there are .*benchmark"):
            look("horoscope")


def test_facts_of_a_run_are_measured_and_name_the_run():
    result = MeasurementResult(facts=(MeasuredValue("params_total_billion", 0.1, 0.01),))
    day = datetime(2026, 1, 2, tzinfo=UTC).date()
    a_run: Any = SimpleNamespace(id=7)
    (fact,) = measured_facts(a_run, result, day)
    assert (fact.level, fact.value, fact.standard_error, fact.as_of) == (
        EvidenceLevel.MEASURED, 0.1, 0.01, date(2026, 1, 2)
    )  # fmt: skip
    assert (fact.source.kind, fact.source.title, fact.source.run_id) == ("run", "Run 7", 7)


def test_every_kind_of_the_catalogue_has_a_function_and_the_other_way_round():
    assert set(KINDS) == set(run_kinds())


def test_the_backends_a_request_may_name_are_those_there_are():
    assert set(run_kinds()["benchmark"].settings["backend"].values) == set(get_args(Backend))
