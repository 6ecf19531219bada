"""What a company's word is worth: the curve by the size of one lie, and what a lie of one kind says of others."""

from __future__ import annotations

from analysis.scoring.credibility import trust
from analysis.scoring.credibility_settings import ClaimKind, CredibilitySettings
from analysis.scoring.inflation import log_likelihood_ratio, probability
from analysis.scoring.rubric import Rubric
from pages.components.charts.lie_size import LieSize, LieSizeWords, lie_size_chart
from pages.components.format import share
from pages.components.frame import section
from pages.components.language import language, text
from pages.components.plots import show_figure
from pages.components.rows import Cell, Row, items, show, table, words
from pages.components.theme import palette

_LARGEST = 40
"""Honest errors up to which the curve is drawn; a score 87 points too high on 120 items lies there."""


def show_credibility_method(rubric: Rubric) -> None:
    """The curve, its parameters with their source, and the matrix of the kinds; nothing where words are not weighed."""
    settings = rubric.scoring.credibility
    if settings is None:
        return
    section(text("method.trust.title"), text("method.trust.note", prior=share(settings.prior_mean)))
    titles = LieSizeWords(*(text(f"method.trust.{name}") for name in ("size", "odds", "share")))
    show_figure(
        lie_size_chart(lie_sizes(settings), titles, palette()), key="lie_size", description=text("method.trust.alt")
    )
    model = settings.inflation
    figures = text(
        "method.trust.parameters",
        inflated=share(model.share),
        width=f"{model.width:g}",
        honest=share(settings.hold_honest),
        inflating=share(settings.hold_inflating),
        same_run=share(model.same_run),
    )
    sources = [model.source_zh, settings.source_zh] if language() == "zh" else [model.source, settings.source]
    said = [[[words(figures)]], *([[words(source, "mute small")]] for source in sources)]
    show([items("plain", said), _matrix(settings)], key="credibility_method")


def lie_sizes(settings: CredibilitySettings) -> list[LieSize]:
    """The curve in steps of half an honest error, of a company of which one claim was checked."""
    found = []
    for step in range(2 * _LARGEST + 1):
        odds = log_likelihood_ratio(step / 2, settings.inflation)
        found.append(LieSize(step / 2, odds, trust(probability(settings.prior_inflating, odds), settings).mean))
    return found


def _matrix(settings: CredibilitySettings) -> dict[str, object]:
    heads = [Cell([words(text("method.trust.of"))]), *(Cell([words(_name(kind))], "number") for kind in settings.kinds)]
    rows = [
        Row(
            [
                Cell([words(_name(kind), "strong")]),
                *(Cell([words(share(kind.bears_on[other.code]))], "number") for other in settings.kinds),
            ],
            rule=True,
        )
        for kind in settings.kinds
    ]
    return table(heads, rows, label=text("method.trust.of"))


def _name(kind: ClaimKind) -> str:
    return kind.label_zh if language() == "zh" else kind.label_en
