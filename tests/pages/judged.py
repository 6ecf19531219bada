"""Startups judged, made by hand: facts, claims and runs in, their standing and their row of the ranking out.

The judgement comes from the real rubric; where a test needs round figures it states them over it.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np

from analysis.diligence.examination import examine
from analysis.portfolio.kept_standings import kept_standing
from analysis.portfolio.places import judged_place
from analysis.portfolio.standing import Standing
from analysis.ranking.contenders import Contenders
from analysis.ranking.packed_moments import Layout, PackedMoments, PortfolioMoments
from analysis.ranking.reweighting import Reweighed, Weighing
from data.records import Claim, ModelRecord, Points, RankedStartup, Scale
from pages.components import loaders
from pages.components.decide.choosing import Judged
from tests.analysis.small_dossier import TODAY, dossier, fact

DRAWS = 1000
NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)


def known_of(facts=(), *, claims=(), runs=(), models=(), decisions=(), **company):
    """Everything known of a startup; what is named of the company replaces Northfold's."""
    plain = dossier(facts, claims, runs)
    startup = replace(plain.startup, **company)
    return replace(plain, startup=startup, models=tuple(models), decisions=tuple(decisions))


def judged(facts=(), **known):
    """The startup with these facts, judged on the day the small dossier is read."""
    dossier_of = known_of(facts, **known)
    return Standing(dossier_of, examine(dossier_of, loaders.yardsticks(), as_of=TODAY, draws=DRAWS))


@cache
def northfold():
    """One documented fact and a claim that no run has answered; judged once, since it is never changed."""
    return judged([fact("arr_usd", 2_400_000.0)], claims=[a_score("gsm8k", 0.6)])


def stated(judgement, **changes):
    """The standing with other figures in its judgement."""
    found = judgement.examination
    return replace(judgement, examination=replace(found, assessment=replace(found.assessment, **changes)))


def named(slug, name=None, *, expectation=60.0, risk=40.0, spread=0.0, like=None, **changes):
    """A startup whose axes are drawn evenly within `spread` of these means, all else as Northfold's judgement."""
    known = like or northfold()
    startup = replace(known.startup, slug=slug, name=name or slug.title())
    at = np.linspace(-spread, spread, DRAWS)
    figures = {
        "expectation": Points(expectation, expectation - spread, expectation + spread),
        "risk": Points(risk, risk - spread, risk + spread),
        "expectation_draws": expectation + at,
        "risk_draws": risk + at[::-1],
        "draws": DRAWS,
    }
    moved = replace(known, dossier=replace(known.dossier, startup=startup))
    return stated(moved, **(figures | changes))


def chosen(judgement):
    """The startup as the views that judge in full take it."""
    return Judged(judgement.startup, judgement, judgement.assessment)


def kept(judgement, **detail):
    """The standing as it is kept; what is named replaces what lists show of it."""
    found = kept_standing(judgement, loaders.yardsticks(), version=1, judged_at=NOW)
    return replace(found, detail=replace(found.detail, **detail)) if detail else found


def weighed(judgement, *, best=1, worst=1, first=0.7, beats=None):
    """What a weighing of all says of the startup, with these ranks."""
    own = judgement.assessment
    return Reweighed(
        own.expectation,
        own.risk,
        own.probabilities,
        own.verdict,
        best,
        worst,
        first,
        beats,
        ([20.0, 30.0], [60.0, 70.0]),
    )


def place(judgement, best=1, worst=1, beats_next=None, *, key=1, **detail):
    """A row of a list with these ranks."""
    standing = kept(judgement, **detail)
    ranked = RankedStartup(key, judgement.startup, standing, (standing.judgement.expectation.mean, key))
    return judged_place(ranked, standing.judgement, weighed(judgement, best=best, worst=worst, beats=beats_next))


def everybody(*figures, spread=2.0):
    """All startups weighed, by key from 1 on, from the mean of expectation and of risk of each."""
    mean = np.array(figures, dtype=float)
    covariance = np.zeros((len(mean), 2, 2))
    covariance[:, 0, 0] = covariance[:, 1, 1] = spread**2
    layout = Layout.of(loaders.rubric())
    nothing = PackedMoments(layout, np.zeros((len(mean), layout.width)))
    contenders = Contenders(
        np.arange(1, len(mean) + 1), nothing, np.zeros(len(mean), np.int8), np.zeros(len(mean), np.bool_)
    )
    standing = np.stack([mean[:, 0], np.full(len(mean), spread)])
    moments = PortfolioMoments(mean, covariance, np.zeros_like(mean))
    return Weighing(contenders, "expectation", moments, standing, np.argsort(-mean[:, 0], kind="stable"))


def a_score(task, value, **stated_of):
    """A claimed share of items solved."""
    return Claim(task, stated_of.pop("metric", "acc"), value, scale=stated_of.pop("scale", Scale.FRACTION), **stated_of)


def model(name="Northfold 1", *, model_id=1, digest="8d4e" * 16, parameters=3_090_000):
    """A model as it was handed over and inspected."""
    return ModelRecord(model_id, "northfold", name, "models/northfold", digest, parameters)
