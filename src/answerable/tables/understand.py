"""Understanding a table: from cells to named, typed columns and rows that know what they are.

In: a `model.Table` as any reader left it. Out: `Grid`s, one for each table that stands in it. Pure; nothing is
guessed where the table does not say: a table without a header keeps nameless columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from answerable.model.document import Cell, Table
from answerable.model.interval import Interval
from answerable.tables.grid import Column, ColumnKind, Grid, Row, RowKind
from answerable.tables.headers import Header, filled, find_header, find_typed, looks_like_names, name_by_line, summarise
from answerable.tables.lines import join_wrapped, make_rows
from answerable.tables.regions import Line, Region, split_regions
from answerable.tables.totals import check_totals
from answerable.tables.values import find_kind, is_doubtful, is_month_first, read_period, read_words
from answerable.words.figures import find_star_meaning

_UNITS = re.compile(
    r"\b(officers|staff|cases|allegations|complaints|incidents|contracts|hours|days|months|years|people|requests)\b|(%|per\s?cent)"
    r"|([£$€])",
    re.IGNORECASE,
)
_SIGNS = {"£": "GBP", "$": "USD", "€": "EUR"}


def understand(table: Table, *, header_row: int | None = None) -> tuple[Grid, ...]:
    """All tables that stand in one received table.

    Args:
        table: as a reader left it.
        header_row: where a person says that the column names stand: the row as the sheet counts it, or from 1 in the
        table.

    >>> understand(Table("t", "d", 1, 1, 0, 0, ()))
    ()
    """
    grids: list[Grid] = []
    for region in split_regions(table):
        title = table.title
        chosen = _find_chosen(region, header_row)
        for part in [region] if chosen is not None else _split_stacked(region):
            grid, title = _make_grid(table, part, title, chosen)
            if grid is not None:
                grids.append(grid)
                title = ""
    return tuple(grids)


def _find_chosen(region: Region, header_row: int | None) -> int | None:
    """The index of the line that a person names as the header."""
    if header_row is None:
        return None
    for index, (number, cells) in enumerate(region.lines):
        addresses = [cell.address for cell in cells if cell is not None and cell.address]
        shown = int(re.sub(r"\D", "", addresses[0].rpartition("!")[2])) if addresses else number + 1
        if shown == header_row and filled(cells):
            return index
    return None


def _split_stacked(region: Region) -> list[Region]:
    """Cut a region where, after a blank line, other column names begin."""
    starts = [0]
    for index in range(2, len(region.lines)):
        if filled(region.lines[index - 1][1]) or not filled(region.lines[index][1]):
            continue
        later = Region(region.columns, region.lines[index:])
        # The new part's title may stand above its names.
        header = find_header(later.lines[:12])
        if header is None or header.first > 3 or len(later.lines) - header.end < 1:
            continue
        names = later.lines[header.end - 1][1]
        if not _is_like_data(region.lines[starts[-1] : index], names) and looks_like_names(names):
            starts.append(index)
    ends = [*starts[1:], len(region.lines)]
    return [
        Region(region.columns, _strip(region.lines[a:b]))
        for a, b in zip(starts, ends, strict=True)
        if _strip(region.lines[a:b])
    ]


def _strip(lines: Sequence[Line]) -> tuple[Line, ...]:
    present = [index for index, (_, cells) in enumerate(lines) if filled(cells)]
    return tuple(lines[present[0] : present[-1] + 1]) if present else ()


def _is_like_data(above: Sequence[Line], names: Sequence[Cell | None]) -> bool:
    """Whether supposed names fit the columns above as one more row of data would."""
    typed = find_typed(above)
    over = [position for position in filled(names) if position in typed]
    if not typed:
        return True
    return any(find_kind(names[position]) is typed[position] for position in over) or not over


def _make_grid(table: Table, region: Region, title: str, chosen: int | None) -> tuple[Grid | None, str]:
    header = find_header(region.lines) if chosen is None else name_by_line(region.lines, chosen)
    above = region.lines[: header.first] if header is not None else ()
    words = [" ".join(cell.text for cell in cells if cell is not None) for _, cells in above if filled(cells)]
    said = " ".join(word for word in [title, *words] if word)
    body = region.lines[header.end :] if header is not None else region.lines
    if not any(filled(cells) for _, cells in body):
        return None, said
    kept, columns_names = _drop_blank_columns(region, body, header)
    lines = [(number, tuple(cells[position] for position in kept)) for number, cells in body]
    typed = find_typed(lines)
    joined, n_joined = join_wrapped(lines, typed)
    names = [" ".join(dict.fromkeys(word for word in levels if word)) for levels in columns_names]
    rows, notes = make_rows(joined, names, typed, table.page, table.id)
    if table.notes:
        notes.append(table.notes)
    columns = _make_columns(region, kept, columns_names, rows, said)
    star = find_star(notes)
    checks = check_totals(rows, columns, star)
    repairs = (f"{n_joined} lines joined to the rows above them",) if n_joined else ()
    sure = table.share_sure * (1.0 if header is not None else 0.7)
    grid = Grid(
        table.document,
        table.page,
        (table.id,),
        said,
        tuple(notes),
        columns,
        tuple(rows),
        header is not None,
        checks,
        round(sure * (1.0 if all(check.holds for check in checks) else 0.9), 4),
        repairs,
    )
    return (grid, "") if any(row.kind is RowKind.DATA for row in rows) else (None, said)


def _drop_blank_columns(
    region: Region, body: Sequence[Line], header: Header | None
) -> tuple[list[int], list[tuple[str, ...]]]:
    """Positions of columns that hold data, or have a name of their own; words of the header's levels for each."""
    kept, levels = [], []
    for position in range(len(region.columns)):
        has_data = any(cells[position] is not None for _, cells in body)
        own = header is not None and any(
            region.lines[line][1][position] is not None for line in range(header.first, header.end)
        )
        if has_data or own:
            kept.append(position)
            levels.append(header.levels[position] if header is not None else ())
    return kept, levels


