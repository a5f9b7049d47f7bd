"""Words of a page with their boxes, and how they join to segments and rows.

What comes in: words in the order of the file. What goes out: segments (words of one line with no wide gap between
them) and rows (segments side by side). What must never be here: knowledge of PDF or OCR.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float64]
"""One row of x0, y0, x1, y1 for each word, in points, origin at the top left."""


@dataclass(slots=True)
class PlacedWords:
    """Words of one page: texts (clean) and boxes, index by index."""

    texts: list[str]
    boxes: Boxes

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, keep: NDArray[np.bool_]) -> PlacedWords:
        """Only the words that are kept."""
        return PlacedWords([text for text, kept in zip(self.texts, keep, strict=True) if kept], self.boxes[keep])


@dataclass(slots=True)
class Segment:
    """Words of one line with no wide gap between them."""

    x0: float
    y0: float
    x1: float
    y1: float
    words: list[int]

    @property
    def height(self) -> float:
        """In points."""
        return self.y1 - self.y0


@dataclass(slots=True)
class Row:
    """Segments side by side, from left to right."""

    y0: float
    y1: float
    segments: list[Segment] = field(default_factory=list)

    @property
    def height(self) -> float:
        """The height of its tallest segment."""
        return max(segment.height for segment in self.segments)

    @property
    def words(self) -> list[int]:
        """Its words from left to right."""
        return [word for segment in self.segments for word in segment.words]


_GAP = 0.62
"""A gap wider than this share of the line's height parts two segments; a blank is about a quarter of it."""
_OVERLAP = 0.42
"""Middles of two lines nearer than this share of the height are one row."""


def make_rows(words: PlacedWords, indexes: list[int] | None = None) -> list[Row]:
    """Group words into rows of segments, from top to bottom."""
    chosen = np.arange(len(words)) if indexes is None else np.asarray(indexes, dtype=np.int64)
    if len(chosen) == 0:
        return []
    boxes = words.boxes[chosen]
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 0.5)
    # Words that follow each other in the file on one line with a small gap are one run: most of the work is done here.
    steps = boxes[1:, 0] - boxes[:-1, 2]
    near = (
        (np.abs(middles[1:] - middles[:-1]) < 0.3 * np.minimum(heights[1:], heights[:-1]))
        & (steps < _GAP * np.minimum(heights[1:], heights[:-1]))
        & (steps > -0.5 * heights[:-1])
    )
    starts = np.flatnonzero(np.concatenate(([True], ~near)))
    ends = np.append(starts[1:], len(chosen))
    x0 = np.minimum.reduceat(boxes[:, 0], starts)
    y0 = np.minimum.reduceat(boxes[:, 1], starts)
    x1 = np.maximum.reduceat(boxes[:, 2], starts)
    y1 = np.maximum.reduceat(boxes[:, 3], starts)
    ids = chosen.tolist()
    runs = [
        Segment(left, top, right, bottom, ids[start:end])
        for left, top, right, bottom, start, end in zip(
            x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist(), starts.tolist(), ends.tolist(), strict=True
        )
    ]
    return [_join(row) for row in _stack(runs)]


def _stack(runs: list[Segment]) -> list[Row]:
    """Put runs whose middles meet into one row."""
    runs.sort(key=lambda run: (run.y0 + run.y1, run.x0))
    rows: list[Row] = []
    middle = height = 0.0
    for run in runs:
        own = (run.y0 + run.y1) / 2
        if rows and own - middle < _OVERLAP * min(height, max(run.height, 0.5 * height)):
            row = rows[-1]
            row.y0, row.y1 = min(row.y0, run.y0), max(row.y1, run.y1)
            row.segments.append(run)
            # The tallest run speaks for the row, so that a raised "1st" does not pull it upwards.
            if run.height > height:
                middle, height = own, run.height
        else:
            rows.append(Row(run.y0, run.y1, [run]))
            middle, height = own, max(run.height, 0.5)
    return rows


def _join(row: Row) -> Row:
    """Join neighbouring runs of a row that are parted by no more than a blank."""
    row.segments.sort(key=lambda run: (run.x0, run.x1))
    joined = [row.segments[0]]
    for run in row.segments[1:]:
        last = joined[-1]
        if run.x0 - last.x1 < _GAP * min(last.height, run.height):
            last.words = last.words + run.words
            last.x1, last.y0, last.y1 = max(last.x1, run.x1), min(last.y0, run.y0), max(last.y1, run.y1)
        else:
            joined.append(run)
    row.segments = joined
    return row
