"""What to ask or to run next: the answers that could change the decision most per hour, worded for a founder.

The value of an answer is the expected value of partial perfect information (EVPPI): how much better the best of
investing, waiting and passing would be on average if the answer were known. It is an upper bound, since a document
never settles a question perfectly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.evidence.state import Evidence
from analysis.questions.found_questions import found_questions
from analysis.questions.information_value import decision_values, evppi_by_regression, stake_value
from analysis.questions.question import SEVERITY_ORDER, Kind, NextQuestion
from analysis.questions.wording import founder_question, own_work, run_sentence
from analysis.scoring.assessment import Assessment, axis_draws
from analysis.scoring.axes import Term
from analysis.scoring.dependence import belief_draws
from analysis.scoring.open_keys import missing_keys
from analysis.scoring.rubric import Rubric
from analysis.scoring.rules import OpenQuestion
from analysis.scoring.settings import QuestionSettings
from data.records import EvidenceLevel, InvalidInput, Registry

FloatArray = NDArray[np.float64]
DEFAULT_COUNT = 10


@dataclass(frozen=True, slots=True)
class _Topic:
    """Criteria and rules that wait for the same key."""

    keys: tuple[str, ...]
    terms: tuple[Term, ...] = ()
    rules: tuple[OpenQuestion, ...] = ()


def next_questions(
    assessment: Assessment,
    evidence: Evidence,
    rubric: Rubric,
    registry: Registry,
    *,
    rng: np.random.Generator,
    count: int = DEFAULT_COUNT,
    draws: int = 10_000,
) -> tuple[NextQuestion, ...]:
    """The `count` questions to ask next: about what was found, then what is missing, merely claimed or undecided.

    Both parts are ordered by what an hour of work for the answer is worth.

    Args:
        assessment: Made from this evidence with this rubric.
        evidence: What is known.
        rubric: Its `scoring.questions` say what a decision is worth and what documents cost.
        registry: Words the questions and names the documents.
        rng: Source of the draws; the same state gives the same questions.
        count: How many at most.
        draws: Number of joint draws.

    Raises:
        InvalidInput: if the rubric has no `scoring.questions`.
    """
    settings = rubric.scoring.questions
    if settings is None:
        raise InvalidInput("the rubric values no questions; add scoring.questions to it")
    known = evidence.on(assessment.as_of)
    beliefs = [term.belief for term in assessment.terms]
    points = belief_draws(beliefs, rubric.scoring.dependence, rng=rng, draws=draws)
    net = axis_draws(assessment.terms, points, "expectation") - axis_draws(assessment.terms, points, "risk")
    valuation = _Valuation(assessment.terms, points, net, settings)
    topics = _topics(assessment, known)
    asked = [_next_question(topic, valuation, known, rubric, registry) for topic in topics]
    asked += found_questions(assessment, rubric, settings)
    asked.sort(key=lambda question: question.order)
    return tuple(asked[:count])


@dataclass(frozen=True, slots=True)
class _Valuation:
    terms: tuple[Term, ...]
    points: FloatArray
    net: FloatArray
    settings: QuestionSettings

    def of(self, topic: _Topic) -> float:
        """Decision value of knowing all that the topic bears on; criteria and rules are taken to be independent."""
        value = 0.0
        if topic.terms:
            rows = [self.points[self.terms.index(term)] for term in topic.terms]
            value = evppi_by_regression(decision_values(self.net, self.settings), np.stack(rows))
        for severity in {rule.severity for rule in topic.rules}:
            value += stake_value(self.net, self.settings, self.settings.unknown_rules[severity])
        return value

    def variance_share(self, topic: _Topic) -> float:
        """Share of both axes' variance made by the topic's criteria, as if all criteria were independent."""
        spread = {term.key: (term.axis_slope * term.belief.sd) ** 2 for term in self.terms}
        return sum(spread[term.key] for term in topic.terms) / sum(spread.values())


def _topics(assessment: Assessment, evidence: Evidence) -> list[_Topic]:
    topics: dict[str, _Topic] = {}
    for rule in assessment.questions:
        if rule.missing:
            topic = topics.get(rule.missing[0], _Topic(rule.missing))
            topics[rule.missing[0]] = replace(topic, rules=(*topic.rules, rule))
    for term in assessment.terms:
        keys = _open_keys(term, evidence)
        if keys and term.share > 0:
            first = next((key for key in keys if key in topics), keys[0])
            topic = topics.get(first, _Topic(keys))
            merged = tuple(dict.fromkeys((*topic.keys, *keys)))
            topics[first] = replace(topic, keys=merged, terms=(*topic.terms, term))
    return list(topics.values())


def _open_keys(term: Term, evidence: Evidence) -> tuple[str, ...]:
    """Keys that would make a missing criterion known, or a claimed one documented; empty for better evidence."""
    if term.belief.level is EvidenceLevel.MISSING:
        return missing_keys(term.belief.criterion, evidence)
    if term.belief.level is not EvidenceLevel.CLAIMED:
        return ()
    claimed = [entry.fact.key for entry in term.belief.inputs if entry.fact.level is EvidenceLevel.CLAIMED]
    return tuple(dict.fromkeys(claimed)) or term.belief.criterion.reads[:1]


def _next_question(
    topic: _Topic, valuation: _Valuation, evidence: Evidence, rubric: Rubric, registry: Registry
) -> NextQuestion:
    kind: Kind = "run" if own_work(topic.keys[0], rubric, "en") else "ask"
    keys = tuple(key for key in topic.keys if kind == "ask" or own_work(key, rubric, "en"))
    documents = _documents(keys, rubric, registry)
    severities = {rule.severity for rule in topic.rules}
    settings, effort = valuation.settings, _effort(documents, valuation.settings)
    return NextQuestion(
        kind=kind,
        keys=topic.keys,
        question_en=_worded(topic, kind, evidence, rubric, registry, "en"),
        question_zh=_worded(topic, kind, evidence, rubric, registry, "zh"),
        value_points=valuation.of(topic),
        variance_share=valuation.variance_share(topic),
        effort_hours=effort,
        hours_of_work=effort * (settings.machine_hour_share if kind == "run" else 1.0),
        documents=documents,
        criteria=tuple(term.key for term in topic.terms),
        rules=tuple(rule.rule for rule in topic.rules),
        severity=next((severity for severity in SEVERITY_ORDER if severity in severities), None),
    )


def _worded(topic: _Topic, kind: Kind, evidence: Evidence, rubric: Rubric, registry: Registry, language: str) -> str:
    if kind == "run":
        return run_sentence(topic.keys, rubric, language)
    if topic.rules:
        gravest = min(topic.rules, key=lambda rule: SEVERITY_ORDER.index(rule.severity))
        return gravest.question_zh if language == "zh" else gravest.question_en
    return founder_question(topic.keys, evidence, rubric, registry, language)


def _documents(keys: Sequence[str], rubric: Rubric, registry: Registry) -> tuple[str, ...]:
    found = []
    for key in keys:
        field, result = registry.by_key.get(key), rubric.result(key)
        if field is not None and field.typical_source:
            found.append(field.typical_source[0])
        elif result is not None:
            found.append(result.source_kind)
    return tuple(dict.fromkeys(found))


def _effort(documents: Sequence[str], settings: QuestionSettings) -> float:
    hours: Mapping[str, float] = settings.effort_hours
    default = settings.default_effort_hours
    return sum(hours.get(document, default) for document in documents) or default
