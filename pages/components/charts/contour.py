"""The smallest region that holds a share of the draws, as a closed line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gaussian_kde

FloatArray = NDArray[np.float64]
_ANGLES = 48
_RADII = 24
_KEPT_DRAWS = 1000
_HARMONICS = 4


def density_contour(x: FloatArray, y: FloatArray, share: float = 0.9) -> tuple[list[float], list[float]]:
    """Closed line around the region of highest density that holds `share` of the draws, in the draws' units.

    The density is a Gaussian kernel estimate; the line is looked for on rays from the mean, so the region is taken to
    be star-shaped, as a single cloud is. Clouds without width in some direction give their bounding ellipse of zero.

    Args:
        x: First coordinate, shape (draws,).
        y: Second coordinate, shape (draws,).
        share: Between 0 and 1.

    Source: highest density region, Hyndman 1996, The American Statistician 50(2), 120-126.
    """
    points = np.vstack([x, y])[:, :: max(1, len(x) // _KEPT_DRAWS)]
    centre, spread = points.mean(axis=1), points.std(axis=1)
    if not (spread > 0).all():
        return [float(centre[0])] * 2, [float(centre[1])] * 2
    scaled = (points - centre[:, None]) / spread[:, None]
    density = gaussian_kde(scaled)
    level = np.quantile(density(scaled), 1 - share)
    angles = np.linspace(0, 2 * np.pi, _ANGLES + 1)
    radii = np.linspace(0, 4, _RADII)
    rays = np.stack([np.cos(angles), np.sin(angles)])[:, :, None] * radii
    inside = density(rays.reshape(2, -1)).reshape(len(angles), _RADII)
    reach = _smooth(np.array([_crossing(radii, row, level) for row in inside[:-1]]))
    line = np.stack([np.cos(angles), np.sin(angles)]) * reach * spread[:, None] + centre[:, None]
    return [round(float(value), 2) for value in line[0]], [round(float(value), 2) for value in line[1]]


def _smooth(reach: FloatArray) -> FloatArray:
    """The distances with all but the slowest harmonics taken out, closed: what is finer is noise of the draws."""
    spectrum = np.fft.rfft(reach)
    spectrum[_HARMONICS + 1 :] = 0
    smoothed = np.fft.irfft(spectrum, len(reach))
    return np.append(smoothed, smoothed[0])


def _crossing(radii: FloatArray, density: FloatArray, level: float) -> float:
    """The outermost radius at which the density falls through the level, interpolated."""
    above = np.flatnonzero(density >= level)
    if above.size == 0:
        return 0.0
    last = int(above[-1])
    if last + 1 >= len(radii):
        return float(radii[-1])
    drop = density[last] - density[last + 1]
    step = (density[last] - level) / drop if drop > 0 else 0.0
    return float(radii[last] + step * (radii[last + 1] - radii[last]))
