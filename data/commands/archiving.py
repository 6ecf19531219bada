"""`python -m data archive` and `restore`: startups put out of sight, and brought back."""

from __future__ import annotations

from typing import Annotated

import typer

from data.commands.terminal import AsJson, say, transaction, user
from data.records import InvalidInput
from data.repository import archive, restore, startups

Slug = Annotated[str, typer.Argument(help="The startup, as `list` names it.")]


def archive_startups(
    slug: Annotated[str | None, typer.Argument(help="The startup, as `list` names it.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Archive all fictional startups.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a startup, or the whole demonstration, out of sight; nothing is deleted, `restore` brings it back."""
    with transaction() as session:
        if (slug is None) is not demo:
            raise InvalidInput("archive: name either one startup or --demo for all fictional ones")
        chosen = [each.slug for each in startups(session) if each.fictional] if slug is None else [slug]
        for each in chosen:
            archive(session, each, actor=user())
    said = ", ".join(chosen) or "none, as no fictional startup is in use"
    say({"archived": chosen}, f"Archived: {said}.", as_json)


def restore_startup(slug: Slug, as_json: AsJson = False) -> None:
    """Bring an archived startup back with all that is known of it."""
    with transaction() as session:
        restore(session, slug, actor=user())
    say({"restored": slug}, f"Restored: {slug}.", as_json)
