"""`python -m data pipeline` and `views`: where the fund stands with a startup, and the filters saved."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from data.commands.terminal import AsJson, print_json, print_table, transaction, user
from data.records import NO_FILTER, PIPELINE_OUTCOMES, PIPELINE_STATUSES, InvalidInput, SavedView, filter_document
from data.repository import (
    add_note,
    add_tag,
    change_entry,
    move_startup,
    moves_of,
    notes_of,
    pipeline_of,
    remove_tag,
    saved_views,
    tags_of,
)

_STATUSES, _OUTCOMES = ", ".join(PIPELINE_STATUSES), ", ".join(PIPELINE_OUTCOMES)


def follow(
    slug: Annotated[str, typer.Argument(help="The startup, as `list` names it.")],
    status: Annotated[str | None, typer.Option("--status", help=f"Move it to: {_STATUSES}.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="Day of the move, YYYY-MM-DD; today if left out.")] = None,
    outcome: Annotated[str | None, typer.Option("--outcome", help=f"What came of a closed one: {_OUTCOMES}.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Who looks after it; '' for nobody.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", help="Day of the last contact, YYYY-MM-DD.")] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Give it a tag; may be repeated.")] = None,
    untag: Annotated[list[str] | None, typer.Option("--untag", help="Take a tag away; may be repeated.")] = None,
    note: Annotated[str | None, typer.Option("--note", help="Write a note on it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show where a startup stands in the pipeline; with options, write first. All is written or nothing."""
    with transaction() as session:
        _move(session, slug, status, on, outcome)
        _change(session, slug, owner, contact)
        for each in tag or ():
            add_tag(session, slug, each, actor=user())
        for each in untag or ():
            remove_tag(session, slug, each, actor=user())
        if note is not None:
            add_note(session, slug, note, actor=user())
        document = _document(session, slug)
    if as_json:
        print_json(document)
    else:
        _print(document)


def views(as_json: AsJson = False) -> None:
    """List the filters saved under a name."""
    with transaction() as session:
        found = saved_views(session)
    if as_json:
        print_json({"views": [_view(each) for each in found]})
    elif found:
        rows = [(each.key, each.name, each.problem or _parts(each)) for each in found]
        print_table(("Key", "Name", "Filter"), rows)
    else:
        typer.echo("No view is saved yet.")


def _view(view: SavedView) -> dict[str, Any]:
    named = {"key": view.key, "name": view.name, "filter": view.filter and filter_document(view.filter)}
    return named | {"problem": view.problem or None, "saved_by": view.saved_by, "saved_at": view.saved_at}


def _parts(view: SavedView) -> str:
    given = filter_document(view.filter or NO_FILTER)
    return "; ".join(f"{name} {value}" for name, value in given.items()) or "everything"


def _move(session: Session, slug: str, status: str | None, on: str | None, outcome: str | None) -> None:
    if status is None and on is not None:
        raise InvalidInput("--on is the day of a move; say where to with --status")
    known = pipeline_of(session, slug)
    if status is not None:
        day = datetime.now(UTC).date() if on is None else _day("--on", on)
        move_startup(session, known, status, on=day, actor=user(), outcome=outcome)
    elif outcome is not None:
        change_entry(session, replace(known, outcome=outcome), actor=user())


def _change(session: Session, slug: str, owner: str | None, contact: str | None) -> None:
    changed = pipeline_of(session, slug)
    if owner is not None:
        changed = replace(changed, owner=owner)
    if contact is not None:
        changed = replace(changed, last_contact=_day("--contact", contact))
    change_entry(session, changed, actor=user())


def _day(option: str, said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise InvalidInput(f"{option}: got {said!r}, expected a day such as 2026-11-27") from error


def _document(session: Session, slug: str) -> dict[str, Any]:
    return asdict(pipeline_of(session, slug)) | {
        "tags": list(tags_of(session, [slug])[slug]),
        "notes": [asdict(each) for each in notes_of(session, slug)],
        "moves": [asdict(each) for each in moves_of(session, slug)],
    }


def _print(document: dict[str, Any]) -> None:
    contact = document["last_contact"] or "none on record"
    rows = [
        ("Status", PIPELINE_STATUSES[document["status"]].label_en),
        ("Since", str(document["since"])),
        ("Owner", document["owner"] or "nobody"),
        ("Last contact", str(contact)),
        ("Tags", ", ".join(document["tags"]) or "none"),
    ]
    if document["outcome"]:
        rows.append(("Outcome", PIPELINE_OUTCOMES[document["outcome"]][0]))
    print_table(("", document["slug"]), rows)
    for move in document["moves"]:
        typer.echo(f"{move['moved_on']}  {move['from_status']} -> {move['to_status']}, by {move['moved_by']}")
    for note in document["notes"]:
        gone = " (withdrawn)" if note["withdrawn_at"] else ""
        typer.echo(f"\n{note['written_at']:%Y-%m-%d}, {note['written_by']}{gone}:\n{note['text']}")
