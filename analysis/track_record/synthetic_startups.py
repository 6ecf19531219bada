"""Startups whose true worth is known, with evidence degraded as in life: hidden, inflated, blurred, out of date.

They test the scoring from the outside: nothing here reads the rubric's spreads, pulls or loadings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

from analysis.scoring.credibility_settings import CredibilitySettings
from analysis.scoring.rubric import Rubric
from analysis.scoring.rubric_schema import Anchors, Criterion
from data.records import EvidenceLevel, Fact, Field, Option, Registry, Source

FloatArray = NDArray[np.float64]
SHOWN_LEVELS = (EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED, EvidenceLevel.MEASURED)
_DAYS_PER_MONTH = 365.25 / 12
_DOCUMENTS = 6
_DOCUMENT_TYPE = "analyst_note"
_UNIT = "points"
_HONEST_ERROR = 20.0
"""Points; the default rubric gives a merely claimed criterion a spread of 14 to 22."""


@dataclass(frozen=True, slots=True)
class World:
    """How synthetic startups come about, and what becomes of the evidence on them; spreads and shifts in points.

    Attributes:
        quality_loading: How far one latent quality drives all criteria; its square is their correlation.
        mean: Of the true points of every criterion.
        sd: Of the true points.
        shown_share: Share of criteria the company shows, at 50 points.
        shown_slope: How much more often it shows a criterion at 100 points than at 50.
        level_shares: Shares of claimed, documented and measured among what is shown; sum to 1.
        inflation: Spread of the companies' habits of overstating; each adds the size of one draw to all its claims.
        claim_noise: Error of a claim beyond that.
        document_noise: Error of a documented figure.
        source_noise: Error that all figures of one document share.
        measurement_noise: Error of a measurement.
        drift_per_year: How far the truth moves away from evidence that is a year old.
        oldest_months: Evidence is between 0 and that many months old.
        also_claimed_share: Share of better-evidenced criteria that the company had claimed before.
        liar_share: Share of companies that lie in all their claims at once.
        lie_points: By how much they do.
    """

    quality_loading: float = 0.5
    mean: float = 50.0
    sd: float = 24.0
    shown_share: float = 0.65
    shown_slope: float = 0.25
    level_shares: tuple[float, float, float] = (0.45, 0.40, 0.15)
    inflation: float = 12.0
    claim_noise: float = 16.0
    document_noise: float = 9.0
    source_noise: float = 4.0
    measurement_noise: float = 4.0
    drift_per_year: float = 8.0
    oldest_months: float = 12.0
    also_claimed_share: float = 0.3
    liar_share: float = 0.0
    lie_points: float = 0.0


@dataclass(frozen=True, slots=True)
class SyntheticStartup:
    """A startup with its true points per criterion, 0..100, and the ledger that degraded evidence leaves."""

    truth: Mapping[str, float]
    facts: tuple[Fact, ...]


def points_rubric(rubric: Rubric) -> Rubric:
    """The rubric with every criterion scored on a field of its own that holds its points, and without rules.

    Weights, priors, spreads, ageing, dependence and the ledger's part in credibility stay, so that the whole path from
    facts to intervals is the one of the rubric.
    """
    trust = rubric.scoring.credibility
    scoring = rubric.scoring.model_copy(update={"credibility": None if trust is None else _on_the_ledger(trust)})
    criteria = tuple(_on_points(criterion) for criterion in rubric.criteria)
    return rubric.model_copy(update={"criteria": criteria, "rules": (), "results": (), "scoring": scoring})


def _on_the_ledger(trust: CredibilitySettings) -> CredibilitySettings:
    """Only the ledger's comparisons, an honest claim on a scale of points erring by what the rubric allows a claim."""
    ledger = trust.ledger.model_copy(update={"absolute_error": {_UNIT: _HONEST_ERROR}})
    return trust.model_copy(update={"sized": (), "fixed": (), "ledger": ledger})


def _on_points(criterion: Criterion) -> Criterion:
    scale = Anchors(kind="anchors", scale="linear", bad=0, ok=50, good=100)
    changes = {"reads": (criterion.key,), "see_also": (), "value": scale, "applies_when": None, "claimed_unless": None}
    return criterion.model_copy(update=changes)


def points_registry(rubric: Rubric) -> Registry:
    """A registry with one field of points per criterion."""
    only = Option(code=_DOCUMENT_TYPE, label_en="Document", label_zh="文件")
    fields = tuple(_points_field(criterion) for criterion in rubric.criteria)
    return Registry(
        schema_version=1,
        stages=(only.model_copy(update={"code": "company"}),),
        runs=(only.model_copy(update={"code": "none"}),),
        document_types=(only,),
        fields=fields,
    )


