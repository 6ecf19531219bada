"""What a criterion rests on: every fact with its value, level, document and page, or the run that found it."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.evidence.result_fields import ResultField
from analysis.portfolio.standing import Standing
from analysis.scoring.rubric import Rubric
from data.records import Fact, Field, Registry
from pages.components.evidence_words import level_word
from pages.components.fact_text import value_text
from pages.components.finding_words import source_line
from pages.components.format import day
from pages.components.language import language, text
from pages.components.rows import LINE, Cell, Part, Row, glyph, words

RUN = "run:"


def source_rows(
    facts: Sequence[Fact], standing: Standing, registry: Registry, rubric: Rubric, *, cells: int
) -> list[Row]:
    """A row per fact, filled up to that number of cells; what was computed is followed by what it was computed from."""
    rows = []
    for fact in facts:
        rows.append(_row(fact, registry, rubric, cells))
        rows += [_row(each, registry, rubric, cells) for each in _behind(fact, standing, registry, rubric)]
    return rows or [Row([Cell([words(text("startup.drivers.no_facts"), "mute small")]), *_blank(cells - 1)])]


def _behind(fact: Fact, standing: Standing, registry: Registry, rubric: Rubric) -> list[Fact]:
    """Facts of the ledger from which a result was computed."""
    result = rubric.result(fact.key)
    if fact.source.kind != "computed" or result is None:
        return []
    found = (standing.evidence.reading(key) for key in result.computed_from if key in registry.by_key)
    inputs = [
        entry.fact for reading in found for entry in reading.inputs if entry.fact.key != "claimed_benchmark_scores"
    ]
    return list({id(each): each for each in inputs}.values())


def _row(fact: Fact, registry: Registry, rubric: Rubric, cells: int) -> Row:
    field = registry.by_key.get(fact.key) or rubric.result(fact.key)
    said: list[Part] = [words(f"↳ {_label(field, fact)}", "small"), LINE, _source(fact, registry)]
    shown = [words(value_text(fact.value, field), "small strong")]
    level = [glyph(fact.level.value), words(level_word(fact.level), "mute small")]
    return Row([Cell(said), Cell(level, "tight"), Cell(shown, "number"), *_blank(cells - 3)])


def _source(fact: Fact, registry: Registry) -> Part:
    """Document and page with the day it speaks of; a run is a button that opens it."""
    kinds = {option.code: option.label(language()) for option in (*registry.document_types, *registry.runs)}
    kind = kinds.get(fact.source.kind, "")
    line = source_line(fact.source)
    named = line if not kind or kind == line else f"{kind}: {line}"
    when = text("source.as_of", day=day(fact.as_of, language()))
    if fact.source.run_id is not None:
        return words(f"{named} · {when}", "small", go=f"{RUN}{fact.source.run_id}")
    return words(f"{named} · {when}", "mute small")


def _label(field: Field | ResultField | None, fact: Fact) -> str:
    return fact.key if field is None else field.label(language())


def _blank(count: int) -> list[Cell]:
    return [Cell() for _ in range(count)]
