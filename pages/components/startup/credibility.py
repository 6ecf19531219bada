"""What the company's word is worth, and the checked claims that say so."""

from __future__ import annotations

import math

from analysis.evidence.condition_syntax import keys_named
from analysis.portfolio.standing import Standing
from analysis.scoring.comparisons import CLAIM_CHECK, CheckedClaim
from analysis.scoring.credibility import Credibility
from analysis.scoring.credibility_settings import ClaimKind, FixedCheck, SizedCheck
from analysis.scoring.rubric import Rubric
from data.records import EvidenceLevel, Fact, Registry
from pages.components import loaders
from pages.components.fact_text import value_text
from pages.components.finding_words import source_line
from pages.components.format import plain_number, share, signed
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import LINE, Cell, Part, Range, Row, Scale, axis, severity, show, strip, table, words

_SCALE = Scale(labels=((0, "0%"), (50, "50%"), (100, "100%")))


def show_credibility(standing: Standing) -> None:
    """The factor with what it does, and every claim it was learnt from."""
    trust = standing.assessment.credibility if standing.assessment else None
    if trust is None:
        return
    rubric, registry = loaders.rubric(), loaders.registry()
    section(text("startup.trust.title"), text("startup.trust.note"))
    show([_factor(trust, rubric)], key="trust_factor")
    if not trust.checked:
        empty_state(text("startup.trust.none"))
        return
    columns = [
        Cell(
            [words(text(f"startup.trust.{name}"))], "wide" if name == "found" else "number" if name == "weight" else ""
        )
        for name in ("outcome", "claim", "found", "weight")
    ]
    ordered = sorted(trust.checked, key=lambda claim: (-claim.evidence, claim.key))
    rows = [_row(claim, standing, registry, rubric) for claim in ordered]
    show([table(columns, rows, label=text("startup.trust.title"))], key="trust_claims")


def _factor(trust: Credibility, rubric: Rubric) -> dict[str, object]:
    low, high = (100 * min(max(trust.overall.mean + side * 1.645 * trust.sd, 0.0), 1.0) for side in (-1, 1))
    held = sum(claim.held for claim in trust.checked)
    effects = [
        part for kind in _kinds(rubric) for part in (LINE, words(_consequence(kind, trust, rubric), "mute small"))
    ]
    cells = [
        Cell(
            [
                words(share(trust.overall.mean), "strong large"),
                words(text("startup.trust.prior", share=share(trust.prior_mean)), "mute small"),
            ]
        ),
        Cell([strip(Range(100 * trust.overall.mean, low, high), "neutral", _SCALE, height=30)], "chart"),
        Cell([words(text("startup.trust.counted", held=held, count=len(trust.checked))), *effects]),
    ]
    heads = [
        Cell([words(text("startup.trust.share"))]),
        Cell([axis(_SCALE)]),
        Cell([words(text("startup.trust.effect"))]),
    ]
    return table(heads, [Row(cells)], label=text("startup.trust.share"))


def _kinds(rubric: Rubric) -> tuple[ClaimKind, ...]:
    return rubric.scoring.credibility.kinds if rubric.scoring.credibility else ()


def _consequence(kind: ClaimKind, trust: Credibility, rubric: Rubric) -> str:
    """What the shortfall of one kind does to what is merely claimed of it."""
    settings, shortfall = rubric.scoring.credibility, trust.by_kind[kind.code].shortfall
    if settings is None or abs(shortfall) < 0.005:
        said = text("startup.trust.neutral")
    elif shortfall > 0:
        spread = signed(100 * settings.widening * shortfall, 0)
        said = text("startup.trust.discounts", lost=share(settings.discount * shortfall), spread=spread)
    else:
        spread = signed(100 * settings.widening * shortfall, 0)
        said = text("startup.trust.rewards", given=share(-settings.relief * shortfall), spread=spread)
    joint = "：" if language() == "zh" else ": "
    return f"{kind.label_zh if language() == 'zh' else kind.label_en}{joint}{said}"


def _row(claim: CheckedClaim, standing: Standing, registry: Registry, rubric: Rubric) -> Row:
    outcome = (
        severity("medium", text("startup.trust.held")) if claim.held else severity("high", text("startup.trust.broken"))
    )
    label = claim.label_zh if language() == "zh" else claim.label_en
    cells = [
        Cell([outcome], "tight"),
        Cell([words(label, "strong")]),
        Cell(_found(claim, standing, registry, rubric), "wide"),
        Cell([words(text("startup.trust.factor", factor=_factor_text(claim.evidence)), "mute")], "number"),
    ]
    return Row(cells, rule=True)


def _found(claim: CheckedClaim, standing: Standing, registry: Registry, rubric: Rubric) -> list[Part]:
    """Both values with their sources for a field of the ledger; the facts that decide it for a check of the rubric."""
    if claim.key in registry.by_key:
        field = registry.by_key[claim.key]
        stated = [each for each in standing.evidence.history(claim.key) if each.level is EvidenceLevel.CLAIMED]
        found = standing.evidence.current[claim.key]
        pairs = [(stated[-1], "startup.trust.stated")] if stated else []
        pairs.append((found, "startup.trust.shown"))
        parts: list[Part] = []
        for fact, name in pairs:
            said = text(name, value=value_text(fact.value, field))
            parts += ([LINE] if parts else []) + [words(said, "small", source=source_line(fact.source))]
        return parts
    facts = _deciding(claim, standing, rubric)
    return [
        part for fact in facts for part in (words(_named(fact, rubric), "small", source=source_line(fact.source)), LINE)
    ]


def _factor_text(evidence: float) -> str:
    """By how much a claim multiplies the odds that the company inflates."""
    factor = math.exp(evidence)
    return plain_number(factor, 2 if factor < 10 else 0)


def _deciding(claim: CheckedClaim, standing: Standing, rubric: Rubric) -> list[Fact]:
    """The facts behind a check: the run of one score, or what a check of the rubric reads."""
    if claim.key == CLAIM_CHECK:
        return [fact for fact in standing.evidence.history(CLAIM_CHECK) if fact.source.reference == claim.label_en]
    settings = rubric.scoring.credibility
    checks: tuple[SizedCheck | FixedCheck, ...] = (*settings.sized, *settings.fixed) if settings else ()
    check = next((each for each in checks if each.key == claim.key), None)
    if check is None:
        return []
    if isinstance(check, SizedCheck):
        names = keys_named(check.value) | keys_named(check.counts_when or {"all": []})
    else:
        names = keys_named(check.held_when) | keys_named(check.broken_when)
    readings = (standing.evidence.reading(name) for name in sorted(names))
    return list({id(entry.fact): entry.fact for each in readings for entry in each.inputs}.values())


def _named(fact: Fact, rubric: Rubric) -> str:
    field = loaders.registry().by_key.get(fact.key) or rubric.result(fact.key)
    label = field.label(language()) if field else fact.key
    joint = "：" if language() == "zh" else ": "
    return f"{label}{joint}{value_text(fact.value, field)}"
