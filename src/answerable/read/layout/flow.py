"""Reading order: tables, columns of prose and paragraphs of one page, put together to its text.

What comes in: words with boxes, and the ruled tables found already. What goes out: the page's text with the range of
every word, block and table cell. What must never be here: knowledge of PDF or OCR.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

import numpy as np

from answerable.model.document import Block, BlockKind, Cell, CellKind, Word
from answerable.model.span import Box
from answerable.read.compose import Composer
from answerable.read.layout.grid import Grid, GridCell
from answerable.read.layout.mixed import refine
from answerable.read.layout.numbers import part_numbers
from answerable.read.layout.regions import Region, find_regions
from answerable.read.layout.unruled import find_grid, find_separators
from answerable.read.layout.words import Boxes, PlacedWords, Row, make_rows

LEAST_SURE = 0.5
"""An unruled grid less sure than this is read as text."""
_TITLE = re.compile(r"(?:table|figure|schedule|appendix|annex)\b", re.IGNORECASE)
_NOTE = re.compile(r"(?:notes?\b|source\b|\*|†|\(?[a-z1-9]\)\s|please note|data (?:source|extracted))", re.IGNORECASE)
_PARAGRAPH_LEAP = 0.55
_HEADING_HEIGHT = 1.18


@dataclass(slots=True)
class PlacedTable:
    """A grid with the ranges of its cells in the page's text."""

    grid: Grid
    cells: tuple[Cell, ...]
    start: int
    end: int
    title: str = ""
    notes: str = ""


@dataclass(slots=True)
class Layout:
    """One page, read: its text and what stands where in it."""

    text: str
    words: tuple[Word, ...]
    """By place in the text."""
    order: list[int]
    """For each word, its index among the words that came in."""
    blocks: tuple[Block, ...]
    tables: list[PlacedTable]

    def show_at(self, boxes: Boxes) -> None:
        """Give words and cells other boxes: those of the page as shown, where it was turned to be read."""
        rounded = boxes.round(2).tolist()
        self.words = tuple(
            Word(word.start, word.end, Box(*rounded[index])) for word, index in zip(self.words, self.order, strict=True)
        )
        for table in self.tables:
            table.cells = tuple(
                replace(cell, box=_bound(boxes, placed.words)) if placed.words else replace(cell, box=None)
                for cell, placed in zip(table.cells, table.grid.cells, strict=True)
            )


def make_layout(words: PlacedWords, ruled: list[Grid] | None = None, *, unruled: bool = True) -> Layout:
    """Read a page's words in order.

    Args:
        words: words with boxes.
        ruled: tables found by their rules; their words are not looked at again.
        unruled: whether to look for tables without rules.
    """
    grids: list[Grid] = []
    taken = np.zeros(len(words), dtype=bool)
    for grid in ruled or ():
        finer = refine(words, grid, taken)
        taken[finer.words] = True
        grids.append(finer)
    rows = part_numbers(words, make_rows(words, np.flatnonzero(~taken).tolist()))
    items: list[tuple[float, float, Grid | list[list[Row]]]] = [(g.box[1], g.box[0], g) for g in grids]
    barriers = sorted(grid.box[1] for grid in grids)
    for stretch in _cut_rows(rows, barriers):
        items.extend(_order_stretch(words, stretch, unruled))
    items.sort(key=lambda item: (item[0], item[1]))
    return _compose(words, [item[2] for item in items])


def _cut_rows(rows: list[Row], barriers: list[float]) -> list[list[Row]]:
    """Rows between tables: a paragraph never goes on across one."""
    stretches: list[list[Row]] = [[] for _ in range(len(barriers) + 1)]
    for row in rows:
        stretches[int(np.searchsorted(barriers, row.y0))].append(row)
    return [stretch for stretch in stretches if stretch]


def _order_stretch(
    words: PlacedWords, rows: list[Row], unruled: bool
) -> list[tuple[float, float, Grid | list[list[Row]]]]:
    items: list[tuple[float, float, Grid | list[list[Row]]]] = []
    position = 0
    for region in find_regions(rows) if unruled else []:
        lines = rows[region.first : region.last]
        grid = find_grid(words, rows, region)
        if grid is not None and grid.share_sure >= LEAST_SURE:
            made: list[Grid | list[list[Row]]] = [grid]
        elif grid is None and region.n_strong >= 4:
            made = [_make_paragraphs(column) for column in _cut_columns(words, lines, region)]
        else:
            continue
        if region.first > position:
            before = rows[position : region.first]
            items.append((before[0].y0, before[0].segments[0].x0, _make_paragraphs(before)))
        # Columns follow each other at the region's height, from left to right.
        items.extend((lines[0].y0, float(place), piece) for place, piece in enumerate(made))
        position = region.last
    if position < len(rows):
        rest = rows[position:]
        items.append((rest[0].y0, rest[0].segments[0].x0, _make_paragraphs(rest)))
    return items


def _cut_columns(words: PlacedWords, lines: list[Row], region: Region) -> list[list[Row]]:
    """The lines of each column of prose; just the lines where the columns are not wide enough to be prose."""
    separators = find_separators(words, lines)
    n_words = sum(len(segment.words) for line in lines for segment in line.segments)
    n_segments = sum(len(line.segments) for line in lines)
    if not separators or n_words < 3 * n_segments:
        return [lines]
    columns: list[list[int]] = [[] for _ in range(len(separators) + 1)]
    for line in lines:
        for word in line.words:
            middle = (words.boxes[word, 0] + words.boxes[word, 2]) / 2
            columns[int(np.searchsorted(separators, middle))].append(word)
    return [make_rows(words, sorted(column)) for column in columns if column]


