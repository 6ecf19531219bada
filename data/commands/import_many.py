"""`python -m data import-many`: tables of many startups and periods, checked whole, then written by the hundred."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from data.bulk.mapping import ColumnMapping, parse_mapping, written_mapping
from data.bulk.reading import GivenTable, read_table_file
from data.bulk.records import GivenStartup, StartupChange, Totals
from data.bulk.remembering import keep_mapping, used_mapping
from data.bulk.rows import given_startups
from data.bulk.writing import planned_changes, write_startups
from data.command_line import BAD_INPUT, one_sentence_errors
from data.commands.terminal import importer, print_json, print_table
from data.database import Database, open_database
from data.intake.files import decoded, file_content
from data.intake.limits import MAX_PROFILE_MEGABYTES
from data.intake.problems import Language, ProblemList
from data.records import InvalidInput, Problem
from data.registry import load_registry
from data.repository import startup_names

_SHOWN_STARTUPS, _SHOWN_ENTRIES, _SHOWN_PROBLEMS = 20, 10, 50

Told = Callable[[StartupChange], None]


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file that was read: what its columns are, and its startups unless it has problems."""

    table: GivenTable
    mapping: ColumnMapping
    startups: tuple[GivenStartup, ...]
    problems: tuple[Problem, ...]


def import_many(
    files: Annotated[list[Path], typer.Argument(help="Tables: .csv, .xlsx or .parquet; a row per startup and period.")],
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", help="YAML: `columns` names the field of each header, `constants` what none tells."),
    ] = None,
    print_mapping: Annotated[
        bool, typer.Option("--print-mapping", help="Print what each column is taken for, as YAML; write nothing.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    language: Annotated[Literal["en", "zh"], typer.Option("--language", help="Language of messages.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Check tables of many startups, show or write what is new in them.

    Nothing is written while any row has a problem. What is on record is not written again, so that an import that was
    cut off goes on when it is repeated. Names and summaries of startups on record stay as they are; levels are claimed
    unless a column or constant says documented.
    """
    with one_sentence_errors():
        database = open_database()
        told = None if mapping is None else _told_mapping(mapping, language)
        checked = _checked(database, files, told, language)
        if print_mapping:
            _print_mappings(checked, as_json)
            return
        if any(each.problems for each in checked):
            _report(checked, as_json)
        with _not_searched_for_garbage():
            documents = [_carried_out(database, each, dry_run=dry_run, as_json=as_json) for each in checked]
    if as_json:
        print_json({"written": not dry_run, "files": documents})


def _told_mapping(path: Path, language: Language) -> ColumnMapping:
    problems = ProblemList(language)
    content = file_content(path, MAX_PROFILE_MEGABYTES, problems)
    text = None if content is None else decoded(content, problems)
    if text is None:
        raise InvalidInput(problems.problems)
    return parse_mapping(text, language=language)


def _checked(
    database: Database, files: Sequence[Path], told: ColumnMapping | None, language: Language
) -> list[_Checked]:
    """Every file against the startups on record and those of the files before it."""
    registry, today = load_registry(), datetime.now(UTC).date()
    with database.session() as session:
        known = startup_names(session)
    found = []
    for path in files:
        table = read_table_file(path, language=language)
        with database.session() as session:
            mapping = used_mapping(session, table, registry, told)
        startups: tuple[GivenStartup, ...] = ()
        problems: tuple[Problem, ...] = ()
        try:
            startups = given_startups(table, mapping, registry, known, language=language, today=today)
        except InvalidInput as refused:
            problems = refused.problems
        known |= {startup.slug: startup.name for startup in startups if startup.slug not in known}
        found.append(_Checked(table, mapping, startups, problems))
    return found


def _carried_out(database: Database, checked: _Checked, *, dry_run: bool, as_json: bool) -> dict[str, Any]:
    """What became of one file, as JSON; for people it is printed here."""
    totals, shown, all_changes = Totals(), list[StartupChange](), list[StartupChange]()
    with _progress(checked.table.filename, len(checked.startups)) as advance:
        for change in _changes(database, checked, dry_run=dry_run):
            totals = totals.plus(change)
            advance()
            if dry_run and as_json:
                all_changes.append(change)
            if len(shown) < _SHOWN_STARTUPS and not change.is_empty:
                shown.append(change)
    if not as_json:
        _print_changes(checked.table.filename, shown, totals, dry_run=dry_run)
    document: dict[str, Any] = {"file": checked.table.filename, "totals": asdict(totals), **_parts(checked.mapping)}
    return document | ({"startups": [_as_json(change) for change in all_changes]} if dry_run else {})


def _changes(database: Database, checked: _Checked, *, dry_run: bool) -> Iterator[StartupChange]:
    actor = importer()
    with database.session() as session:
        if dry_run:
            yield from planned_changes(session, checked.startups)
            return
        keep_mapping(session, checked.table, checked.mapping, actor=actor)
    for batch in write_startups(database.session, checked.startups, actor=actor, origin=checked.table.filename):
        yield from batch


@contextmanager
def _not_searched_for_garbage() -> Iterator[None]:
    """What was read lives to the end; going through it again with every batch took a quarter of the time of writing."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _progress(filename: str, startups: int) -> Iterator[Callable[[], None]]:
    """Moves a bar on stderr by one startup with each call; nothing is drawn where nobody watches."""
    console = Console(stderr=True, markup=False)
    counted = TextColumn("{task.completed:.0f}/{task.total:.0f} startups")
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), counted, TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task(filename, total=startups)
        yield lambda: progress.advance(bar)


def _print_changes(filename: str, shown: Sequence[StartupChange], totals: Totals, *, dry_run: bool) -> None:
    if shown:
        rows = [
            (each.slug, each.name, "new" if each.is_new else "", *map(str, (each.added, each.changed, each.unchanged)))
            for each in shown
        ]
        print_table(("Slug", "Name", "", "Added", "Changed", "On record"), rows)
    if shown and dry_run:
        entries = [(each.slug, entry) for each in shown for entry in each.entries][:_SHOWN_ENTRIES]
        lines = [
            (slug, entry.field, f"{entry.as_of}", "" if entry.old is None else f"{entry.old}", f"{entry.new}")
            for slug, entry in entries
        ]
        print_table(("Slug", "Field", "As of", "On record", "New"), lines)
    if totals.is_empty:
        typer.echo(f"{filename}: nothing to write; all {totals.unchanged} facts are on record.")
        return
    done = "would write" if dry_run else "wrote"
    typer.echo(
        f"{filename}: {done} {totals.new_startups} new startups, {totals.added} facts added and {totals.changed} "
        f"changed, of {totals.startups} startups; {totals.unchanged} facts are on record already."
    )


def _print_mappings(checked: Sequence[_Checked], as_json: bool) -> None:
    if as_json:
        print_json({"files": [{"file": each.table.filename, **_parts(each.mapping)} for each in checked]})
        return
    for each in checked:
        unknown = [header for header in each.table.headers if header not in each.mapping.columns]
        typer.echo(f"# {each.table.filename}")
        typer.echo(written_mapping(each.mapping), nl=False)
        for header in unknown:
            typer.echo(f"# not understood: {header!r}")


def _report(checked: Sequence[_Checked], as_json: bool) -> None:
    """Every problem of every file, and exit status 2."""
    problems = [(each.table.filename, problem) for each in checked for problem in each.problems]
    if as_json:
        print_json({"written": False, "problems": [{"file": name, **asdict(problem)} for name, problem in problems]})
    else:
        rows = [
            (name, "" if problem.row is None else str(problem.row), problem.field or "", problem.message)
            for name, problem in problems[:_SHOWN_PROBLEMS]
        ]
        print_table(("File", "Row", "Column", "Problem"), rows)
        more = f" {len(problems) - len(rows)} more are in --json." if len(problems) > len(rows) else ""
        typer.echo(f"{len(problems)} problems; nothing was written.{more}", err=True)
    raise typer.Exit(BAD_INPUT)


def _parts(mapping: ColumnMapping) -> dict[str, Any]:
    return {"mapping": {"columns": dict(mapping.columns), "constants": dict(mapping.constants)}}


def _as_json(change: StartupChange) -> dict[str, Any]:
    counted = {"slug": change.slug, "name": change.name, "new": change.is_new, "unchanged": change.unchanged}
    return counted | {"entries": [entry._asdict() for entry in change.entries]}
