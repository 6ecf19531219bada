"""A slider per category, and what the sliders come to: shares that sum to 1 on each axis."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analysis.scoring.axes import weights_of
from analysis.scoring.rubric import Rubric
from analysis.scoring.settings import AxisCode, Profile, Weights
from pages.components.format import share
from pages.components.language import language, text

AXES: tuple[AxisCode, AxisCode] = ("expectation", "risk")
_LARGEST = 100


def weight_fields(rubric: Rubric, base: Profile) -> Weights | None:
    """The weights set, scaled to sum to 1; None while an axis has none."""
    found = {axis: _axis_fields(axis, rubric, base) for axis in AXES}
    if not all(found.values()):
        return None
    return Weights(expectation=found["expectation"], risk=found["risk"])


def _axis_fields(axis: AxisCode, rubric: Rubric, base: Profile) -> dict[str, float]:
    """Shares of one axis; empty while every slider stands at 0."""
    start = {code: round(100 * weight) for code, weight in weights_of(base, axis).items()}
    points = {code: int(st.session_state.get(_key(base, code), value)) for code, value in start.items()}
    shares = normalised(points)
    heading = text("decide.weights.axis", axis=text(f"axis.{axis}"), sum=sum(points.values()))
    st.markdown(f"**{heading}** :gray[{text('decide.weights.scaled')}]")
    if not shares:
        st.error(text("decide.weights.all_zero"))
    for category in rubric.categories:
        if category.axis == axis:
            name = category.label_zh if language() == "zh" else category.label_en
            counted = share(shares[category.code]) if shares else share(0.0)
            st.slider(
                text("decide.weights.slider", name=name, share=counted),
                0,
                _LARGEST,
                start[category.code],
                key=_key(base, category.code),
            )
    return _exact(shares, start, points, weights_of(base, axis))


def normalised(points: Mapping[str, int]) -> dict[str, float]:
    """Points as shares of their sum; empty if all are 0."""
    total = sum(points.values())
    return {code: value / total for code, value in points.items()} if total else {}


def _exact(
    shares: dict[str, float], start: Mapping[str, int], points: Mapping[str, int], weights: Mapping[str, float]
) -> dict[str, float]:
    """The profile's own weights where no slider was moved, so that rounding to whole points changes nothing."""
    return dict(weights) if dict(points) == dict(start) else shares


def _key(base: Profile, code: str) -> str:
    return f"weight_{base.key}_{sum(ord(c) for c in repr(base.weights))}_{code}"
