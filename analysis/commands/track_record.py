"""Commands that look back: how a judgement changed, whether judgements came true, whether intervals hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.commands import report_text
from analysis.commands.stored import dossier_of, with_saved_profiles, yardsticks_of
from analysis.commands.terminal import AsJson, Language, Profile, RubricFile, Slug, day_given, say, text_of
from analysis.scoring.rubric import parse_rubric
from analysis.track_record.calibration_figures import calibration_figures
from analysis.track_record.history import explained_change
from analysis.track_record.reports import backtest_report, history_report, past_forecasts
from data.command_line import one_sentence_errors
from data.database import open_database
from data.repository import dossiers, outcomes


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
    with one_sentence_errors():
        then = None if earlier_rubric is None else parse_rubric(text_of(earlier_rubric))
        first, last = day_given(since, "--since"), day_given(until, "--until")
        known, yardsticks = dossier_of(startup), with_saved_profiles(yardsticks_of(rubric))
        found = explained_change(known, yardsticks, since=first, until=last, profile=profile, earlier_rubric=then)
    say(history_report(found, language), as_json, report_text.history_lines)


def backtest(
    horizon_months: Annotated[int, typer.Option(min=1, max=120, help="Months from judgement to outcome.")] = 12,
    rubric: RubricFile = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Hold past judgements against the outcomes entered: Brier score, calibration, lift."""
    with one_sentence_errors():
        with open_database().session() as session:
            became = outcomes(session)
            # By name, so that archived startups count: those that failed are the first to be put away.
            found = dossiers(session, slugs=tuple({each.startup_slug for each in became}))
        forecasts = past_forecasts(found, became, yardsticks_of(rubric), horizon_months=horizon_months)
        report = backtest_report(forecasts, language)
    say(report, as_json, report_text.backtest_lines)


def calibrate(
    startups: Annotated[int, typer.Option(min=10, max=10_000, help="Synthetic startups per world.")] = 500,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
    every_world: Annotated[bool, typer.Option(help="Also in worlds unlike the usual one.")] = False,
    rubric: RubricFile = None,
    as_json: AsJson = False,
) -> None:
    """Put the scoring to synthetic startups of known worth: do 90 % intervals hold the truth nine times in ten."""
    with one_sentence_errors():
        used = yardsticks_of(rubric).rubric
        found = calibration_figures(
            used, made_on=day_given(None), startups=startups, seed=seed, every_world=every_world
        )
    say(found.model_dump(mode="json"), as_json, report_text.calibration_lines)
