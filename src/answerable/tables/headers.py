"""Header rows: where the names of the columns stand, on one line or several, and where there are none.

In: the lines of a region. Out: which lines are the header, and the name of every column. A line is a header by what
stands under it: words over numbers, dates or money. A table of nothing but words takes its first full line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from answerable.model.document import Cell
from answerable.tables.grid import ColumnKind
from answerable.tables.regions import Line
from answerable.tables.values import find_kind, is_doubtful, read_period

TYPED = (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT, ColumnKind.DATE, ColumnKind.YEAR)
_DEPTH = 40
"""How many lines from the top a header is looked for, and how many beneath are weighed."""
_SAMPLED = 2000
_LONGEST_NAME = 160
_MAX_LEVELS = 4
_YEARS = re.compile(r"(?<![\d/])(?:19|20)\d{2}(?:\s?[-/\u2013]\s?(?:(?:19|20)\d{2}|\d{2}))?(?![\d/])")
"""Years in the names of columns: "2021", "2021-22", "2021/2022"."""
_SCALE = re.compile(r"[£$€]?\s?['’]?(?<!\d)000(?:['’]?s)?(?!\d)")
"""What a column's numbers are counted in: "£000s", "'000"."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header stands among a region's lines, first and one past the last, and its columns' names by level."""

    first: int
    end: int
    levels: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """One name per column: its levels from the top, each said once."""
        return tuple(" ".join(dict.fromkeys(word for word in column if word)) for column in self.levels)


def filled(line: Sequence[Cell | None]) -> list[int]:
    """Positions of a line's filled cells."""
    return [position for position, cell in enumerate(line) if cell is not None]


