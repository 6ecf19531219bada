"""One startup judged: its dossier and its examination; and what the judgement would be without our measurements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from analysis.claims.checks import ClaimCheck
from analysis.diligence.examination import Examination, Yardsticks, examine
from analysis.evidence.state import Evidence
from analysis.scoring.assessment import Assessment
from data.records import Dossier, EvidenceLevel, Startup


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A startup judged."""

    dossier: Dossier
    examination: Examination

    @property
    def startup(self) -> Startup:
        """The company."""
        return self.dossier.startup

    @property
    def evidence(self) -> Evidence:
        """Its ledger with derived fields and the results of runs and computations."""
        return self.examination.evidence

    @property
    def claim_checks(self) -> tuple[ClaimCheck, ...]:
        """Every claim beside its measurement."""
        return self.examination.claim_checks

    @property
    def assessment(self) -> Assessment | None:
        """The judgement, None while nothing is on record: priors alone are no judgement."""
        return self.examination.assessment if self.dossier.facts or self.dossier.claims else None


def standing(dossier: Dossier, yardsticks: Yardsticks, *, as_of: date, profile: str | None = None) -> Standing:
    """The startup judged on that day under an investor profile."""
    return Standing(dossier, examine(dossier, yardsticks, as_of=as_of, profile=profile))


def unmeasured(judged: Standing, yardsticks: Yardsticks) -> Assessment | None:
    """The same judgement with everything our runs found taken away, None where nothing else is known."""
    stated = without_measurements(judged.dossier)
    if not stated.facts and not stated.claims:
        return None
    made = judged.examination.assessment
    if stated == judged.dossier:
        return made
    return examine(stated, yardsticks, as_of=made.as_of, profile=made.profile).assessment


def without_measurements(dossier: Dossier) -> Dossier:
    """The dossier as the company's word and its documents alone would make it."""
    stated = tuple(fact for fact in dossier.facts if fact.level is not EvidenceLevel.MEASURED)
    return replace(dossier, facts=stated, runs=())
