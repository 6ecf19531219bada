"""From the tree of a YAML or JSON profile to records of cells, the shape shared with flat files."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from data.intake.problems import ProblemList, Row
from data.intake.tree import Document, Path
from data.profiles.profile_records import (
    MODEL_KEYS,
    NOT_APPLICABLE,
    STARTUP_KEYS,
    GivenProfile,
    GivenRecord,
)

SECTIONS = ("startup", "model", "models", "sources", "facts", "not_applicable")
_SOURCE_KEYS = {"kind": "source_kind", "title": "source_title", "dated": "source_date", "url": "source_url"}
_FACT_KEYS = {
    "value": "value", "unit": "unit", "level": "level", "as_of": "as_of", "page": "page", "se": "standard_error",
    "note": "note",
}  # fmt: skip
_ENTRY_KEYS = (*_FACT_KEYS, "source", "history", "about")
_NOT_APPLICABLE_KEYS = ("reason", "as_of", "source", "page")


@dataclass(slots=True)
class _Reader:
    document: Document
    problems: ProblemList
    sources: dict[str, object]

    def table(self, node: object, path: Path, allowed: tuple[str, ...]) -> dict[str, object]:
        """The node as a table of allowed entries; others are reported and left out."""
        place = self.problems.at(self.document.row(path), ".".join(map(str, path)))
        if not isinstance(node, dict):
            place.add("not_a_table", node)
            return {}
        for key in node:
            if key not in allowed:
                row = self.document.row((*path, key))
                self.problems.add("unknown_entry", row=row, field=place.field, value=key, allowed=", ".join(allowed))
        return {key: value for key, value in node.items() if key in allowed}

    def source_cells(self, given: object, path: Path, key: str) -> tuple[dict[str, object], dict[str, Row]]:
        """The cells of a fact's source, which is a name from `sources` or a table of its own."""
        if given is None:
            return {}, {}
        if isinstance(given, dict):
            return self._named_cells(self.table(given, path, tuple(_SOURCE_KEYS)), path)
        name = str(given)
        if name in self.sources:
            source, source_path = self.sources[name], ("sources", name)
            cells, rows = self._named_cells(source if isinstance(source, dict) else {}, source_path)
            cells["_source"] = name
            return cells, rows
        near = difflib.get_close_matches(name, self.sources, n=3) or sorted(self.sources)[:8]
        row = self.document.row(path)
        self.problems.add("undefined_source", row=row, field=key, value=name, allowed=", ".join(near) or "–")
        return {"_undefined": True}, {}

    def _named_cells(self, source: dict[str, object], path: Path) -> tuple[dict[str, object], dict[str, Row]]:
        cells = {column: source.get(key) for key, column in _SOURCE_KEYS.items()}
        return cells, {column: self.document.row((*path, key)) for key, column in _SOURCE_KEYS.items()}


def given_profile(document: Document, problems: ProblemList) -> GivenProfile | None:
    """The profile's cells; None when the file is no profile at all."""
    tree = document.tree
    if not isinstance(tree, dict):
        problems.add("not_a_profile", value="startup")
        return None
    reader = _Reader(document, problems, {})
    sections = reader.table(tree, (), SECTIONS)
    for section in ("startup", "facts"):
        if section not in sections:
            problems.add("not_a_profile", value=section)
    reader.sources = _section(sections, "sources", problems, document)
    for name, source in reader.sources.items():
        reader.table(source, ("sources", name), tuple(_SOURCE_KEYS))
    startup = reader.table(sections.get("startup") or {}, ("startup",), STARTUP_KEYS)
    profile = GivenProfile(_record("startup", startup, ("startup",), document))
    profile.models = _models(sections, reader)
    for key, node in _section(sections, "facts", problems, document).items():
        profile.facts += _facts(key, node, reader)
    for key, node in _section(sections, "not_applicable", problems, document).items():
        profile.facts.append(_not_applicable(key, node, reader))
    return profile


def _section(sections: dict[str, object], name: str, problems: ProblemList, document: Document) -> dict[str, object]:
    node = sections.get(name)
    if node is None:
        return {}
    if isinstance(node, dict):
        return node
    problems.add("not_a_table", row=document.row((name,)), field=name, value=node)
    return {}


def _record(key: str, cells: dict[str, object], path: Path, document: Document) -> GivenRecord:
    return GivenRecord(key, cells, {name: document.row((*path, name)) for name in cells}, document.row(path))


def _models(sections: dict[str, object], reader: _Reader) -> list[GivenRecord]:
    nodes: list[tuple[object, Path]] = []
    if "model" in sections:
        nodes.append((sections["model"], ("model",)))
    several = sections.get("models")
    if isinstance(several, list):
        nodes += [(node, ("models", index)) for index, node in enumerate(several)]
    elif several is not None:
        reader.problems.add("not_list", row=reader.document.row(("models",)), field="models", value=several)
    return [
        _record("model", reader.table(node, path, MODEL_KEYS), path, reader.document)
        for node, path in nodes
        if node is not None
    ]


def _facts(key: str, node: object, reader: _Reader) -> list[GivenRecord]:
    path: Path = ("facts", key)
    entries = (
        [(entry, (*path, index)) for index, entry in enumerate(node)] if isinstance(node, list) else [(node, path)]
    )
    return [record for entry, entry_path in entries for record in _entry(key, entry, entry_path, reader)]


def _entry(key: str, node: object, path: Path, reader: _Reader) -> list[GivenRecord]:
    entry = reader.table(node, path, _ENTRY_KEYS)
    if not isinstance(node, dict):
        return []
    cells, rows = reader.source_cells(entry.get("source"), (*path, "source"), key)
    cells |= {column: entry.get(name) for name, column in _FACT_KEYS.items()}
    rows |= {column: reader.document.row((*path, name)) for name, column in _FACT_KEYS.items()}
    row = reader.document.row(path)
    records = [GivenRecord(key, cells, rows, row)]
    history = entry.get("history")
    if history is not None and not isinstance(history, dict):
        reader.problems.add("not_a_table", row=reader.document.row((*path, "history")), field=key, value=history)
        history = None
    for as_of, value in (history or {}).items():
        earlier = reader.document.row((*path, "history", as_of))
        earlier_rows = {**rows, "value": earlier, "as_of": earlier}
        earlier_cells = {**cells, "value": value, "as_of": as_of, "standard_error": None}
        records.append(GivenRecord(key, earlier_cells, earlier_rows, earlier))
    return records


def _not_applicable(key: str, node: object, reader: _Reader) -> GivenRecord:
    path: Path = ("not_applicable", key)
    entry: dict[str, object] = {"reason": node}
    if isinstance(node, dict):
        entry = reader.table(node, path, _NOT_APPLICABLE_KEYS)
    cells, rows = reader.source_cells(entry.get("source"), (*path, "source"), key)
    cells |= {
        "level": NOT_APPLICABLE, "note": entry.get("reason"), "as_of": entry.get("as_of"), "page": entry.get("page")
    }  # fmt: skip
    return GivenRecord(key, cells, rows, reader.document.row(path))