def find_typed(lines: Sequence[Line]) -> dict[int, ColumnKind]:
    """Columns most of whose filled cells are numbers, money, dates or years, and which."""
    counts: dict[int, Counter[ColumnKind]] = {}
    # A few thousand lines, taken from all over, tell as much as a million.
    for _, cells in lines[:: max(1, len(lines) // _SAMPLED)]:
        for position, cell in enumerate(cells):
            if cell is not None and not is_doubtful(cell):
                counts.setdefault(position, Counter())[find_kind(cell)] += 1
    typed = {}
    for position, counter in counts.items():
        best, share = summarise(counter)
        if best in TYPED and share >= 0.5:
            typed[position] = best
    return typed


def summarise(counter: Counter[ColumnKind]) -> tuple[ColumnKind, float]:
    """The kind of a column from those of its cells, and its share of them.

    Bare numbers beside money are money; years beside other numbers are numbers.
    """
    n_all = sum(counter.values())
    if not n_all:
        return ColumnKind.BLANK, 0.0
    merged = Counter(counter)
    for strong, weak in (
        (ColumnKind.MONEY, ColumnKind.NUMBER),
        (ColumnKind.PERCENT, ColumnKind.NUMBER),
        (ColumnKind.DATE, ColumnKind.YEAR),
    ):
        if merged[strong] and merged[strong] >= 0.2 * (merged[strong] + merged[weak]):
            merged[strong] += merged.pop(weak, 0)
            break
    if merged[ColumnKind.YEAR] and merged[ColumnKind.NUMBER] > 0.05 * n_all:
        merged[ColumnKind.NUMBER] += merged.pop(ColumnKind.YEAR)
    best = max(merged, key=lambda kind: (merged[kind], kind.value))
    return best, merged[best] / n_all


def looks_like_names(cells: Sequence[Cell | None]) -> bool:
    """Whether a line could name columns: at least two short words or years, hardly any twice."""
    present = [cell for cell in cells if cell is not None]
    if len(present) < 2 or any(len(cell.text) > _LONGEST_NAME for cell in present):
        return False
    if any(not _is_name(cell) for cell in present):
        return False
    texts = [cell.text.lower() for cell in present]
    spread = sum(cell.column_span for cell in present) > len(present)
    return len(set(texts)) >= 0.7 * len(texts) or spread


def _is_name(cell: Cell) -> bool:
    """Whether words could name a column: no quantity, no sum of money or date inside, no reference number."""
    kind = find_kind(cell)
    if read_period(cell.text) is not None:
        return True
    if kind in TYPED:
        return False
    words = _SCALE.sub(" ", _YEARS.sub(" ", cell.text))
    n_digits = sum(character.isdigit() for character in words)
    return n_digits < 4 and not re.search(r"[£$€]\s?\d|\d/\d{1,2}/\d", words)


def find_header(lines: Sequence[Line]) -> Header | None:
    """The header of a region, or None where its first full line is data."""
    widths = sorted(len(filled(cells)) for _, cells in lines[:200] if len(filled(cells)) > 1)
    if not widths:
        return None
    # The upper quartile: lines that go on with the row above are narrow, and many.
    usual = widths[3 * len(widths) // 4]
    fallback: int | None = None
    for index, (_, cells) in enumerate(lines[:_DEPTH]):
        present = filled(cells)
        if len(present) < max(2, 0.5 * usual):
            continue
        if not looks_like_names(cells):
            if fallback is None and len(present) >= 0.7 * usual:
                # A full line of data comes before anything that names columns.
                return None
            continue
        typed = find_typed(lines[index + 1 : index + 1 + _DEPTH])
        over = [position for position in _find_covered(cells) if position in typed]
        if over and len(over) >= 0.5 * len([p for p in typed if p <= present[-1]]):
            return _extend(lines, index, typed)
        fallback = index if fallback is None else fallback
    if fallback is None or len(lines) - fallback < 2 or find_typed(lines[fallback + 1 :]):
        # Where columns hold numbers, names stand over them; a line that leaves them blank is data.
        return None
    return _extend(lines, fallback, {})


def _find_covered(cells: Sequence[Cell | None]) -> list[int]:
    """Positions that a line's cells cover, merged ones with all that they span."""
    covered = {p for p, cell in enumerate(cells) if cell is not None for p in range(p, p + cell.column_span)}
    return sorted(position for position in covered if position < len(cells))


def name_by_line(lines: Sequence[Line], index: int) -> Header:
    """The header that a person named."""
    return Header(index, index + 1, tuple((cell.text if cell is not None else "",) for cell in lines[index][1]))


def _extend(lines: Sequence[Line], index: int, typed: dict[int, ColumnKind]) -> Header:
    """Take in the lines above and beneath that are levels of the same header."""
    first, end = index, index + 1
    while end < len(lines) - 1 and end - index < _MAX_LEVELS and _goes_on(lines, end, typed):
        end += 1
        typed = find_typed(lines[end : end + _DEPTH]) or typed
    while first and index - first < _MAX_LEVELS and _stands_over(lines[first - 1][1], lines[index][1]):
        first -= 1
    rows = [lines[number][1] for number in range(first, end)]
    width = len(lines[index][1])
    levels: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        spread = _spread(row, is_last=depth == len(rows) - 1)
        for position in range(width):
            levels[position].append(spread[position])
    return Header(first, end, tuple(tuple(column) for column in levels))


def _goes_on(lines: Sequence[Line], end: int, typed: dict[int, ColumnKind]) -> bool:
    """Whether the line after a header is one more level of it rather than the first data."""
    cells, above = lines[end][1], lines[end - 1][1]
    present = filled(cells)
    if not present or not all(_is_name(cell) for cell in cells if cell is not None):
        return False
    over = [position for position in present if position in typed]
    words_over = [cell for p in over if (cell := cells[p]) is not None]
    if not over or any(find_kind(cell) in TYPED and read_period(cell.text) is None for cell in words_over):
        return False
    beneath = find_typed(lines[end + 1 : end + 1 + _DEPTH])
    if not any(position in beneath for position in over):
        return False
    fills = [position for position in present if above[position] is None]
    spans = any(cell is not None and (cell.column_span > 1 or cell.row_span > 1) for cell in above)
    if fills or spans:
        return len(fills) >= 0.5 * len(present) or spans
    # Words wrapped onto a second line: they stand over typed columns and never come again in them.
    later = {cell.text for _, row in lines[end + 1 :] for cell in row if cell is not None}
    return len(over) >= 2 and not any(cell.text in later for cell in words_over)


def _stands_over(cells: Sequence[Cell | None], names: Sequence[Cell | None]) -> bool:
    """Whether a line is the upper level of a header: several words, or one that spans some but not all columns."""
    present = [cell for cell in cells if cell is not None]
    if not present or any(find_kind(c) in TYPED and read_period(c.text) is None for c in present):
        return False
    if len(present) == 1:
        only = present[0]
        return 1 < only.column_span < 0.8 * len(names) and filled(cells)[0] > 0
    if not all(len(cell.text) <= _LONGEST_NAME // 2 and not cell.text.endswith(":") for cell in present):
        return False
    spread = any(1 < cell.column_span < 0.8 * len(names) for cell in present)
    fills = any(cells[position] is not None and names[position] is None for position in range(len(names)))
    return len(present) < len(filled(names)) or (spread and fills)


def _spread(row: Sequence[Cell | None], *, is_last: bool) -> list[str]:
    """A header line's words over every column that they cover."""
    words = [""] * len(row)
    position = 0
    while position < len(row):
        cell = row[position]
        if cell is None:
            position += 1
            continue
        words[position] = cell.text
        stop = position + 1
        if cell.column_span > 1:
            stop = min(len(row), position + cell.column_span)
        elif not is_last:
            while stop < len(row) and row[stop] is None:
                stop += 1
        for covered in range(position + 1, stop):
            if row[covered] is None:
                words[covered] = cell.text
        position = max(stop, position + 1)
    return words