def _make_paragraphs(rows: list[Row]) -> list[list[Row]]:
    """Group lines that follow each other closely."""
    paragraphs: list[list[Row]] = [[rows[0]]]
    for above, row in itertools.pairwise(rows):
        leap = row.y0 - above.y1
        low, high = sorted((above.height, row.height))
        if leap > _PARAGRAPH_LEAP * high or high > 1.3 * low:
            paragraphs.append([row])
        else:
            paragraphs[-1].append(row)
    return paragraphs


def _compose(words: PlacedWords, items: list[Grid | list[list[Row]]]) -> Layout:
    composer = Composer()
    starts: list[tuple[int, int, int]] = []
    blocks: list[Block] = []
    tables: list[PlacedTable] = []
    heights = words.boxes[:, 3] - words.boxes[:, 1]
    usual = float(np.median(heights)) if len(words) else 0.0
    for item in items:
        if isinstance(item, Grid):
            composer.separate("\n\n")
            table = _compose_table(words, item, composer, starts)
            tables.append(table)
            blocks.append(Block(BlockKind.TABLE, table.start, table.end))
            continue
        for paragraph in item:
            composer.separate("\n\n")
            start = composer.length
            for position, row in enumerate(paragraph):
                if position:
                    composer.separate("\n")
                _add_words(words, row.words, composer, starts)
            tall = max(row.height for row in paragraph)
            kind = BlockKind.HEADING if tall > _HEADING_HEIGHT * usual and len(paragraph) <= 3 else BlockKind.PARAGRAPH
            blocks.append(Block(kind, start, composer.length))
    text = composer.text()
    _name_tables(text, blocks, tables)
    boxes = words.boxes.round(2).tolist()
    placed = tuple(Word(start, end, Box(*boxes[index])) for start, end, index in starts)
    return Layout(text, placed, [index for _, _, index in starts], tuple(blocks), tables)


def _name_tables(text: str, blocks: list[Block], tables: list[PlacedTable]) -> None:
    """Give each table the words above that name it and the notes beneath."""
    by_start = {table.start: table for table in tables}
    for place, block in enumerate(blocks):
        table = by_start.get(block.start) if block.kind is BlockKind.TABLE else None
        if table is None:
            continue
        above = text[blocks[place - 1].start : blocks[place - 1].end] if place else ""
        if (
            place
            and blocks[place - 1].kind is not BlockKind.TABLE
            and (len(above) <= 120 or (_TITLE.match(above) and len(above) < 400))
        ):
            table.title = above.replace("\n", " ")
        below = text[blocks[place + 1].start : blocks[place + 1].end] if place + 1 < len(blocks) else ""
        if below and _NOTE.match(below):
            table.notes = below.replace("\n", " ")
            blocks[place + 1] = replace(blocks[place + 1], kind=BlockKind.NOTE)


def _add_words(words: PlacedWords, indexes: list[int], composer: Composer, starts: list[tuple[int, int, int]]) -> None:
    texts = words.texts
    first = True
    for index in indexes:
        if not first:
            composer.separate(" ")
        first = False
        start, end = composer.add(texts[index])
        starts.append((start, end, index))


def _compose_table(
    words: PlacedWords, grid: Grid, composer: Composer, starts: list[tuple[int, int, int]]
) -> PlacedTable:
    """Write a table row by row, cells parted by tabs; a cell's lines are joined by blanks."""
    start = composer.length
    by_row: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        by_row.setdefault(cell.row, []).append(cell)
    cells: list[Cell] = []
    for row in range(grid.n_rows):
        if row:
            composer.separate("\n")
        column = 0
        for cell in sorted(by_row.get(row, ()), key=lambda cell: cell.column):
            while column < cell.column:
                composer.separate("\t")
                column += 1
            begin = composer.length
            ordered = order_words(words, cell.words)
            _add_words(words, ordered, composer, starts)
            cells.append(_make_cell(words, cell, begin, composer.length))
    return PlacedTable(grid, tuple(cells), start, composer.length)


def _make_cell(words: PlacedWords, cell: GridCell, start: int, end: int) -> Cell:
    text = " ".join(words.texts[word] for word in order_words(words, cell.words))
    box = cell.box
    return Cell(
        cell.row,
        cell.column,
        text,
        start,
        end,
        kind=CellKind.TEXT if text else CellKind.BLANK,
        row_span=cell.row_span,
        column_span=cell.column_span,
        box=Box(*(round(value, 2) for value in box)) if box is not None else _bound(words.boxes, cell.words),
    )


def _bound(boxes: Boxes, indexes: list[int]) -> Box | None:
    """The box around some words."""
    if not indexes:
        return None
    inside = boxes[indexes]
    low, high = inside.min(axis=0).round(2).tolist(), inside.max(axis=0).round(2).tolist()
    return Box(low[0], low[1], high[2], high[3])


def order_words(words: PlacedWords, indexes: list[int]) -> list[int]:
    """Words of a cell line by line."""
    if len(indexes) < 2:
        return indexes
    return [word for row in make_rows(words, sorted(indexes)) for word in row.words]
