"""How a judgement came to change: every fact, run and rubric that moved it, each with its own signed effect.

Between two days the changes are made one at a time, in the order in which they happened, and both axes are taken anew
after each; so the effects add up to the whole change. A change's effect depends on what was known before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Literal, NamedTuple

from analysis.diligence.examination import DEFAULT_SEED, Examination, Yardsticks, examine, known_evidence
from analysis.evidence.readings import Absence
from analysis.evidence.state import Evidence
from analysis.scoring.assessment import AxisMeans, axis_means
from analysis.scoring.rubric import Rubric
from data.records import Claim, Dossier, Fact, InvalidInput, Run

ChangeKind = Literal["rubric", "time", "fact", "claims", "run"]
_HISTORY_DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One change with its effect.

    Attributes:
        kind: A new rubric, time passing, a fact, the list of claims, or a run.
        what: Key of the field, number of the run, or hash of the rubric; days for time.
        at: When it became known, None for rubric and time.
        label_en: What a reader would call it.
        label_zh: The same in Chinese.
        before: Value of the key before, None where it was unknown or there is none.
        after: The same afterwards.
        expectation: Points it added to expectation.
        risk: Points it added to risk.
    """

    kind: ChangeKind
    what: str
    at: datetime | None
    label_en: str
    label_zh: str
    before: object
    after: object
    expectation: float
    risk: float

    @property
    def size(self) -> float:
        """Points by which it moved both axes together."""
        return abs(self.expectation) + abs(self.risk)


@dataclass(frozen=True, slots=True)
class ExplainedChange:
    """Two judgements of one startup and all that lies between them.

    Attributes:
        before: The earlier judgement, from what was known then.
        after: The later one.
        changes: In the order in which they happened; their effects sum to the change of each axis.
        findings_opened: Rules that are true now and were not then.
        findings_closed: The reverse.
    """

    before: Examination
    after: Examination
    changes: tuple[ScoreChange, ...]
    findings_opened: tuple[str, ...]
    findings_closed: tuple[str, ...]


def explained_change(
    dossier: Dossier,
    yardsticks: Yardsticks,
    *,
    since: date,
    until: date,
    profile: str | None = None,
    earlier_rubric: Rubric | None = None,
    draws: int = _HISTORY_DRAWS,
    seed: int = DEFAULT_SEED,
) -> ExplainedChange:
    """What changed between the judgements of two days, and by how much each change moved both axes.

    Args:
        dossier: All that is known by now.
        yardsticks: Of the later judgement.
        since: Day of the earlier judgement.
        until: Day of the later one, not before it.
        profile: Investor profile of both.
        earlier_rubric: Rubric of the earlier judgement, if it was another.
        draws: Joint draws of each judgement.
        seed: Of the draws.

    Raises:
        InvalidInput: if the days are not in order or the profile does not exist.
    """
    if since > until:
        raise InvalidInput(f"the earlier day {since.isoformat()} lies after the later one {until.isoformat()}")
    then = yardsticks if earlier_rubric is None else replace(yardsticks, rubric=earlier_rubric)
    before = examine(dossier.known_on(since), then, as_of=since, profile=profile, draws=draws, seed=seed)
    after = examine(dossier.known_on(until), yardsticks, as_of=until, profile=profile, draws=draws, seed=seed)
    changes = tuple(_changes(dossier, then, yardsticks, since, until, profile))
    old, new = _open_findings(before), _open_findings(after)
    return ExplainedChange(before, after, changes, tuple(sorted(new - old)), tuple(sorted(old - new)))


def history_days(dossier: Dossier) -> tuple[date, ...]:
    """The days on which something became known, oldest first."""
    moments = [fact.entered_at for fact in dossier.facts] + [run.finished_at for run in dossier.runs]
    return tuple(sorted({moment.date() for moment in moments if moment is not None}))


def _open_findings(found: Examination) -> set[str]:
    return {finding.rule for finding in found.assessment.findings if finding.set_aside is None}


