"""How the scores come about, read from the same data that makes them."""

from __future__ import annotations

import streamlit as st

from analysis.scoring.rubric import rubric_hash
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
    names = ("scores", "evidence", "rules", "claims", "contamination", "forensics", "data")
    first = "data" if "field" in st.query_params else names[0]
    tabs = st.tabs([text(f"method.tab.{name}") for name in names], default=text(f"method.tab.{first}"))
    with tabs[0]:
        show_weights(rubric)
        show_criteria(rubric, registry)
        show_notes(rubric)
    with tabs[1]:
        show_evidence(rubric)
        show_credibility_method(rubric)
        show_verdicts(rubric)
        show_calibration(rubric_hash(rubric))
    with tabs[2]:
        show_rules(rubric)
    with tabs[3]:
        show_claim_rule()
        show_suites()
    with tabs[4]:
        show_contamination()
    with tabs[5]:
        show_forensics()
    with tabs[6]:
        show_field_named(registry)
        show_reference()
        show_fields(registry)


if __name__ == "__main__":
    main()
