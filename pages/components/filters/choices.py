"""What may be chosen in a filter: codes with their names, and what is on record of owners, tags and countries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlalchemy.orm import Session

from data import repository
from data.records import NOBODY, PIPELINE_STATUSES
from pages.components import loaders
from pages.components.language import language, text

MOST_OFFERED = 200
_FIELDS = {"stages": "funding_stage", "sectors": "sector"}
"""Parts of a filter whose codes are those of a field of the registry."""


def named_choices() -> dict[str, dict[str, str]]:
    """By part of a filter the codes it may hold, each with its name."""
    code, rubric, fields = language(), loaders.rubric(), loaders.registry().by_key
    registered = {part: {each.code: each.label(code) for each in fields[key].values} for part, key in _FIELDS.items()}
    return registered | {
        "verdicts": dict(rubric.scoring.verdict_names(code)),
        "findings": {rule.key: rule.label(code) for rule in rubric.rules},
        "statuses": {key: status.label(code) for key, status in PIPELINE_STATUSES.items()},
    }


def recorded_choices() -> dict[str, list[str]]:
    """By part of a filter the values on record, `MOST_OFFERED` of each at the most."""
    return _recorded(loaders.state_key(), loaders.rubric().default_profile)


def choice_name(part: str, value: str, named: Mapping[str, Mapping[str, str]]) -> str:
    """What a value of a part is called."""
    if part == "owners" and value == NOBODY:
        return text("overview.filter.nobody")
    return named.get(part, {}).get(value, value)


def offered(part: str, chosen: Sequence[str], named: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The values to choose from; those chosen are always among them."""
    if part in named:
        return list(named[part])
    return list(dict.fromkeys([*chosen, *recorded_choices()[part]]))


@st.cache_data(ttl=3600, max_entries=4, show_spinner=False)
def _recorded(key: loaders.StateKey, profile: str) -> dict[str, list[str]]:  # noqa: ARG001 - part of the cache key
    def ask(session: Session) -> dict[str, list[str]]:
        return {
            "countries": repository.countries_of(session, profile, most=MOST_OFFERED),
            "owners": [NOBODY, *repository.owners(session, most=MOST_OFFERED - 1)],
            "tags": [each.tag for each in repository.tag_counts(session)[:MOST_OFFERED]],
        }

    return loaders.read(ask)
