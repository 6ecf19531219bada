"""YAML and JSON as plain trees that remember their lines; nothing in a file is ever executed or expanded."""

from __future__ import annotations

import json
import json.decoder
import json.scanner
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from data.intake.limits import MAX_DEPTH, MAX_NODES
from data.intake.problems import ProblemList, Row
from data.records import SAFE_LOADER

Path: TypeAlias = tuple[str | int, ...]

_COMMAS_PER_ENTRY = 10
"""More commas than this in a JSON text cannot all stand in prose; it is refused before it is parsed."""

_PLAIN_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Document:
    """A tree of dicts, lists and scalars, and the line on which each entry stands."""

    tree: object = None
    rows: dict[Path, int] = field(default_factory=dict)
    nodes: int = 0

    def row(self, path: Path) -> Row:
        """The line of the entry at `path`, or of the nearest entry around it; None when no line is known."""
        while path and path not in self.rows:
            path = path[:-1]
        return self.rows.get(path)


class _Stop(Exception):  # noqa: N818 - ends the walk over a file that must not be read on
    """The file is not to be read any further; the reason is in the problem list."""


@dataclass(slots=True)
class _Frame:
    container: dict[str, object] | list[object]
    path: Path
    key: str | None = None


def read_yaml(text: str, problems: ProblemList) -> Document | None:
    """The tree of a YAML text with every plain scalar kept as text; None when it cannot be read.

    Built from parser events rather than by a constructor: scalars are read later by the field's own type, so that
    `NO` stays Norway and `1:30` stays text, and aliases and tags are refused before anything is expanded.
    """
    builder = _TreeBuilder(problems)
    try:
        for event in yaml.parse(text, Loader=SAFE_LOADER):
            builder.take(event)
    except _Stop:
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "unreadable"
        problems.add("broken_yaml", row=mark.line + 1 if mark else None, reason=reason)
        return None
    return builder.document


class _TreeBuilder:
    """Turns parser events into a `Document`; depth and size are bounded."""

    def __init__(self, problems: ProblemList) -> None:
        self.document = Document()
        self._problems = problems
        self._frames: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add one parser event to the tree."""
        row = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._stop("several_documents", row)
        elif isinstance(event, yaml.AliasEvent):
            self._stop("alias", row, value=f"*{event.anchor}")
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, row)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._frames.pop()

    def _take_node(self, event: yaml.NodeEvent, row: int) -> None:
        self.document.nodes += 1
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            self._stop("alias", row, value=f"&{event.anchor}")
        if tag not in (None, "!"):
            self._stop("tag", row, value=tag)
        if self.document.nodes > MAX_NODES:
            self._stop("too_many_entries", row, limit=MAX_NODES)
        if len(self._frames) >= MAX_DEPTH:
            self._stop("too_deep", row, limit=MAX_DEPTH)
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event, row)
        else:
            mapping = isinstance(event, yaml.MappingStartEvent)
            container: dict[str, object] | list[object] = {} if mapping else []
            self._frames.append(_Frame(container, self._place(container, row)))

    def _take_scalar(self, event: yaml.ScalarEvent, row: int) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.container, dict) and frame.key is None:
            if event.value in frame.container:
                self._problems.add("duplicate_key", row=row, field=event.value, value=event.value)
            frame.key = event.value
            self.document.rows[(*frame.path, event.value)] = row
            return
        empty = not event.style and event.value in _PLAIN_NULLS
        self._place(None if empty else event.value, row)

    def _place(self, node: object, row: int) -> Path:
        if not self._frames:
            self.document.tree = node
            return ()
        frame = self._frames[-1]
        if isinstance(frame.container, list):
            path: Path = (*frame.path, len(frame.container))
            frame.container.append(node)
            self.document.rows[path] = row
            return path
        if frame.key is None:
            self._stop("key_not_text", row)
        key, frame.key = str(frame.key), None
        frame.container[key] = node
        return (*frame.path, key)

    def _stop(self, code: str, row: int, *, value: object = None, limit: int | None = None) -> None:
        self._problems.add(code, row=row, value=value, limit=limit)
        raise _Stop


@dataclass(frozen=True, slots=True)
class _Object:
    """A JSON object with the line it starts on."""

    pairs: list[tuple[str, Any]]
    row: int


class _LineDecoder(json.JSONDecoder):
    """A JSON decoder whose objects keep their first line and their repeated keys."""

    def __init__(self, text: str) -> None:
        super().__init__(parse_constant=_refuse_constant)
        self._line_starts = [match.end() for match in re.finditer("\n", text)]
        self.parse_object = self._object_with_line
        self.scan_once = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]

    def _object_with_line(
        self, text_and_end: tuple[str, int], strict: bool, scan_once: Callable[..., Any], *rest: Any
    ) -> tuple[Any, int]:
        row = bisect_right(self._line_starts, text_and_end[1]) + 1
        memo = rest[2] if len(rest) > 2 else None
        return json.decoder.JSONObject(  # type: ignore[attr-defined,no-any-return]
            text_and_end, strict, scan_once, None, lambda pairs: _Object(pairs, row), memo
        )


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def read_json(text: str, problems: ProblemList) -> Document | None:
    """The tree of a JSON text; rows are the lines on which objects start. None when it cannot be read."""
    if text.count(",") > _COMMAS_PER_ENTRY * MAX_NODES:
        problems.add("too_many_entries", limit=MAX_NODES)
        return None
    try:
        parsed = _LineDecoder(text).decode(text)
    except json.JSONDecodeError as error:
        problems.add("broken_json", row=error.lineno, reason=error.msg)
        return None
    except RecursionError:
        problems.add("too_deep", limit=MAX_DEPTH)
        return None
    except ValueError as error:
        problems.add("broken_json", reason=str(error))
        return None
    document = Document()
    try:
        document.tree = _plain(parsed, (), document, problems)
    except _Stop:
        return None
    return document


def _plain(node: object, path: Path, document: Document, problems: ProblemList) -> object:
    document.nodes += 1
    if len(path) > MAX_DEPTH:
        problems.add("too_deep", row=document.row(path), limit=MAX_DEPTH)
        raise _Stop
    if document.nodes > MAX_NODES:
        problems.add("too_many_entries", row=document.row(path), limit=MAX_NODES)
        raise _Stop
    if isinstance(node, _Object):
        return _plain_object(node, path, document, problems)
    if isinstance(node, list):
        return [_plain(item, (*path, index), document, problems) for index, item in enumerate(node)]
    return node


def _plain_object(node: _Object, path: Path, document: Document, problems: ProblemList) -> dict[str, object]:
    document.rows[path] = node.row
    plain: dict[str, object] = {}
    for key, value in node.pairs:
        if key in plain:
            problems.add("duplicate_key", row=node.row, field=key, value=key)
        plain[key] = _plain(value, (*path, key), document, problems)
    return plain