def _points_field(criterion: Criterion) -> Field:
    return Field(
        key=criterion.key,
        stage="company",
        label_en=criterion.label_en,
        label_zh=criterion.label_zh,
        definition_en=criterion.label_en,
        definition_zh=criterion.label_zh,
        type="number",
        unit=_UNIT,
        range=(0, 100),
        period="point",
        better="higher",
        measured_by="none",
        typical_source=(_DOCUMENT_TYPE,),
        essential=False,
        derived=False,
    )


def synthetic_startup(world: World, rubric: Rubric, *, as_of: date, rng: np.random.Generator) -> SyntheticStartup:
    """One startup of that world, on the criteria of a rubric from `points_rubric`."""
    truth = _true_points(world, len(rubric.criteria), rng)
    shown = rng.random(truth.size) < np.clip(world.shown_share + world.shown_slope * (truth - 50) / 50, 0, 1)
    habits = _Habits(
        inflation=abs(rng.normal(0, world.inflation)), documents=rng.normal(0, world.source_noise, _DOCUMENTS)
    )
    if world.liar_share and rng.random() < world.liar_share:
        habits = replace(habits, inflation=habits.inflation + world.lie_points)
    facts: list[Fact] = []
    for criterion, points, is_shown in zip(rubric.criteria, truth, shown, strict=True):
        if is_shown:
            facts.extend(_facts(criterion.key, float(points), world, habits, as_of=as_of, rng=rng))
    keys = (criterion.key for criterion in rubric.criteria)
    return SyntheticStartup(dict(zip(keys, truth.tolist(), strict=True)), tuple(facts))


@dataclass(frozen=True, slots=True)
class _Habits:
    """What all evidence of one company shares: how much it overstates, and how far each document is off."""

    inflation: float
    documents: FloatArray


def _true_points(world: World, count: int, rng: np.random.Generator) -> FloatArray:
    quality, own = rng.standard_normal(), rng.standard_normal(count)
    normal = world.quality_loading * quality + np.sqrt(1 - world.quality_loading**2) * own
    share = world.mean / 100
    concentration = share * (1 - share) / (world.sd / 100) ** 2 - 1
    points: FloatArray = 100 * betaincinv(share * concentration, (1 - share) * concentration, ndtr(normal))
    return points


def _facts(
    key: str, points: float, world: World, habits: _Habits, *, as_of: date, rng: np.random.Generator
) -> list[Fact]:
    months = rng.uniform(0, world.oldest_months)
    day = as_of - timedelta(days=int(months * _DAYS_PER_MONTH))
    then = points + rng.normal(0, world.drift_per_year * np.sqrt(months / 12))
    level = SHOWN_LEVELS[int(rng.choice(len(SHOWN_LEVELS), p=world.level_shares))]
    facts = [_fact(key, then, level, day, world, habits, rng)]
    if level is not EvidenceLevel.CLAIMED and rng.random() < world.also_claimed_share:
        facts.append(_fact(key, then, EvidenceLevel.CLAIMED, day, world, habits, rng))
    return facts


def _fact(
    key: str,
    then: float,
    level: EvidenceLevel,
    day: date,
    world: World,
    habits: _Habits,
    rng: np.random.Generator,
) -> Fact:
    title, error = level.value, rng.normal(0, world.measurement_noise)
    if level is EvidenceLevel.CLAIMED:
        error = habits.inflation + rng.normal(0, world.claim_noise)
    elif level is EvidenceLevel.DOCUMENTED:
        place = int(rng.integers(_DOCUMENTS))
        title, error = f"Document {place}", habits.documents[place] + rng.normal(0, world.document_noise)
    value = float(np.clip(then + error, 0, 100))
    return Fact(key, value, level, day, Source(_DOCUMENT_TYPE, title))


def answered(
    startup: SyntheticStartup, key: str, world: World, *, as_of: date, rng: np.random.Generator
) -> SyntheticStartup:
    """The same startup after a document answered the question on one criterion, with a document's error."""
    value = float(np.clip(startup.truth[key] + rng.normal(0, world.document_noise), 0, 100))
    answer = Fact(key, value, EvidenceLevel.DOCUMENTED, as_of, Source(_DOCUMENT_TYPE, "Answer"))
    return SyntheticStartup(startup.truth, (*startup.facts, answer))
