"""Which column of a fund's table is which field: told by whoever brings it, remembered, or read off the header."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from data.intake.problems import Language, ProblemList
from data.intake.tree import read_yaml
from data.profiles import CLAIMS_FIELD, nearest_fields
from data.records import InvalidInput, Option, Registry

ENTRY_COLUMNS: tuple[Option, ...] = tuple(
    Option(code=code, label_en=english, label_zh=chinese)
    for code, english, chinese in (
        ("slug", "Short name in addresses", "地址中的短名"),
        ("name", "Name", "名称"),
        ("summary_en", "Summary in English", "英文简介"),
        ("summary_zh", "Summary in Chinese", "中文简介"),
        ("as_of", "As of", "截至日期"),
        ("level", "Evidence level", "证据级别"),
        ("source_kind", "Kind of source", "来源类型"),
        ("source_title", "Title of source", "来源标题"),
        ("source_date", "Date of source", "来源日期"),
        ("source_url", "Address of source", "来源网址"),
    )
)
"""What a column may hold beside a field."""

ENTRY_CODES: frozenset[str] = frozenset(option.code for option in ENTRY_COLUMNS)
CONSTANTS: frozenset[str] = ENTRY_CODES - {"slug", "name", "summary_en", "summary_zh"}
"""What may be told once for a whole file."""

IGNORED = "ignore"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of a table are.

    Attributes:
        columns: Header -> key of a field, code of an entry column, or `IGNORED`.
        constants: Code of an entry column -> its value in every row whose cell is empty or missing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def column_targets(registry: Registry) -> dict[str, Option]:
    """What a column may be, by key, with its names: entry columns, then every field that may be entered.

    Claimed scores are left out: they come in profiles, which say of which model and how they were measured.
    """
    fields = [
        Option(code=each.key, label_en=each.label_en, label_zh=each.label_zh)
        for each in registry.by_key.values()
        if each.may_be_entered and each.key != CLAIMS_FIELD
    ]
    return {option.code: option for option in (*ENTRY_COLUMNS, *fields)}


def mapping_of(headers: Sequence[str], registry: Registry, told: ColumnMapping | None = None) -> ColumnMapping:
    """The mapping of a header: as told, and by key or label in either language where nothing is told.

    A name that stands for nothing, or for several fields, is left out.
    """
    told = told or ColumnMapping()
    named = _targets_by_name(registry)
    found = {header: told.columns.get(header) or named.get(_plain(header)) for header in headers}
    return ColumnMapping({header: target for header, target in found.items() if target}, dict(told.constants))


def check_mapping(mapping: ColumnMapping, headers: Sequence[str], registry: Registry, problems: ProblemList) -> None:
    """Report every column that stands for nothing or for the same as another, and what no column tells."""
    targets = column_targets(registry)
    for header in headers:
        place, target = problems.at(None, header), mapping.columns.get(header)
        if target is None:
            place.add("unknown_header", header, hint=_hint(header, registry, problems.language))
        elif target not in targets and target != IGNORED:
            place.add("unknown_target", target, hint=_hint(target, registry, problems.language))
    counted = Counter(mapping.columns[header] for header in headers if header in mapping.columns)
    for target, count in counted.items():
        if count > 1 and target != IGNORED:
            twice = [header for header in headers if mapping.columns.get(header) == target]
            problems.add("mapped_twice", field=twice[1], value=target, headers=", ".join(twice))
    for name in mapping.constants.keys() - CONSTANTS:
        problems.add("unknown_constant", field=name, value=name, allowed=", ".join(sorted(CONSTANTS)))
    if not counted.keys() & {"slug", "name"}:
        problems.add("nothing_tells", value="name")
    if "as_of" not in counted and "as_of" not in mapping.constants:
        problems.add("nothing_tells", value="as_of")


def parse_mapping(text: str, *, language: Language = "en") -> ColumnMapping:
    """The mapping written as YAML: `columns` and, if need be, `constants`, each a table of name and text.

    Raises:
        InvalidInput: with every reason why it is none.
    """
    problems = ProblemList(language)
    document = read_yaml(text, problems)
    tree = document.tree if document is not None else None
    parts = tree if isinstance(tree, dict) else {}
    if document is not None and (not parts or parts.keys() - {"columns", "constants"} or not _are_texts(parts)):
        problems.add("not_a_mapping")
    if len(problems):
        raise InvalidInput(problems.problems)
    return ColumnMapping(parts.get("columns", {}), parts.get("constants", {}))


def written_mapping(mapping: ColumnMapping) -> str:
    """The mapping as YAML that `parse_mapping` reads."""
    tree = {"columns": dict(mapping.columns), "constants": dict(mapping.constants)}
    written: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, default_style='"', width=1000)
    return written


def header_signature(headers: Sequence[str]) -> str:
    """The same for every table with the same set of headers, in whichever order."""
    return hashlib.sha256(json.dumps(sorted(headers)).encode()).hexdigest()


def _are_texts(parts: Mapping[str, object]) -> bool:
    tables = [part for part in parts.values() if isinstance(part, dict)]
    return len(tables) == len(parts) and all(isinstance(value, str) for table in tables for value in table.values())


def _targets_by_name(registry: Registry) -> dict[str, str]:
    """Key or label in plain letters -> what it stands for; a key goes before a label, two same labels for nothing."""
    targets = column_targets(registry)
    labels = [(_plain(label), code) for code, each in targets.items() for label in {each.label_en, each.label_zh}]
    counted = Counter(label for label, _ in labels)
    named = {label: code for label, code in labels if counted[label] == 1}
    return named | {_plain(code): code for code in targets} | {IGNORED: IGNORED}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").split())


def _hint(name: str, registry: Registry, language: Language) -> str:
    near = [key for key in nearest_fields(name, registry) if key != CLAIMS_FIELD]
    if not near:
        return "请在对应关系中写明字段" if language == "zh" else "name its field in the mapping"
    return f"您是否指 {'、'.join(near)}" if language == "zh" else f"did you mean {', '.join(near)}"
