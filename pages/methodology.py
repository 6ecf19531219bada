"""How the scores come about, read from the same data that makes them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analysis.scoring.rubric import Rubric, rubric_hash
from data.records import Registry
from pages.components import loaders
from pages.components.frame import page_head, page_title
from pages.components.guard import page_guard
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.methodology.calibration import show_calibration
from pages.components.methodology.contamination import show_contamination
from pages.components.methodology.credibility import show_credibility_method
from pages.components.methodology.evidence import show_claim_rule, show_evidence, show_verdicts
from pages.components.methodology.forensics import show_forensics
from pages.components.methodology.registry_tables import show_field_named, show_fields, show_reference, show_suites
from pages.components.methodology.rubric_tables import show_criteria, show_notes, show_rules, show_weights
from pages.components.tabs import open_tab


def main() -> None:
    """The whole screen."""
    page_guard()
    rubric, registry = loaders.rubric(), loaders.registry()
    page_head(text("navigation.methodology"))
    named = literal(rubric.label_zh if language() == "zh" else rubric.label_en)
    page_title(
        text("method.title"),
        text("method.lead", rubric=named, hash=rubric_hash(rubric)[:12]),
        text("method.lead_aside", criteria=len(rubric.criteria), rules=len(rubric.rules), fields=len(registry.fields)),
    )
    first = "data" if "field" in st.query_params else None
    name, tab = open_tab(list(TABS), lambda name: text(f"method.tab.{name}"), key="method_tab", first=first)
    with tab:
        TABS[name](rubric, registry)


def _scores(rubric: Rubric, registry: Registry) -> None:
    show_weights(rubric)
    show_criteria(rubric, registry)
    show_notes(rubric)


def _evidence(rubric: Rubric, _: Registry) -> None:
    show_evidence(rubric)
    show_credibility_method(rubric)
    show_verdicts(rubric)
    show_calibration(rubric_hash(rubric))


def _claims(*_: object) -> None:
    show_claim_rule()
    show_suites()


def _data(_: Rubric, registry: Registry) -> None:
    show_field_named(registry)
    show_reference()
    show_fields(registry)


TABS: dict[str, Callable[[Rubric, Registry], None]] = {
    "scores": _scores,
    "evidence": _evidence,
    "rules": lambda rubric, _: show_rules(rubric),
    "claims": _claims,
    "contamination": lambda *_: show_contamination(),
    "forensics": lambda *_: show_forensics(),
    "data": _data,
}


if __name__ == "__main__":
    main()
