"""The seven stages with coverage, evidence and findings, and the facts of the one selected."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from analysis.evidence.readings import Reading
from analysis.portfolio.coverage import Coverage, stage_coverage
from analysis.portfolio.standing import Standing
from analysis.scoring.rubric import Rubric
from data.records import PIPELINE_STAGES, EvidenceLevel, Fact, Field, Registry
from pages.components.evidence_words import evidence_legend, level_word, shares_sentence
from pages.components.fact_text import fact_source, value_text
from pages.components.finding_words import finding_stage, severity_word
from pages.components.format import day
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.rows import Cell, Part, Row, Stage, View, glyph, items, pipeline, show, table, words

_SELECTED = "stage_selected"
_DEFAULT = "model_training"
_GRAVE = ("gate", "high")
_MOST_INPUTS = 3


def selected_stage(registry: Registry) -> str:
    """The stage whose facts are shown."""
    chosen = str(st.session_state.get(_SELECTED, _DEFAULT))
    return chosen if chosen in {stage.code for stage in registry.stages} else _DEFAULT


def show_pipeline(standing: Standing, registry: Registry, rubric: Rubric) -> None:
    """The stages as buttons; company and governance stand beside them."""
    section(text("startup.stages.title"), text("startup.stages.note"))
    coverage = stage_coverage(standing.evidence, registry)
    flags = _findings_by_stage(standing, registry, rubric)
    chosen, names = selected_stage(registry), _stage_names(registry)
    stages = [
        _stage(code, names[code], coverage[code], flags.get(code, Counter()), is_selected=code == chosen)
        for code in PIPELINE_STAGES
    ]
    beside = _beside(coverage, names, flags)
    pressed = show([pipeline(stages), beside, evidence_legend()], key="pipeline")
    if pressed and pressed != chosen:
        st.session_state[_SELECTED] = pressed
        st.rerun()


def show_facts(standing: Standing, registry: Registry) -> None:
    """Every field of the selected stage: value, evidence, date; its source on hover."""
    chosen = selected_stage(registry)
    section(text("startup.facts.title", stage=_stage_names(registry)[chosen]), text("startup.facts.note"))
    columns = [
        Cell([words(text("startup.facts.fact"))]),
        Cell([words(text("startup.facts.value"))], "number"),
        Cell([words(text("startup.facts.evidence"))]),
        Cell([words(text("startup.facts.as_of"))], "wide"),
    ]
    rows = [_fact_row(field, standing) for field in registry.in_stage(chosen)]
    show([table(columns, rows, label=_stage_names(registry)[chosen])], key="facts")


def _stage_names(registry: Registry) -> dict[str, str]:
    return {stage.code: stage.label(language()) for stage in registry.stages}


def _findings_by_stage(standing: Standing, registry: Registry, rubric: Rubric) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for finding in standing.assessment.findings if standing.assessment else ():
        stage = finding_stage(finding, rubric, registry)
        if stage is not None and finding.set_aside is None:
            found.setdefault(stage, Counter())[finding.severity] += 1
    return found


def _stage(code: str, name: str, coverage: Coverage, flags: Counter[str], *, is_selected: bool) -> Stage:
    return Stage(
        code=code,
        name=name,
        known=coverage.known,
        total=coverage.total,
        unit=text("startup.stages.unit"),
        shares=coverage.shares,
        description=shares_sentence(coverage.shares),
        selected=is_selected,
        flags=_flag_parts(flags),
    )


def _flag_parts(flags: Counter[str]) -> list[Part]:
    shown = [(code, flags[code]) for code in ("gate", "high", "medium") if flags[code]]
    return [
        words(
            f"{'· ' if index else ''}{number} {severity_word(code)}", "strong attention" if code in _GRAVE else "mute"
        )
        for index, (code, number) in enumerate(shown)
    ]


def _beside(coverage: dict[str, Coverage], names: dict[str, str], flags: dict[str, Counter[str]]) -> View:
    parts: list[Part] = [words(text("startup.stages.beside"), "mute small")]
    for code in (code for code in names if code not in PIPELINE_STAGES):
        reach = f"{coverage[code].known}/{coverage[code].total}"
        parts += [
            words(names[code], "small", go=code),
            words(reach, "mute small"),
            *_flag_parts(flags.get(code, Counter())),
        ]
    return items("plain", [[parts]])


def _fact_row(field: Field, standing: Standing) -> Row:
    reading = standing.evidence.reading(field.key)
    stored = standing.evidence.current.get(field.key)
    label = words(field.label(language()), "quiet", source=field.definition(language()))
    if not reading.is_known:
        reason = reading.reason_zh if language() == "zh" else reading.reason_en
        shown = value_text(reading.value, field)
        return Row(
            [Cell([label]), Cell([words(shown, "mute quiet", source=reason or None)], "number"), *_absent(stored)],
            rule=True,
        )
    fact = stored if stored is not None and not _is_derived(field, reading, stored) else None
    value = words(
        value_text(reading.value if fact is None else fact.value, field), "strong", source=_source(field, reading, fact)
    )
    level = fact.level if fact else min((entry.fact.level for entry in reading.inputs), key=lambda each: each.strength)
    as_of = fact.as_of if fact else min(entry.fact.as_of for entry in reading.inputs)
    name = level_word(level) if fact else text("startup.facts.computed", level=level_word(level))
    cells = [
        Cell([label]),
        Cell([value], "number"),
        Cell([glyph(level.value), words(name, "mute")], "tight"),
        Cell([words(day(as_of, language()), "mute")], "wide tight"),
    ]
    return Row(cells, rule=True)


def _is_derived(field: Field, reading: Reading, stored: Fact) -> bool:
    """Whether the value was computed from others, although the company also states one."""
    return field.derived and all(entry.fact is not stored for entry in reading.inputs)


def _absent(stored: Fact | None) -> list[Cell]:
    level = EvidenceLevel.MISSING
    if stored is not None and stored.not_applicable is not None:
        return [Cell([words(stored.not_applicable, "mute small")]), Cell(style="wide")]
    return [Cell([glyph(level.value), words(level_word(level), "mute")], "tight"), Cell(style="wide")]


def _source(field: Field, reading: Reading, fact: Fact | None) -> str:
    if fact is not None:
        return fact_source(fact)
    inputs = [
        f"{entry.fact.key}: {fact_source(entry.fact, with_author=False).splitlines()[0]}" for entry in reading.inputs
    ]
    shown = list(dict.fromkeys(inputs))[:_MOST_INPUTS]
    return "\n".join([text("startup.facts.formula", formula=field.formula or ""), *shown])
