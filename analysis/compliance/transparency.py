"""How much a company makes public: the indicators of the Foundation Model Transparency Index, judged on the ledger.

The index counts what is public. So an indicator is met by a fact from a public source, or by one that says itself that
something is published; what was only shown to the investor is kept apart, and what nobody has looked at stays unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

import yaml
from pydantic import Field as Bounded
from pydantic import ValidationError, field_validator, model_validator

from analysis.evidence.condition_syntax import checked_condition, keys_named
from analysis.evidence.conditions import truth
from analysis.evidence.readings import Absence, unique_inputs
from analysis.evidence.result_fields import Strict
from analysis.evidence.state import Evidence
from analysis.published.tables import TransparencyScore
from analysis.scoring.settings import Share
from data.records import Fact, InvalidInput, Problem, Source, indicator_key, parse_yaml

RESULT_KEY = "fmti_indicator_share"
_NORMAL_95 = 1.6448536269514722
Domain = Literal["upstream", "model", "downstream"]


class IndicatorState(StrEnum):
    """What the ledger says of one indicator."""

    MET = "met"
    NOT_MET = "not_met"
    SHOWN = "shown"
    UNKNOWN = "unknown"


class IndicatorGroup(Strict):
    """A section of the index."""

    code: str
    domain: Domain
    label_en: str
    label_zh: str


class Indicator(Strict):
    """One indicator: the index's name for it, our question, and what in the ledger answers it."""

    code: str
    group: str
    label_en: str
    label_zh: str
    question_en: str
    question_zh: str
    shown_by: tuple[str, ...] = ()
    met_when: dict[str, Any] | None = None
    not_met_when: dict[str, Any] | None = None

    @field_validator("met_when", "not_met_when")
    @classmethod
    def _well_formed(cls, condition: dict[str, Any] | None) -> dict[str, Any] | None:
        return None if condition is None else checked_condition(condition)

    @property
    def answer_key(self) -> str:
        """Key under which a plain yes or no may be entered in the ledger."""
        return indicator_key(self.code)


class TransparencyChecklist(Strict):
    """The indicators of one edition."""

    schema_version: int
    label_en: str
    label_zh: str
    stage: str
    edition: str
    source: str
    licence: str
    public_sources: tuple[str, ...]
    largest_unknown_share: Share
    groups: tuple[IndicatorGroup, ...]
    indicators: tuple[Indicator, ...] = Bounded(min_length=1)

    @model_validator(mode="after")
    def _references_hold(self) -> TransparencyChecklist:
        codes = [each.code for each in self.indicators]
        if repeated := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"indicators named twice: {', '.join(repeated)}")
        if lost := {each.group for each in self.indicators} - {group.code for group in self.groups}:
            raise ValueError(f"no such group: {', '.join(sorted(lost))}")
        return self


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator with its state and the facts that decide it."""

    indicator: Indicator
    state: IndicatorState
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Transparency:
    """The checklist as far as the ledger fills it.

    Attributes:
        results: In the order of the checklist.
        lowest_share: Indicators met over all, if everything unknown were not met.
        highest_share: The same if everything unknown were met.
        share: The middle of the two, None while too much is unknown to say.
        standard_error: Of that middle, the two taken for the ends of a 90 % interval.
    """

    results: tuple[IndicatorResult, ...]
    lowest_share: float
    highest_share: float
    share: float | None
    standard_error: float | None

    def count(self, state: IndicatorState, group: str | None = None) -> int:
        """Indicators in that state, of one group or of all."""
        return sum(each.state is state and group in (None, each.indicator.group) for each in self.results)


@dataclass(frozen=True, slots=True)
class PeerStanding:
    """Companies of the index's edition that surely scored higher, surely lower, or may be either."""

    higher: tuple[TransparencyScore, ...]
    within: tuple[TransparencyScore, ...]
    lower: tuple[TransparencyScore, ...]


def parse_checklist(text: str) -> TransparencyChecklist:
    """The checklist that a YAML text describes.

    Raises:
        InvalidInput: with one problem per fault, each naming its place.
    """
    try:
        return TransparencyChecklist.model_validate(parse_yaml(text))
    except yaml.YAMLError as error:
        raise InvalidInput(f"the checklist is not valid YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        places = (
            Problem(None, ".".join(str(part) for part in each["loc"]) or None, None, each["msg"])
            for each in error.errors()
        )
        raise InvalidInput(tuple(places)) from error


