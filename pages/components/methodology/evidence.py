"""Evidence levels, verdict lines and the rule that judges claims, as figures."""

from __future__ import annotations

from analysis.claims.checks import ClaimVerdict
from analysis.claims.rule import DECISION_LEVEL, DEFAULT_MARGIN, DISPLAY_LEVEL, RISK_OF_ERROR
from analysis.scoring.rubric import Rubric
from pages.components.evidence_words import evidence_legend
from pages.components.format import share
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.rows import Cell, Row, glyph, items, show, table, words


def show_evidence(rubric: Rubric) -> None:
    """How far evidence counts by its level, and how it ages."""
    section(text("method.evidence.title"), text("method.evidence.note"))
    columns = [Cell([words(text(f"method.evidence.{name}"))]) for name in ("level", "meaning", "pull")]
    rows = [
        Row(
            [
                Cell([glyph(entry.level), words(text(f"evidence.{entry.level}"), "strong")], "tight"),
                Cell([words(text(f"method.evidence.of_{entry.level}"))]),
                Cell([words(share(entry.pull_to_missing))]),
            ],
            rule=True,
        )
        for entry in reversed(rubric.scoring.evidence_levels)
    ]
    rows.append(
        Row(
            [
                Cell([glyph("missing"), words(text("evidence.missing"), "strong")], "tight"),
                Cell([words(text("method.evidence.of_missing"))]),
                Cell([words(text("method.evidence.prior"), "mute")]),
            ],
            rule=True,
        )
    )
    ageing = text("method.evidence.ageing", months=f"{rubric.scoring.ageing.months_to_double_variance:g}")
    views = [
        table(columns, rows, label=text("method.evidence.title")),
        evidence_legend(),
        items("plain", [[[words(ageing)]]]),
    ]
    show(views, key="evidence_levels")


def show_verdicts(rubric: Rubric) -> None:
    """The lines of every verdict."""
    section(text("method.verdicts.title"), text("method.verdicts.note"))
    lines, names = rubric.scoring.verdict_lines, rubric.scoring.verdict_names(language())
    columns = [
        Cell([words(text(f"method.verdicts.{name}"))], "" if name == "verdict" else "number")
        for name in ("verdict", "expectation", "risk", "probability")
    ]
    given = [
        (
            names["invest"],
            f"≥ {lines.invest.expectation_at_least:g}",
            f"≤ {lines.invest.risk_at_most:g}",
            lines.invest.probability_at_least,
        ),
        (
            names["invest_if"],
            f"≥ {lines.invest_if.expectation_at_least:g}",
            f"≤ {lines.invest_if.risk_at_most:g}",
            lines.invest_if.probability_at_least,
        ),
        (
            names["pass"],
            f"≤ {lines.pass_line.expectation_at_most:g}",
            f"≥ {lines.pass_line.risk_at_least:g}",
            lines.pass_line.probability_at_least,
        ),
    ]
    rows = [
        Row(
            [
                Cell([words(name, "strong")]),
                Cell([words(expectation)], "number"),
                Cell([words(risk)], "number"),
                Cell([words(f"≥ {share(probability)}")], "number"),
            ],
            rule=True,
        )
        for name, expectation, risk, probability in given
    ]
    cap = text("method.verdicts.cap", verdict=names[rubric.scoring.open_high_finding_cap], hold=names["hold"])
    show([table(columns, rows, label=text("method.verdicts.title")), items("plain", [[[words(cap)]]])], key="verdicts")


def show_claim_rule() -> None:
    """What a claim is called after a run, with the levels the rule works at."""
    section(text("method.claims.title"), text("method.claims.note"))
    figures = {
        "decision": share(DECISION_LEVEL),
        "display": share(DISPLAY_LEVEL),
        "risk": share(RISK_OF_ERROR),
        "margin": f"{100 * DEFAULT_MARGIN:g}",
    }
    entries = [
        [[words(text(f"claim.{verdict.value}"), "strong")], [words(text(f"method.claims.{verdict.value}", **figures))]]
        for verdict in ClaimVerdict
    ]
    show(
        [items("pair", entries), items("plain", [[[words(text("method.claims.correction", **figures))]]])],
        key="claim_rule",
    )
