"""How judgements changed and whether they came true, as plain values for the command line and for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from analysis.diligence.examination import Yardsticks, examine
from analysis.evidence.state import months_before
from analysis.track_record.backtest import Forecast, NotEnoughOutcomes, backtest
from analysis.track_record.history import ExplainedChange, ScoreChange
from data.records import Dossier, Outcome

_DIGITS = 6
_DRAWS = 4_000


def past_forecasts(
    dossiers: Sequence[Dossier], observed: Sequence[Outcome], yardsticks: Yardsticks, *, horizon_months: int
) -> list[Forecast]:
    """For each startup with an outcome the forecast of that many months before, from what was known then.

    The latest outcome of a startup counts; a startup of which nothing was known at the time is left out.
    """
    by_slug = {each.startup.slug: each for each in dossiers}
    latest = {each.startup_slug: each for each in sorted(observed, key=lambda each: each.observed_on)}
    forecasts = []
    for slug, outcome in latest.items():
        day = months_before(outcome.observed_on, horizon_months)
        known = by_slug[slug].known_on(day) if slug in by_slug else None
        if known is not None and known.facts:
            found = examine(known, yardsticks, as_of=day, draws=_DRAWS).assessment
            forecasts.append(Forecast(slug, found.probabilities.invest_if, outcome.favourable))
    return forecasts


def backtest_report(forecasts: Sequence[Forecast], language: str) -> dict[str, Any]:
    """The backtest in plain values; `reason` says why there is none yet, and is None otherwise."""
    found = backtest(forecasts)
    if isinstance(found, NotEnoughOutcomes):
        reason = found.reason_zh if language == "zh" else found.reason_en
        return {"count": found.count, "favourable": found.favourable, "reason": reason}
    report = _plain({**asdict(found), "bins": [each._asdict() for each in found.bins]})
    return {**report, "reason": None}


def history_report(found: ExplainedChange, language: str) -> dict[str, Any]:
    """An explained change in plain values, the changes in the order in which they happened."""
    before, after = found.before.assessment, found.after.assessment
    return {
        "startup": found.after.startup.slug,
        "since": before.as_of.isoformat(),
        "until": after.as_of.isoformat(),
        "expectation": _from_to(before.expectation.mean, after.expectation.mean),
        "risk": _from_to(before.risk.mean, after.risk.mean),
        "verdict": {"from": before.verdict, "to": after.verdict},
        "changes": [_change(each, language) for each in found.changes],
        "findings_opened": list(found.findings_opened),
        "findings_closed": list(found.findings_closed),
    }


def _from_to(before: float, after: float) -> dict[str, Any]:
    found: dict[str, Any] = _plain({"from": before, "to": after, "change": after - before})
    return found


def _change(change: ScoreChange, language: str) -> dict[str, Any]:
    label = change.label_zh if language == "zh" else change.label_en
    values = {name: getattr(change, name) for name in ("kind", "what", "at", "before", "after", "expectation", "risk")}
    return {"label": label, **_plain(values)}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float):
        return round(value, _DIGITS) if abs(value) != float("inf") else "unlimited"
    return value
