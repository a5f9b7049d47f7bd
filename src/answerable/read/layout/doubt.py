"""Numbers that stand in line on a page and in no table: never passed over in silence."""

from __future__ import annotations

import re

from answerable.read.layout.flow import Layout
from answerable.read.layout.words import PlacedWords, make_rows

_NUMBER = re.compile(r"[(]?[-+–]?[£$€]?\d[\d,.]*%?[)]?")
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
    n_lines = sum(len(row.segments) >= _LEAST_NUMBERS for row in make_rows(words, numeric))
    return n_lines if n_lines >= _LEAST_LINES else 0