def transparency(evidence: Evidence, checklist: TransparencyChecklist) -> Transparency:
    """Every indicator judged on the ledger, and the share met with what is unknown kept open."""
    results = tuple(_judged(indicator, evidence, checklist) for indicator in checklist.indicators)
    met = sum(each.state is IndicatorState.MET for each in results)
    open_ones = sum(each.state in (IndicatorState.SHOWN, IndicatorState.UNKNOWN) for each in results)
    lowest, highest = met / len(results), (met + open_ones) / len(results)
    if open_ones / len(results) > checklist.largest_unknown_share:
        return Transparency(results, lowest, highest, None, None)
    return Transparency(results, lowest, highest, (lowest + highest) / 2, (highest - lowest) / 2 / _NORMAL_95)


def _judged(indicator: Indicator, evidence: Evidence, checklist: TransparencyChecklist) -> IndicatorResult:
    answer = evidence.stored_reading(indicator.answer_key)
    if isinstance(answer.value, bool):
        state = IndicatorState.MET if answer.value else IndicatorState.NOT_MET
        return IndicatorResult(indicator, state, tuple(entry.fact for entry in answer.inputs))
    for condition, state in (
        (indicator.not_met_when, IndicatorState.NOT_MET),
        (indicator.met_when, IndicatorState.MET),
    ):
        if condition is not None and truth(condition, evidence, {}) is True:
            return IndicatorResult(indicator, state, _facts_of(condition, evidence))
    return _shown(indicator, evidence, checklist)


def _shown(indicator: Indicator, evidence: Evidence, checklist: TransparencyChecklist) -> IndicatorResult:
    readings = [evidence.reading(key) for key in indicator.shown_by]
    if not readings or any(reading.value is Absence.UNKNOWN for reading in readings):
        return IndicatorResult(indicator, IndicatorState.UNKNOWN, ())
    facts = tuple(entry.fact for entry in unique_inputs([entry for each in readings for entry in each.inputs]))
    public = all(_is_published(fact, evidence, checklist) for fact in facts)
    return IndicatorResult(indicator, IndicatorState.MET if public else IndicatorState.SHOWN, facts)


def _is_published(fact: Fact, evidence: Evidence, checklist: TransparencyChecklist) -> bool:
    """Whether this or an earlier entry of the key was read where everybody can read it."""
    return any(entry.source.kind in checklist.public_sources for entry in (fact, *evidence.history(fact.key)))


def _facts_of(condition: dict[str, Any], evidence: Evidence) -> tuple[Fact, ...]:
    inputs = [entry for key in sorted(keys_named(condition)) for entry in evidence.reading(key).inputs]
    return tuple(entry.fact for entry in unique_inputs(inputs))


def transparency_fact(evidence: Evidence, checklist: TransparencyChecklist) -> Fact | None:
    """The result `fmti_indicator_share`, None while too much is unknown or where a count of ours is on record already.

    As strong as the weakest and as old as the oldest fact behind it.
    """
    if RESULT_KEY in evidence.current:
        return None
    found = transparency(evidence, checklist)
    facts = [fact for each in found.results for fact in each.facts]
    if found.share is None or not facts:
        return None
    level = min((fact.level for fact in facts), key=lambda each: each.strength)
    source = Source("computed", f"Transparency checklist, edition {checklist.edition}")
    return Fact(
        RESULT_KEY,
        found.share,
        level,
        min(fact.as_of for fact in facts),
        source,
        standard_error=found.standard_error,
        entered_by="Assay",
    )


def peer_standing(found: Transparency, scores: Sequence[TransparencyScore], edition: str) -> PeerStanding:
    """Where the startup stands among the companies of an edition, as far as its interval allows to say.

    Editions have different indicators, so that only companies of the same one are comparable.
    """
    peers = sorted((each for each in scores if each.edition == edition), key=lambda each: -each.score)
    share = {each.company: each.score / each.indicators for each in peers}
    return PeerStanding(
        higher=tuple(each for each in peers if share[each.company] > found.highest_share),
        within=tuple(each for each in peers if found.lowest_share <= share[each.company] <= found.highest_share),
        lower=tuple(each for each in peers if share[each.company] < found.lowest_share),
    )
