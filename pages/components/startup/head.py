"""The startup's name, facts line, verdict and header figures."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.places import SURE, Place
from analysis.portfolio.standing import Standing
from analysis.ranking.reweighting import Weighing, tied
from analysis.scoring.assessment import Assessment
from analysis.scoring.evidence_shares import measurable_criteria
from analysis.scoring.rubric import Rubric
from data.records import Points, Registry
from pages.components import loaders
from pages.components.evidence_words import shares_of, shares_sentence
from pages.components.fact_text import value_text
from pages.components.format import in_words, interval, join_names, rank, score, share
from pages.components.language import language, text
from pages.components.listing import places_with
from pages.components.markdown import literal
from pages.components.names import shown_name
from pages.components.rows import Figure, Part, Range, Scale, axis, heads, show, stack, strip, words

_LINE_KEYS = ("hq_country", "founded_date", "headcount_fte", "funding_stage")
_SCALE = Scale(width=190)


def facts_line(standing: Standing, registry: Registry) -> str:
    """Summary and the few facts everyone asks first, as Markdown."""
    parts = []
    for key in _LINE_KEYS:
        reading, field = standing.evidence.reading(key), registry.by_key.get(key)
        if reading.is_known and field is not None:
            said = text(f"startup.line.{key}", value=value_text(reading.value, field))
            parts.append(literal(said))
    summary = literal(standing.startup.summary(language()))
    return f"{summary} :gray[{' · '.join(['', *parts]).strip()}]" if parts else summary


def verdict_line(assessment: Assessment, rubric: Rubric) -> str:
    """The verdict, and what caps it, as one sentence of Markdown."""
    names = rubric.scoring.verdict_names(language())
    said = text("startup.verdict.plain", verdict=names[assessment.verdict])
    if assessment.cap is None:
        return f"**{said}**"
    labels = {rule.key: rule.label(language()) for rule in rubric.rules}
    why = text(
        f"startup.verdict.{'capped' if assessment.cap.outcome == 'open' else 'capped_unknown'}",
        before=names[assessment.verdict_before_caps],
        rule=literal(labels.get(assessment.cap.rule, assessment.cap.rule)),
    )
    return f"**{said}** :gray[{why}]"


def show_figures(assessment: Assessment, place: Place | None, found: Weighing | None) -> None:
    """Expectation, risk, rank among all and how much rests on measurement."""
    how = text("startup.source.assessment", rubric=assessment.rubric_hash[:8], draws=f"{assessment.draws:,}")
    how += f"\n{text('startup.source.profile', profile=_profile_name(assessment.profile))}"
    shares = shares_of(assessment.evidence_shares.overall)
    figures = [
        Figure(
            text("axis.expectation"), _score(assessment.expectation, how), _drawn(assessment.expectation, "expectation")
        ),
        Figure(text("axis.risk"), _score(assessment.risk, how), _drawn(assessment.risk, "risk")),
        Figure(
            text("startup.measured"),
            [words(share(shares[0]), source=how)],
            [stack(shares, shares_sentence(shares), "190px"), _measurable(assessment)],
        ),
    ]
    if place is not None and found is not None:
        figures.insert(2, _rank_figure(place, found, how))
    show([heads(figures)], key="figures")


def _rank_figure(place: Place, found: Weighing, how: str) -> Figure:
    among = text("startup.rank", count=in_words(len(found.contenders), language()))
    return Figure(among, [words(rank(place.best, place.worst), source=how)], [words(_ties(place, found), "mute")])


def _measurable(assessment: Assessment) -> Part:
    """How much of what runs can measure is measured; behind it, which criteria are not and which run would."""
    rubric, registry = loaders.rubric(), loaders.registry()
    found = measurable_criteria(assessment.terms, rubric, registry)
    done, all_of_it = (sum(each.weight for each in part) for part in ([e for e in found if e.is_measured], found))
    criteria = {entry.key: entry.label(language()) for entry in rubric.criteria}
    runs = {option.code: option.label(language()) for option in registry.runs}
    lines = [
        text(
            "startup.measurable.left" if not each.is_measured else "startup.measurable.done",
            criterion=criteria[each.key],
            points=f"{100 * each.weight:.1f}",
            runs=join_names([runs[run] for run in each.runs], language()),
        )
        for each in found
    ]
    said = text("startup.measurable.of", done=f"{100 * done:.1f}", all=f"{100 * all_of_it:.1f}")
    return words(said, "mute small", source="\n".join(lines))


def _score(values: Points, how: str) -> list[Part]:
    return [words(score(values.mean), source=how), words(interval(values.low, values.high), "small mute")]


def _drawn(values: Points, role: str) -> list[Part]:
    return [strip(Range(values.mean, values.low, values.high), role, _SCALE), axis(_SCALE)]


def _ties(place: Place, found: Weighing) -> str:
    """Whom it cannot be told from, the first by name."""
    keys = tied(found, place.key, SURE)
    if not len(keys):
        return text("startup.tied_none") if len(found.contenders) > 1 else ""
    names = [shown_name(other.startup) for other in places_with(keys[:2].tolist())]
    if len(keys) <= len(names):
        return text("startup.tied", names=join_names(names, language()))
    others = text("startup.tied_more", name=names[0] if names else "", count=f"{len(keys) - 1:,}")
    return text("startup.tied", names=others)


def _profile_name(key: str) -> str:
    return loaders.rubric().profile(key).label(language())


def show_title(standing: Standing, registry: Registry, rubric: Rubric) -> None:
    """Name, facts line and verdict."""
    st.title(literal(shown_name(standing.startup)), anchor=False)
    st.markdown(facts_line(standing, registry))
    if standing.assessment is not None:
        st.markdown(verdict_line(standing.assessment, rubric))
