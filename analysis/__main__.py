"""Command line of the analysis: judgement, claims, and the economics of training, serving, finance and exit."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table

from analysis import report_text
from analysis.claims.rule import verdict as claim_verdict
from analysis.diligence.examination import (
    DEFAULT_SEED,
    Examination,
    Yardsticks,
    examination_questions,
    examine,
    parsed_yardsticks,
)
from analysis.diligence.report import examination_report
from analysis.diligence.reported_figures import reported_financials
from analysis.economics.hardware import chip_named, parse_chips
from analysis.economics.serving_economics import ServedModel, serving_bounds
from analysis.economics.training_checks import checked_training
from analysis.economics.training_compute import TrainingFigures
from analysis.economics_reports import cap_table_of, financial_report, serving_report, training_report, waterfall_report
from analysis.finance.bands import parse_finance_bands
from analysis.finance.metrics import customers_frame, last_month, periods_frame
from analysis.ranking.ranks import probability_better, rank_interval
from analysis.ranking.second_opinions import second_opinions
from analysis.scoring.assessment import generator_for
from analysis.scoring.rubric import parse_rubric, rubric_hash, rubric_problems
from analysis.track_record.calibration_figures import calibration_figures
from analysis.track_record.history import explained_change
from analysis.track_record.reports import Observed, backtest_report, history_report, past_forecasts
from data.company_tables import file_content, read_customer_arr, read_holdings, read_monthly_accounts
from data.database import open_database
from data.records import AssayError, Dossier, InvalidInput, NotFound
from data.reference_tables import reference_text
from data.registry import load_registry
from data.repository import dossiers, outcomes, saved_profiles

app = typer.Typer(
    help="What the evidence says: judgement, claims, compute. Exit status 2 for bad input.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
rubric_app = typer.Typer(help="Rubrics: what is weighed, and how.", no_args_is_help=True)
app.add_typer(rubric_app, name="rubric")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Slug = Annotated[str, typer.Option("--startup", help="Slug of the startup; `python -m data list` shows them.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Day of assessment, YYYY-MM-DD; today if not given.")]
RubricFile = Annotated[Path | None, typer.Option("--rubric", help="Another rubric than the one that ships.")]
Draws = Annotated[int, typer.Option("--draws", min=100, max=1_000_000, help="Joint draws of all criteria.")]
Profile = Annotated[str | None, typer.Option("--profile", help="Investor profile of the rubric, or one saved.")]
Language = Annotated[Literal["en", "zh"], typer.Option("--language", help="Language of sentences.")]


@app.command()
def assess(
    startup: Slug,
    as_of: AsOf = None,
    rubric: RubricFile = None,
    profile: Profile = None,
    draws: Draws = 10_000,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Judge a startup: expectation against risk with 90 % intervals, gates, findings, and what to ask next."""
    with _errors():
        day, yardsticks = _day(as_of), _with_own_profiles(_yardsticks(rubric))
        all_of_them = _examinations(None, yardsticks, day, profile, draws)
        if startup not in all_of_them:
            raise NotFound(f"No startup {startup!r}; {_known_slugs(all_of_them)}")
        found = all_of_them[startup]
        report = examination_report(found, examination_questions(found, yardsticks), language)
        rank = rank_interval({slug: each.assessment for slug, each in all_of_them.items()}, startup)
        report["rank"] = {"best": rank.best, "median": rank.median, "worst": rank.worst, "of": len(all_of_them)}
    _say_table(report, as_json, _print_assessment)


@app.command()
def compare(
    startups: Annotated[list[str], typer.Argument(help="Slugs, two to five.")],
    as_of: AsOf = None,
    rubric: RubricFile = None,
    profile: Profile = None,
    draws: Draws = 10_000,
    as_json: AsJson = False,
) -> None:
    """Probability that one startup stands before another, and whether the order holds if weighed otherwise."""
    with _errors():
        if not 2 <= len(set(startups)) <= 5:
            raise InvalidInput(f"compare takes two to five different slugs, got {len(set(startups))}")
        yardsticks = _with_own_profiles(_yardsticks(rubric))
        found = _examinations(tuple(startups), yardsticks, _day(as_of), profile, draws)
        if unknown := [slug for slug in startups if slug not in found]:
            raise NotFound(f"No startup {unknown[0]!r}; `python -m data list` shows what there is")
        better = {
            a: {b: round(probability_better(found[a].assessment, found[b].assessment), 6) for b in startups if b != a}
            for a in startups
        }
        judged = {slug: found[slug].assessment for slug in dict.fromkeys(startups)}
        opinions = asdict(second_opinions(judged, yardsticks.rubric, seed=DEFAULT_SEED))
    _say({"p_better": better, "second_opinions": opinions}, as_json, report_text.comparison_lines)


