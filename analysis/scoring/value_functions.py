"""Raw evidence to points 0..100; 100 is always the good end, on the risk axis too."""

from __future__ import annotations

import math
from collections.abc import Mapping

from analysis.evidence.conditions import operand_value, truth
from analysis.evidence.readings import NOT_APPLICABLE, UNKNOWN, Absence, Looked, Lookup
from analysis.scoring.rubric_schema import Anchors, Band, Criterion, FirstMatch, Levels


def anchor_points(value: float, anchors: Anchors) -> float:
    """Points of a number between the anchors: bad 0, ok 50, good 100, linear or in the logarithm between, clamped.

    On a logarithmic scale values at or below 0 count as `floor`, else as the anchor nearest to 0.
    """
    knots = [anchors.bad, anchors.ok, anchors.good]
    if anchors.scale == "log":
        knots = [math.log(knot) for knot in knots]
        lowest = anchors.floor if anchors.floor is not None else min(anchors.bad, anchors.good)
        value = math.log(value if value > 0 else lowest)
    if anchors.good < anchors.bad:
        knots, value = [-knot for knot in knots], -value
    bad, ok, good = knots
    if value <= bad or value >= good:
        return 0.0 if value <= bad else 100.0
    low, high, base = (bad, ok, 0.0) if value < ok else (ok, good, 50.0)
    return base + 50 * (value - low) / (high - low)


def band_points(value: float, band: Band) -> float:
    """Points of a number against a band: 100 inside the good one, 0 at or beyond the bad ends, linear between."""
    if value <= band.bad_low or value >= band.bad_high:
        return 0.0
    if value < band.good_low:
        return 100 * (value - band.bad_low) / (band.good_low - band.bad_low)
    if value > band.good_high:
        return 100 * (band.bad_high - value) / (band.bad_high - band.good_high)
    return 100.0


def level_points(value: Looked, levels: Mapping[str, float], *, best_of: bool) -> float | Absence:
    """Points of a code, or of the best code of a list; an empty list earns 0, a code without points is unknown."""
    if isinstance(value, Absence):
        return value
    codes = value if isinstance(value, tuple) else (str(value),)
    if not codes and best_of:
        return 0.0
    points = [levels[code] for code in codes if code in levels]
    return max(points) if points else UNKNOWN


def criterion_points(criterion: Criterion, lookup: Lookup) -> float | Absence:
    """Points of a criterion on the evidence at hand, or why it has none."""
    function = criterion.value
    if isinstance(function, FirstMatch):
        return _first_match_points(function, criterion, lookup)
    if isinstance(function, Levels):
        value = lookup.reading(function.field or criterion.reads[0]).value
        return level_points(value, function.levels, best_of=function.kind == "best_of")
    number = operand_value(criterion.reads[0] if function.input is None else function.input, lookup, {})
    if isinstance(number, Absence):
        return number
    if not isinstance(number, float) or _error_is_unknown(function, lookup):
        return UNKNOWN
    if function.invalid_when is not None and truth(function.invalid_when, lookup, {}) is True:
        return float(function.invalid_points or 0.0)
    return anchor_points(number, function) if isinstance(function, Anchors) else band_points(number, function)


def _error_is_unknown(function: Anchors | Band, lookup: Lookup) -> bool:
    return function.standard_error is not None and not lookup.reading(function.standard_error).is_known


def _first_match_points(function: FirstMatch, criterion: Criterion, lookup: Lookup) -> float | Absence:
    for case in function.cases:
        answer = truth(case.when, lookup, {})
        if answer is not False:
            return UNKNOWN if answer is None else case.points
    absent = [lookup.reading(key).value for key in criterion.reads]
    return NOT_APPLICABLE if NOT_APPLICABLE in absent else UNKNOWN
