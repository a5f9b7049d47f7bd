"""Stretches of a page whose lines share gutters: tables without rules, and columns of prose.

What comes in: rows from top to bottom. What goes out: regions, each a run of rows. A gutter is a strip of white that
goes down through all lines of a region; a long cell may cross it once in a while. What must never be here: deciding
which region is a table (`unruled`).
"""

from __future__ import annotations

from dataclasses import dataclass

from answerable.read.layout.words import Row

_LEAST_GUTTER = 0.45
"""Of the line height: as narrow as a gutter may get while lines are added."""
_SHARE_CROSSED = 0.12
"""Of the lines of a region, how many may cross one gutter."""
_LARGEST_LEAP = 3.2
"""Of the line height: white space below a line that ends a region."""


@dataclass(slots=True)
class _Gutter:
    x0: float
    x1: float
    n_crossed: int = 0
    n_strong: int = 0


@dataclass(slots=True)
class Region:
    """Rows `first` to `last` (half open), with the gutters that go down through them."""

    first: int
    last: int
    gutters: list[tuple[float, float]]
    n_strong: int


def find_regions(rows: list[Row]) -> list[Region]:
    """Return the stretches of rows that share at least one gutter, from top to bottom."""
    regions: list[Region] = []
    position = 0
    while position < len(rows):
        region = _grow(rows, position)
        if region is None:
            position += 1
        else:
            regions.append(region)
            position = region.last
    return regions


def _grow(rows: list[Row], first: int) -> Region | None:
    """The region that begins at a row, or None where none does."""
    gutters = [
        _Gutter(left.x1, right.x0) for left, right in zip(rows[first].segments, rows[first].segments[1:], strict=False)
    ]
    if not gutters:
        return None
    n_strong, last = 1, first + 1
    pitches: list[float] = []
    for gutter in gutters:
        gutter.n_strong = 1
    position = first + 1
    while position < len(rows):
        row, above = rows[position], rows[position - 1]
        leap = row.y0 - above.y1
        usual = sorted(pitches)[len(pitches) // 2] if pitches else 0.0
        if leap > max(_LARGEST_LEAP * row.height, 2.2 * usual):
            break
        kept = _cross(gutters, row, n_strong)
        if not kept:
            break
        gutters = kept
        if _is_strong(gutters, row):
            n_strong += 1
            last = position + 1
            pitches.append(leap)
        position += 1
    # Lines below the last strong one belong to it only while they stay in a single column close by.
    while last < position and _is_tail(gutters, rows[last], rows[last - 1]):
        last += 1
    if n_strong < 2:
        return None
    return Region(first, last, [(gutter.x0, gutter.x1) for gutter in gutters], n_strong)


def _cross(gutters: list[_Gutter], row: Row, n_strong: int) -> list[_Gutter]:
    """The gutters that still stand after a row, narrowed by it."""
    least = _LEAST_GUTTER * row.height
    kept: list[_Gutter] = []
    n_open = 0
    allowed = _SHARE_CROSSED * n_strong
    for gutter in gutters:
        x0, x1 = gutter.x0, gutter.x1
        blocked = False
        for segment in row.segments:
            if segment.x1 <= x0 or segment.x0 >= x1:
                continue
            if segment.x0 <= x0 and segment.x1 >= x1:
                blocked = True
                break
            if segment.x0 <= x0:
                x0 = segment.x1
            elif segment.x1 >= x1 or segment.x0 - x0 > x1 - segment.x1:
                x1 = segment.x0
            else:
                x0 = segment.x1
        if blocked or x1 - x0 < least:
            if gutter.n_crossed + 1 <= allowed:
                gutter.n_crossed += 1
                kept.append(gutter)
        else:
            gutter.x0, gutter.x1 = x0, x1
            n_open += 1
            kept.append(gutter)
    return kept if n_open or not gutters else []


def _is_strong(gutters: list[_Gutter], row: Row) -> bool:
    """True where the row has words on both sides of a gutter."""
    for gutter in gutters:
        if any(s.x1 <= gutter.x0 + 0.1 for s in row.segments) and any(s.x0 >= gutter.x1 - 0.1 for s in row.segments):
            return True
    return False


def _is_tail(gutters: list[_Gutter], row: Row, above: Row) -> bool:
    if row.y0 - above.y1 > 0.45 * row.height or len(row.segments) != 1:
        return False
    segment = row.segments[0]
    return any(segment.x0 >= gutter.x1 - 0.1 for gutter in gutters)