class _State(NamedTuple):
    """What is known after a step, and where both axes stand then."""

    dossier: Dossier
    evidence: Evidence
    means: AxisMeans

    def value(self, key: str) -> object:
        """Value of a key, None while it is unknown or does not apply."""
        found = self.evidence.reading(key).value
        return None if isinstance(found, Absence) else found

    def moved_from(self, earlier: _State) -> AxisMeans:
        """Points by which both axes moved since an earlier state."""
        return AxisMeans(
            self.means.expectation - earlier.means.expectation,
            self.means.risk - earlier.means.risk,
        )


def _state(dossier: Dossier, yardsticks: Yardsticks, as_of: date, profile: str | None) -> _State:
    evidence = known_evidence(dossier, yardsticks, as_of=as_of).evidence
    return _State(dossier, evidence, axis_means(evidence, yardsticks.rubric, as_of=as_of, profile=profile))


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that became known: facts of one key, the claims, or a run."""

    at: datetime | None
    kind: ChangeKind
    what: str
    facts: tuple[Fact, ...] = ()
    claims: tuple[Claim, ...] = ()
    run: Run | None = None

    def added_to(self, dossier: Dossier) -> Dossier:
        """The dossier with it."""
        runs = dossier.runs if self.run is None else (*dossier.runs, self.run)
        claims = self.claims if self.kind == "claims" else dossier.claims
        return replace(dossier, facts=(*dossier.facts, *self.facts), claims=claims, runs=runs)


def _changes(
    dossier: Dossier, then: Yardsticks, now: Yardsticks, since: date, until: date, profile: str | None
) -> Iterator[ScoreChange]:
    known = dossier.known_on(since)
    state = _state(known, then, since, profile)
    hashes = (then.rubric.content_hash, now.rubric.content_hash)
    if hashes[0] != hashes[1]:
        earlier, state = state, _state(known, now, since, profile)
        moved = state.moved_from(earlier)
        yield ScoreChange("rubric", hashes[1][:12], None, "New rubric", "更换评分标准", *hashes, *moved)
    if until > since:
        earlier, state = state, _state(known, now, until, profile)
        days, moved = str((until - since).days), state.moved_from(earlier)
        yield ScoreChange("time", days, None, "Evidence aged", "证据变旧", since, until, *moved)
    for event in _events(dossier, since, until):
        earlier, state = state, _state(event.added_to(state.dossier), now, until, profile)
        values = (earlier.value(event.what), state.value(event.what)) if event.kind == "fact" else (None, None)
        moved = state.moved_from(earlier)
        yield ScoreChange(event.kind, event.what, event.at, *_labels(event, now), *values, *moved)


def _events(dossier: Dossier, since: date, until: date) -> list[_Event]:
    earlier, later = dossier.known_on(since), dossier.known_on(until)
    old = {id(entry) for entry in (*earlier.facts, *earlier.runs)}
    fresh = [fact for fact in later.facts if id(fact) not in old]
    events = [_Event(facts[-1].entered_at, "fact", key, facts) for key, facts in _by_entry(fresh)]
    events += [_Event(run.finished_at, "run", str(run.id), run=run) for run in later.runs if id(run) not in old]
    if later.claims != earlier.claims:
        events.append(_Event(None, "claims", "claims", claims=later.claims))
    first = datetime.min.replace(tzinfo=UTC)
    return sorted(events, key=lambda event: (event.at or first, event.kind, event.what))


def _by_entry(facts: Sequence[Fact]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Facts of one key that were entered on the same day, together."""

    def place(fact: Fact) -> tuple[str, date]:
        return fact.key, fact.entered_at.date() if fact.entered_at else date.min

    for (key, _), group in groupby(sorted(facts, key=place), key=place):
        yield key, tuple(group)


def _labels(event: _Event, yardsticks: Yardsticks) -> tuple[str, str]:
    if event.kind == "run":
        suite = (event.run.request.suite if event.run else None) or ""
        return f"Run {event.what} {suite}".strip(), f"运行 {event.what} {suite}".strip()
    if event.kind == "claims":
        return "Claimed scores", "自报成绩"
    field = yardsticks.registry.by_key.get(event.what) or yardsticks.rubric.result(event.what)
    return (event.what, event.what) if field is None else (field.label_en, field.label_zh)
