"""The command that sets models beside each other on one suite."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from analysis.board.entries import kept_board
from analysis.board.index import BoardRow, board_rows
from analysis.commands.stored import yardsticks_of
from analysis.commands.terminal import AsJson, say_as
from analysis.inference.rank_ranges import ScoreSummary, ranked_scores
from data.catalogue import load_suite, load_suites
from data.command_line import one_sentence_errors
from data.database import Database, open_database
from data.records import InvalidInput, Suite, suites_hash
from data.repository import board_points, dossier, keep_board, outdated_boards, placed_models


def show_board(
    suite: Annotated[str, typer.Option(help="A suite; `python -m evals suites` lists them.")],
    capability: Annotated[str | None, typer.Option(help="Only its benchmarks of this capability.")] = None,
    as_json: AsJson = False,
) -> None:
    """Set the models measured on a suite in order: index with 95 % interval, the ranks it allows, what was not run."""
    with one_sentence_errors():
        chosen = load_suite(suite)
        if capability is not None and capability not in chosen.capabilities:
            known = ", ".join(chosen.capabilities)
            raise InvalidInput(f"--capability: got {capability!r}, suite {suite!r} has {known}")
        database, board = open_database(), chosen.board(capability)
        _keep_outdated(database)
        with database.session() as session:
            ranked = ranked_scores([ScoreSummary(*each) for each in board_points(session, board)])
            rows = board_rows(placed_models(session, board, limit=None), ranked)
    say_as(board_report(chosen, capability, rows), as_json, _print_board)


def board_report(suite: Suite, capability: str | None, rows: list[BoardRow]) -> dict[str, Any]:
    """The board as plain values; what is unknown is None."""
    return {
        "suite": suite.name,
        "capability": capability,
        "benchmarks": [line.key for line in suite.of_capability(capability)],
        "rows": [_row(row) for row in rows],
    }


def _keep_outdated(database: Database) -> None:
    """Bring the startups up to date whose runs or evidence the boards do not show yet; one by one, so none is lost."""
    suites = load_suites()
    with database.session() as session:
        outdated = outdated_boards(session, suites_hash(suites))
    if not outdated:
        return
    yardsticks, now = yardsticks_of(None), datetime.now(UTC)
    for each in outdated:
        with database.session() as session:
            known = dossier(session, each.slug)
        kept = kept_board(known, yardsticks, suites, version=each.version, kept_at=now)
        with database.session() as session:
            keep_board(session, kept)


def _row(row: BoardRow) -> dict[str, Any]:
    return {
        "startup": row.startup.slug,
        "model": row.model.name,
        "index": row.entry.points,
        "standard_error": row.entry.standard_error,
        "interval": None if row.interval is None else [row.interval.low, row.interval.high],
        "rank": row.rank._asdict(),
        "next_is_surely_behind": row.is_separated,
        "n": row.entry.items,
        "missing": list(row.entry.missing),
        "runs": list(row.entry.runs),
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
