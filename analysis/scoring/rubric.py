"""A rubric as read from YAML, with its hash: the version of every number behind a score."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import yaml
from pydantic import PrivateAttr, ValidationError, field_validator, model_validator

from analysis.evidence.condition_syntax import keys_named
from analysis.evidence.result_fields import Labelled, ResultField
from analysis.evidence.state import ASSESSMENT_DATE
from analysis.scoring.rubric_schema import Criterion, Levels, Note, Rule
from analysis.scoring.scoring_settings import Scoring
from analysis.scoring.settings import Axis, Category, Profile, Weights
from data.records import InvalidInput, Problem, Registry, SavedProfile, parse_yaml

SCHEMA_VERSION = 2
"""Of rubric files; 2 weighs checked claims by size."""
_WEIGHT_TOLERANCE = 1e-6


class Rubric(Labelled):
    """Everything that turns evidence into points, findings and a verdict; an investor may bring another."""

    schema_version: int
    default_profile: str
    axes: tuple[Axis, ...]
    categories: tuple[Category, ...]
    profiles: tuple[Profile, ...]
    scoring: Scoring
    results: tuple[ResultField, ...]
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    notes: tuple[Note, ...] = ()
    _saved: tuple[Profile, ...] = PrivateAttr(default=())

    @field_validator("schema_version")
    @classmethod
    def _is_of_this_release(cls, version: int) -> int:
        if version != SCHEMA_VERSION:
            raise ValueError(f"this release reads schema_version {SCHEMA_VERSION}; start from its default rubric")
        return version

    @model_validator(mode="after")
    def _references_hold(self) -> Rubric:
        if faults := list(self._faults()):
            raise ValueError("; ".join(faults))
        return self

    def _faults(self) -> Iterator[str]:
        for group in (self.profiles, self.results, self.criteria, self.rules):
            keys = [entry.key for entry in group]
            if repeated := sorted({key for key in keys if keys.count(key) > 1}):
                yield f"named twice: {', '.join(repeated)}"
        if self.default_profile not in {profile.key for profile in self.profiles}:
            yield f"default_profile {self.default_profile!r} is not among the profiles"
        axis_of = {category.code: category.axis for category in self.categories}
        for criterion in self.criteria:
            if axis_of.get(criterion.category) != criterion.axis:
                yield f"{criterion.key}: category {criterion.category!r} is not on the axis {criterion.axis}"
        for code, axis in axis_of.items():
            total = sum(criterion.weight for criterion in self.criteria if criterion.category == code)
            if abs(total - 1) > _WEIGHT_TOLERANCE:
                yield f"{code}: weights of its criteria sum to {total:g}; make them sum to 1"
            for profile in self.profiles:
                if code not in getattr(profile.weights, axis):
                    yield f"profile {profile.key}: no weight for {code}"

    def __repr__(self) -> str:
        return f"Rubric({self.key!r}, {self.content_hash[:12]})"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Rubric:
        """A copy with some settings replaced, whose hash is its own."""
        copied = super().model_copy(update=update, deep=deep)
        for derived in ("category_codes", "content_hash"):
            copied.__dict__.pop(derived, None)
        return copied

    @cached_property
    def category_codes(self) -> tuple[str, ...]:
        """Codes of the categories in their order, both axes."""
        return tuple(category.code for category in self.categories)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the content in canonical JSON."""
        content = self.model_dump(mode="json", by_alias=True)
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def every_profile(self) -> tuple[Profile, ...]:
        """The profiles that ship with the rubric, then those an investor saved."""
        return (*self.profiles, *self._saved)

    def with_saved_profiles(self, saved: Sequence[SavedProfile]) -> Rubric:
        """The rubric with an investor's own profiles to choose from; its hash stays, since they are no part of it.

        A profile that weighs other categories than the rubric has, or has the key of one that ships, is left out.
        """
        shipped = {profile.key for profile in self.profiles}
        copied = self.model_copy()
        copied._saved = tuple(
            _own_profile(each) for each in saved if each.key not in shipped and self._weighed_by(each)
        )
        return copied

    def _weighed_by(self, saved: SavedProfile) -> bool:
        weighed = {(axis, code) for axis in ("expectation", "risk") for code in getattr(saved, axis)}
        return weighed == {(category.axis, category.code) for category in self.categories}

    def profile(self, key: str | None) -> Profile:
        """The profile of that key, the default one for None.

        Raises:
            InvalidInput: if the rubric has no such profile.
        """
        wanted = self.default_profile if key is None else key
        for profile in self.every_profile:
            if profile.key == wanted:
                return profile
        known = ", ".join(profile.key for profile in self.every_profile)
        raise InvalidInput(f"profile {wanted!r} is not in the rubric; use one of {known}")

    def result(self, key: str) -> ResultField | None:
        """The result of that key, None if there is none."""
        return next((result for result in self.results if result.key == key), None)


