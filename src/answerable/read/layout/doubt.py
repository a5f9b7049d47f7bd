"""Numbers that stand in line on a page and in no table: never passed over in silence."""

from __future__ import annotations

import re
from itertools import pairwise

from answerable.read.layout.flow import Layout
from answerable.read.layout.words import PlacedWords, make_rows

_NUMBER = re.compile(r"[(]?[-+–]?[£$€]?\d[\d,.]*%?[)]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST_LINES = 4
_LEAST_NUMBERS = 3


def count_aligned_numbers(words: PlacedWords, layout: Layout) -> int:
    """Lines outside tables that hold three or more numbers apart from each other; 0 where they are only a few.

    >>> import numpy as np
    >>> count_aligned_numbers(PlacedWords([], np.zeros((0, 4))), Layout("", (), [], (), []))
    0
    """
    inside = {word for table in layout.tables for cell in table.grid.cells for word in cell.words}
    numeric = [index for index, text in enumerate(words.texts) if index not in inside and _NUMBER.fullmatch(text)]
    if len(numeric) < _LEAST_LINES * _LEAST_NUMBERS:
        return 0
    if sum(len(row.segments) >= _LEAST_NUMBERS for row in make_rows(words, numeric)) < _LEAST_LINES:
        return 0
    # Numbers of a sentence stand among its words; those of a table stand by themselves.
    outside = [index for index in range(len(words.texts)) if index not in inside]
    alone = set(numeric)
    lines = []
    for row in make_rows(words, outside):
        figures = [segment for segment in row.segments if alone.issuperset(segment.words)]
        if len(figures) >= _LEAST_NUMBERS:
            lines.append([words.texts[word] for segment in figures for word in segment.words])
    n_lines = len(lines) - _count_lists_of_years(lines)
    return n_lines if n_lines >= _LEAST_LINES else 0


def _count_lists_of_years(lines: list[list[str]]) -> int:
    """Lines that only name years: one after the other, or each of them once on the page. They count nothing."""
    only_years = [[int(text) for text in line] for line in lines if all(map(_YEAR.fullmatch, line))]
    named = [year for line in only_years for year in line]
    if len(named) == len(set(named)):
        return len(only_years)
    return sum({abs(one - other) for one, other in pairwise(line)} == {1} for line in only_years)
