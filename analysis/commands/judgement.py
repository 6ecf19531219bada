"""Commands that judge: one startup, several beside each other, what to ask next, one claim."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.claims.rule import verdict as claim_verdict
from analysis.commands import report_text
from analysis.commands.stored import examinations, known_slugs, with_saved_profiles, yardsticks_of
from analysis.commands.terminal import AsJson, AsOf, Draws, Language, Profile, RubricFile, Slug, day_given, say, say_as
from analysis.diligence.examination import DEFAULT_SEED, examination_questions
from analysis.diligence.report import examination_report
from analysis.ranking.packed_moments import CategoryBelief
from analysis.ranking.ranks import probability_better, rank_interval
from analysis.ranking.second_opinions import second_opinions
from data.command_line import one_sentence_errors
from data.records import InvalidInput, NotFound


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
    with one_sentence_errors():
        day, yardsticks = day_given(as_of), with_saved_profiles(yardsticks_of(rubric))
        all_of_them = examinations(None, yardsticks, day, profile, draws)
        if startup not in all_of_them:
            raise NotFound(f"No startup {startup!r}; {known_slugs(all_of_them)}")
        found = all_of_them[startup]
        report = examination_report(found, examination_questions(found, yardsticks), language)
        judged = {slug: each.assessment for slug, each in all_of_them.items()}
        rank = rank_interval(judged, startup, by="expectation")
        report["rank"] = rank._asdict() | {"of": len(all_of_them), "by": "expectation"}
    say_as(report, as_json, _print_assessment)


def compare(
    startups: Annotated[list[str], typer.Argument(help="Slugs, two to five.")],
    as_of: AsOf = None,
    rubric: RubricFile = None,
    profile: Profile = None,
    draws: Draws = 10_000,
    as_json: AsJson = False,
) -> None:
    """Probability that one startup stands before another, and whether the order holds if weighed otherwise."""
    with one_sentence_errors():
        if not 2 <= len(set(startups)) <= 5:
            raise InvalidInput(f"compare takes two to five different slugs, got {len(set(startups))}")
        yardsticks = with_saved_profiles(yardsticks_of(rubric))
        found = examinations(tuple(startups), yardsticks, day_given(as_of), profile, draws)
        if unknown := [slug for slug in startups if slug not in found]:
            raise NotFound(f"No startup {unknown[0]!r}; `python -m data list` shows what there is")
        better = {
            a: {b: round(probability_better(found[a].assessment, found[b].assessment), 6) for b in startups if b != a}
            for a in startups
        }
        judged = {slug: found[slug].assessment.moments for slug in dict.fromkeys(startups)}
        beliefs = {slug: CategoryBelief(each.mean, each.covariance) for slug, each in judged.items()}
        chosen = yardsticks.rubric.profile(profile)
        opinions = asdict(second_opinions(beliefs, chosen, yardsticks.rubric, seed=DEFAULT_SEED))
    say({"p_better": better, "second_opinions": opinions}, as_json, report_text.comparison_lines)


def questions(
    startup: Slug, as_of: AsOf = None, rubric: RubricFile = None, language: Language = "en", as_json: AsJson = False
) -> None:
    """List the questions whose answers could change the decision most per hour of work."""
    with one_sentence_errors():
        yardsticks = yardsticks_of(rubric)
        found = examinations((startup,), yardsticks, day_given(as_of), None, 10_000)
        if startup not in found:
            raise NotFound(f"No startup {startup!r}; `python -m data list` shows what there is")
        report = examination_report(found[startup], examination_questions(found[startup], yardsticks), language)
    shown = {"next_questions": report["next_questions"]}
    say_as(shown, as_json, lambda found: _print_questions(found["next_questions"]))


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
    with one_sentence_errors():
        found = claim_verdict(claimed=claim, correct=correct, n=n, total=of, margin=margin, direction=direction)
    report = {
        "verdict": found.verdict.value,
        "interval": [found.interval.low, found.interval.high],
        "n_needed": found.n_needed,
        "sentence": found.sentence_zh if language == "zh" else found.sentence_en,
    }
    say(report, as_json, lambda shown: [shown["sentence"]])


def _print_assessment(report: dict[str, Any]) -> None:
    console = Console()
    for axis in ("expectation", "risk"):
        score = report[axis]
        console.print(f"{axis:<12} {score['mean']:.0f}  ({score['low']:.0f}–{score['high']:.0f}, 90 % interval)")
    rank = report["rank"]
    console.print(f"{'rank':<12} {rank['best']}–{rank['worst']} of {rank['of']} by {rank['by']}")
    capped = f", held back by {report['capped_by']}" if report["capped_by"] else ""
    console.print(f"{'verdict':<12} {report['verdict']}{capped}\n")
    for claim in report["claims"]:
        console.print(f"{claim['task']}: {claim['sentence']}", markup=False)
    table = Table("Severity", "Finding", box=None)
    for finding in report["findings"]:
        table.add_row(finding["severity"], _whole(finding["message"]))
    console.print(table)
    for contradiction in report["contradictions"]:
        console.print(f"contradiction: {contradiction['message']}", markup=False)
    _print_questions(report["next_questions"])


def _print_questions(found: list[dict[str, Any]]) -> None:
    table = Table("Ask or run next", "Value, points", "Hours", box=None)
    for question in found:
        value, hours = f"{question['value_points']:.2f}", f"{question['effort_hours']:g}"
        table.add_row(_whole(question["question"]), value, hours)
    Console().print(table)


def _whole(sentence: str) -> Text:
    """The sentence as it stands, brackets included, broken anywhere: Chinese has no spaces to break at."""
    return Text(sentence, overflow="fold")