def _own_profile(saved: SavedProfile) -> Profile:
    weights = Weights(expectation=dict(saved.expectation), risk=dict(saved.risk))
    return Profile(
        key=saved.key, label_en=saved.name, label_zh=saved.name, summary_en="", summary_zh="", weights=weights
    )


def parse_rubric(text: str) -> Rubric:
    """The rubric that a YAML text describes, every key and weight checked.

    Raises:
        InvalidInput: with one problem per fault, each naming its place, such as `criteria.3.value.anchors.ok`.
    """
    try:
        content = parse_yaml(text)
    except yaml.YAMLError as error:
        raise InvalidInput(f"the rubric is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"a rubric is a YAML mapping, got {type(content).__name__}")
    try:
        return Rubric.model_validate(content)
    except ValidationError as error:
        raise InvalidInput([_problem(fault) for fault in error.errors()]) from error


def _problem(fault: Any) -> Problem:
    place = ".".join(str(part) for part in fault["loc"]) or None
    unknown = fault["type"] == "extra_forbidden"
    message = "no such setting; remove it or correct its name" if unknown else str(fault["msg"])
    return Problem(None, place, repr(fault["input"])[:80], message)


def rubric_hash(rubric: Rubric) -> str:
    """SHA-256 of the rubric's content in hexadecimal; comments, order of keys and layout do not change it."""
    return rubric.content_hash


def rubric_problems(rubric: Rubric, registry: Registry) -> list[Problem]:
    """What does not fit between a rubric and a registry: keys nobody fills, codes nobody can give."""
    known = set(registry.by_key) | {result.key for result in rubric.results} | {ASSESSMENT_DATE}
    problems = []
    for place, keys in _keys_by_place(rubric):
        for key in sorted(keys - known):
            message = f"{key!r} is neither a field of the registry nor a result of the rubric"
            problems.append(Problem(None, place, key, message))
    for criterion in rubric.criteria:
        if isinstance(criterion.value, Levels):
            problems.extend(_code_problems(criterion, criterion.value, rubric, registry))
    return problems


def _keys_by_place(rubric: Rubric) -> Iterator[tuple[str, frozenset[str]]]:
    for criterion in rubric.criteria:
        named = [*criterion.reads, *criterion.see_also]
        conditions = [condition for condition in (criterion.applies_when, criterion.claimed_unless) if condition]
        scored = [getattr(criterion.value, name, None) for name in ("invalid_when", "input", "standard_error", "field")]
        cases = [case.when for case in getattr(criterion.value, "cases", ())]
        parts = [*named, *conditions, *(part for part in scored if part is not None), *cases]
        yield f"criteria.{criterion.key}", frozenset().union(*(keys_named(part) for part in parts))
    for result in rubric.results:
        yield f"results.{result.key}", frozenset(result.computed_from)
    for rule in rubric.rules:
        yield f"rules.{rule.key}", keys_named(rule.when) | frozenset(rule.reads)


def _code_problems(criterion: Criterion, value: Levels, rubric: Rubric, registry: Registry) -> Iterator[Problem]:
    key = value.field or criterion.reads[0]
    definition = registry.by_key.get(key) or rubric.result(key)
    options = definition.values if definition else ()
    wanted = {option.code for option in options if not option.means_unknown}
    for code in sorted(wanted ^ set(value.levels)):
        message = f"code {code!r} of {key} " + (
            "has no points" if code in wanted else "does not exist or means unknown"
        )
        yield Problem(None, f"criteria.{criterion.key}", code, message)
