"""The command that sets models beside each other on one suite."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from analysis.board.index import BoardRow, board, measured_models
from analysis.commands.terminal import AsJson, say_as
from data.catalogue import load_suite
from data.command_line import one_sentence_errors
from data.database import open_database
from data.records import InvalidInput, Suite
from data.repository import dossiers


def show_board(
    suite: Annotated[str, typer.Option(help="A suite; `python -m evals suites` lists them.")],
    capability: Annotated[str | None, typer.Option(help="Only its benchmarks of this capability.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set the models measured on a suite in order: index with 95 % interval, the ranks it allows, what was not run."""
    with one_sentence_errors():
        chosen = load_suite(suite)
        lines = chosen.of_capability(capability)
        if not lines:
            known = ", ".join(chosen.capabilities)
            raise InvalidInput(f"--capability: got {capability!r}, suite {suite!r} has {known}")
        with open_database().session() as session:
            rows = board(measured_models(dossiers(session), chosen), lines)
    say_as(board_report(chosen, capability, rows), as_json, _print_board)


def board_report(suite: Suite, capability: str | None, rows: list[BoardRow]) -> dict[str, Any]:
    """The board as plain values; what is unknown is None."""
    return {
        "suite": suite.name,
        "capability": capability,
        "benchmarks": [line.key for line in suite.of_capability(capability)],
        "rows": [_row(row) for row in rows],
    }


def _row(row: BoardRow) -> dict[str, Any]:
    return {
        "startup": row.measured.startup.slug,
        "model": row.measured.model.name,
        "index": row.index,
        "standard_error": row.standard_error,
        "interval": None if row.interval is None else [row.interval.low, row.interval.high],
        "rank": row.rank._asdict(),
        "next_is_surely_behind": row.is_separated,
        "n": row.items,
        "missing": list(row.missing),
        "runs": list(row.measured.runs),
    }


def _print_board(report: dict[str, Any]) -> None:
    if not report["rows"]:
        typer.echo(f"Nothing was measured on suite {report['suite']!r} yet; `python -m evals enqueue` asks for runs.")
        return
    table = Table("Rank", "Model", "Startup", "Index", "95 % interval", "n", "Not run", box=None)
    for row in report["rows"]:
        ends, rank = row["interval"], row["rank"]
        table.add_row(
            str(rank["best"]) if rank["best"] == rank["worst"] else f"{rank['best']}–{rank['worst']}",
            row["model"],
            row["startup"],
            f"{row['index']:.1f}",
            "unknown" if ends is None else f"{ends[0]:.1f}–{ends[1]:.1f}",
            f"{row['n']:,}",
            ", ".join(row["missing"]),
        )
    Console().print(table)
