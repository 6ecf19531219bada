"""A database of an earlier release keeps what it holds, and says of it only what is known."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.database import create_database_engine, migrate
from data.records import Scale
from data.repository import dossier

BEFORE = "0006"
MOMENT = "2026-11-25 10:00:00"
ROWS = (
    "INSERT INTO startup (id, slug, name, summary_en, summary_zh, fictional, created_at)"
    f" VALUES (1, 'acme', 'Acme', 'Models', '模型', 1, '{MOMENT}')",
    "INSERT INTO source (id, startup_id, kind, title) VALUES (1, 1, 'pitch_deck', 'Deck')",
    "INSERT INTO model (id, startup_id, name, location) VALUES (1, 1, 'm', 'models/m')",
    "INSERT INTO run (id, run_key, model_id, kind, tasks, settings, priority, timeout_seconds, requested_by, state,"
    " attempt, progress_done, created_at, finished_at, engine, protocol, cancel_requested)"
    f" VALUES (1, 'k:1', 1, 'benchmark', '[]', '{{}}', 10, 60, 'test', 'finished', 1, 2, '{MOMENT}', '{MOMENT}',"
    " '{}', '{}', 0)",
)
ITEMS = {"acc": (1.0, 0.0, 1.0, 1.0), "f1": (0.5, 1.0, 0.0, 1.0)}


@pytest.fixture
def earlier(tmp_path):
    """An engine on a database of the release before, with a run, its answers, and claims from file and form."""
    engine = create_database_engine(f"sqlite:///{tmp_path / 'assay.sqlite'}")
    migrate(engine, BEFORE)
    with engine.begin() as connection:
        for statement in ROWS:
            connection.execute(text(statement))
        for number, (metric, values) in enumerate(ITEMS.items(), start=1):
            add_score(connection, number, metric, sum(values) / len(values))
        add_score(connection, 3, "exact_match", 0.75)
        for place in range(4):
            add_answer(connection, place, {metric: values[place] for metric, values in ITEMS.items()})
        add_claim(connection, 1, "bleu", 0.41)
        add_claim(connection, 2, "bleu", 41.0)
        add_claim(connection, 3, "acc", 0.41)
    return engine


def add_score(connection, number, metric, value):
    connection.execute(
        text(
            "INSERT INTO score (id, run_id, task, metric, filter, value, standard_error, n, total, task_version,"
            " task_hash, higher_is_better) VALUES (:id, 1, 'mmlu', :metric, 'none', :value, 0.1, 4, 9, '1', 'h', 1)"
        ),
        {"id": number, "metric": metric, "value": value},
    )


def add_answer(connection, place, metrics):
    connection.execute(
        text(
            "INSERT INTO sample_result (run_id, task, doc_id, document, target, prompts, responses, metrics)"
            " VALUES (1, 'mmlu', :place, '{}', '', '[]', '[]', :metrics)"
        ),
        {"place": place, "metrics": json.dumps(metrics)},
    )


def add_claim(connection, number, metric, value):
    item = json.dumps([{"task": "wmt16-de-en", "metric": metric, "value": value}])
    connection.execute(
        text(
            "INSERT INTO fact (id, startup_id, key, value, level, as_of, source_id, entered_by, entered_at) VALUES"
            f" (:id, 1, 'claimed_benchmark_scores', :item, 'claimed', '2026-09-01', 1, 'test', '{MOMENT}')"
        ),
        {"id": number, "item": item},
    )
    connection.execute(
        text(
            "INSERT INTO claim (id, startup_id, fact_id, task, metric, value, direction)"
            " VALUES (:id, 1, :id, 'wmt16-de-en', :metric, :value, 'exact')"
        ),
        {"id": number, "metric": metric, "value": value},
    )


@pytest.fixture
def upgraded(earlier):
    """What the present release reads of it."""
    migrate(earlier)
    with Session(earlier) as session:
        return dossier(session, "acme")


def test_scores_learn_from_the_kept_answers_whether_they_count_items(upgraded):
    (run,) = upgraded.runs
    assert {score.metric: score.counts for score in run.scores} == {"acc": True, "f1": False, "exact_match": None}


def test_what_no_earlier_run_recorded_stays_unknown(upgraded):
    (run,) = upgraded.runs
    assert {(score.clusters, score.effective_items) for score in run.scores} == {(None, None)}
    assert run.benchmark_protocol.chat_template_applied is None


def test_a_claimed_bleu_that_a_form_had_divided_stands_on_its_scale_again(upgraded):
    assert [claim.scale for claim in upgraded.claims] == [Scale.PERCENT, Scale.PERCENT, Scale.FRACTION]
    assert [(claim.metric, claim.value) for claim in upgraded.claims] == [("bleu", 41.0), ("bleu", 41.0), ("acc", 0.41)]
    assert [fact.value[0]["value"] for fact in upgraded.facts] == [41.0, 41.0, 0.41]
