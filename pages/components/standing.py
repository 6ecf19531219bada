"""One startup as the screens see it: its dossier, its judgement, and the judgement without our measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from analysis.assessment import Assessment, SetAside, assess, generator_for
from analysis.claims import ClaimCheck, claim_verdicts
from analysis.evidence_state import Evidence
from analysis.rubric import Rubric
from data.records import Dossier, EvidenceLevel, Registry, Startup
from pages.components.charts.contour import density_contour

Contour = tuple[list[float], list[float]]
SEED = 20_261_101


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A startup judged.

    Attributes:
        evidence: Its ledger with derived fields and results of runs.
        assessment: The judgement, None while nothing is known of the startup.
        unmeasured: The same judgement with everything our runs found taken away.
        contour: Closed line (risk, expectation) around the region that holds 90 % of the draws, empty without them.
    """

    dossier: Dossier
    evidence: Evidence
    assessment: Assessment | None
    unmeasured: Assessment | None
    claim_checks: tuple[ClaimCheck, ...]
    contour: Contour

    @property
    def startup(self) -> Startup:
        """The company."""
        return self.dossier.startup


def standing(
    dossier: Dossier,
    *,
    rubric: Rubric,
    registry: Registry,
    as_of: date,
    profile: str | None,
    set_aside: Mapping[str, str],
) -> Standing:
    """The startup judged on that day; `set_aside` gives the reason per rule an analyst decided not to count."""
    facts = dossier.facts
    scores = [score for run in dossier.runs for score in run.scores]
    evidence = Evidence(facts, registry, rubric.results, as_of)
    decisions = {rule: SetAside(reason, reason) for rule, reason in set_aside.items()}
    known = [fact for fact in facts if fact.level is not EvidenceLevel.MEASURED]
    judged = [
        assess(
            Evidence(part, registry, rubric.results),
            rubric,
            registry,
            as_of=as_of,
            rng=generator_for(dossier.startup.slug, SEED),
            profile=profile,
            set_aside=decisions,
        )
        if part
        else None
        for part in (facts, known)
    ]
    checks = claim_verdicts([replace(claim, model=None) for claim in dossier.claims], scores)
    now = judged[0]
    contour: Contour = density_contour(now.risk_draws, now.expectation_draws) if now else ([], [])
    return Standing(dossier, evidence, now, judged[1], tuple(checks), contour)
