"""A profile as YAML or JSON: sources named once, a fact on a line, earlier values as its history."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import yaml

from data.profiles.profile_records import STARTUP_KEYS, Profile
from data.profiles.sources import page_and_note
from data.records import Fact, Source

_Tree = dict[str, Any]


def yaml_file(profile: Profile) -> bytes:
    """The profile as YAML, in UTF-8."""
    text = yaml.dump(
        profile_tree(profile),
        Dumper=_PlainDumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=120,
    )
    return text.encode("utf-8")


def json_file(profile: Profile) -> bytes:
    """The profile as JSON, in UTF-8."""
    return json.dumps(profile_tree(profile), ensure_ascii=False, indent=2, default=_iso).encode("utf-8")


def profile_tree(profile: Profile) -> _Tree:
    """The profile in the layout of the nested formats."""
    names = _source_names(profile.facts)
    valued = [fact for fact in profile.facts if fact.not_applicable is None]
    keys = dict.fromkeys(fact.key for fact in valued)
    tree: _Tree = {"startup": {key: getattr(profile, key) for key in STARTUP_KEYS}}
    if profile.models:
        tree["models"] = [{"name": model.name, "location": model.location} for model in profile.models]
    tree["sources"] = {name: _source_tree(source) for source, name in names.items()}
    tree["facts"] = {key: _fact_tree([fact for fact in valued if fact.key == key], names) for key in keys}
    undefined = [fact for fact in profile.facts if fact.not_applicable is not None]
    if undefined:
        tree["not_applicable"] = {fact.key: _reason_tree(fact, names) for fact in undefined}
    return tree


class _PlainDumper(yaml.SafeDumper):
    """Writes equal values out in full; the reader refuses aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no JSON form")


def _document(source: Source) -> tuple[str, str, str | None, date | None]:
    return (source.kind, source.title, source.url, source.dated)


def _source_names(facts: tuple[Fact, ...]) -> dict[tuple[str, str, str | None, date | None], str]:
    names: dict[tuple[str, str, str | None, date | None], str] = {}
    for fact in facts:
        document = _document(fact.source)
        if document not in names:
            same_kind = sum(known[0] == document[0] for known in names)
            names[document] = document[0] if same_kind == 0 else f"{document[0]}_{same_kind + 1}"
    return names


def _source_tree(document: tuple[str, str, str | None, date | None]) -> _Tree:
    kind, title, url, dated = document
    return _without_unknown({"kind": kind, "title": title, "dated": dated, "url": url})


def _fact_tree(facts: list[Fact], names: dict[Any, str]) -> _Tree | list[_Tree]:
    entries: list[tuple[Fact, _Tree]] = []
    for fact in facts:
        head = next((tree for first, tree in entries if _continues(first, fact)), None)
        if head is not None:
            head.setdefault("history", {})[fact.as_of.isoformat()] = fact.value
            continue
        page, note = page_and_note(fact.source.reference)
        tree = {
            "value": fact.value,
            "level": fact.level.value,
            "as_of": fact.as_of,
            "source": names[_document(fact.source)],
            "page": page or None,
            "note": note or None,
            "se": fact.standard_error,
        }
        entries.append((fact, _without_unknown(tree)))
    trees = [tree for _, tree in entries]
    return trees[0] if len(trees) == 1 else trees


def _continues(first: Fact, fact: Fact) -> bool:
    """Whether `fact` is an earlier value of the same series as `first`."""
    same = (first.level, first.source) == (fact.level, fact.source)
    return same and fact.standard_error is None and fact.as_of != first.as_of


def _reason_tree(fact: Fact, names: dict[Any, str]) -> _Tree:
    return _without_unknown(
        {
            "reason": fact.not_applicable,
            "as_of": fact.as_of,
            "source": names[_document(fact.source)],
            "page": fact.source.reference,
        }
    )


def _without_unknown(tree: _Tree) -> _Tree:
    return {key: value for key, value in tree.items() if value is not None}
