"""What the forensic methods find and miss on models whose kinship is known, read from the tables of the experiments."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from analysis.inference.intervals import wilson_interval
from analysis.inference.roc import roc_area, roc_points
from data.catalogue.measured import measured_text
from data.records import parse_yaml
from pages.components.format import interval, share, significant
from pages.components.frame import section
from pages.components.language import text
from pages.components.markdown import muted
from pages.components.palette import Palette, plotly_template
from pages.components.plots import show_figure
from pages.components.rows import Cell, Row, show, table, words
from pages.components.theme import palette

METHODS = ("score", "screen_score", "match_correlation", "csu_correlation", "raw_cosine", "deviation_correlation")
DRAWN = ("score", "raw_cosine", "deviation_correlation")


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled pair: how the second came from the first, whether the main score flags it, all scores by method."""

    first: str
    second: str
    relation: str
    is_kin: bool
    flagged: bool
    p_value: float | None
    scores: dict[str, float | None]


@lru_cache(maxsize=1)
def labelled_pairs() -> tuple[Pair, ...]:
    """Every pair of the labelled set as the benchmark left it."""
    return tuple(_pair(row) for row in csv.DictReader(measured_text("lineage_scores.csv").splitlines()))


def show_forensics() -> None:
    """Lineage on the labelled set with the methods that are no evidence beside it, and the identity test's rates."""
    pairs = labelled_pairs()
    as_of = parse_yaml(measured_text("lineage_summary.json"))["as_of"]
    seeds = len({pair.first for pair in pairs if pair.relation == "independent"} | {
        pair.second for pair in pairs if pair.relation == "independent"
    })  # fmt: skip
    section(text("forensics.lineage.title"), text("forensics.lineage.note", seeds=seeds, day=as_of))
    left, right = st.columns([1.5, 1], gap="medium")
    with left:
        show([lineage_table(pairs)], key="lineage_relations")
    with right:
        show_figure(roc_figure(pairs, palette()), key="lineage_roc", description=text("forensics.roc.alt"))
        st.markdown(muted(text("forensics.roc.note")))
        show([area_table(pairs)], key="lineage_areas")
    with st.expander(text("forensics.pairs", count=len(pairs))):
        st.dataframe(_all_pairs(pairs), hide_index=True, row_height=32, placeholder=text("fact.not_applicable"))
    _show_identity()


