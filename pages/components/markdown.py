"""Foreign strings inside Streamlit's Markdown: shown letter by letter, whatever they hold."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
_BREAKER = "\u2060"


def literal(content: str) -> str:
    """The content so that Markdown shows it as it stands.

    Punctuation is escaped; a word joiner, which nobody sees, keeps `:material/…:`, `:red[…]`, e-mail addresses and
    bare links from being recognised after the escapes are gone.
    """
    one_line = " ".join(content.split())
    joined = re.sub(r"([:@]|(?i:www))", rf"\1{_BREAKER}", one_line)
    return _SPECIAL.sub(r"\\\1", joined)


def muted(content: str) -> str:
    """Markdown in small grey letters; the content must be Markdown already."""
    return f":small[:gray[{content}]]"
