"""Runs that ended: what they found, in the unit of the metric, or why they found nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from data.records import RunRequest, RunState, Scale, Source
from pages.components import loaders
from pages.components.jobs.ended import ended_runs, show_ended
from tests.analysis.small_dossier import fact, run, score
from tests.pages.drawing import cell_text, draw, parts_of
from tests.pages.records import HOSTILE, measured

pytestmark = pytest.mark.usefixtures("calculator")
ENDED = datetime(2026, 10, 30, 12, 7, tzinfo=UTC)


@pytest.fixture
def ended(monkeypatch):
    """Draws these runs, with these facts on the ledger of their startup."""

    def show(*runs, facts=(), language="en", **state):
        monkeypatch.setattr(loaders, "recent_runs", lambda states: [each for each in runs if each.state in states])
        monkeypatch.setattr(loaders, "facts_of_runs", lambda asked: by_run_of(facts, asked))
        return draw(lambda: show_ended(ended_runs()), language=language, state=state)

    return show


def by_run_of(facts, asked):
    return {run_id: [each for each in facts if each.source.run_id == run_id] for run_id in asked}


def result(found, place=0):
    """What a run found, each part of it by itself."""
    return cell_text(found.views[0]["rows"][place]["cells"][2])


def by_run(key, value, run_id=7):
    source = Source("run", f"Run {run_id}", dated=date(2026, 10, 30), run_id=run_id)
    return fact(key, value, "measured", source=source)


@pytest.mark.parametrize(("language", "sentence"), [("en", "No run has ended yet."), ("zh", "尚无结束的运行。")])
def test_before_any_run_ended_it_says_so(ended, language, sentence):
    found = ended(run((), state=RunState.RUNNING), language=language)
    assert sentence in found.said and found.views == []


@pytest.mark.parametrize(
    ("language", "when", "took"),
    [("en", "30 Oct 2026 12:07 UTC", "4 min"), ("zh", "2026年10月30日 12:07 UTC", "4 分钟")],
)
def test_a_run_tells_model_and_when_it_ended_and_how_long_it_took(ended, language, when, took):
    timed = replace(run([score("gsm8k", 0.5)]), started_at=ENDED - timedelta(minutes=4), finished_at=ENDED)
    (row,) = ended(timed, language=language).views[0]["rows"]
    cells = [cell_text(cell) for cell in row["cells"]]
    assert cells[0] == "7" and cells[1].startswith("Northfold 1\n")
    assert cells[3] == f"{when}\n{took}"


def test_a_run_that_never_started_has_no_span(ended):
    (row,) = ended(replace(run((), state=RunState.CANCELLED), started_at=None)).views[0]["rows"]
    assert cell_text(row["cells"][3]) == "30 Oct 2026 12:07 UTC"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2 scores\nGSM8K 50.0 ±5.5"), ("zh", "2 项成绩\nGSM8K 数学应用题 50.0 ±5.5")]
)
def test_the_score_with_most_items_stands_for_all_with_its_error(ended, language, said):
    """The standard error of half on 320 items is 0.02799, and 1.96 of them are 5.5 points."""
    assert result(ended(run([score("boolq", 0.8, n=20), score("gsm8k", 0.5)]), language=language)) == said


def test_accuracy_stands_before_other_metrics_of_more_items(ended):
    assert result(ended(run([score("boolq", 0.8, n=500, metric="f1"), score("gsm8k", 0.5)]))).endswith(
        "GSM8K 50.0 ±5.5"
    )


def test_an_unknown_error_is_left_out_and_never_0(ended):
    assert result(ended(run([replace(score("gsm8k", 0.5), standard_error=None)]))) == "1 scores\nGSM8K 50.0"


def test_a_score_in_percent_or_nats_keeps_its_unit(ended):
    bleu = replace(score("wmt16-de-en", 0.5, metric="bleu"), value=31.0, standard_error=0.5, scale=Scale.PERCENT)
    nats = replace(score("wikitext", 0.5, metric="ll"), value=2.5, standard_error=None, scale=Scale.NATS)
    assert result(ended(run([bleu]))).endswith(" 31.0 ±1.0")
    assert result(ended(run([nats]))).endswith(" 2.5 nats")


@pytest.mark.parametrize(
    ("state", "english", "chinese"),
    [
        (RunState.FAILED, "failed", "失败"),
        (RunState.CANCELLED, "cancelled", "已取消"),
        (RunState.TIMED_OUT, "timed out", "超时"),
    ],
)
def test_a_run_without_a_result_says_what_became_of_it_and_why(ended, state, english, chinese):
    failed = replace(run((), state=state), error=f"Out of memory. {HOSTILE}")
    assert result(ended(failed)) == f"{english}\nOut of memory. {HOSTILE}"
    assert result(ended(replace(failed, error=None), language="zh")) == chinese


def test_a_failed_run_shows_no_score_even_if_some_were_kept(ended):
    assert result(ended(run([score("gsm8k", 0.5)], state=RunState.FAILED))) == "failed"


def test_an_examination_shows_two_of_its_facts_its_own_results_first(ended):
    facts = [by_run("context_length_tokens", 256), by_run("architecture_type", "dense_transformer"),
             by_run("lineage_verdict", "undeclared_parent")]  # fmt: skip
    label = loaders.rubric().result("lineage_verdict").label_en
    said = result(ended(measured("lineage"), facts=facts))
    assert said.startswith(label) and "256" in said and "dense" not in said.lower()


def test_facts_of_another_run_are_not_shown(ended):
    assert result(ended(measured("lineage"), facts=[by_run("context_length_tokens", 256, run_id=9)])) == "nothing kept"


def test_an_examination_that_kept_nothing_says_so(ended):
    assert result(ended(measured("checkpoint"), language="zh")) == "未留下结果"
    assert result(ended(replace(run(()), request=RunRequest(1, suite="demo")))) == "nothing kept"


def test_every_run_is_a_button_that_opens_it(ended):
    found = ended(run((), 9), run((), 8, RunState.FAILED), run((), 7, RunState.QUEUED))
    assert parts_of(found.views[0], "go") == ["9", "8"]


@pytest.mark.parametrize(("count", "shown", "box"), [(12, 12, False), (13, 12, True)])
def test_twelve_are_listed_until_all_are_asked_for(ended, count, shown, box):
    many = [run((), number % 60) for number in range(count)]
    found = ended(*many)
    assert len(found.views[0]["rows"]) == shown
    assert ("Show all 13" in [node.proto.label for node in found.nodes if node.type == "checkbox"]) is box
    assert len(ended(*many, jobs_all_ended=True).views[0]["rows"]) == count
