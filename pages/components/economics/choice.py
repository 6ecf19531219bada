"""Which startup the screen starts from: its ledger fills the fields, and every field can be changed; or none."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from analysis.diligence.computed_results import stated_training, training_chip
from analysis.economics.hardware import Chip
from analysis.economics.training_compute import TrainingFigures
from analysis.evidence.state import Evidence
from analysis.portfolio.standing import Standing
from pages.components import loaders
from pages.components.economics.remembered import forget_fields
from pages.components.economics.wording import said
from pages.components.language import language
from pages.components.names import shown_name

NOBODY = ""
_CHOSEN = "economics_startup"


class Start(NamedTuple):
    """What the fields begin with.

    Attributes:
        slug: Of the startup, "" for none; part of every field's key, so that another startup gets fields of its own.
        standing: The startup, None for none.
        figures: What its ledger states of the training run.
        chip: The accelerator it names.
    """

    slug: str
    standing: Standing | None
    figures: TrainingFigures
    chip: Chip | None

    @property
    def evidence(self) -> Evidence | None:
        """The startup's evidence, None without one."""
        return None if self.standing is None else self.standing.evidence

    def number(self, key: str) -> float | None:
        """A number of the ledger, None if it is unknown."""
        value = self.evidence.reading(key).value if self.evidence else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def choose_start() -> Start:
    """The startup chosen in the box or named in the address as `id`; none at first."""
    standings = {standing.startup.slug: standing for standing in loaders.standings()}
    names = {NOBODY: said("choice.nobody")} | {slug: shown_name(each.startup) for slug, each in standings.items()}
    asked = st.query_params.get("id", NOBODY)
    chosen = st.selectbox(
        said("choice.label"),
        list(names),
        index=list(names).index(asked) if asked in names else 0,
        format_func=lambda slug: names[slug],
        key=f"{_CHOSEN}_{language()}",
        on_change=_take_choice,
        label_visibility="collapsed",
    )
    standing = standings.get(str(chosen))
    if standing is None:
        return Start(NOBODY, None, TrainingFigures(), None)
    evidence = standing.evidence
    return Start(
        standing.startup.slug, standing, stated_training(evidence), training_chip(evidence, loaders.yardsticks().chips)
    )


def _take_choice() -> None:
    forget_fields()
    chosen = st.session_state[f"{_CHOSEN}_{language()}"]
    if chosen:
        st.query_params["id"] = chosen
    elif "id" in st.query_params:
        del st.query_params["id"]