@app.command()
def questions(
    startup: Slug, as_of: AsOf = None, rubric: RubricFile = None, language: Language = "en", as_json: AsJson = False
) -> None:
    """List the questions whose answers could change the decision most per hour of work."""
    with _errors():
        yardsticks = _yardsticks(rubric)
        found = _examinations((startup,), yardsticks, _day(as_of), None, 10_000)
        if startup not in found:
            raise NotFound(f"No startup {startup!r}; `python -m data list` shows what there is")
        report = examination_report(found[startup], examination_questions(found[startup], yardsticks), language)
    shown = {"next_questions": report["next_questions"]}
    _say_table(shown, as_json, lambda found: _print_questions(found["next_questions"]))


@app.command()
def history(
    startup: Slug,
    since: Annotated[str, typer.Option(help="Day of the earlier judgement, YYYY-MM-DD.")],
    until: Annotated[str | None, typer.Option(help="Day of the later one; today if not given.")] = None,
    rubric: RubricFile = None,
    earlier_rubric: Annotated[Path | None, typer.Option(help="Rubric of the earlier judgement, if another.")] = None,
    profile: Profile = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Explain how a judgement changed: which fact, run or rubric moved each axis, and by how much."""
    with _errors():
        then = None if earlier_rubric is None else parse_rubric(_text(earlier_rubric))
        first, last = _day(since, "--since"), _day(until, "--until")
        known, yardsticks = _dossier(startup), _with_own_profiles(_yardsticks(rubric))
        found = explained_change(known, yardsticks, since=first, until=last, profile=profile, earlier_rubric=then)
    _say(history_report(found, language), as_json, report_text.history_lines)


@app.command("backtest")
def hold_against_outcomes(
    horizon_months: Annotated[int, typer.Option(min=1, max=120, help="Months from judgement to outcome.")] = 12,
    rubric: RubricFile = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Hold past judgements against the outcomes entered: Brier score, calibration, lift."""
    with _errors():
        with open_database().session() as session:
            found, became = dossiers(session), outcomes(session)
        observed = [Observed(each.startup_slug, each.observed_on, each.favourable) for each in became]
        forecasts = past_forecasts(found, observed, _yardsticks(rubric), horizon_months=horizon_months)
        report = backtest_report(forecasts, language)
    _say(report, as_json, report_text.backtest_lines)


@app.command()
def calibrate(
    startups: Annotated[int, typer.Option(min=10, max=10_000, help="Synthetic startups per world.")] = 500,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
    every_world: Annotated[bool, typer.Option(help="Also in worlds unlike the usual one.")] = False,
    rubric: RubricFile = None,
    as_json: AsJson = False,
) -> None:
    """Put the scoring to synthetic startups of known worth: do 90 % intervals hold the truth nine times in ten."""
    with _errors():
        used = _yardsticks(rubric).rubric
        found = calibration_figures(used, made_on=_day(None), startups=startups, seed=seed, every_world=every_world)
    _say(found.model_dump(mode="json"), as_json, report_text.calibration_lines)


@rubric_app.command("check")
def check_rubric(file: Path, as_json: AsJson = False) -> None:
    """Check a rubric file against the schema and the field registry."""
    with _errors():
        parsed = parse_rubric(_text(file))
        problems = rubric_problems(parsed, load_registry())
        if problems:
            raise InvalidInput(problems)
        report = {"hash": rubric_hash(parsed), "criteria": len(parsed.criteria), "rules": len(parsed.rules)}
    _say(report, as_json, report_text.rubric_lines)


@rubric_app.command("profiles")
def list_profiles(rubric: RubricFile = None, language: Language = "en", as_json: AsJson = False) -> None:
    """List the investor profiles that can be chosen, those that ship and those saved, with their weights."""
    with _errors():
        found = _with_own_profiles(_yardsticks(rubric)).rubric.every_profile
    report = {each.key: {"label": each.label(language), **each.weights.model_dump()} for each in found}
    _say(report, as_json, report_text.profile_lines)


@app.command()
def verdict(
    claim: Annotated[float, typer.Option(help="Claimed score as a fraction, such as 0.641.")],
    correct: Annotated[int, typer.Option(help="Items solved in the run.")],
    n: Annotated[int, typer.Option("--n", help="Items run.")],
    of: Annotated[int | None, typer.Option(help="Items in the whole test set.")] = None,
    margin: Annotated[float, typer.Option(help="How far the claim may be off and still stand, as a fraction.")] = 0.01,
    direction: Annotated[Literal["exact", "at_least"], typer.Option(help="Exactly it, or at least it.")] = "exact",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Judge one claimed benchmark score against a measurement."""
    with _errors():
        found = claim_verdict(claimed=claim, correct=correct, n=n, total=of, margin=margin, direction=direction)
    report = {
        "verdict": found.verdict.value,
        "interval": [found.interval.low, found.interval.high],
        "n_needed": found.n_needed,
        "sentence": found.sentence_zh if language == "zh" else found.sentence_en,
    }
    _say(report, as_json, lambda shown: [shown["sentence"]])


@app.command()
def training(
    params: Annotated[float | None, typer.Option(help="Parameters.")] = None,
    active_params: Annotated[float | None, typer.Option(help="Parameters used per token.")] = None,
    tokens: Annotated[float | None, typer.Option(help="Tokens seen.")] = None,
    gpu: Annotated[str | None, typer.Option(help="Accelerator, such as H100.")] = None,
    gpu_hours: Annotated[float | None, typer.Option(help="Device-hours of the run.")] = None,
    mfu: Annotated[float | None, typer.Option(help="Model FLOP utilisation, a fraction.")] = None,
    price_per_gpu_hour: Annotated[float | None, typer.Option(help="US dollars per device-hour.")] = None,
    cost: Annotated[float | None, typer.Option(help="US dollars for the run.")] = None,
    flop: Annotated[float | None, typer.Option(help="Operations of the run as stated.")] = None,
    gpus: Annotated[float | None, typer.Option(help="Devices at work together.")] = None,
    days: Annotated[float | None, typer.Option(help="Calendar days.")] = None,
    unique_tokens: Annotated[float | None, typer.Option(help="Tokens before repeats.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the unique tokens.")] = None,
    precision: Annotated[Literal["bf16", "fp8"], typer.Option(help="Whose peak utilisation refers to.")] = "bf16",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Solve a training run from what is given, and name contradictions; exit status 1 if there are any."""
    with _errors():
        chip = chip_named(gpu, parse_chips(reference_text("hardware.yaml"))) if gpu else None
        figures = TrainingFigures(
            params=params,
            active_params=active_params,
            tokens=tokens,
            gpu_hours=gpu_hours,
            mfu=mfu,
            price_per_gpu_hour=price_per_gpu_hour,
            cost_usd=cost,
            flop=flop,
            gpus=gpus,
            days=days,
            unique_tokens=unique_tokens,
            epochs=epochs,
            precision=precision,
        )
        if figures == TrainingFigures(precision=precision):
            raise InvalidInput("training: nothing was given; name a figure, such as --params 8e9 --tokens 15e12")
        found = checked_training(figures, chip)
    _say(training_report(found, language), as_json, report_text.training_lines)
    raise typer.Exit(1 if found.findings else 0)


@app.command()
def serving(
    params: Annotated[float, typer.Option(help="Parameters.")],
    gpu: Annotated[str, typer.Option(help="Accelerator, such as H100.")],
    batch: Annotated[int, typer.Option(help="Sequences decoded together.")] = 1,
    context: Annotated[int, typer.Option(help="Tokens of cache per sequence.")] = 2048,
    price_per_gpu_hour: Annotated[float | None, typer.Option(help="US dollars per device-hour.")] = None,
    bytes_per_param: Annotated[float, typer.Option(help="2 for 16 bits, 1 for 8, 0.5 for 4.")] = 2.0,
    active_params: Annotated[float | None, typer.Option(help="Parameters used per token.")] = None,
    layers: Annotated[int | None, typer.Option(help="With the next two, gives the cache per token.")] = None,
    kv_heads: Annotated[int | None, typer.Option("--kv-heads", help="Key-value heads.")] = None,
    head_dim: Annotated[int | None, typer.Option("--head-dim", help="Dimension of a head.")] = None,
    devices: Annotated[int, typer.Option(help="Accelerators that share the model.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Bound speed, price and memory of serving a model: no real stack can be faster or cheaper."""
    with _errors():
        model = ServedModel(params, active_params, bytes_per_param, layers, kv_heads, head_dim)
        chip = chip_named(gpu, parse_chips(reference_text("hardware.yaml")))
        found = serving_bounds(
            model, chip, batch=batch, context=context, price_per_gpu_hour=price_per_gpu_hour, devices=devices
        )
    _say(serving_report(found), as_json, report_text.figure_lines)


@app.command()
def finance(
    file: Annotated[Path, typer.Argument(help="Monthly accounts in CSV or XLSX.")],
    startup: Annotated[str | None, typer.Option(help="Slug whose stated figures are held against them.")] = None,
    customers: Annotated[Path | None, typer.Option(help="ARR by customer and month: cohorts, concentration.")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Derive every figure from monthly accounts, and the runway; exit status 1 where they contradict themselves."""
    with _errors():
        rows = read_monthly_accounts(file_content(file), file.name, language=language).checked()
        periods, rng = periods_frame(rows), generator_for(file.name, DEFAULT_SEED)
        bands = parse_finance_bands(reference_text("finance_bands.yaml"))
        facts = () if startup is None else _dossier(startup).facts
        reported = reported_financials(facts, last_month(periods))
        by_customer = None
        if customers is not None:
            found = read_customer_arr(file_content(customers), customers.name, language=language)
            by_customer = customers_frame(found.checked())
        report = financial_report(periods, bands, rng, reported=reported, customers=by_customer, language=language)
    _say(report, as_json, report_text.finance_lines)
    raise typer.Exit(1 if report["findings"] else 0)


@app.command()
def waterfall(
    file: Annotated[Path, typer.Argument(help="Cap table in YAML, CSV or XLSX.")],
    exit_usd: Annotated[float, typer.Option("--exit", help="Value of the exit, US dollars.")],
    debt_usd: Annotated[float, typer.Option("--debt", help="Debt paid first, US dollars.")] = 0.0,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Split an exit among the holders of a cap table, to the cent; JSON maps each holder to its payout."""
    with _errors():
        table = cap_table_of(read_holdings(file_content(file), file.name, language=language).checked())
        report = waterfall_report(table, exit_usd, debt_usd)
    _say(report["payouts"], as_json, report_text.figure_lines)


def _known_slugs(found: Iterable[str]) -> str:
    slugs = ", ".join(sorted(found))
    return f"known are {slugs}" if slugs else "none is on record; `python -m data seed` loads the demonstration"


def _dossier(slug: str) -> Dossier:
    with open_database().session() as session:
        found = dossiers(session, slugs=(slug,))
    if not found:
        raise NotFound(f"No startup {slug!r}; `python -m data list` shows what there is")
    return found[0]


def _examinations(
    slugs: tuple[str, ...] | None, yardsticks: Yardsticks, day: date, profile: str | None, draws: int
) -> dict[str, Examination]:
    with open_database().session() as session:
        found: list[Dossier] = dossiers(session, slugs=slugs)
    return {
        each.startup.slug: examine(each.known_on(day), yardsticks, as_of=day, profile=profile, draws=draws)
        for each in found
    }


def _yardsticks(rubric: Path | None) -> Yardsticks:
    shipped = files("analysis.rubrics").joinpath("default.yaml").read_text(encoding="utf-8")
    text = shipped if rubric is None else _text(rubric)
    return parsed_yardsticks(text, load_registry(), reference_text)


def _with_own_profiles(yardsticks: Yardsticks) -> Yardsticks:
    with open_database().session() as session:
        saved = saved_profiles(session)
    return replace(yardsticks, rubric=yardsticks.rubric.with_saved_profiles(saved))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file}: cannot be read as UTF-8 text ({error}); name a rubric file in YAML") from error


def _day(text: str | None, option: str = "--as-of") -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(f"{option}: got {text!r}, expected a date such as 2026-10-31") from error


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except AssayError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error


def _say(report: report_text.Report, as_json: bool, lines: Callable[[report_text.Report], Iterable[str]]) -> None:
    _say_table(report, as_json, lambda shown: print("\n".join(lines(shown))))


def _say_table(report: report_text.Report, as_json: bool, show: Callable[[report_text.Report], None]) -> None:
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True))
    else:
        show(report)


def _print_assessment(report: dict[str, Any]) -> None:
    console = Console()
    for axis in ("expectation", "risk"):
        score = report[axis]
        console.print(f"{axis:<12} {score['mean']:.0f}  ({score['low']:.0f}–{score['high']:.0f}, 90 % interval)")
    rank = report["rank"]
    console.print(f"{'rank':<12} {rank['best']}–{rank['worst']} of {rank['of']}")
    capped = f", held back by {report['capped_by']}" if report["capped_by"] else ""
    console.print(f"{'verdict':<12} {report['verdict']}{capped}\n")
    for claim in report["claims"]:
        console.print(f"{claim['task']}: {claim['sentence']}", markup=False)
    table = Table("Severity", "Finding", box=None)
    for finding in report["findings"]:
        table.add_row(finding["severity"], finding["message"])
    console.print(table)
    for contradiction in report["contradictions"]:
        console.print(f"contradiction: {contradiction['message']}", markup=False)
    _print_questions(report["next_questions"])


def _print_questions(found: list[dict[str, Any]]) -> None:
    table = Table("Ask or run next", "Value, points", "Hours", box=None)
    for question in found:
        table.add_row(question["question"], f"{question['value_points']:.2f}", f"{question['effort_hours']:g}")
    Console().print(table)


if __name__ == "__main__":
    app()
