"""What is written to a file comes back as it was, in all four formats, for any profile."""

from __future__ import annotations

import string
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.profiles import (
    GivenModel,
    Profile,
    changes,
    commit_profile,
    export_profile,
    format_of,
    read_profile,
    written_profile,
)
from data.profiles.list_items import claims_from
from data.records import EvidenceLevel, Fact, Field, Source, current_facts
from data.registry import load_registry

FORMATS = ("yaml", "json", "csv", "xlsx")
TODAY = date(2026, 11, 1)
REGISTRY = load_registry()

texts = (
    st.text(
        st.one_of(
            st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
            st.sampled_from("=+-@'\";|#:{}[],&*!%~\n\t 是否"),
        ),
        min_size=1,
        max_size=25,
    )
    .map(str.strip)
    .filter(bool)
)
dates = st.integers(0, 3000).map(lambda days: TODAY - timedelta(days=days))


def numbers(low: Any, high: Any) -> st.SearchStrategy[float]:
    floats = st.floats(0.0 if low is None else float(low), 1e30 if high is None else float(high), allow_subnormal=False)
    return floats.map(lambda number: int(number) if number.is_integer() and abs(number) < 2**53 else number)


def shares(field: Field) -> st.SearchStrategy[dict[str, float]]:
    if field.parts_sum_to is not None:
        return st.integers(0, 100).map(
            lambda part: {field.parts[0].code: canonical(part / 100), field.parts[1].code: canonical(1 - part / 100)}
        )
    return st.dictionaries(texts, st.integers(0, 20).map(lambda part: canonical(part / 100)), min_size=1, max_size=4)


def items(field: Field) -> st.SearchStrategy[list[dict[str, Any]]]:
    if field.key != "claimed_benchmark_scores":
        return st.lists(st.fixed_dictionaries({field.item[0]: texts}), min_size=1, max_size=2)
    optional: dict[str, st.SearchStrategy[Any]] = {
        "model": texts,
        "n": st.integers(1, 20000),
        "date": dates,
        "template": texts,
        "stated_in": texts,
    }
    optional |= {"chain_of_thought": st.booleans(), "majority_of": st.integers(1, 64), "subset": texts}
    required: dict[str, st.SearchStrategy[Any]] = {"task": texts, "metric": st.just("acc"), "value": st.floats(0, 1)}
    item = st.fixed_dictionaries(required, optional=optional)
    return st.lists(item.map(lambda row: {**row, "value": canonical(row["value"])}), min_size=1, max_size=3)


def canonical(number: float) -> float:
    return int(number) if number.is_integer() else number


def values(field: Field) -> st.SearchStrategy[Any]:
    low, high = field.range or (None, None)
    if field.unit == "iso_3166_1_alpha_2":
        return st.text(string.ascii_uppercase, min_size=2, max_size=2)
    if field.type == "text":
        return texts.map(lambda text: (text * 25)[: max(int(low or 1), len(text))].strip().ljust(int(low or 1), "x"))
    if field.type == "boolean":
        return st.booleans()
    if field.type == "enum":
        return st.sampled_from([option.code for option in field.values])
    if field.type == "list" and not field.item:
        codes = [option.code for option in field.values if option.code != "none"]
        return st.lists(st.sampled_from(codes), unique=True)
    if field.type == "integer":
        return st.integers(int(low), min(int(high), 2**53))
    if field.type == "date":
        return st.dates(date(2016, 1, 1), TODAY)
    if field.type == "list":
        return items(field)
    return shares(field) if field.type == "share_table" else numbers(low, high)


@st.composite
def facts_of(draw: st.DrawFn, field: Field) -> list[Fact]:
    reference = draw(st.one_of(st.none(), texts.map(lambda text: text.replace("|", "/"))))
    source = Source("pitch_deck", draw(texts), reference, "https://example.org/", draw(dates))
    if draw(st.integers(0, 9)) == 0:
        return [Fact(field.key, None, EvidenceLevel.DOCUMENTED, draw(dates), source, not_applicable=draw(texts))]
    level = draw(st.sampled_from([EvidenceLevel.CLAIMED, EvidenceLevel.DOCUMENTED]))
    error = draw(st.one_of(st.none(), st.floats(0, 10, allow_subnormal=False))) if field.is_numeric else None
    days = sorted(draw(st.sets(dates, min_size=1, max_size=3)), reverse=True)
    first = [Fact(field.key, draw(values(field)), level, days[0], source, standard_error=error)]
    return first + [Fact(field.key, draw(values(field)), level, day, source) for day in days[1:]]


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    fields = draw(
        st.lists(
            st.sampled_from(list(REGISTRY.by_key.values())), min_size=1, max_size=6, unique_by=lambda field: field.key
        )
    )
    facts = tuple(fact for field in fields for fact in draw(facts_of(field)))
    lists = [fact for fact in facts if fact.key == "claimed_benchmark_scores" and fact.not_applicable is None]
    claimed: Any = current_facts(lists)["claimed_benchmark_scores"].value if lists else None
    claims = claims_from(claimed) if lists else None
    models = tuple(GivenModel(name, f"models/{index}") for index, name in enumerate(draw(st.sets(texts, max_size=2))))
    return Profile(
        "any-startup", draw(texts), draw(texts), draw(texts), draw(st.booleans()), models, facts, claims
    )  # fmt: skip


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.data_too_large])
@given(profile=profiles())
def test_a_written_profile_is_read_back_as_it_was(profile: Profile, file_format):
    content = written_profile(profile, file_format, REGISTRY)
    reading = read_profile(content, f"any.{file_format}", REGISTRY, today=TODAY)
    assert reading.problems == ()
    assert reading.profile is not None
    assert set(map(repr, reading.profile.facts)) == set(map(repr, profile.facts))
    for part in ("slug", "name", "summary_en", "summary_zh", "fictional", "models", "claims"):
        assert getattr(reading.profile, part) == getattr(profile, part)


@pytest.mark.parametrize("file_format", FORMATS)
def test_importing_an_export_changes_nothing(session, registry, small_profile, today, file_format):
    profile = read_profile(small_profile.encode(), "small.yaml", registry, today=today).profile
    commit_profile(session, profile, actor="test")
    content = export_profile(session, "kestrel-loom", file_format)
    again = read_profile(content, f"again.{file_format}", registry, today=today)
    assert again.problems == ()
    assert {change.kind for change in changes(session, again.profile)} == {"unchanged"}
    assert len(changes(session, again.profile)) == 15


def test_file_endings_name_the_format():
    assert [format_of(name) for name in ("a.YML", "b.json", "c.csv", "d.xlsx", "e.txt")] == [
        "yaml", "json", "csv", "xlsx", None
    ]  # fmt: skip
