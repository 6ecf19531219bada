"""English and 简体中文: which one is on, and the catalogues of what is said."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.records import parse_yaml

Language = Literal["en", "zh"]
LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
LOCALES = Path(__file__).parent / "locales"
_CHOSEN = "language"
_CONTROL = "language_control"
_seen = threading.local()
"""The run of the script in which the language was looked up last, and which it was."""


def choose_language() -> None:
    """Settle the session's language: what was chosen, else `?lang=` in the address, else the browser's."""
    _seen.context = None
    if _CHOSEN not in st.session_state:
        asked = st.query_params.get("lang", "")
        st.session_state[_CHOSEN] = asked if asked in LANGUAGES else _language_of_browser()
    if language() != _language_of_browser() and st.query_params.get("lang") != language():
        st.query_params["lang"] = language()


def language() -> Language:
    """The session's language, looked up once per run of the script: a screen asks thousands of times."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context is not getattr(_seen, "context", None):
        _seen.context, _seen.code = context, _kept_language()
    code: Language = _seen.code
    return code


def _kept_language() -> Language:
    return "zh" if st.session_state.get(_CHOSEN) == "zh" else "en"


def language_control() -> None:
    """The switch between the languages; a change takes hold before anything is drawn."""
    st.segmented_control(
        "Language / 语言",
        list(LANGUAGES),
        default=language(),
        required=True,
        format_func=lambda code: LANGUAGES[code],
        key=_CONTROL,
        on_change=_take_choice,
        label_visibility="collapsed",
    )


def text(key: str, /, **values: Any) -> str:
    """The sentence of that key in the session's language, with `values` put in."""
    return say(language(), key, **values)


def say(code: Language, key: str, /, **values: Any) -> str:
    """The sentence of that key in `code`, with `values` put in.

    Raises:
        KeyError: if the catalogue has no such key.
    """
    sentence = catalogue(code)[key]
    return sentence.format(**values) if values else sentence


def has_text(key: str) -> bool:
    """Whether the catalogues know the key."""
    return key in catalogue("en")


@lru_cache(maxsize=8)
def catalogue(code: Language, folder: Path = LOCALES) -> dict[str, str]:
    """All sentences of one language by dotted key; a screen with much to say keeps catalogues in its own folder."""
    return _flat(parse_yaml((folder / f"{code}.yaml").read_text(encoding="utf-8")))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        found |= _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": str(value)}
    return found


def _language_of_browser() -> Language:
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def _take_choice() -> None:
    _seen.context = None
    st.session_state[_CHOSEN] = st.session_state[_CONTROL]
    st.query_params["lang"] = st.session_state[_CONTROL]
