"""Questions to a founder and runs of our own, worded from registry and rubric, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.evidence.readings import Absence
from analysis.evidence.result_fields import ResultField
from analysis.evidence.state import Evidence
from analysis.quantities.quantity_text import quantity_text
from analysis.scoring.rubric import Rubric
from data.records import Field, Registry


def founder_question(keys: Sequence[str], evidence: Evidence, rubric: Rubric, registry: Registry, language: str) -> str:
    """A question on the first key, naming the others, in `language` ("en" or "zh").

    Asks for proof where the company has stated a value, for a run where only a run can tell, else for the value.
    """
    first, others = keys[0], keys[1:]
    field = registry.by_key.get(first)
    if field is not None:
        return _field_question(field, others, evidence, rubric, registry, language)
    result = rubric.result(first)
    return _result_question(result, registry, language) if result is not None else first


def own_work(key: str, rubric: Rubric, language: str) -> str:
    """What we do ourselves to know a key, in `language`; empty for a field or a result only the company can tell."""
    result = rubric.result(key)
    return "" if result is None else result.own_work(language)


def run_sentence(keys: Sequence[str], rubric: Rubric, language: str) -> str:
    """What to do ourselves, each thing once, and which results it establishes."""
    ours = [(own_work(key, rubric, language), rubric.result(key)) for key in keys]
    steps = dict.fromkeys(step for step, _ in ours if step)
    labels = [result.label(language) for step, result in ours if step and result is not None]
    if language == "zh":
        return f"{''.join(steps)}由此得出：{'、'.join(labels)}。"
    return f"{' '.join(steps)} It establishes: {'; '.join(labels)}."


def _field_question(
    field: Field, others: Sequence[str], evidence: Evidence, rubric: Rubric, registry: Registry, language: str
) -> str:
    label, definition = field.label(language), field.definition(language)
    documents = {option.code: option.label(language) for option in registry.document_types}
    document = documents.get(field.typical_source[0], "") if field.typical_source else ""
    more = _others(others, rubric, registry, language)
    stated = _stated(field, evidence, language)
    if language == "zh":
        if stated:
            return f"贵方自报“{label}”为 {stated}，哪份文件可以证明（例如{document}）？{more}"
        return f"请提供“{label}”并附证明文件（例如{document}）。其含义是：{definition}{more}"
    if stated:
        return f"You state “{label}” as {stated}: which document shows it, for instance {_lowered(document)}?{more}"
    proof = f"for instance by {_lowered(document)}"
    return f"What is your “{label}”, and can you show it, {proof}? It means: {definition}{more}"


def _result_question(result: ResultField, registry: Registry, language: str) -> str:
    runs = {option.code: option.label(language) for option in registry.runs}
    run, label, definition = runs.get(result.source_kind), result.label(language), result.definition(language)
    if language == "zh":
        ask = f"我们能否对贵方模型进行{run}" if run else "能否提供判定所需的资料"
        return f"{ask}，以得出“{label}”？其含义是：{definition}"
    ask = f"May we make our {_lowered(run)} on your model" if run else "Can you give us what it takes"
    return f"{ask}, to establish “{label}”? It means: {definition}"


def _stated(field: Field, evidence: Evidence, language: str) -> str:
    """The value on record as people read it, empty where there is none or it is too long to repeat."""
    value = evidence.stored_reading(field.key).value
    if isinstance(value, Absence):
        return ""
    if isinstance(value, bool):
        return (("否", "是") if language == "zh" else ("no", "yes"))[value]
    if isinstance(value, float):
        return quantity_text(value, field.unit, language)
    option = field.option(value) if isinstance(value, str) else None
    return option.label(language) if option else ""


def _others(keys: Sequence[str], rubric: Rubric, registry: Registry, language: str) -> str:
    definitions = (registry.by_key.get(key) or rubric.result(key) for key in keys)
    labels = [definition.label(language) for definition in definitions if definition is not None]
    if not labels:
        return ""
    return f"另请一并说明：{'、'.join(labels)}。" if language == "zh" else f" The same for: {'; '.join(labels)}."


def _lowered(text: str | None) -> str:
    if not text:
        return ""
    return text if text[:2].isupper() else f"{text[:1].lower()}{text[1:]}"
