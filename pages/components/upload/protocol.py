"""The conditions under which a claimed score was reached, as inputs; each left open where it was not stated."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from data.records import Claim
from pages.components.language import text

_TEMPLATES = ("stock", "chat")


@dataclass(frozen=True, slots=True)
class GivenProtocol:
    """What was stated of a claim's conditions; None for what was not."""

    shots: int | None
    template: str | None
    split: str | None
    chain_of_thought: bool | None
    majority_of: int | None
    subset: str | None

    def filled(self, claim: Claim) -> Claim:
        """The claim with these conditions where it states none itself."""
        names = ("shots", "template", "split", "chain_of_thought", "majority_of", "subset")
        open_ones = {name: getattr(self, name) for name in names if getattr(claim, name) is None}
        return replace(claim, **open_ones)


def protocol_inputs(key: str) -> GivenProtocol:
    """Inputs for shots, template, split, chain of thought, majority vote and subset, all open at first."""
    left, middle, right = st.columns(3)
    shots = left.number_input(text("upload.claim.shots"), min_value=0, value=None, step=1, key=f"{key}_shots")
    template = middle.selectbox(
        text("upload.claim.template"),
        _TEMPLATES,
        index=None,
        accept_new_options=True,
        placeholder=text("upload.claim.open"),
        format_func=lambda code: text(f"upload.claim.template_{code}") if code in _TEMPLATES else str(code),
        key=f"{key}_template",
    )
    split = right.selectbox(
        text("upload.claim.split"),
        ("test", "validation", "train"),
        index=None,
        accept_new_options=True,
        placeholder=text("upload.claim.open"),
        key=f"{key}_split",
    )
    reasoned = left.selectbox(
        text("upload.claim.chain_of_thought"),
        (True, False),
        index=None,
        placeholder=text("upload.claim.open"),
        format_func=lambda given: text("fact.yes" if given else "fact.no"),
        key=f"{key}_cot",
    )
    voted = middle.number_input(
        text("upload.claim.majority_of"), min_value=1, max_value=10_000, value=None, step=1, key=f"{key}_majority"
    )
    subset = right.text_input(text("upload.claim.subset"), max_chars=100, key=f"{key}_subset").strip()
    return GivenProtocol(_whole(shots), template, split, reasoned, _whole(voted), subset or None)


def _whole(given: float | None) -> int | None:
    return None if given is None else int(given)
