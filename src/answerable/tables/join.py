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
    joined: list[Grid] = []
    for grid in grids:
        target = _find_target(joined, grid)
        if target is None:
            joined.append(grid)
        else:
            joined[target] = _append(joined[target], grid)
    return tuple(joined)


def _find_target(joined: Sequence[Grid], grid: Grid) -> int | None:
    for index in range(len(joined) - 1, -1, -1):
        known = joined[index]
        if grid.has_header:
            if known.has_header and _same_names(known, grid):
                return index
        elif index == len(joined) - 1 and _goes_on(known, grid):
            return index
    return None


def _same_names(first: Grid, second: Grid) -> bool:
    mine, theirs = [[fold_name(c.name) for c in grid.columns] for grid in (first, second)]
    return len(mine) > 1 and any(mine) and sorted(mine) == sorted(theirs) and len(set(mine)) == len(mine)


def _goes_on(known: Grid, grid: Grid) -> bool:
    """Whether a grid without a header is the rest of the one before: same document, next page, alike columns."""
    if known.document != grid.document or len(known.columns) != len(grid.columns):
        return False
    last_page = known.rows[-1].page if known.rows else known.page
    if not 0 <= grid.page - last_page <= 1:
        return False
    clashes = sum(
        mine.kind in TYPED and theirs.kind is ColumnKind.TEXT and theirs.share_kind > 0.6
        for mine, theirs in zip(known.columns, grid.columns, strict=True)
    )
    return clashes <= len(known.columns) // 3


def _append(known: Grid, grid: Grid) -> Grid:
    order = list(range(len(known.columns)))
    if grid.has_header:
        names = [fold_name(column.name) for column in grid.columns]
        order = [names.index(fold_name(column.name)) for column in known.columns]
    section = known.rows[-1].section if known.rows and not grid.has_header else ""
    typed = {index: column.kind for index, column in enumerate(known.columns) if column.kind in TYPED}
    rows = list(known.rows)
    for row in grid.rows:
        cells = split_run_together(tuple(row.cells[position] for position in order), typed)
        more = tuple((order.index(position), cell) for position, cell in row.more)
        rows.append(replace(row, cells=cells, more=more, section=row.section or section))
    columns = tuple(_merge(mine, grid.columns[order[index]]) for index, mine in enumerate(known.columns))
    notes = tuple(dict.fromkeys([*known.notes, *grid.notes]))
    return replace(
        known,
        tables=tuple(dict.fromkeys([*known.tables, *grid.tables])),
        columns=columns,
        rows=tuple(rows),
        notes=notes,
        checks=check_totals(rows, columns, find_star(notes)),
        share_sure=min(known.share_sure, grid.share_sure) if grid.has_header else known.share_sure,
        repairs=tuple(dict.fromkeys([*known.repairs, *grid.repairs])),
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
    kept: list[Grid] = []
    said: list[str] = []
    contents = [_content(grid) for grid in grids]
    order = sorted(range(len(grids)), key=lambda index: (-sum(contents[index].values()), index))
    dropped: set[int] = set()
    for place, index in enumerate(order):
        for larger in order[:place]:
            if larger in dropped or not _have_same_columns(grids[larger], grids[index]):
                continue
            n_rows = sum(contents[index].values())
            n_shared = sum((contents[index] & contents[larger]).values())
            if n_rows >= 2 and n_shared >= _COPY_SHARE * n_rows:
                dropped.add(index)
                said.append(
                    f"page {grids[index].page}: {n_shared} of {n_rows} rows stand on page {grids[larger].page} too;"
                    " left out as a copy"
                )
                break
    kept = [grid for index, grid in enumerate(grids) if index not in dropped]
    return tuple(kept), tuple(said)


def _have_same_columns(first: Grid, second: Grid) -> bool:
    mine, theirs = ({fold_name(c.name) for c in grid.columns} for grid in (first, second))
    return len(mine & theirs) >= 0.8 * max(len(mine), len(theirs))


def _content(grid: Grid) -> Counter[tuple[str, ...]]:
    """What the data rows say, by column name, whatever their order."""
    names = [fold_name(column.name) for column in grid.columns]
    order = sorted(range(len(names)), key=lambda index: names[index])
    return Counter(tuple(_plain(row, position) for position in order) for row in grid.rows if row.kind is RowKind.DATA)


def _plain(row: Row, position: int) -> str:
    reading = read_cell(row.cells[position])
    return repr(reading.number) if reading.number is not None else fold_name(row.texts[position])
