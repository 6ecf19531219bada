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
from pages.components.choosing import NOBODY, choose_startup
from pages.components.economics.remembered import forget_fields
from pages.components.economics.wording import said

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


def asked_startup() -> str:
    """The slug that the address names, "" for none; there may be no such startup."""
    return st.query_params.get("id", NOBODY)


def choose_start() -> Start:
    """The startup chosen in the box or named in the address as `id`; none at first."""
    slug = choose_startup(
        said("choice.label"),
        key=_CHOSEN,
        asked=asked_startup(),
        nobody=said("choice.nobody"),
        label_visibility="collapsed",
        on_change=_take_choice,
    )
    standing = None if slug is None else loaders.standing_of(slug)
    if standing is None:
        return Start(NOBODY, None, TrainingFigures(), None)
    evidence = standing.evidence
    return Start(
        standing.startup.slug, standing, stated_training(evidence), training_chip(evidence, loaders.yardsticks().chips)
    )


def _take_choice(slug: str | None) -> None:
    forget_fields()
    if slug:
        st.query_params["id"] = slug
    elif "id" in st.query_params:
        del st.query_params["id"]
