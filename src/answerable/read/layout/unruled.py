"""Tables without rules: columns by the white between them, rows by the lines' pitch.

What comes in: rows of a page and a region that shares gutters. What goes out: a grid with how sure we are of it, or
None where the region is prose in columns, a numbered list or a letter head. What must never be here: ruled tables.
"""

from __future__ import annotations

import re

import numpy as np

from answerable.read.layout.grid import Grid, GridCell
from answerable.read.layout.numbers import is_number
from answerable.read.layout.regions import Region
from answerable.read.layout.words import PlacedWords, Row

_MARKER = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.):]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|[•●▪■○◦o·\-–—*>§\uf0b7]")
_ENGINE = "aligned-columns"
_LEAST_PARTED = 0.5


def find_grid(words: PlacedWords, rows: list[Row], region: Region) -> Grid | None:
    """Return the table of a region, or None."""
    lines = rows[region.first : region.last]
    separators = find_separators(words, lines)
    if not separators:
        return None
    return make_grid(words, lines, separators, [])


def make_grid(
    words: PlacedWords, lines: list[Row], separators: list[float], breaks: list[float], *, certain: bool = False
) -> Grid | None:
    """Put the words of lines into columns and rows; None where the result is no table.

    Args:
        words: of the page.
        lines: of the table, from top to bottom.
        separators: where columns part.
        breaks: heights of drawn rules, which part rows.
        certain: it is known that there is a table.
    """
    filled = [_split(words, line, separators) for line in lines]
    if not certain and _is_prose(words, lines, filled, len(separators) + 1):
        return None
    groups = _group_lines(words, lines, filled, breaks)
    n_columns = len(separators) + 1
    cells = []
    for row, group in enumerate(groups):
        for column in range(n_columns):
            inside = [word for line in group for word in filled[line].get((column, 1), [])]
            if inside:
                cells.append(GridCell(row, column, inside))
        for line in group:
            for (column, span), spanning in filled[line].items():
                if span > 1:
                    cells.append(GridCell(row, column, spanning, column_span=span))
    cells = _merge_overlaps(cells)
    inside_all = [word for cell in cells for word in cell.words]
    if not inside_all:
        return None
    boxes = words.boxes[inside_all]
    box = (
        float(boxes[:, 0].min()),
        float(boxes[:, 1].min()),
        float(boxes[:, 2].max()),
        float(boxes[:, 3].max()),
    )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    share = _judge(words, cells, len(groups), n_columns)
    return Grid(len(groups), n_columns, cells, box, share, _ENGINE, separators)


def find_separators(words: PlacedWords, lines: list[Row], rules: list[float] | None = None) -> list[float]:
    """Middles of the strips of white that part the columns; a drawn rule in a strip says where exactly.

    The white is that between words, so that a heading written over two columns does not hide it; but a strip counts
    only where most lines leave more than a blank there.
    """
    strong = _choose_lines(words, lines)
    left = min(segment.x0 for line in lines for segment in line.segments)
    right = max(segment.x1 for line in lines for segment in line.segments)
    height = float(np.median([line.height for line in lines]))
    width = int((right - left) * 2) + 3
    steps = np.zeros(width + 1, dtype=np.int32)
    for line in strong:
        boxes = words.boxes[line.words]
        np.add.at(steps, ((boxes[:, 0] - left) * 2).astype(np.int64).clip(0, width), 1)
        np.add.at(steps, ((boxes[:, 2] - left) * 2 + 1).astype(np.int64).clip(0, width), -1)
    cover = np.cumsum(steps)[:width]
    allowed = int(0.1 * len(strong)) if len(strong) >= 6 else 0
    least = (0.4 if len(strong) >= 5 else 0.7) * height
    white = cover <= allowed
    edges = np.flatnonzero(np.diff(np.concatenate(([False], white, [False])).astype(np.int8)))
    separators: list[float] = []
    strips: list[tuple[float, float]] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if start == 0 or end >= width - 1 or (end - start) / 2 < least:
            continue
        part = cover[start:end]
        low = np.flatnonzero(part == part.min())
        middle = float(left + (start + (low[0] + low[-1] + 1) / 2) / 2)
        if _share_parted(strong, middle) >= _LEAST_PARTED:
            separators.append(middle)
            strips.append((left + start / 2, left + end / 2))
    separators = _keep_full(lines, separators)
    for rule in rules or ():
        inside = [strip for strip in strips if strip[0] - 1 <= rule <= strip[1] + 1]
        kept = [at for at in separators if not any(strip[0] <= at <= strip[1] for strip in inside)]
        separators = sorted([*kept, rule])
    return separators


