from dataclasses import replace

from data.catalogue import load_suite
from evals.benchmark.request import BenchmarkRequest


def test_benchmarks_that_execute_code_are_left_out_and_said_to_be():
    request = BenchmarkRequest("m", suite=load_suite("quick"))
    assert request.left_out() == ["humaneval"]
    assert "humaneval" not in request.task_names()
    assert replace(request, allow_code=True).left_out() == []
