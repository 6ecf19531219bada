"""Choosing one startup, or one model, among few by a list and among many by part of its name.

Among few, one box offers all. Among many, a field above the box looks names up in the database, and the box offers what
was found: at most `MOST`, and always the one that is chosen, so that looking around changes no choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

import streamlit as st

from data.records import Startup
from data.repository import MOST_LETTERS, OwnedModel
from pages.components import loaders
from pages.components.language import text
from pages.components.markdown import muted
from pages.components.names import shown_name

FEW, MOST = 200, 50
NOBODY = ""
Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class _Kind(Generic[Key, Thing]):
    """How one kind of thing is counted, looked up, read by its key, told from others, named and put in order."""

    name: str
    count: Callable[[int], int]
    named: Callable[[str, int], list[Thing]]
    one: Callable[[Key], Thing | None]
    key: Callable[[Thing], Key]
    label: Callable[[Thing], str]
    order: Callable[[Thing], tuple[str, int]]


_STARTUP: _Kind[str, Startup] = _Kind(
    name="startup",
    count=lambda most: loaders.startup_count(most),
    named=lambda words, limit: loaders.startups_named(words, limit),
    one=lambda slug: loaders.startups_in_use([slug]).get(slug),
    key=lambda startup: startup.slug,
    label=shown_name,
    order=lambda startup: (startup.name, 0),
)
_MODEL: _Kind[int, OwnedModel] = _Kind(
    name="model",
    count=lambda most: loaders.model_count(most),
    named=lambda words, limit: loaders.models_named(words, limit),
    one=lambda model_id: loaders.model_in_use(model_id),
    key=lambda owned: owned.model.id,
    label=lambda owned: f"{owned.model.name} · {shown_name(owned.startup)}",
    order=lambda owned: (owned.startup.name, owned.model.id),
)


@dataclass(frozen=True, slots=True)
class _Offer(Generic[Key, Thing]):
    """What a box offers, in its order and by key, and which is chosen.

    Attributes:
        things: With the chosen one always among them.
        chosen: None for nobody.
        is_many: Whether there are more than a box can hold, so that names are looked up.
        is_cut: Whether more were found than are offered.
    """

    things: dict[Key, Thing]
    chosen: Key | None
    is_many: bool
    is_cut: bool


def choose_startup(
    label: str,
    *,
    key: str,
    asked: str | None = None,
    nobody: str | None = None,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    on_change: Callable[[str | None], None] | None = None,
) -> str | None:
    """The slug of the startup chosen in the box; None for nobody, and among many until one is chosen.

    Args:
        label: Of the box.
        key: Of the box.
        asked: The slug that the address names, "" if it names none; left out where the session remembers.
        nobody: What choosing no startup is called; left out where one must be chosen.
        label_visibility: As for any box.
        on_change: Told of the new slug, "" for nobody and None for a box made empty, before the screen is drawn anew.
    """
    offer = _offer(_STARTUP, key, asked, may_be_nobody=nobody is not None)
    extra = {} if nobody is None else {NOBODY: nobody}
    return _choose(_STARTUP, label, offer, key, extra, label_visibility, on_change)


def chosen_startup(key: str) -> Startup | None:
    """The startup that the box of that key is about to show as chosen."""
    offer = _offer(_STARTUP, key, None)
    return None if offer.chosen is None else offer.things[offer.chosen]


def choose_model(label: str, *, key: str) -> OwnedModel | None:
    """The model chosen in the box, with its startup; None without any, and among many until one is chosen."""
    offer = _offer(_MODEL, key, None)
    chosen = _choose(_MODEL, label, offer, key, {})
    return None if chosen is None else offer.things[chosen]


def chosen_model(key: str) -> OwnedModel | None:
    """The model that the box of that key is about to show as chosen."""
    offer = _offer(_MODEL, key, None)
    return None if offer.chosen is None else offer.things[offer.chosen]


def _offer(kind: _Kind[Key, Thing], key: str, asked: Key | None, *, may_be_nobody: bool = False) -> _Offer[Key, Thing]:
    is_many = kind.count(FEW + 1) > FEW
    words = (st.session_state.get(_field(key)) or "") if is_many else ""
    found = kind.named(words, MOST + 1 if is_many else FEW)
    listed = found[:MOST] if is_many else sorted(found, key=kind.order)
    things = {kind.key(each): each for each in listed}
    chosen = st.session_state.get(_memory(key)) if asked is None else asked
    if chosen and chosen not in things and (kept := kind.one(chosen)) is not None:
        things = {chosen: kept} | things
    if chosen not in things:
        chosen = None if is_many or may_be_nobody else next(iter(things), None)
    return _Offer(things, chosen, is_many, is_cut=is_many and len(found) > MOST)


def _choose(
    kind: _Kind[Key, Thing],
    label: str,
    offer: _Offer[Key, Thing],
    key: str,
    extra: dict[Key, str],
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    on_change: Callable[[Key | None], None] | None = None,
) -> Key | None:
    if offer.is_many:
        _look_up(kind.name, key)
    names = extra | _distinct({each: kind.label(thing) for each, thing in offer.things.items()})
    if not names and not offer.is_many:
        return None
    # What was looked up may have moved the chosen one within the box, so the box is told anew each time.
    st.session_state[key] = next(iter(extra), None) if offer.chosen is None else offer.chosen
    st.selectbox(
        label,
        list(names),
        index=None if offer.is_many and not extra else 0,
        format_func=lambda each: names[each],
        key=key,
        placeholder=text(f"choose.{kind.name}.open"),
        on_change=_keep,
        args=(key, on_change),
        label_visibility=label_visibility,
    )
    if offer.is_cut:
        st.markdown(muted(text("choose.first", count=MOST)))
    elif offer.is_many and not offer.things:
        st.markdown(muted(text("choose.nothing")))
    return offer.chosen


def _look_up(name: str, key: str) -> None:
    """The field for part of a name; what is typed counts as soon as the hand rests."""
    st.text_input(
        text(f"choose.{name}.find"),
        max_chars=MOST_LETTERS,
        key=_field(key),
        type="search",
        placeholder=text(f"choose.{name}.find"),
        live=True,
        label_visibility="collapsed",
    )


def _distinct(names: dict[Key, str]) -> dict[Key, str]:
    """The names, each that occurs more than once with its key: a box tells its options apart by their words alone."""
    counted = Counter(names.values())
    return {each: f"{name} ({each})" if counted[name] > 1 else name for each, name in names.items()}


def _keep(key: str, on_change: Callable[[Key | None], None] | None) -> None:
    chosen = st.session_state[key]
    st.session_state[_memory(key)] = chosen
    if on_change is not None:
        on_change(chosen)


def _memory(key: str) -> str:
    return f"{key}_chosen"


def _field(key: str) -> str:
    return f"{key}_words"
