"""Rules (drawn lines) of a scanned page: found, taken out so that they are not read as letters, and kept as places.

What comes in: grey pixels. What goes out: the same page without its thin lines, and the lines. What must never be here:
letters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DARK = 150
_LEAST_INCHES = 0.42
_THICKEST_INCHES = 0.045

Mask = NDArray[np.bool_]
Line = tuple[float, float, float]
"""Where it is across its direction, where it begins, where it ends; in pixels."""


@dataclass(slots=True)
class Rules:
    """A page without its rules, and the rules."""

    pixels: NDArray[np.uint8]
    across: list[Line]
    down: list[Line]


def take_rules(pixels: NDArray[np.uint8], dpi: float) -> Rules:
    """Find thin straight lines longer than any letter and paint them over with the ground's colour."""
    dark = pixels < _DARK
    length = max(20, round(_LEAST_INCHES * dpi))
    thickest = max(3, round(_THICKEST_INCHES * dpi))
    across = _find_runs(dark, length, thickest)
    down = _find_runs(np.ascontiguousarray(dark.T), length, thickest).T
    both = across | down
    if not both.any():
        return Rules(pixels, [], [])
    clean = pixels.copy()
    # The grey rim of a line goes with it; letters that touch it lose no more than a pixel.
    rim = both.copy()
    rim[1:] |= across[:-1]
    rim[:-1] |= across[1:]
    rim[:, 1:] |= down[:, :-1]
    rim[:, :-1] |= down[:, 1:]
    clean[rim] = 255
    return Rules(clean, _make_lines(across, length), _make_lines(down.T, length))


def _find_runs(dark: Mask, length: int, thickest: int) -> Mask:
    """Pixels on dark runs along a row that are at least so long and not thicker than so many rows."""
    height, width = dark.shape
    if width <= length or height <= thickest:
        return np.zeros_like(dark)
    runs = _open(dark, length)
    # Bars of ink (dark table heads) are as long as lines, but thick: white words stand in them.
    bars = _open(np.ascontiguousarray(runs.T), thickest + 1).T
    return runs & ~bars


def _open(mask: Mask, length: int) -> Mask:
    """Keep what lies on runs of at least so many pixels along a row."""
    total = np.zeros((mask.shape[0], mask.shape[1] + 1), dtype=np.int32)
    np.cumsum(mask, axis=1, out=total[:, 1:])
    full = (total[:, length:] - total[:, :-length]) == length
    steps = np.zeros((mask.shape[0], mask.shape[1] + 1), dtype=np.int32)
    steps[:, : full.shape[1]] += full
    steps[:, length : length + full.shape[1]] -= full
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1] > 0)


def _make_lines(runs: Mask, length: int) -> list[Line]:
    """Lines of a mask of runs along rows: neighbouring rows that share columns are one line."""
    lines: list[list[float]] = []
    for row in np.flatnonzero(runs.any(axis=1)).tolist():
        edges = np.flatnonzero(np.diff(np.concatenate(([False], runs[row], [False])).astype(np.int8)))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            for line in reversed(lines[-60:]):
                if row - line[3] <= 3 and start <= line[2] + length and end >= line[1] - length:
                    line[1], line[2], line[3] = min(line[1], start), max(line[2], end), row
                    break
            else:
                lines.append([row, start, end, row])
    return [((first + last) / 2, start, end) for first, start, end, last in lines]
