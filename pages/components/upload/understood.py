"""What was understood of a pasted table, row by row, and what was not."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.claims.table_cells import UnreadCell
from analysis.claims.tables import ParsedClaim
from data.records import Claim
from pages.components.format import points_of_a_hundred, score_value
from pages.components.frame import section
from pages.components.language import text
from pages.components.rows import LINE, Cell, Row, show, table, words
from pages.components.upload.table_answers import Answer, Clash, WholeTable, chosen_claims


def show_understood(answers: Sequence[tuple[ParsedClaim, Answer]], whole: WholeTable) -> None:
    """Each score with the task, the value and the protocol it will be written with."""
    left_out = sum(answer.task == "" for _, answer in answers)
    open_ones = sum(answer.is_open for _, answer in answers)
    note = text("upload.paste.counts", ready=len(answers) - left_out - open_ones, open=open_ones, left_out=left_out)
    section(text("upload.paste.understood"), note)
    names = ("row", "benchmark", "task", "score", "protocol")
    columns = [Cell([words(text(f"upload.paste.{name}"))], "number" if name == "score" else "") for name in names]
    rows = [_row(parsed, answer, whole) for parsed, answer in answers]
    show([table(columns, rows, label=text("upload.paste.understood"))], key="paste_understood")


def show_problems(unread: Sequence[UnreadCell], twice: Sequence[Clash]) -> None:
    """Cells that hold no score, and scores that stand twice, each with its row."""
    rows = [
        (str(cell.row), cell.label, cell.text, text("upload.paste.unread", column=cell.column or "·"))
        for cell in unread
    ] + [
        (
            f"{clash.first.row}, {clash.second.row}",
            clash.first.label,
            clash.second.label,
            text("upload.paste.twice", first=clash.first.row, second=clash.second.row),
        )
        for clash in twice
    ]
    if not rows:
        return
    section(text("upload.paste.problems", count=len(rows)), text("upload.paste.problems_note"))
    columns = [Cell([words(text(f"upload.problems.{name}"))]) for name in ("row", "field", "value", "message")]
    lines = [
        Row(
            [
                Cell([words(row, "strong")]),
                *(Cell([words(part, "mute")]) for part in (label, value)),
                Cell([words(said)]),
            ]
        )
        for row, label, value, said in rows
    ]
    show([table(columns, lines, label=text("upload.paste.problems_note"))], key="paste_problems")


def protocol_text(claim: Claim) -> str:
    """The conditions a claim states, in one line; what it leaves open is not listed."""
    parts = [
        claim.metric or text("upload.paste.metric_open"),
        "" if claim.shots is None else text("upload.paste.of_shots", count=claim.shots),
        "" if claim.items is None else text("upload.paste.of_items", count=f"{claim.items:,}"),
        "" if claim.chain_of_thought is None else text(f"upload.paste.cot_{'on' if claim.chain_of_thought else 'off'}"),
        "" if claim.majority_of is None else f"maj@{claim.majority_of}",
        claim.subset or "",
        claim.split or "",
        claim.template or "",
        text("upload.claim.direction_at_least") if claim.direction == "at_least" else "",
    ]
    return " · ".join(part for part in parts if part)


def _row(parsed: ParsedClaim, answer: Answer, whole: WholeTable) -> Row:
    written = chosen_claims([(parsed, answer)], whole)
    if written:
        ((_, claim),) = written
        task = [words(claim.task, "strong"), LINE, words(claim.model or "", "mute small")]
        value = words(score_value(claim.value, claim.scale))
        cells = [Cell(task), Cell([value], "number"), Cell([words(protocol_text(claim))])]
    else:
        said = text("upload.paste.is_left_out" if answer.task == "" else "upload.paste.is_open")
        tone = "mute" if answer.task == "" else "attention"
        cells = [
            Cell([words(said, tone)]),
            Cell([words(" / ".join(map(points_of_a_hundred, parsed.readings)), "mute")], "number"),
            Cell([words("")]),
        ]
    benchmark = [words(parsed.label), LINE, words(parsed.column, "mute small")]
    return Row([Cell([words(str(parsed.row), "mute")]), Cell(benchmark), *cells], rule=True)
