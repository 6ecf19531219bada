"""The figures of the screens as a page for readers."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from typing import Any

Figures = dict[str, Any]
_HEAD = """# What each screen takes, from five startups to {largest}

    python -m tests.benchmarks.pages --worlds /folder{how}

{machine}, {server}.

A world holds the demonstration's five startups and sixty thin ones with six facts each, all judged for real; the others
are copies of these. One in a hundred is full: some 130 facts, documents, claims, a model, five finished runs, boards.
**Judgements of the copies are not computed**: each is its pattern's, with expectation, risk and the moments they are
weighed from shifted by a random amount, since judging 100,000 takes hours. Six in ten stand in the pipeline with moves
and a tag; one in fifty of these has a note. Answers on items lie in the largest world: {samples}.

Every visit is a session of its own over the WebSocket of a real server, the startup another one each time. *First* is
the first visit since the server started, not part of the others; *whole* is from sending the address until the script
has finished, *script* from its first message until its last, *processor* what the server used for each drawing. All in
milliseconds; *kB* is what is sent on a first visit, before compression. Shares of the machine taken by others lengthen
all but the processor's time, and that a little.
"""


def as_markdown(found: Sequence[Figures], *, server: str) -> str:
    """The figures of all sizes measured so far.

    Args:
        found: A dictionary per world, as `pages.measured_world` gives it.
        server: Name of the database.
    """
    parts = [_head(found, server), *(_world(each) for each in found)]
    if len(found) > 1:
        parts.append(_growth(found))
    return "\n".join([*parts, _beside(found)])


def _head(found: Sequence[Figures], server: str) -> str:
    largest = found[-1]
    return _HEAD.format(
        largest=f"{largest['startups']:,}",
        how=" --postgresql URL" if server == "PostgreSQL" else "",
        machine=f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}",
        server=server,
        samples=f"{largest['samples']:,}",
    )


def _world(each: Figures) -> str:
    rows = [
        "| screen | first | whole p50 | p95 | script p50 | p95 | processor | kB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    measured = {"a screen of one word": each["trivial"]} | each["pages"]
    rows += [f"| {label} | {' | '.join(_cells(page))} |" for label, page in measured.items()]
    when = f"{each['day']}, {each['repeats']} visits after the first, load of the machine {each['load']:.1f}."
    return f"## {each['startups']:,} startups\n\n{when}\n\n" + "\n".join(rows) + "\n"


def _cells(page: Figures | None) -> Iterator[str]:
    if page is None:
        yield from ["–"] * 7
        return
    for name in ("first_ms", "p50_ms", "p95_ms", "script_p50_ms", "script_p95_ms", "processor_ms", "kilobytes"):
        yield f"{page[name]:.0f}"


def _growth(found: Sequence[Figures]) -> str:
    sizes = [each["startups"] for each in found]
    base = next((each for each in found if each["startups"] >= 1_000), found[0])
    rows = [
        f"| screen | {' | '.join(f'{size:,}' for size in sizes)} | {sizes[-1]:,} over {base['startups']:,} |",
        "|---" * (len(sizes) + 2) + "|",
    ]
    for label in found[-1]["pages"]:
        used = [_processor(each, label) for each in found]
        first, last = _processor(base, label), used[-1]
        ratio = "–" if not first or last is None else f"{last / first:.2f}"
        shown = ["–" if each is None else f"{each:.0f}" for each in used]
        rows.append(f"| {label} | {' | '.join(shown)} | {ratio} |")
    return "## Growth by the processor's time (ms a drawing)\n\n" + "\n".join(rows) + "\n"


def _processor(each: Figures, label: str) -> float | None:
    page = each["pages"].get(label)
    return None if page is None else float(page["processor_ms"])


def _beside(found: Sequence[Figures]) -> str:
    lines = ["## Memory, many at once, a browser, one change\n"]
    for each in found:
        lines.append(f"- {each['startups']:,} startups: {'; '.join(_said(each))}.")
    return "\n".join(lines) + "\n"


def _said(each: Figures) -> Iterator[str]:
    yield f"the server holds {each['megabytes']:.0f} MB after all visits"
    if many := each.get("at_once"):
        yield (
            f"{many['sessions']} sessions at once, a second of thought between visits: p50 {many['p50_ms']:.0f} ms, "
            f"p95 {many['p95_ms']:.0f} ms of {many['visits']} visits, {many['megabytes']:.0f} MB with all open"
        )
    if shown := each.get("in_browser"):
        seen = ", ".join(f"{label} {took:.0f} ms" for label, took in shown.items())
        yield f"Chromium shows title and ranking after: {seen}"
    if change := each.get("change"):
        yield (
            f"after one fact is written its startup's page shows the judgement in {change['own_page_ms']:.0f} ms "
            f"({change['own_page_judged']} judged); the worker has judged in {change['worker_ms']:.0f} ms and the "
            f"portfolio shows it in {change['portfolio_ms']:.0f} ms ({change['worker_judged']} judged)"
        )