def lineage_table(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Per relation: pairs, share flagged with its interval, and the range of the main and of the two weak scores."""
    columns = [Cell([words(text("forensics.column.relation"))])]
    for name in ("pairs", "flagged", "score", "p_value", "raw_cosine", "deviation_correlation"):
        style = "number" if name in {"pairs", "flagged", "score"} else "number wide"
        columns.append(Cell([words(text(f"forensics.column.{name}"))], style))
    relations = list(dict.fromkeys(pair.relation for pair in sorted(pairs, key=lambda each: not each.is_kin)))
    rows = [_relation_row(relation, [pair for pair in pairs if pair.relation == relation]) for relation in relations]
    return table(columns, rows, label=text("forensics.lineage.title"))


def area_table(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Area under the ROC curve of every method, over the pairs to which it applies."""
    columns = [
        Cell([words(text("forensics.column.method"))]),
        Cell([words(text("forensics.column.area"))], "number"),
        Cell([words(text("forensics.column.pairs"))], "number"),
    ]
    rows = []
    for method in METHODS:
        kin, strangers = scores_of(pairs, method)
        cells = [
            Cell([words(text(f"forensics.method.{method}"), "strong" if method == "score" else "")]),
            Cell([words(f"{roc_area(kin, strangers):.3f}")], "number"),
            Cell([words(str(len(kin) + len(strangers)))], "number"),
        ]
        rows.append(Row(cells, rule=True))
    return table(columns, rows, label=text("forensics.roc.title"))


def scores_of(pairs: Sequence[Pair], method: str) -> tuple[list[float], list[float]]:
    """Scores of the kin and of the strangers, where the method applies."""
    known = [(pair.is_kin, pair.scores[method]) for pair in pairs]
    kin = [value for is_kin, value in known if is_kin and value is not None]
    return kin, [value for is_kin, value in known if not is_kin and value is not None]


def roc_figure(pairs: Sequence[Pair], colours: Palette) -> go.Figure:
    """ROC curves of the main score and of the two that are no evidence."""
    figure = go.Figure()
    inks = {"score": (colours.accent, "solid"), "raw_cosine": (colours.neutral, "dash")}
    for method in DRAWN:
        ink, dash = inks.get(method, (colours.neutral, "dot"))
        points = [(0.0, 0.0), *((p.false_positive, p.true_positive) for p in roc_points(*scores_of(pairs, method)))]
        figure.add_scatter(
            x=[point[0] for point in points], y=[point[1] for point in points], mode="lines",
            name=text(f"forensics.method.{method}"), line={"color": ink, "dash": dash, "width": 2, "shape": "hv"},
            hovertemplate="%{x:.0%} / %{y:.0%}<extra></extra>",
        )  # fmt: skip
    figure.update_layout(template=plotly_template(colours), height=300, showlegend=True)
    figure.update_xaxes(range=[-0.02, 1], tickformat=".0%", title=text("forensics.roc.false_positive"))
    figure.update_yaxes(range=[0, 1.03], tickformat=".0%", title=text("forensics.roc.true_positive"))
    return figure


def identity_table(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Per thing served: runs, share called different with its interval, by the whole test and by answers alone."""
    columns = [Cell([words(text("forensics.column.served"))]), Cell([words(text("forensics.column.dtype"))], "wide")]
    columns += [
        Cell([words(text(f"forensics.column.{name}"))], "number") for name in ("runs", "whole_test", "answers_alone")
    ]
    rows = [
        Row(
            [
                Cell([words(text(f"forensics.served.{_code(line['served'])}"), "strong")]),
                Cell([words(line["served_dtype"], "mute")], "wide"),
                Cell([words(str(line["runs"]))], "number"),
                *(Cell(_rate(line[kind]), "number") for kind in ("whole_test", "answers_alone")),
            ],
            rule=True,
        )
        for line in lines
    ]
    return table(columns, rows, label=text("forensics.identity.title"))


def _show_identity() -> None:
    found = parse_yaml(measured_text("identity_rates.yaml"))
    note = text("forensics.identity.note", prompts=found["prompts"], day=found["as_of"], command=found["made_by"])
    section(text("forensics.identity.title"), note)
    show([identity_table(found["lines"])], key="identity_rates")


def _relation_row(relation: str, pairs: Sequence[Pair]) -> Row:
    flagged = sum(pair.flagged for pair in pairs)
    bounds = wilson_interval(flagged, len(pairs))
    found = [words(share(flagged / len(pairs)), "strong"), words(_percent(bounds.low, bounds.high), "small mute")]
    p_values = [pair.p_value for pair in pairs if pair.p_value is not None]
    return Row(
        [
            Cell([words(text(f"forensics.relation.{_code(relation)}"))]),
            Cell([words(str(len(pairs)))], "number"),
            Cell(found, "number"),
            Cell([words(_range([pair.scores["score"] for pair in pairs]))], "number"),
            Cell([words(f"≤ {significant(max(p_values), 2)}" if pairs[0].is_kin else _range(p_values))], "number wide"),
            Cell([words(_range([pair.scores["raw_cosine"] for pair in pairs]), "mute")], "number wide"),
            Cell([words(_range([pair.scores["deviation_correlation"] for pair in pairs]), "mute")], "number wide"),
        ],
        rule=True,
    )


def _rate(found: dict[str, Any]) -> list[dict[str, Any]]:
    low, high = found["interval"]
    return [words(share(found["share_different"], 1), "strong"), words(_percent(low, high), "small mute")]


def _percent(low: float, high: float) -> str:
    return f"{interval(100 * low, 100 * high)}%"


def _range(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return text("fact.not_applicable")
    low, high = min(known), max(known)
    return f"{low:.2f}".replace("-", "−") if f"{low:.2f}" == f"{high:.2f}" else interval(low, high, 2)


def _all_pairs(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    return [
        {
            text("forensics.column.first"): pair.first,
            text("forensics.column.second"): pair.second,
            text("forensics.column.relation"): text(f"forensics.relation.{_code(pair.relation)}"),
            text("forensics.column.flagged"): pair.flagged,
            text("forensics.column.p_value"): pair.p_value,
            **{text(f"forensics.method.{method}"): pair.scores[method] for method in METHODS},
        }
        for pair in pairs
    ]


def _pair(row: dict[str, str]) -> Pair:
    return Pair(
        row["first"],
        row["second"],
        row["relation"],
        row["is_kin"] == "True",
        row["flagged"] == "True",
        _number(row["p_value"]),
        {method: _number(row[method]) for method in METHODS},
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _code(name: str) -> str:
    """A name of the tables as the catalogues spell it."""
    return "".join(letter if letter.isalnum() else "_" for letter in name).replace("__", "_")
