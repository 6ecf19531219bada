"""Blank profiles in YAML and JSON: every field with its names, meaning and allowed values."""

from __future__ import annotations

import json
from collections.abc import Iterator

from data.profiles.field_guide import allowed_text, fields_to_fill, sections_to_fill
from data.profiles.sources import source_kinds
from data.records import Field, Registry

_YAML_HEAD = """\
# Profile of a startup · 初创公司档案
# Remove the # before a field and fill it in; leave unknown fields out. Fractions: 0.25 means 25 %. Money: US dollars.
# 去掉字段前的 # 并填写；未知字段不填。比例写小数：0.25 表示 25%。金额单位为美元。
startup:
  slug:            # small letters, digits, hyphens · 小写字母、数字、连字符
  name:
  summary_en:
  summary_zh:
  fictional: false
# model: {name: , location: }   # folder or hub id · 文件夹或模型库编号
sources:
  deck: {kind: pitch_deck, title: , dated: }   # kinds · 类型: KINDS
# not_applicable:
#   energy_mwh: reason · 原因
facts:
  # level · 证据级别: claimed, documented
  # FIELD: {value: , level: , as_of: YYYY-MM-DD, source: deck, page: , note: , se: , history: {YYYY-MM-DD: }}
"""


def yaml_template(registry: Registry) -> bytes:
    """A YAML profile whose fields wait behind comment signs."""
    kinds = ", ".join(source_kinds(registry))
    lines = [_YAML_HEAD.replace("KINDS", kinds)]
    for title, fields in sections_to_fill(registry):
        lines.append(f"\n  # {title.label_en} · {title.label_zh}\n")
        lines += [line for field in fields for line in _yaml_lines(field)]
    return "".join(lines).encode("utf-8")


def json_template(registry: Registry) -> bytes:
    """A JSON profile with an empty entry per field; entries left empty are skipped on reading."""
    tree = {
        "startup": {"slug": "", "name": "", "summary_en": "", "summary_zh": "", "fictional": False},
        "sources": {"deck": {"kind": "pitch_deck", "title": "", "dated": None, "url": None}},
        "facts": {field.key: _json_entry(field) for field in fields_to_fill(registry)},
        "not_applicable": {},
    }
    return json.dumps(tree, ensure_ascii=False, indent=2).encode("utf-8")


def _yaml_lines(field: Field) -> Iterator[str]:
    yield f"  # {field.label_en} · {field.label_zh}: {field.definition_en}\n"
    yield f"  # {field.definition_zh}\n"
    yield f"  # {allowed_text(field, 'en')}\n"
    yield f"  # {field.key}: {{value: , level: , as_of: , source: deck}}\n"


def _json_entry(field: Field) -> dict[str, object]:
    about = {
        "label_en": field.label_en,
        "label_zh": field.label_zh,
        "definition_en": field.definition_en,
        "definition_zh": field.definition_zh,
        "allowed_en": allowed_text(field, "en"),
        "allowed_zh": allowed_text(field, "zh"),
    }
    return {"value": None, "level": None, "as_of": None, "source": None, "about": about}
