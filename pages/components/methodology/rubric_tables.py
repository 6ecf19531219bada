"""The rubric's weights, criteria and rules as tables."""

from __future__ import annotations

import streamlit as st

from analysis.scoring.rubric import Rubric
from analysis.scoring.rubric_schema import Anchors, Band, Criterion, FirstMatch, Rule
from analysis.scoring.settings import Profile
from data.records import Registry
from pages.components.fact_text import number_text
from pages.components.finding_words import severity_word
from pages.components.format import share
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.rows import LINE, Cell, Part, Row, items, severity, show, table, words, worth


def show_weights(rubric: Rubric) -> None:
    """What each investor profile weighs how much."""
    section(text("method.weights.title"), text("method.weights.note"))
    profiles = rubric.profiles
    columns = [
        Cell([words(text("method.weights.category"))]),
        *(Cell([words(profile.label(language()), "quiet", source=_summary(profile))]) for profile in profiles),
    ]
    rows = []
    for index, category in enumerate(rubric.categories):
        following = rubric.categories[index + 1] if index + 1 < len(rubric.categories) else None
        name = category.label_zh if language() == "zh" else category.label_en
        cells = [Cell([words(name, "strong"), LINE, words(text(f"axis.{category.axis}"), "mute small")])]
        for profile in profiles:
            weight = getattr(profile.weights, category.axis)[category.code]
            cells.append(Cell([words(share(weight)), worth(weight / 0.5)]))
        rows.append(Row(cells, rule=following is None or following.axis != category.axis))
    show([table(columns, rows, label=text("method.weights.title"))], key="weights")


def show_criteria(rubric: Rubric, registry: Registry) -> None:
    """Every criterion of one category: what it reads, its anchors, weight, prior and source."""
    section(text("method.criteria.title"), text("method.criteria.note"))
    names = {entry.code: entry.label_zh if language() == "zh" else entry.label_en for entry in rubric.categories}
    chosen = st.selectbox(
        text("method.weights.category"), list(names), format_func=lambda code: names[code], key="method_category"
    )
    columns = [
        Cell([words(text(f"method.criteria.{name}"))], "wide" if name in {"missing", "source"} else "")
        for name in ("criterion", "scale", "weight", "missing", "source")
    ]
    rows = [_criterion_row(entry, rubric, registry) for entry in rubric.criteria if entry.category == chosen]
    show([table(columns, rows, label=text("method.criteria.title"))], key="criteria")


def show_notes(rubric: Rubric) -> None:
    """What was changed against the rubric's draft, and why."""
    if rubric.notes:
        section(text("method.notes.title"), text("method.notes.note"))
        said = [note.zh if language() == "zh" else note.en for note in rubric.notes]
        show([items("plain", [[[words(sentence)]] for sentence in said])], key="rubric_notes")


def _criterion_row(criterion: Criterion, rubric: Rubric, registry: Registry) -> Row:
    reads = ("、" if language() == "zh" else ", ").join(_key_label(key, rubric, registry) for key in criterion.reads)
    weight = [words(share(criterion.weight))]
    if criterion.likelihood is not None and criterion.impact is not None:
        risk = text(
            "method.criteria.likelihood",
            good=share(criterion.likelihood.at_good),
            bad=share(criterion.likelihood.at_bad),
            impact=share(criterion.impact),
        )
        weight += [LINE, words(risk, "mute small")]
    spreads = " / ".join(f"{criterion.evidence_sd[level]:g}" for level in ("claimed", "documented", "measured"))
    prior = text("method.criteria.prior", mean=f"{criterion.missing.mean:g}", sd=f"{criterion.missing.sd:g}")
    basis = text(f"method.basis.{criterion.basis}") if criterion.basis else ""
    source = (
        [] if criterion.anchors_source == criterion.basis else [words(criterion.anchors_source, "mute small"), LINE]
    )
    cells = [
        Cell(
            [
                words(criterion.label(language()), "strong", source=criterion.notes or None),
                LINE,
                words(reads, "mute small"),
            ]
        ),
        Cell([_scale(criterion, _unit(criterion, registry))]),
        Cell(weight),
        Cell(
            [words(prior, "small"), LINE, words(text("method.criteria.spread", levels=spreads), "mute small")], "wide"
        ),
        Cell([*source, words(basis, "mute small")], "wide"),
    ]
    return Row(cells, rule=True)


def _scale(criterion: Criterion, unit: str) -> Part:
    """How raw evidence becomes points, in one line."""
    value = criterion.value
    if isinstance(value, Anchors):
        ends = {name: number_text(getattr(value, name), unit) for name in ("bad", "ok", "good")}
        return words(text("method.scale.anchors", **ends), "small")
    if isinstance(value, Band):
        ends = {
            name: number_text(getattr(value, name), unit) for name in ("bad_low", "good_low", "good_high", "bad_high")
        }
        return words(text("method.scale.band", **ends), "small")
    if isinstance(value, FirstMatch):
        return words(text("method.scale.first_match", count=len(value.cases)), "small")
    levels = sorted(value.levels.items(), key=lambda entry: -entry[1])
    return words(" · ".join(f"{code} {points:g}" for code, points in levels), "small")


def _unit(criterion: Criterion, registry: Registry) -> str:
    """Unit of the scale: that of the field it reads, none where it is computed from several."""
    field = registry.by_key.get(criterion.reads[0])
    return field.unit if field is not None and getattr(criterion.value, "input", None) is None else "none"


def show_rules(rubric: Rubric) -> None:
    """Every rule: severity, what it asks, its thresholds, and where it comes from."""
    section(text("method.rules.title"), text("method.rules.note"))
    columns = [Cell([words(text(f"method.rules.{name}"))]) for name in ("severity", "rule", "source")]
    ordered = sorted(rubric.rules, key=lambda rule: (("gate", "high", "medium").index(rule.severity), rule.number))
    show([table(columns, [_rule_row(rule, rubric) for rule in ordered], label=text("method.rules.title"))], key="rules")


def _rule_row(rule: Rule, rubric: Rubric) -> Row:
    names = rubric.scoring.verdict_names(language())
    said = [words(rule.label(language()), "strong"), LINE, words(rule.question(language()), "small")]
    if rule.thresholds:
        limits = " · ".join(f"{name} {threshold.value}" for name, threshold in rule.thresholds.items())
        said += [LINE, words(limits, "mute small")]
    if rule.verdict_cap is not None:
        caps = text(
            "method.rules.cap", true=names[rule.verdict_cap.when_true], unknown=names[rule.verdict_cap.when_unknown]
        )
        graver = rule.verdict_cap.when_true_and
        more = "" if graver is None else text("method.rules.cap_more", verdict=names[graver.cap])
        said += [LINE, words(caps + more, "mute small")]
    return Row(
        [
            Cell([severity(rule.severity, severity_word(rule.severity))], "tight"),
            Cell(said),
            Cell([words(rule.source, "mute small")]),
        ],
        rule=True,
    )


def _key_label(key: str, rubric: Rubric, registry: Registry) -> str:
    plain, _, part = key.partition(".")
    field = registry.by_key.get(plain) or rubric.result(plain)
    label = field.label(language()) if field else plain
    return f"{label} ({part})" if part else label


def _summary(profile: Profile) -> str:
    return profile.summary_zh if language() == "zh" else profile.summary_en
