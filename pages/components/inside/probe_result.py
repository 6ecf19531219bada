"""What a model made of a prompt: token by token, what comes next, what it wrote on, where it looked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from data.records import Experiment
from pages.components.format import count, moment, share, significant
from pages.components.frame import empty_state, section
from pages.components.inside.attention import show_attention
from pages.components.inside.wording import said
from pages.components.language import language
from pages.components.markdown import literal, muted
from pages.components.rows import Cell, Figure, Row, Token, View, heads, show, table, token_strip, words, worth

UNITS = {"bits": math.log(2), "nats": 1.0}
DARKEST_BITS = 10.0


def show_result(found: Experiment) -> None:
    """Everything the probe found, with its units."""
    result: dict[str, Any] = found.result or {}
    unit = _unit()
    show([heads(_figures(result, unit))], key="probe_figures")
    st.markdown(muted(_source(found)))
    section(said("read.title"), said("read.note", unit=said(f"unit.{unit}")))
    show([token_strip(_read_tokens(result["tokens"], unit), label=said("read.title"))], key="probe_tokens")
    left, right = st.columns(2, gap="medium")
    with left:
        section(said("next.title"), said("next.note", entropy=_amount(result["next"]["entropy"], unit)))
        show([next_table(result["next"])], key="probe_next")
    with right:
        _show_written(found, result["written"])
    show_attention(result)


def next_table(found: dict[str, Any]) -> View:
    """The likeliest next tokens with their probabilities, and the mass of all others."""
    most = max([entry["probability"] for entry in found["top"]] + [found["rest"], 1e-12])
    lines = [(shown_token(entry["text"]), entry["probability"], "strong") for entry in found["top"]]
    lines.append((said("next.rest", count=count(found["others"], language())), found["rest"], "mute"))
    rows = [
        Row(
            [
                Cell([words(text, style)]),
                Cell([words(probability_text(value), style if style == "mute" else "")], "number"),
                Cell([worth(value / most)], "bar"),
            ],
            rule=True,
        )
        for text, value, style in lines
    ]
    columns = [Cell([words(said("next.token"))]), Cell([words(said("next.probability"))], "number"), Cell([words(" ")])]
    return table(columns, rows, label=said("next.title"))


def shown_token(text: str) -> str:
    """A token so that spaces and line ends in it can be seen."""
    return text.replace(" ", "␣").replace("\n", "↵").replace("\t", "⇥")


def probability_text(value: float) -> str:
    """A probability as a percentage; tiny ones are said to be below the smallest shown."""
    return "<0.01%" if 0 < value < 0.0001 else share(value, 1 if value >= 0.1 else 2)


def _unit() -> str:
    unit = st.segmented_control(
        said("unit.label"), list(UNITS), default="bits", required=True, format_func=lambda code: said(f"unit.{code}")
    )
    return unit or "bits"


def _figures(result: dict[str, Any], unit: str) -> list[Figure]:
    surprisals = [token["surprisal"] for token in result["tokens"] if "surprisal" in token]
    unknown = [words(said("figure.unknown"), "mute small")]
    mean = sum(surprisals) / len(surprisals) if surprisals else None
    vocabulary = result["model"]["vocabulary"]
    per_token = [words(said(f"unit.{unit}"), "small mute")]
    return [
        Figure(
            said("figure.tokens"),
            [words(str(len(result["tokens"])))],
            [words(said("figure.vocabulary", count=count(vocabulary, language())), "mute")],
        ),
        Figure(
            said("figure.surprisal"),
            unknown if mean is None else [words(_number(mean, unit)), *per_token],
            [words(said("figure.guess", value=_amount(math.log(vocabulary), unit)), "mute")],
        ),
        Figure(
            said("figure.perplexity"),
            unknown if mean is None else [words(significant(math.exp(mean)))],
            [words(said("figure.perplexity_note"), "mute")],
        ),
        Figure(
            said("figure.next"),
            [words(_number(result["next"]["entropy"], unit)), *per_token],
            [words(said("figure.next_note"), "mute")],
        ),
    ]


def _read_tokens(tokens: Sequence[dict[str, Any]], unit: str) -> list[Token]:
    shown = []
    for token in tokens:
        text, ends = shown_token(token["text"]), token["text"].endswith("\n")
        if "surprisal" not in token:
            shown.append(Token(text, 0.0, (said("read.first"), " "), said("read.first_source"), ends))
            continue
        notes = (_number(token["surprisal"], unit), _number(token["entropy"], unit))
        source = said(
            "read.source",
            surprisal=_amount(token["surprisal"], unit),
            entropy=_amount(token["entropy"], unit),
            probability=probability_text(math.exp(-token["surprisal"])),
            rank=token["rank"],
        )
        shown.append(Token(text, token["surprisal"] / UNITS["bits"] / DARKEST_BITS, notes, source, ends))
    return shown


def _show_written(found: Experiment, written: dict[str, Any] | None) -> None:
    settings = found.settings
    section(
        said("written.title"),
        said("written.note", temperature=f"{settings['temperature']:g}", seed=settings["seed"]),
    )
    if written is None:
        empty_state(said("written.not_asked"))
        return
    tokens = [
        Token(
            shown_token(token["text"]),
            1 - token["probability"],
            (probability_text(token["probability"]),),
            said(
                "written.source",
                own=probability_text(token["probability"]),
                drawn=probability_text(token["drawn_with"]),
            ),
            token["text"].endswith("\n"),
        )
        for token in written["tokens"]
    ]
    if tokens:
        show([token_strip(tokens, label=said("written.title"))], key="probe_written")
    st.markdown(muted(said(f"written.ended_{written['ended']}", count=len(tokens))))


def _source(found: Experiment) -> str:
    model, seconds = (found.result or {})["model"], (found.result or {})["seconds"]
    return said(
        "source",
        name=literal(found.model.name if found.model else ""),
        startup=literal(found.model.startup_slug if found.model else ""),
        parameters=count(model["parameters"], language()),
        layers=model["layers"],
        heads=model["heads"],
        dtype=model["dtype"],
        at=moment(found.created_at, language()),
        id=found.id,
        seconds=f"{sum(seconds.values()):.2f}",
    )


def _number(nats: float, unit: str) -> str:
    return f"{abs(nats) / UNITS[unit]:.2f}"


def _amount(nats: float, unit: str) -> str:
    return f"{_number(nats, unit)} {said(f'unit.{unit}')}"
