"""The startup's profile as a file."""

from __future__ import annotations


def show_export(slug: str) -> None:
    """Buttons that give the profile as a file; nothing until files can be written."""
