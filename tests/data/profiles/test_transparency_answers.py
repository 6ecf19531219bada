"""Answers to the transparency checklist: asked in templates, read from every format, counted in the examination."""

from datetime import date

import pytest
import yaml

from analysis.compliance.transparency import parse_checklist, transparency
from analysis.diligence.examination import examine, parsed_yardsticks
from data.catalogue import reference_text
from data.profiles import blank_template, commit_profile, export_profile, read_profile
from data.repository import dossier

RUBRIC = "analysis/rubrics/default.yaml"
CHECKLIST = yaml.safe_load(reference_text("transparency_checklist.yaml"))
KEYS = [f"fmti_{indicator['code']}" for indicator in CHECKLIST["indicators"]]


def answered(small_profile, keys):
    entry = "value: {}, level: documented, as_of: 2026-09-30, source: deck"
    lines = [f"  {key}: {{{entry.format('yes' if number % 2 == 0 else 'no')}}}\n" for number, key in enumerate(keys)]
    return small_profile.replace("not_applicable:\n", "".join(lines) + "not_applicable:\n").encode()


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv", "xlsx"])
def test_an_answered_indicator_in_a_profile_file_reaches_the_transparency_share(
    session, registry, today, small_profile, file_format
):
    first = read_profile(answered(small_profile, KEYS), "a.yaml", registry, today=today)
    assert first.problems == ()
    commit_profile(session, first.profile, actor="ann")
    content = export_profile(session, "kestrel-loom", file_format)
    again = read_profile(content, f"a.{file_format}", registry, today=today)
    assert again.problems == ()
    commit_profile(session, again.profile, actor="ann")
    with open(RUBRIC, encoding="utf-8") as rubric:
        yardsticks = parsed_yardsticks(rubric.read(), registry, reference_text)
    examined = examine(dossier(session, "kestrel-loom"), yardsticks, as_of=today, draws=64)
    (share,) = [fact for fact in examined.results if fact.key == "fmti_indicator_share"]
    assert (share.value, share.as_of) == (0.5, date(2026, 9, 30))
    found = transparency(examined.evidence, parse_checklist(reference_text("transparency_checklist.yaml")))
    assert (found.lowest_share, found.highest_share) == (0.5, 0.5)


@pytest.mark.parametrize("file_format", ["yaml", "json", "csv"])
def test_templates_ask_every_indicator_in_both_languages(registry, file_format):
    text = blank_template(file_format, registry).decode("utf-8-sig")
    for indicator in CHECKLIST["indicators"]:
        for name in ("label_en", "label_zh", "question_zh"):
            assert indicator[name] in text
        assert f"fmti_{indicator['code']}" in text


def test_an_indicator_answered_in_other_words_is_refused_by_its_key(registry, today, small_profile):
    content = answered(small_profile, KEYS[:1]).replace(b"value: yes", b"value: partly")
    (problem,) = read_profile(content, "a.yaml", registry, today=today).problems
    assert (problem.field, problem.message) == (KEYS[0], "'partly' is neither true nor false; write true or false.")
