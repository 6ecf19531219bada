"""The whole examination of one startup: its dossier, what runs and computations add, claims checked, judgement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from analysis.claims.checks import ClaimCheck, claim_verdicts
from analysis.compliance.eu_duties import modifier_fact
from analysis.compliance.licence_chain import licence_chain_fact
from analysis.compliance.licences import LicenceTable, parse_licences
from analysis.compliance.transparency import TransparencyChecklist, parse_checklist, transparency_fact
from analysis.diligence.computed_results import computed_facts
from analysis.diligence.contradictions import ledger_contradictions
from analysis.diligence.gate_results import (
    books_fact,
    contaminated_claims_fact,
    counts_claims,
    counts_more_claims,
    refuted_fact,
)
from analysis.diligence.run_results import (
    claim_facts,
    claimable_scores,
    finished_benchmarks,
    newest_scores,
    run_protocols,
)
from analysis.economics.hardware import Chip, parse_chips
from analysis.evidence.state import Evidence
from analysis.published.comparison import capability_fact, capability_percentile
from analysis.published.scores import PublishedScore, parse_published_scores
from analysis.published.tables import PublishedModel, parse_published_models
from analysis.quantities.contradictions import Contradiction
from analysis.questions.next_questions import next_questions
from analysis.questions.question import NextQuestion
from analysis.scoring.assessment import DEFAULT_DRAWS, Assessment, assess, generator_for
from analysis.scoring.rubric import Rubric, parse_rubric
from analysis.scoring.rules import SetAside
from data.records import Dossier, Fact, Registry, Startup

DEFAULT_SEED = 20261031
_QUESTIONS_STREAM = 1
"""Questions draw from a stream of their own, so that asking for them moves no score."""


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """What startups are measured against: the rubric, the field registry, and tables of the world outside.

    Attributes:
        chips: Accelerators, for the physics of training.
        licences: What licences permit.
        published: Scores of published models, for the standing among them.
        models: Published models, for the compute of one that was modified.
        checklist: Transparency indicators; without it the share met is not computed.
    """

    rubric: Rubric
    registry: Registry
    chips: tuple[Chip, ...] = ()
    licences: LicenceTable | None = None
    published: tuple[PublishedScore, ...] = ()
    models: tuple[PublishedModel, ...] = ()
    checklist: TransparencyChecklist | None = None


class KnownEvidence(NamedTuple):
    """What is known of a startup on a day: the ledger with results added, the results, and every claim checked."""

    evidence: Evidence
    results: tuple[Fact, ...]
    claim_checks: tuple[ClaimCheck, ...]


def parsed_yardsticks(rubric: str, registry: Registry, reference_text: Callable[[str], str]) -> Yardsticks:
    """The yardsticks written in a rubric and in the reference tables.

    Args:
        rubric: Text of the rubric.
        registry: Fields of the ledger.
        reference_text: Gives the text of a reference table by its file name.

    Raises:
        InvalidInput: if one of them breaks its schema.
    """
    return Yardsticks(
        parse_rubric(rubric),
        registry,
        parse_chips(reference_text("hardware.yaml")),
        parse_licences(reference_text("licences.yaml")),
        parse_published_scores(reference_text("published_scores.csv")),
        parse_published_models(reference_text("published_models.csv")),
        parse_checklist(reference_text("transparency_checklist.yaml")),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """One startup examined on one day.

    Attributes:
        evidence: The ledger with the results added.
        results: The facts added: what runs measured and what follows from the ledger.
        claim_checks: Every claim beside its measurement.
        contradictions: Pairs of stated figures that cannot both be right.
        evidence_hash: sha256 over the evidence; equal evidence under one rubric gives equal judgements.
    """

    startup: Startup
    evidence: Evidence
    results: tuple[Fact, ...]
    claim_checks: tuple[ClaimCheck, ...]
    assessment: Assessment
    evidence_hash: str
    contradictions: tuple[Contradiction, ...] = ()


def examine(
    dossier: Dossier,
    yardsticks: Yardsticks,
    *,
    as_of: date,
    profile: str | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
) -> Examination:
    """The examination of one startup; the same dossier, day, rubric and seed give the same one.

    Args:
        dossier: Ledger, claims and runs.
        yardsticks: Rubric, registry, chips.
        as_of: Day of assessment; evidence ages up to it.
        profile: Investor profile of the rubric, None for its default.
        draws: Joint draws of all criteria.
        seed: Of the draws; each startup derives a stream of its own from it.

    Raises:
        InvalidInput: if the profile does not exist.
    """
    known = known_evidence(dossier, yardsticks, as_of=as_of)
    assessment = assess(
        known.evidence,
        yardsticks.rubric,
        yardsticks.registry,
        as_of=as_of,
        rng=generator_for(dossier.startup.slug, seed),
        profile=profile,
        draws=draws,
        set_aside=findings_set_aside(dossier, yardsticks, known.evidence, as_of=as_of),
    )
    found = ledger_contradictions(known.evidence, yardsticks.chips, dossier.table("accounts"))
    return Examination(dossier.startup, *known, assessment, evidence_hash(known.evidence.facts), found)


def known_evidence(dossier: Dossier, yardsticks: Yardsticks, *, as_of: date) -> KnownEvidence:
    """The ledger together with what runs measured and what follows from it, for one day."""
    checks = checked_claims(dossier)
    stored = _evidence(dossier.facts, yardsticks, as_of)
    first = (
        *claim_facts(checks, dossier.runs),
        *computed_facts(stored, yardsticks.chips),
        *_present(books_fact(stored, dossier.table("accounts"))),
        *_tabled_facts(dossier, stored, yardsticks),
    )
    known = _evidence((*dossier.facts, *first), yardsticks, as_of)
    gates = (
        refuted_fact(known, yardsticks.rubric.scoring.credibility),
        contaminated_claims_fact(known, checks, dossier.runs),
    )
    results = (*first, *_following_facts(known, yardsticks), *_present(*gates))
    return KnownEvidence(_evidence((*dossier.facts, *results), yardsticks, as_of), results, tuple(checks))


def _evidence(facts: Sequence[Fact], yardsticks: Yardsticks, as_of: date) -> Evidence:
    return Evidence(facts, yardsticks.registry, yardsticks.rubric.results, as_of)


def _following_facts(known: Evidence, yardsticks: Yardsticks) -> list[Fact]:
    """Results that rest on other results: what EU law makes of a modified model, and the transparency share."""
    share = None if yardsticks.checklist is None else transparency_fact(known, yardsticks.checklist)
    return _present(modifier_fact(known, yardsticks.models), share)


def _present(*facts: Fact | None) -> list[Fact]:
    return [fact for fact in facts if fact is not None]


def findings_set_aside(
    dossier: Dossier, yardsticks: Yardsticks, known: Evidence, *, as_of: date
) -> dict[str, SetAside]:
    """Decisions by rule; one on a rule that this rubric does not have counts for nothing.

    An answer on claims lifts what was found when it was accepted, and lapses once more is.
    """
    rules = {rule.key: rule for rule in yardsticks.rubric.rules}
    credibility = yardsticks.rubric.scoring.credibility
    decided = {}
    for each in dossier.decisions:
        if each.rule not in rules:
            continue
        lapsed = False
        if counts_claims(rules[each.rule]):
            then = known_evidence(dossier.known_at(each.decided_at), yardsticks, as_of=as_of).evidence
            lapsed = counts_more_claims(rules[each.rule], known, then, credibility)
        decided[each.rule] = SetAside(each.reason, each.source, each.decided_by, lapsed)
    return decided


def _tabled_facts(dossier: Dossier, stored: Evidence, yardsticks: Yardsticks) -> list[Fact]:
    """Results that tables of the world give: whether the licences permit the use, how the model compares."""
    chain = None if yardsticks.licences is None else licence_chain_fact(stored, yardsticks.licences)
    runs = finished_benchmarks(dossier.runs)
    standing = None
    if runs and runs[0].model.parameters:
        found = capability_percentile(newest_scores(dossier.runs), yardsticks.published, runs[0].model.parameters)
        standing = capability_fact(found, (runs[0].finished_at or runs[0].created_at).date())
    return _present(chain, standing)


def checked_claims(dossier: Dossier) -> list[ClaimCheck]:
    """Every claim of the startup beside what was measured on its models."""
    protocols = run_protocols(dossier.runs, dossier.models)
    return claim_verdicts(dossier.claims, claimable_scores(dossier.runs), protocols=protocols)


def examination_questions(
    examination: Examination, yardsticks: Yardsticks, *, count: int = 10, seed: int = DEFAULT_SEED
) -> tuple[NextQuestion, ...]:
    """The questions worth asking next, most decision value per hour first."""
    rng = generator_for(examination.startup.slug, seed + _QUESTIONS_STREAM)
    return next_questions(
        examination.assessment, examination.evidence, yardsticks.rubric, yardsticks.registry, rng=rng, count=count
    )


def evidence_hash(facts: Sequence[Fact]) -> str:
    """sha256 over key, value, level, date and error of every fact, whatever their order."""
    lines = sorted(
        f"{fact.key}|{fact.value!r}|{fact.level}|{fact.as_of}|{fact.standard_error}|{fact.not_applicable}"
        for fact in facts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
