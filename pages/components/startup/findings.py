"""Findings with their sources, and setting one aside with a reason that stays on record."""

from __future__ import annotations

import streamlit as st

from analysis.portfolio.standing import Standing
from analysis.scoring.rules import Finding
from data import repository
from pages.components import loaders
from pages.components.finding_words import by_severity, finding_sources, label_of, message_of, severity_word
from pages.components.format import in_words
from pages.components.frame import empty_state, section
from pages.components.language import language, text
from pages.components.rows import LINE, Part, items, severity, show, words


def show_findings(standing: Standing) -> None:
    """All findings, gravest first, and the forms that set one aside or bring it back."""
    findings = by_severity(standing.assessment.findings) if standing.assessment else []
    count = in_words(len(findings), language(), capital=True)
    section(text("startup.findings.title"), text("startup.findings.note", count=count) if findings else "")
    if not findings:
        empty_state(text("startup.findings.none"))
        return
    show([items("finding", [_entry(finding) for finding in findings])], key="findings")
    with st.expander(text("startup.aside.title")):
        _set_aside_form(standing, [finding for finding in findings if finding.set_aside is None])
        _restore_buttons(standing, [finding for finding in findings if finding.set_aside is not None])


def _entry(finding: Finding) -> list[list[Part]]:
    decided = finding.set_aside
    code = "low" if decided else finding.severity
    tag = text("startup.aside.tag") if decided else severity_word(finding.severity)
    said = [words(message_of(finding), "mute" if decided else ""), LINE, words(finding_sources(finding), "mute small")]
    if decided:
        said += [LINE, words(text("startup.aside.because", reason=decided.reason), "small")]
    return [[severity(code, tag)], said]


def _set_aside_form(standing: Standing, findings: list[Finding]) -> None:
    if not findings:
        return
    labels = {finding.rule: label_of(finding) for finding in findings}
    with st.form("set_aside", border=False):
        rule = st.selectbox(text("startup.aside.which"), list(labels), format_func=lambda key: labels[key])
        reason = st.text_input(text("startup.aside.reason"), max_chars=300)
        source = st.text_input(text("startup.aside.source"), max_chars=200)
        if not st.form_submit_button(text("startup.aside.submit")):
            return
    if not reason.strip() or not source.strip():
        st.error(text("startup.aside.needed"))
        return
    with loaders.session() as session:
        repository.set_aside(
            session, standing.startup.slug, str(rule), reason=reason.strip(), source=source.strip(), actor=loaders.ACTOR
        )
    st.rerun()


def _restore_buttons(standing: Standing, findings: list[Finding]) -> None:
    for finding in findings:
        if st.button(text("startup.aside.undo", name=label_of(finding)), key=f"restore_{finding.rule}"):
            with loaders.session() as session:
                repository.restore_finding(session, standing.startup.slug, finding.rule, actor=loaders.ACTOR)
            st.rerun()
