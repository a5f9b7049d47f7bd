"""What looks like a number on a page: cells of figures are told from words, and two numbers side by side are two cells.

What comes in: words and rows. What goes out: rows whose segments part between numbers. What must never be here: values.
"""

from __future__ import annotations

import re

from answerable.read.layout.words import PlacedWords, Row, Segment

_NUMBER = re.compile(
    r"[(\[]?[-+–−]?[£$€]?\s?\d[\d,.:/ ]*%?\*{0,3}[)\]]?|[-–—*.]+|[<>≤≥]\s?\d+|n/?a|nil|\([xX]\)|[£$€]", re.IGNORECASE
)
_FIGURE = re.compile(r"[(]?[-+–−]?[£$€]?\d[\d,.]*%?\*{0,3}[)]?")
_SHORT = re.compile(r"\d{1,3}")
_THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?%?")
_NARROW = 0.36


def is_number(text: str) -> bool:
    """True for figures, amounts, shares, dashes and marks that stand in the place of a figure.

    >>> is_number("£1,250.50"), is_number("(12)"), is_number("-"), is_number("2018 to 2019")
    (True, True, True, False)
    """
    return _NUMBER.fullmatch(text) is not None


def part_numbers(words: PlacedWords, rows: list[Row]) -> list[Row]:
    """Rows in which two figures side by side never share a segment, unless they are one number with a blank in it."""
    return [Row(row.y0, row.y1, [part for segment in row.segments for part in _part(words, segment)]) for row in rows]


def _part(words: PlacedWords, segment: Segment) -> list[Segment]:
    inside = segment.words
    if len(inside) < 2:
        return [segment]
    figures = [_FIGURE.fullmatch(words.texts[word]) is not None for word in inside]
    if sum(figures) < 2:
        return [segment]
    boxes = words.boxes
    cuts = [0]
    for position in range(1, len(inside)):
        if not (figures[position - 1] and figures[position]):
            continue
        left, right = inside[position - 1], inside[position]
        gap = boxes[right, 0] - boxes[left, 2]
        joins = _SHORT.fullmatch(words.texts[left]) and _THOUSANDS.fullmatch(words.texts[right])
        if not (joins and gap < _NARROW * segment.height):
            cuts.append(position)
    if len(cuts) == 1:
        return [segment]
    parts = []
    for start, end in zip(cuts, [*cuts[1:], len(inside)], strict=True):
        piece = inside[start:end]
        low, high = boxes[piece].min(axis=0).tolist(), boxes[piece].max(axis=0).tolist()
        parts.append(Segment(low[0], low[1], high[2], high[3], piece))
    return parts
