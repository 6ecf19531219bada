"""Which startup a name stands for: the one on record or met before, else a new one with a slug made of the name."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

from data.intake.problems import Place
from data.profiles import SLUG_LENGTH

_DIGEST_CHARACTERS = 8


class KnownStartups:
    """The startups on record, and those met so far in a file, by slug and by name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Start from those on record.

        Args:
            names: Slug -> name.
        """
        self._names = dict(names)
        self._slugs: dict[str, list[str]] = defaultdict(list)
        for slug, name in names.items():
            self._slugs[name.casefold()].append(slug)

    def slug_of(self, name: str, place: Place) -> str | None:
        """The slug of the startup of that name, a new one where there is none; None after a problem."""
        known = self._slugs.get(name.casefold(), [])
        if len(known) > 1:
            place.add("name_of_several", name, allowed=", ".join(known))
            return None
        if known:
            return known[0]
        slug = made_slug(name)
        if slug in self._names:
            place.add("slug_taken", name, slug=slug, other=self._names[slug])
            return None
        self.meet(slug, name)
        return slug

    def meet(self, slug: str, name: str) -> None:
        """Take note of a startup that is not on record."""
        if slug not in self._names:
            self._names[slug] = name
            self._slugs[name.casefold()].append(slug)


def made_slug(name: str) -> str:
    """Small letters, digits and hyphens for a name; what has no such letters gets digits of its sha256 in their place.

    The same name has the same slug on every machine, and two names that differ in foreign letters alone differ.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    low, high = SLUG_LENGTH
    lost = any(character.isalnum() and not character.isascii() for character in letters)
    if lost or not low <= len(slug) <= high:
        digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGEST_CHARACTERS]
        slug = f"{slug[: high - _DIGEST_CHARACTERS - 1].strip('-') or 'startup'}-{digest}"
    return slug