def _choose_lines(words: PlacedWords, lines: list[Row]) -> list[Row]:
    """The lines that show the columns: those with figures side by side where there are enough, else all that part."""
    strong = [line for line in lines if len(line.segments) > 1] or lines
    numeric = [
        line
        for line in strong
        if sum(is_number(" ".join(words.texts[w] for w in segment.words)) for segment in line.segments) > 1
    ]
    return numeric if len(numeric) >= max(3, 0.3 * len(strong)) else strong


def _share_parted(lines: list[Row], at: float) -> float:
    """Of the lines with words on both sides of a place, the share in which no segment runs through it."""
    n_both = n_parted = 0
    for line in lines:
        if line.segments[0].x0 < at < line.segments[-1].x1:
            n_both += 1
            n_parted += not any(segment.x0 < at < segment.x1 for segment in line.segments)
    return n_parted / n_both if n_both else 0.0


def _keep_full(lines: list[Row], separators: list[float]) -> list[float]:
    """Drop separators beside a column that hardly any line fills."""
    least = 2 if len(lines) >= 4 else 1
    while separators:
        counts = [0] * (len(separators) + 1)
        for line in lines:
            seen = {int(np.searchsorted(separators, (s.x0 + s.x1) / 2)) for s in line.segments}
            for column in seen:
                counts[column] += 1
        weakest = min(range(len(counts)), key=lambda column: counts[column])
        if counts[weakest] >= least:
            break
        separators = separators[: max(0, weakest - 1)] + separators[max(1, weakest) :]
    return separators


def _split(words: PlacedWords, line: Row, separators: list[float]) -> dict[tuple[int, int], list[int]]:
    """Words of a line by first column and number of columns they span."""
    found: dict[tuple[int, int], list[int]] = {}
    edges = np.asarray(separators)
    for segment in line.segments:
        first = int(np.searchsorted(edges, segment.x0 + 0.5))
        last = int(np.searchsorted(edges, segment.x1 - 0.5))
        if first == last:
            found.setdefault((first, 1), []).extend(segment.words)
            continue
        # A segment over a separator is a merged heading, unless a gap between two of its words lies there.
        pieces = _cut(words, segment.words, edges)
        for column, span, piece in pieces:
            found.setdefault((column, span), []).extend(piece)
    return found


