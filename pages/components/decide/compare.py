"""Two to five startups side by side: who stands before whom, and why."""

from __future__ import annotations

import streamlit as st

from analysis.ranking.ranks import RankedBy, probability_better, rank_probabilities
from pages.components import loaders
from pages.components.decide.choosing import Judged, choose_startups, judged_of, names_of
from pages.components.decide.compare_tables import (
    categories_view,
    opinions_view,
    rules_view,
    scores_view,
    wins_view,
)
from pages.components.decide.opinions import opinions_on
from pages.components.format import in_words, share
from pages.components.frame import empty_state, page_title, section
from pages.components.language import language, text
from pages.components.markdown import literal
from pages.components.navigation import open_startup
from pages.components.rows import show

FEWEST, MOST = 2, 5
_RANKED_BY: tuple[RankedBy, ...] = ("net", "expectation", "risk")


def show_compare() -> None:
    """The view."""
    heading = st.container()
    left, right = st.columns([2.4, 1], vertical_alignment="bottom", gap="medium")
    with left:
        slugs = choose_startups(text("decide.compare.choose"), key="compare", fewest=FEWEST, most=MOST, first=FEWEST)
        chosen = judged_of(slugs)
    with right:
        by = st.segmented_control(
            text("decide.weights.by"),
            _RANKED_BY,
            default="net",
            required=True,
            format_func=lambda name: text(f"decide.by.{name}"),
            key=f"compare_by_{language()}",
        )
    if len(chosen) < FEWEST:
        with heading:
            page_title(text("decide.compare.title.none"))
        empty_state(text("decide.compare.too_few"))
        return
    with heading:
        _title(chosen, by)
    pressed = _body(chosen, by)
    if pressed:
        open_startup(pressed)


def _title(chosen: list[Judged], by: RankedBy) -> None:
    table = rank_probabilities({each.slug: each.assessment for each in chosen}, by)
    names = {slug: literal(name) for slug, name in names_of(chosen).items()}
    order = sorted(range(len(chosen)), key=lambda place: -table.probabilities[place, 0])
    first, second = table.slugs[order[0]], table.slugs[order[1]]
    if len(chosen) == FEWEST:
        ahead = probability_better(chosen[order[0]].assessment, chosen[order[1]].assessment, by=by)
        title = text("decide.compare.title.two", first=names[first], second=names[second], share=share(ahead))
    else:
        count = in_words(len(chosen) - 1, language())
        won = share(float(table.probabilities[order[0], 0]))
        title = text("decide.compare.title.many", first=names[first], share=won, count=count)
    page_title(title, text(f"decide.compare.lead.{by}"))


def _body(chosen: list[Judged], by: RankedBy) -> str | None:
    rubric = loaders.rubric()
    left, right = st.columns([1.7, 1], gap="large")
    with left:
        section(text("decide.compare.scores"), text("decide.compare.scores_note"))
        pressed = show([scores_view(chosen, rubric)], key="compare_scores")
    with right:
        section(text("decide.compare.wins"), text("decide.compare.wins_note"))
        show([wins_view(chosen, by)], key="compare_wins")
        opinions = opinions_on({each.slug: each.assessment.moments for each in chosen})
        if opinions is not None:
            section(text("decide.compare.opinions"), text("decide.compare.opinions_note"))
            show([opinions_view(opinions, names_of(chosen))], key="compare_opinions")
    section(text("decide.compare.categories"), text("decide.compare.categories_note"))
    show([categories_view(chosen, rubric)], key="compare_categories")
    section(text("decide.compare.rules"), text("decide.compare.rules_note"))
    show([rules_view(chosen, rubric)], key="compare_rules")
    return pressed
