import pytest

from data.records import RunProgress
from evals.benchmark.progress import WholeRunProgress


@pytest.fixture
def heard():
    return []


def progress_at(heard, seconds):
    ticks = iter(seconds)
    return WholeRunProgress({"a": 10, "b": 30}, heard.append, clock=lambda: next(ticks))


def test_the_share_of_a_tasks_requests_counts_as_the_share_of_its_items(heard):
    whole = progress_at(heard, [0.0, 5.0])
    whole.hear(RunProgress(done=20, total=40, tokens_per_second=7.0, task="a"))
    assert heard == [RunProgress(5, 40, 7.0, 35.0, "a")]


def test_tasks_before_the_current_one_count_whole(heard):
    whole = progress_at(heard, [0.0, 10.0])
    whole.hear(RunProgress(done=1, total=3, task="b"))
    assert (heard[-1].done, heard[-1].seconds_left) == (20, 10.0)


def test_a_task_with_two_kinds_of_requests_never_goes_back(heard):
    whole = progress_at(heard, [0.0, 1.0, 2.0])
    whole.hear(RunProgress(done=4, total=4, task="a"))
    whole.hear(RunProgress(done=1, total=4, task="a"))
    assert [state.done for state in heard] == [10, 10]


def test_the_time_left_is_unknown_before_anything_is_done(heard):
    whole = progress_at(heard, [0.0, 1.0])
    whole.hear(RunProgress(done=0, total=4, task="a"))
    assert heard[-1].seconds_left is None
