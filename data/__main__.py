"""Command line of the data: `python -m data` migrate, seed, list, search, check, import, export, and more."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from data.command_line import BAD_INPUT, one_sentence_errors
from data.commands.archiving import archive_startups, restore_startup
from data.commands.finding import find
from data.commands.following import follow, views
from data.commands.import_many import import_many
from data.commands.terminal import AsJson, importer, print_json, print_table, say, transaction
from data.company_tables import account_facts, company_table, file_content
from data.database import open_database
from data.demo.seed import seed_demonstration
from data.profiles import (
    Change,
    FileFormat,
    Profile,
    ProfileReading,
    blank_template,
    changes,
    commit_profile,
    export_profile,
    format_of,
    read_profile_file,
)
from data.records import InvalidInput, Problem
from data.registry import load_registry
from data.repository import add_facts, archived_count, keep_table, startups, withdraw_table

app = typer.Typer(
    help="What is known of each startup: database, demonstration, profile files. DATABASE_URL names the database.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
ProfileFile = Annotated[Path, typer.Argument(help="A profile: .yaml, .json, .csv or .xlsx.")]
Language = Annotated[str, typer.Option("--language", help="Language of messages: en or zh.")]
app.command("search")(find)
app.command("archive")(archive_startups)
app.command("restore")(restore_startup)
app.command("pipeline")(follow)
app.command("views")(views)


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Create the database if need be and bring its tables to the newest form."""
    with one_sentence_errors():
        open_database()
    say({"migrated": True}, "The database is up to date.", as_json)


@app.command()
def seed(as_json: AsJson = False) -> None:
    """Load the fictional demo startups once and queue a benchmark run of each demo model."""
    with transaction() as session:
        report = seed_demonstration(session, load_registry())
    text = (
        f"Added {_listed(report.added)}; already there: {_listed(report.kept)}; "
        f"runs requested: {_listed(report.runs_requested)}."
    )
    if report.without_files:
        text += f" No run for {_listed(report.without_files)}: the model files are not there."
    say(asdict(report), text, as_json)


@app.command("list")
def list_startups(as_json: AsJson = False) -> None:
    """List the startups in the database."""
    with transaction() as session:
        found, archived = startups(session), archived_count(session)
    if as_json:
        print_json({"startups": [{"slug": startup.slug, "name": startup.name} for startup in found]})
    elif found:
        rows = [(startup.slug, startup.name, startup.summary_en) for startup in found]
        print_table(("Slug", "Name", "What it does"), rows)
    elif archived:
        print(f"No startup in use, {archived} archived; `python -m data restore SLUG` brings one back.")
    else:
        print("No startup yet; `python -m data seed` loads the demonstration.")


@app.command()
def check(file: ProfileFile, language: Language = "en", as_json: AsJson = False) -> None:
    """Check a profile and name every problem; writes nothing."""
    with one_sentence_errors():
        reading = _read(file, language)
    _report_problems(reading.problems, as_json)
    if not as_json:
        print(f"{file} is a valid profile with {len(_valid(reading).facts)} facts.")


