"""Joining: one table that goes on over pages or sheets, and sheets that say the same twice.

In: grids of one or more documents, in order. Out: fewer grids. Rows keep the page and table they came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from answerable.tables.grid import Column, ColumnKind, Grid, Row, RowKind, fold_name
from answerable.tables.headers import TYPED
from answerable.tables.lines import split_run_together
from answerable.tables.totals import check_totals
from answerable.tables.understand import find_star
from answerable.tables.values import read_cell

_COPY_SHARE = 0.9


def join(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Join grids that have the same columns, and grids without a header to the one before that they continue."""
    groups: list[list[Grid]] = []
    by_names: dict[tuple[str, ...], int] = {}
    for grid in grids:
        names = _sort_names(grid) if grid.has_header else ()
        index = by_names.get(names) if names else None
        if not grid.has_header and groups and _goes_on(groups[-1], grid):
            index = len(groups) - 1
        if index is None:
            groups.append([grid])
            if names:
                by_names[names] = len(groups) - 1
        else:
            groups[index].append(grid)
    return tuple(group[0] if len(group) == 1 else _join_all(group) for group in groups)


def _sort_names(grid: Grid) -> tuple[str, ...]:
    """The columns' names in one order; empty where they do not tell the columns apart."""
    names = sorted(fold_name(column.name) for column in grid.columns)
    return tuple(names) if len(names) > 1 and any(names) and len(set(names)) == len(names) else ()


def _goes_on(group: Sequence[Grid], grid: Grid) -> bool:
    """Whether a grid without a header is the rest of the one before: same document, next page, alike columns."""
    known, last = group[0], group[-1]
    if known.document != grid.document or len(known.columns) != len(grid.columns):
        return False
    last_page = last.rows[-1].page if last.rows else last.page
    if not 0 <= grid.page - last_page <= 1:
        return False
    clashes = sum(
        mine.kind in TYPED and theirs.kind is ColumnKind.TEXT and theirs.share_kind > 0.6
        for mine, theirs in zip(known.columns, grid.columns, strict=True)
    )
    return clashes <= len(known.columns) // 3


def _join_all(group: Sequence[Grid]) -> Grid:
    known = group[0]
    columns, rows = known.columns, list(known.rows)
    folded = [fold_name(column.name) for column in columns]
    for grid in group[1:]:
        order = list(range(len(columns)))
        if grid.has_header:
            names = [fold_name(column.name) for column in grid.columns]
            order = [names.index(name) for name in folded]
        section = rows[-1].section if rows and not grid.has_header else ""
        typed = {index: column.kind for index, column in enumerate(columns) if column.kind in TYPED}
        for row in grid.rows:
            cells = split_run_together(tuple(row.cells[position] for position in order), typed)
            more = tuple((order.index(position), cell) for position, cell in row.more)
            rows.append(replace(row, cells=cells, more=more, section=row.section or section))
        columns = tuple(_merge(mine, grid.columns[order[index]]) for index, mine in enumerate(columns))
    notes = tuple(dict.fromkeys(note for grid in group for note in grid.notes))
    return replace(
        known,
        tables=tuple(dict.fromkeys(table for grid in group for table in grid.tables)),
        columns=columns,
        rows=tuple(rows),
        notes=notes,
        checks=check_totals(rows, columns, find_star(notes)),
        share_sure=min(grid.share_sure for grid in group if grid.has_header or grid is known),
        repairs=tuple(dict.fromkeys(repair for grid in group for repair in grid.repairs)),
    )


def _merge(mine: Column, theirs: Column) -> Column:
    if mine.kind is ColumnKind.BLANK:
        return replace(mine, kind=theirs.kind, share_kind=theirs.share_kind, unit=theirs.unit)
    return mine


def drop_copies(grids: Sequence[Grid]) -> tuple[tuple[Grid, ...], tuple[str, ...]]:
    """Leave out grids whose rows nearly all stand in a larger one too: re-sorted and filtered copies on further sheets.

    Returns:
        The grids that stay, and a sentence for each that was left out.
    """
    said: list[str] = []
    contents = [_content(grid) for grid in grids]
    sizes = [sum(content.values()) for content in contents]
    names = [frozenset(fold_name(column.name) for column in grid.columns) for grid in grids]
    # Which of the grids that stay holds a row: so that a thousand pages are not each compared with every other.
    holders: dict[tuple[str, ...], list[int]] = {}
    dropped: set[int] = set()
    for index in sorted(range(len(grids)), key=lambda one: (-sizes[one], one)):
        shared: Counter[int] = Counter()
        for row, count in contents[index].items():
            for larger in holders.get(row, ()):
                shared[larger] += min(count, contents[larger][row])
        fitting = [
            (larger, n_shared)
            for larger, n_shared in sorted(shared.items())
            if sizes[index] >= 2
            and n_shared >= _COPY_SHARE * sizes[index]
            and len(names[larger] & names[index]) >= 0.8 * max(len(names[larger]), len(names[index]))
        ]
        if fitting:
            larger, n_shared = fitting[0]
            dropped.add(index)
            said.append(
                f"page {grids[index].page}: {n_shared} of {sizes[index]} rows stand on page {grids[larger].page} too;"
                " left out as a copy"
            )
            continue
        for row in contents[index]:
            holders.setdefault(row, []).append(index)
    return tuple(grid for index, grid in enumerate(grids) if index not in dropped), tuple(said)


def _content(grid: Grid) -> Counter[tuple[str, ...]]:
    """What the data rows say, by column name, whatever their order."""
    names = [fold_name(column.name) for column in grid.columns]
    order = sorted(range(len(names)), key=lambda index: names[index])
    return Counter(tuple(_plain(row, position) for position in order) for row in grid.rows if row.kind is RowKind.DATA)


def _plain(row: Row, position: int) -> str:
    reading = read_cell(row.cells[position])
    return repr(reading.number) if reading.number is not None else fold_name(row.texts[position])
