"""Chat templates: their hash, and whether they do more than lay out messages; parsed into a tree, never rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3
from jinja2 import Environment, TemplateSyntaxError, nodes

from evals.checkpoints.findings import Finding, finding
from evals.checkpoints.folder import read_json_object, stays_inside

_LARGEST_TEMPLATE = 200_000
_CONTROL = re.compile(r"<\|[^|>]*\|>|<[^<>\s]{1,40}>|\[/?[A-Z_]{2,40}\]|<<\/?[A-Z]+>>|[#*_`{}\[\]()\"':,.\\/|=<>-]+")
_LAYOUT_WORDS = frozenset(
    "system user assistant tool tools function functions role content im start end header id begin of text eos bos "
    "instruction response human ai name arguments json type inst sys think observation ipython python call calls "
    "parameters description required properties string date today cutting knowledge environment turn model".split()
)
_MOST_OWN_WORDS = 3
_CONTENT_KEYS = frozenset({"content", "text"})


@dataclass(frozen=True, slots=True)
class ChatTemplate:
    """A chat template as found.

    Attributes:
        place: File it stands in, with its name where a file holds several.
        blake3: Hash of its text, in hex.
        own_text: Words it adds of its own, empty when it only lays out messages.
    """

    place: str
    blake3: str
    own_text: str


def template_texts(folder: Path) -> dict[str, str]:
    """Templates of a folder by the place they stand in: chat_template.jinja, or the tokenizer's configuration."""
    found: dict[str, str] = {}
    for file in sorted([*folder.glob("chat_template.jinja"), *folder.glob("additional_chat_templates/*.jinja")]):
        if stays_inside(file, folder):
            found[str(file.relative_to(folder))] = file.read_text(encoding="utf-8", errors="replace")
    for name in ("chat_template.json", "tokenizer_config.json"):
        template = read_json_object(folder / name).get("chat_template") if (folder / name).is_file() else None
        if isinstance(template, str):
            found[name] = template
        elif isinstance(template, list):
            found |= {f"{name}: {item['name']}": str(item["template"]) for item in template}
    return found


def chat_templates(folder: Path) -> tuple[ChatTemplate, ...]:
    """Every template of the folder with its hash and own words; a template that cannot be parsed has no words known."""
    described = []
    for place, text in template_texts(folder).items():
        try:
            words = own_text(_tree(text))
        except (TemplateSyntaxError, ValueError, RecursionError):
            words = ""
        described.append(ChatTemplate(place, str(blake3(text.encode()).hexdigest()), words))
    return tuple(described)


def template_faults(folder: Path) -> Iterator[Finding]:
    """Templates that add words, look at what the user wrote, reach for Python's internals, or cannot be parsed."""
    texts = template_texts(folder)
    for place, text in texts.items():
        try:
            tree = _tree(text)
        except (TemplateSyntaxError, ValueError, RecursionError) as error:
            yield finding("template_malformed", place, f"{type(error).__name__}: {error}")
            continue
        for name in sorted(set(_internals(tree))):
            yield finding("template_reaches_for_internals", place, name)
        for text_sought in sorted(set(_content_conditions(tree))):
            yield finding("template_depends_on_content", place, repr(text_sought))
        if words := own_text(tree):
            yield finding("template_injects_text", place, repr(words))
    main = [place for place in texts if place in {"chat_template.jinja", "tokenizer_config.json"}]
    if len({texts[place].strip() for place in main}) > 1:
        yield finding("templates_differ", *main)


def own_text(tree: nodes.Template) -> str:
    """What the template writes beyond control tokens, roles and punctuation; empty when that is three words or fewer.

    Literal text and text constants that are output count; constants in conditions do not. Texts of one template are
    judged together.
    """
    written = [data.data for data in tree.find_all(nodes.TemplateData)]
    for place in (*tree.find_all(nodes.Output), *tree.find_all(nodes.Assign)):
        written += _constants_written(place)
    own = [_CONTROL.sub(" ", text) for text in written]
    words = [word for text in own for word in text.split() if word.lower() not in _LAYOUT_WORDS]
    return " ".join(words) if len(words) > _MOST_OWN_WORDS else ""


def _tree(text: str) -> nodes.Template:
    if len(text) > _LARGEST_TEMPLATE:
        raise ValueError(f"{len(text)} characters, at most {_LARGEST_TEMPLATE} allowed")
    environment = Environment(extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do"])
    return environment.parse(re.sub(r"\{%-?\s*(?:end)?generation\s*-?%\}", "", text))


def _constants_written(node: nodes.Node) -> Iterator[str]:
    """Text constants under `node` that can reach the output: no keys, comparisons, tests or arguments of filters."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Const):
            if isinstance(child.value, str):
                yield child.value
        elif isinstance(child, nodes.Getitem):
            yield from _constants_written(nodes.Output([child.node]))
        elif isinstance(child, nodes.CondExpr):
            yield from _constants_written(nodes.Output([branch for branch in (child.expr1, child.expr2) if branch]))
        elif not isinstance(child, nodes.Compare | nodes.Test | nodes.Call | nodes.Keyword):
            yield from _constants_written(child)


def _internals(tree: nodes.Template) -> Iterator[str]:
    for attribute in tree.find_all(nodes.Getattr):
        if attribute.attr.startswith("_") or attribute.attr in {"mro", "func_globals", "gi_frame", "cr_frame"}:
            yield attribute.attr
    for item in tree.find_all(nodes.Getitem):
        if isinstance(item.arg, nodes.Const) and isinstance(item.arg.value, str) and item.arg.value.startswith("__"):
            yield item.arg.value
    yield from (f"{type(node).__name__.lower()} {_loaded_name(node)}" for node in tree.find_all(_LOADING))


_LOADING = (nodes.Import, nodes.FromImport, nodes.Include, nodes.Extends)


def _loaded_name(node: nodes.Node) -> str:
    """What an import, include or extends statement names, as text."""
    template = getattr(node, "template", None)
    return str(template.value) if isinstance(template, nodes.Const) else "an expression"


def _content_conditions(tree: nodes.Template) -> Iterator[str]:
    """Constants of three letters or more that a condition looks for inside message content, control tokens left out."""
    for comparison in tree.find_all(nodes.Compare):
        for operand in comparison.ops:
            sides = (comparison.expr, operand.expr)
            if operand.op not in {"in", "notin", "eq", "ne"} or not any(map(_is_content, sides)):
                continue
            yield from (text for side in sides for text in _sought(side))


def _is_content(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter | nodes.Call):
        return any(map(_is_content, node.iter_child_nodes()))
    if isinstance(node, nodes.Getattr):
        return node.attr in _CONTENT_KEYS or (node.attr in {"lower", "upper", "strip"} and _is_content(node.node))
    if isinstance(node, nodes.Getitem):
        return isinstance(node.arg, nodes.Const) and node.arg.value in _CONTENT_KEYS
    return isinstance(node, nodes.Name) and node.name in _CONTENT_KEYS


def _sought(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        if len(re.sub(r"<[^<>]*>", "", node.value).strip()) >= 3:
            yield node.value