def _make_columns(
    region: Region, kept: Sequence[int], levels: Sequence[tuple[str, ...]], rows: Sequence[Row], title: str
) -> tuple[Column, ...]:
    columns = []
    data = [row.cells for row in rows if row.kind is RowKind.DATA]
    for index, position in enumerate(kept):
        counter: Counter[ColumnKind] = Counter(
            find_kind(cells[index]) for cells in data if not is_doubtful(cells[index])
        )
        kind, share = summarise(counter)
        name = " ".join(dict.fromkeys(word for word in levels[index] if word))
        period = next((found for word in reversed(levels[index]) if (found := read_period(word)) is not None), None)
        units = Counter(_find_unit(cells[index]) for cells in data if cells[index] is not None)
        units.pop("", None)
        unit = (
            units.most_common(1)[0][0] if units else _unit_of_words(name) or (_unit_of_words(title) if period else "")
        )
        texts = [cell.text for cells in data if (cell := cells[index]) is not None]
        month_first = kind is ColumnKind.DATE and is_month_first(texts)
        columns.append(
            Column(region.columns[position], name, levels[index], kind, round(share, 4), unit, period, month_first)
        )
    return tuple(columns)


def _find_unit(cell: Cell | None) -> str:
    return read_words(cell.text).unit if cell is not None and len(cell.text) < 40 else ""


def _unit_of_words(words: str) -> str:
    found = _UNITS.search(words)
    if found is None:
        return ""
    return (found[1] or "").lower() or ("percent" if found[2] else _SIGNS[found[3]])


def find_star(notes: Sequence[str]) -> Interval | None:
    """What ``*`` stands for in a table, by its notes."""
    return next((meaning for note in notes if (meaning := find_star_meaning(note)) is not None), None)
