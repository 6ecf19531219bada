"""Where the names go in a scatter chart, so that few of them cross."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

PLACES: dict[str, tuple[float, float]] = {
    "middle right": (1.0, 0.0),
    "top right": (0.8, 1.0),
    "bottom right": (0.8, -1.0),
    "middle left": (-1.0, 0.0),
    "top left": (-0.8, 1.0),
    "bottom left": (-0.8, -1.0),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
}
_WIDE, _NARROW = 12.5, 6.6
_HALF_HEIGHT, _GAP, _RISE = 8.0, 9.0, 15.0


class Named(NamedTuple):
    """A point in pixels, y upwards, and its name."""

    x: float
    y: float
    name: str


class _Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    def meets(self, other: _Box) -> bool:
        return min(self.right, other.right) > max(self.left, other.left) and min(self.high, other.high) > max(
            self.low, other.low
        )


def label_places(points: Sequence[Named], width: float, obstacles: Sequence[tuple[float, float]] = ()) -> list[str]:
    """Plotly's text position per point, greedily the one that meets fewest names and marks and stays on the chart.

    Args:
        points: In pixels.
        width: Of the chart, pixels.
        obstacles: Other places in pixels that a name had better not cover.
    """
    marks = [_Box(x - 8, y - 8, x + 8, y + 8) for x, y, _ in points]
    small = [_Box(x - 3, y - 3, x + 3, y + 3) for x, y in obstacles]
    taken: list[_Box] = []
    chosen = []
    for index, point in enumerate(points):
        others = [*taken, *small, *(mark for place, mark in enumerate(marks) if place != index)]
        costs = {place: _cost(_label_box(point, place), others, width) for place in PLACES}
        best = min(PLACES, key=lambda place: costs[place])
        taken.append(_label_box(point, best))
        chosen.append(best)
    return chosen


def text_width(name: str) -> float:
    """Width of a name in pixels at 12.5 px: Chinese characters are square, others about half as wide."""
    return sum(_WIDE if ord(character) > 0x2E80 else _NARROW for character in name)


def _label_box(point: Named, place: str) -> _Box:
    across, up = PLACES[place]
    half = text_width(point.name) / 2
    centre_x, centre_y = point.x + across * (half + _GAP), point.y + up * _RISE
    return _Box(centre_x - half, centre_y - _HALF_HEIGHT, centre_x + half, centre_y + _HALF_HEIGHT)


def _cost(box: _Box, others: Sequence[_Box], width: float) -> int:
    outside = 3 if box.left < 0 or box.right > width else 0
    return outside + sum(box.meets(other) for other in others)
