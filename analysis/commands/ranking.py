"""The kept judgements in order, read as rows and not judged again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from analysis.commands.report_text import Report
from analysis.commands.stored import yardsticks_of
from analysis.commands.terminal import AsJson, say_as
from data.command_line import one_sentence_errors
from data.database import open_database
from data.records import NO_FILTER, Filter, InvalidInput, Points, RankedStartup
from data.repository import Basis, filter_conditions, ranked_startups, stale_counts, view_named


def ranking(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Startups to show.")] = 50,
    verdict: Annotated[list[str] | None, typer.Option(help="Only this verdict; may be given again.")] = None,
    view: Annotated[str | None, typer.Option(help="A saved view, by name or key, as `data views` lists them.")] = None,
    as_json: AsJson = False,
) -> None:
    """The judged startups as last kept, the best or what a view asks for first, with how many are not up to date."""
    with one_sentence_errors():
        rubric = yardsticks_of(None).rubric
        known = [name.code for name in rubric.scoring.verdicts]
        if unknown := sorted(set(verdict or ()) - set(known)):
            raise InvalidInput(f"--verdict: {unknown[0]!r} is none; give one of {', '.join(known)}")
        basis = Basis(rubric.default_profile, rubric.content_hash, datetime.now(UTC).date())
        with open_database().session() as session:
            chosen = _chosen(session, view, tuple(verdict or ()))
            where = filter_conditions(session, chosen, today=basis.as_of)
            rows = ranked_startups(
                session, basis.profile, by=chosen.order, turned=chosen.turned, where=where, limit=limit
            )
            stale = stale_counts(session, basis)
    report = {"profile": basis.profile, "startups": [_row(row) for row in rows], "not_up_to_date": stale}
    say_as(report, as_json, _print)


def _chosen(session: Session, view: str | None, verdicts: tuple[str, ...]) -> Filter:
    """The filter of the view, none where none is named; verdicts given beside it take the place of its own."""
    chosen = NO_FILTER if view is None else view_named(session, view)
    return replace(chosen, verdicts=verdicts) if verdicts else chosen


def _row(row: RankedStartup) -> dict[str, Any]:
    standing = row.standing
    judged = standing.judgement
    axes = {} if judged is None else {"expectation": _points(judged.expectation), "risk": _points(judged.risk)}
    return {
        "slug": standing.slug,
        "name": row.startup.name,
        "verdict": judged.verdict if judged else None,
        "capped_by": judged.capped_by if judged else None,
        "open_gates": list(standing.open_gates),
        "measured_share": standing.measured_share,
        "as_of": standing.as_of.isoformat(),
        **axes,
    }


def _points(points: Points) -> dict[str, float]:
    return {"mean": points.mean, "low": points.low, "high": points.high}


def _print(report: Report) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("Startup", "Expectation, 90 %", "Risk, 90 %", "Verdict", "Open gates", "Judged for"):
        table.add_column(title, overflow="fold")
    for row in report["startups"]:
        table.add_row(*_cells(row))
    if report["startups"]:
        Console(markup=False).print(table)
    else:
        typer.echo("No kept judgement to show.")
    if total := sum(report["not_up_to_date"].values()):
        typer.echo(f"{total} not up to date; `python -m analysis refresh` judges them.")


def _cells(row: Report) -> Sequence[str]:
    axes = ("{mean:.0f} ({low:.0f}–{high:.0f})".format(**row[axis]) for axis in ("expectation", "risk"))
    return (row["slug"], *axes, row["verdict"], ", ".join(row["open_gates"]), row["as_of"])