@app.command("import")
def import_profile(
    file: ProfileFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Check a profile, show what it changes, and write it in one transaction."""
    with one_sentence_errors():
        reading = _read(file, language)
    if reading.problems:
        _report_problems(reading.problems, as_json)
    profile = _valid(reading)
    with transaction() as session:
        found = changes(session, profile)
        if not dry_run:
            commit_profile(session, profile, actor=importer())
    if as_json:
        document = {"problems": [], "slug": profile.slug, "written": not dry_run, "changes": list(map(asdict, found))}
        print_json(document)
    else:
        _print_changes(found, profile.slug, dry_run=dry_run)


app.command("import-many")(import_many)


@app.command("keep-table")
def keep_company_table(
    slug: Annotated[str, typer.Argument(help="The startup, as `list` names it.")],
    file: Annotated[Path, typer.Argument(help="CSV or XLSX; a cap table may be YAML.")],
    kind: Annotated[
        Literal["accounts", "holdings", "customers"],
        typer.Option("--kind", help="Monthly accounts, cap table, or ARR by customer and month."),
    ] = "accounts",
    language: Annotated[Literal["en", "zh"], typer.Option("--language", help="Language of messages.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Check a company's own table and keep it with the startup; monthly accounts enter the ledger as documented."""
    with one_sentence_errors():
        table = company_table(kind, file_content(file), file.name, language=language)
    with transaction() as session:
        kept = keep_table(session, slug, table, actor=importer())
        facts = add_facts(session, slug, account_facts(kept), actor=importer())
    document = {"slug": slug, "kind": kind, "rows": len(kept.rows), "sha256": kept.digest, "facts": len(facts)}
    text = f"Kept {len(kept.rows)} rows of {kind} with {slug}; {len(facts)} figures of them stand in the ledger."
    say(document, text, as_json)


@app.command("withdraw-table")
def withdraw_company_table(
    slug: Annotated[str, typer.Argument(help="The startup, as `list` names it.")],
    kind: Annotated[Literal["accounts", "holdings", "customers"], typer.Option("--kind", help="Which table.")],
    as_json: AsJson = False,
) -> None:
    """Take a company's table out of use; what it entered in the ledger stays there, as everything does."""
    with transaction() as session:
        withdraw_table(session, slug, kind, actor=importer())
    say({"slug": slug, "kind": kind, "withdrawn": True}, f"Withdrew the {kind} of {slug}.", as_json)


@app.command()
def export(
    slug: Annotated[str, typer.Argument(help="The startup, as `list` names it.")],
    out: Annotated[Path, typer.Option("--out", help="File to write; its ending decides the format.")],
    as_json: AsJson = False,
) -> None:
    """Write a startup's profile to a file; facts that runs measured are left out."""
    with transaction() as session:
        content = export_profile(session, slug, _format(out))
    _write(out, content)
    say({"slug": slug, "file": str(out), "bytes": len(content)}, f"Wrote {slug} to {out}.", as_json)


@app.command()
def template(
    out: Annotated[Path, typer.Option("--out", help="File to write.")],
    file_format: Annotated[str | None, typer.Option("--format", help="xlsx, yaml, json or csv.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write an empty profile with every field, explained in English and Chinese."""
    with one_sentence_errors():
        chosen = _format(Path(f"template.{file_format}") if file_format else out)
        content = blank_template(chosen, load_registry())
    _write(out, content)
    say(
        {"file": str(out), "format": chosen, "bytes": len(content)},
        f"Wrote a blank {chosen} profile to {out}.",
        as_json,
    )


def main() -> None:
    """Run the command line."""
    app()


def _read(file: Path, language: str) -> ProfileReading:
    if language not in ("en", "zh"):
        raise InvalidInput(f"--language is {language!r}; choose en or zh")
    return read_profile_file(file, load_registry(), language="zh" if language == "zh" else "en")


def _format(path: Path) -> FileFormat:
    chosen = format_of(path.name)
    if chosen is None:
        raise InvalidInput(f"{path.name!r} ends in none of .yaml, .json, .csv, .xlsx; name the file so")
    return chosen


def _write(path: Path, content: bytes) -> None:
    with one_sentence_errors():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise InvalidInput(f"{str(path)!r} cannot be written ({error.strerror}); choose another place") from error


def _valid(reading: ProfileReading) -> Profile:
    if reading.profile is None:
        raise InvalidInput(reading.problems)
    return reading.profile


def _report_problems(problems: Sequence[Problem], as_json: bool) -> None:
    if as_json:
        print_json({"problems": [asdict(problem) for problem in problems]})
    elif problems:
        rows = [(_shown(problem.row), problem.field or "", problem.message) for problem in problems]
        print_table(("Row", "Field", "Problem"), rows)
        print(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}; nothing was written.", file=sys.stderr)
    if problems:
        raise typer.Exit(BAD_INPUT)


def _print_changes(found: Sequence[Change], slug: str, *, dry_run: bool) -> None:
    rows = [
        (
            change.field,
            _shown(change.as_of),
            change.kind,
            _shown(change.old),
            _shown(change.not_applicable or change.new),
        )
        for change in found
        if change.kind != "unchanged"
    ]
    if rows:
        print_table(("Field", "As of", "Change", "Old", "New"), rows)
    unchanged = len(found) - len(rows)
    done = "Nothing was written" if dry_run else f"Written to {slug}"
    print(f"{done}: {len(rows)} changes, {unchanged} entries as before.")


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "none"


if __name__ == "__main__":
    main()
