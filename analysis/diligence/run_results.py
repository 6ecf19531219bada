"""What a startup's own runs say under the rubric's result keys, as facts of level measured."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from analysis.claims.checks import ClaimCheck, claim_results
from analysis.claims.evidence import margin_in_unit
from analysis.claims.protocol import RunConditions
from analysis.scoring.comparisons import CLAIM_CHECK
from data.records import EvidenceLevel, Fact, FactValue, ModelRecord, Run, RunState, Score, Source

BENCHMARK = "benchmark"


def finished_benchmarks(runs: Sequence[Run]) -> list[Run]:
    """The benchmark runs that ended with scores, newest first."""
    done = [run for run in runs if run.state is RunState.FINISHED and run.request.kind == BENCHMARK]
    return sorted(done, key=lambda run: (run.finished_at is not None, run.finished_at, run.id), reverse=True)


def newest_scores(runs: Sequence[Run]) -> list[Score]:
    """One score per task, metric, filter, shots and number of items: the newest."""
    newest: dict[tuple[object, ...], Score] = {}
    for run in finished_benchmarks(runs):
        for score in run.scores:
            newest.setdefault((score.task, score.metric, score.filter, score.shots, score.n), score)
    return list(newest.values())


def claimable_scores(runs: Sequence[Run]) -> list[Score]:
    """What claims are held against: the newest score of each model under each protocol ever run on it."""
    newest: dict[tuple[object, ...], Score] = {}
    for run in finished_benchmarks(runs):
        template = run.benchmark_protocol.chat_template_applied
        for score in run.scores:
            key = (run.model.id, template, score.task, score.metric, score.filter, score.shots, score.n)
            newest.setdefault(key, score)
    return list(newest.values())


def run_protocols(runs: Sequence[Run], models: Sequence[ModelRecord]) -> dict[int, RunConditions]:
    """What each benchmark run recorded of its conditions, its model among those of the startup, by run id."""
    names = tuple(model.name for model in models)
    return {run.id: RunConditions(run.benchmark_protocol, run.model.name, names) for run in finished_benchmarks(runs)}


def claim_facts(checks: Sequence[ClaimCheck], runs: Sequence[Run]) -> list[Fact]:
    """What the checks of a startup's claims come to; nothing for a key that cannot be said yet."""
    results = claim_results(checks)
    used = {check.score.run_id for check in checks if check.score is not None}
    source, as_of = _source([run for run in finished_benchmarks(runs) if run.id in used])
    values: dict[str, FactValue | None] = {}
    if as_of is not None:
        values = {
            "claim_gap": results.claim_gap,
            "claim_gap_se": results.claim_gap_se,
            "claim_verdict_worst": results.claim_verdict_worst,
        }
    facts = [_measured(key, value, source, as_of) for key, value in values.items() if value is not None and as_of]
    facts += _checked_one_by_one(checks, runs)
    if checks:
        counted = Source("computed", "Counted from the startup’s own claims")
        day = results.claims_latest_date or as_of or max((_day(run) for run in runs), default=None)
        if day is not None:
            facts.append(_measured("claims_full_protocol_count", results.claims_full_protocol_count, counted, day))
        if results.claims_latest_date is not None:
            facts.append(
                _measured("claims_latest_date", results.claims_latest_date, counted, results.claims_latest_date)
            )
    return facts


def _checked_one_by_one(checks: Sequence[ClaimCheck], runs: Sequence[Run]) -> list[Fact]:
    """The excess of each comparable claim with the error of its run.

    Both in the unit of the margin: a share of the full score, or of the claim on a scale without end.
    """
    by_id = {run.id: run for run in finished_benchmarks(runs)}
    facts = []
    for check in checks:
        run = by_id.get(check.score.run_id or 0) if check.score is not None else None
        unit = margin_in_unit(check.claim, 1.0)
        if run is None or check.gap is None or check.gap_standard_error is None or unit == 0:
            continue
        source = Source("run", f"Run {run.id}", reference=f"{check.claim.task} {check.claim.metric}", run_id=run.id)
        error = check.gap_standard_error / unit
        facts.append(_measured(CLAIM_CHECK, check.gap / unit, source, _day(run), error))
    return facts


def _source(runs: Sequence[Run]) -> tuple[Source, date | None]:
    if not runs:
        return Source("run", "No run"), None
    title = f"Run {runs[0].id}" if len(runs) == 1 else "Runs " + ", ".join(str(run.id) for run in runs)
    return Source("run", title, reference=runs[0].request.suite, run_id=runs[0].id), _day(runs[0])


def _day(run: Run) -> date:
    return (run.finished_at or run.created_at).date()


def _measured(key: str, value: FactValue, source: Source, as_of: date, standard_error: float | None = None) -> Fact:
    return Fact(key, value, EvidenceLevel.MEASURED, as_of, source, standard_error=standard_error, entered_by="Assay")