def _cut(
    words: PlacedWords, inside: list[int], edges: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> list[tuple[int, int, list[int]]]:
    boxes = words.boxes[inside]
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    pieces: list[tuple[int, int, list[int]]] = []
    start = 0
    for position in range(len(inside)):
        at_end = position == len(inside) - 1
        if not at_end:
            low, high = boxes[position, 2], boxes[position + 1, 0]
            parted = bool(np.any((edges > low - 1.0) & (edges < high + 1.0)))
            wide = gaps[position] > max(1.35 * usual, 0.32 * height) if len(gaps) > 1 else gaps[position] > 0.3 * height
            if not (parted and wide):
                continue
        first = int(np.searchsorted(edges, boxes[start, 0] + 0.5))
        last = int(np.searchsorted(edges, boxes[position, 2] - 0.5))
        pieces.append((first, max(1, last - first + 1), inside[start : position + 1]))
        start = position + 1
    return pieces


def _group_lines(
    words: PlacedWords, lines: list[Row], filled: list[dict[tuple[int, int], list[int]]], breaks: list[float]
) -> list[list[int]]:
    """Lines that make one row of the table together; a drawn rule always parts rows."""
    tops = np.asarray([line.y0 for line in lines])
    bottoms = np.asarray([line.y1 for line in lines])
    leaps = (tops[1:] - bottoms[:-1]) / np.maximum(bottoms[1:] - tops[1:], 1.0)
    figures = [_find_figures(words, line) for line in filled]
    parted = [any(lines[i].y1 - 3 < at < lines[i + 1].y0 + 3 for at in breaks) for i in range(len(lines) - 1)]
    clashes = [bool(figures[i] & figures[i + 1]) for i in range(len(lines) - 1)]
    limit = _find_limit(leaps)
    if limit is not None:
        # Where close lines hold figures in the same column they are rows, and the wide leaps part groups of rows.
        close = [i for i in range(len(leaps)) if leaps[i] < limit]
        if sum(clashes[i] for i in close) > 0.2 * len(close):
            limit = None
    groups: list[list[int]] = [[0]]
    for index in range(1, len(lines)):
        before = index - 1
        if parted[before] or clashes[before] or any(figures[index] & figures[i] for i in groups[-1]):
            joins = False
        elif limit is not None:
            joins = bool(leaps[before] < limit)
        else:
            joins = _continues(words, filled[index], filled[groups[-1][-1]], float(leaps[before]))
        if joins:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _find_figures(words: PlacedWords, line: dict[tuple[int, int], list[int]]) -> set[int]:
    """Columns in which a line holds a figure."""
    return {column for (column, _), inside in line.items() if is_number(" ".join(words.texts[word] for word in inside))}


def _find_limit(leaps: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    """The leap that tells lines of one cell from rows, where two clearly different leaps are found."""
    if len(leaps) < 3:
        return None
    ordered = np.sort(leaps)
    jumps = np.diff(ordered)
    place = int(np.argmax(jumps))
    small, large = ordered[: place + 1], ordered[place + 1 :]
    if jumps[place] < 0.22 or len(small) < 2 or len(large) < max(2, 0.15 * len(leaps)):
        return None
    if small[-1] - small[0] > jumps[place] or small.mean() > 0.6:
        return None
    return float((small[-1] + large[0]) / 2)


def _continues(
    words: PlacedWords,
    line: dict[tuple[int, int], list[int]],
    above: dict[tuple[int, int], list[int]],
    leap: float,
) -> bool:
    """True where a line goes on with cells of the line above: its first column is empty and no cell is a number."""
    columns = {column for column, _ in line}
    if not columns or min(columns) == 0 or leap > 0.9:
        return False
    if not columns <= {column for column, _ in above}:
        return False
    return not any(is_number(" ".join(words.texts[word] for word in inside)) for inside in line.values())


def _is_prose(
    words: PlacedWords, lines: list[Row], filled: list[dict[tuple[int, int], list[int]]], n_columns: int
) -> bool:
    """True for columns of running text, lists with markers and letter heads."""
    strong = [line for line in filled if len(line) > 1]
    if len(strong) < 2:
        return True
    per_column: list[list[list[int]]] = [[] for _ in range(n_columns)]
    for line in filled:
        for (column, _span), inside in line.items():
            per_column[column].append(inside)
    if n_columns == 2 and per_column[0]:
        marked = sum(
            _MARKER.fullmatch(" ".join(words.texts[w] for w in inside)) is not None for inside in per_column[0]
        )
        if marked >= 0.8 * len(per_column[0]):
            return True
    cells = [inside for column in per_column for inside in column]
    numeric = sum(is_number(" ".join(words.texts[w] for w in inside)) for inside in cells)
    wordy = [
        bool(column) and float(np.mean([len(inside) for inside in column])) >= 3.6 and len(column) >= 0.5 * len(lines)
        for column in per_column
    ]
    if n_columns <= 3 and all(wordy) and numeric < 0.15 * len(cells):
        return True
    return len(strong) < 3 and numeric == 0


def _merge_overlaps(cells: list[GridCell]) -> list[GridCell]:
    """One cell for each place: a spanning heading takes in what else stands on its place in the same row."""
    kept: list[GridCell] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column, -cell.column_span)):
        last = kept[-1] if kept else None
        if last is not None and last.row == cell.row and cell.column < last.column + last.column_span:
            last.words.extend(cell.words)
            reach = max(last.column + last.column_span, cell.column + cell.column_span)
            last.column_span = reach - last.column
        else:
            kept.append(cell)
    return kept


def _judge(words: PlacedWords, cells: list[GridCell], n_rows: int, n_columns: int) -> float:
    """How sure we are: full grids with columns of one kind are tables, sparse ones may be anything."""
    if n_rows < 2 or n_columns < 2:
        return 0.0
    full = len(cells) / (n_rows * n_columns)
    spans = sum(cell.column_span > 1 for cell in cells) / len(cells)
    numeric = [0] * n_columns
    count = [0] * n_columns
    for cell in cells:
        if cell.row == 0:
            continue
        count[cell.column] += 1
        numeric[cell.column] += is_number(" ".join(words.texts[w] for w in cell.words))
    pure = [max(n, c - n) / c for n, c in zip(numeric, count, strict=True) if c]
    purity = sum(pure) / len(pure) if pure else 0.0
    some = 1.0 if any(numeric) else 0.75
    size = min(1.0, 0.55 + 0.09 * n_rows)
    return round(max(0.0, min(0.98, (0.45 + 0.55 * full) * (0.5 + 0.5 * purity) * some * size * (1 - spans))), 3)
