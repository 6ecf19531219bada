"""Commands about rubrics: a file checked, the investor profiles listed."""

from __future__ import annotations

from pathlib import Path

from analysis.commands import report_text
from analysis.commands.stored import with_saved_profiles, yardsticks_of
from analysis.commands.terminal import AsJson, Language, RubricFile, say, text_of
from analysis.scoring.rubric import parse_rubric, rubric_hash, rubric_problems
from data.command_line import one_sentence_errors
from data.records import InvalidInput
from data.registry import load_registry


def check(file: Path, as_json: AsJson = False) -> None:
    """Check a rubric file against the schema and the field registry."""
    with one_sentence_errors():
        parsed = parse_rubric(text_of(file))
        problems = rubric_problems(parsed, load_registry())
        if problems:
            raise InvalidInput(problems)
        report = {"hash": rubric_hash(parsed), "criteria": len(parsed.criteria), "rules": len(parsed.rules)}
    say(report, as_json, report_text.rubric_lines)


def profiles(rubric: RubricFile = None, language: Language = "en", as_json: AsJson = False) -> None:
    """List the investor profiles that can be chosen, those that ship and those saved, with their weights."""
    with one_sentence_errors():
        found = with_saved_profiles(yardsticks_of(rubric)).rubric.every_profile
    report = {each.key: {"label": each.label(language), **each.weights.model_dump()} for each in found}
    say(report, as_json, report_text.profile_lines)
