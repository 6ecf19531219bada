"""`python -m data search`: what holds every word."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer

from data.commands.terminal import AsJson, print_json, print_table, transaction
from data.records import Hit
from data.repository import search

_KINDS = {
    "en": {
        "startup": "startup",
        "model": "model",
        "document": "document",
        "finding": "finding set aside",
        "note": "note",
        "field": "field",
    },
    "zh": {
        "startup": "公司",
        "model": "模型",
        "document": "文件",
        "finding": "已搁置的发现",
        "note": "备注",
        "field": "字段",
    },
}
_SAID = {
    "en": (("Kind", "Name", "Startup", "Where", "Text"), "Nothing holds every one of these words."),
    "zh": (("类别", "名称", "公司", "位置", "内容"), "没有同时包含这些词的内容。"),
}


def find(
    words: Annotated[list[str], typer.Argument(help="Words that must all be found; in any language, in any case.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many to show at the most.")] = 20,
    language: Annotated[Literal["en", "zh"], typer.Option("--language", help="Language of the answer.")] = "en",
    archived: Annotated[bool, typer.Option("--archived", help="Look among archived startups too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Search startups, models, documents, findings set aside, notes and fields; exact names come first."""
    with transaction() as session:
        found = search(session, " ".join(words), limit=limit, language=language, archived=archived)
    columns, nothing = _SAID[language]
    if as_json:
        print_json({"hits": [_document(hit) for hit in found]})
    elif found:
        print_table(columns, [_row(hit, language) for hit in found])
    else:
        typer.echo(nothing)


def _document(hit: Hit) -> dict[str, Any]:
    owner = hit.startup
    return asdict(hit) | {"startup": owner and owner.slug, "archived": bool(owner and owner.archived_at)}


def _row(hit: Hit, language: str) -> tuple[str, ...]:
    owner = hit.startup.slug if hit.startup else hit.key
    return _KINDS[language][hit.kind], hit.title, owner, hit.place, hit.snippet
