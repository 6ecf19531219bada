"""What a startup is called on the screens."""

from __future__ import annotations

import re

from data.records import Startup

_SAID_ABOVE = re.compile(r"\s*[(（](fictional|虚构)[)）]\s*$", re.IGNORECASE)


def shown_name(startup: Startup) -> str:
    """The name, without the note that it is fictional where the head of the page says so already."""
    return _SAID_ABOVE.sub("", startup.name) if startup.fictional else startup.name
