"""The visible rows of a sheet as the lines of its page, and the recipe by which its cells are made when wanted.

In: rows of values with what is hidden taken out. Out: the text, and `SheetCells`, which finds each cell again in that
text. What must never be here: hidden values, or knowledge of a file format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, make_dataclass
from typing import Any, TypeVar

from answerable.model.document import Cell, CellKind
from answerable.read.compose import clean_cell
from answerable.read.sheets.held import HeldValues
from answerable.read.sheets.regular import HeldRow, find_row_kinds
from answerable.read.sheets.values import Shown, Value, is_clean, show_value

_BLANK_ROWS_KEPT = 2
"""Blank rows in a row that are kept: enough to part two tables, and a million of them cost nothing."""
_REMEMBERED = 300_000
_N_DIGITS = 15
_YoungCell: type[Any] = make_dataclass(
    "_YoungCell", [(f.name, Any, field(default=f.default)) for f in fields(Cell)], slots=True
)
"""A cell that may still be written to. A frozen one takes four times as long to make, and a sheet has a million: so
each is made young and then given its class, which has the same slots."""
_KINDS: Mapping[type, CellKind] = {
    str: CellKind.TEXT,
    float: CellKind.NUMBER,
    int: CellKind.NUMBER,
    bool: CellKind.BOOLEAN,
    dt.datetime: CellKind.DATE,
    dt.date: CellKind.DATE,
    dt.time: CellKind.DATE,
    dt.timedelta: CellKind.DATE,
}

Row = tuple[int, Sequence[Value]]
"""A row's number from 0 and the values of the visible columns."""
Kind = tuple[CellKind, float | None]
"""What a cell is, and its number."""
FindKinds = Callable[[int, Sequence[Value]], Sequence[Kind]]
_BLANK: Kind = (CellKind.BLANK, None)


@dataclass(frozen=True, slots=True)
class Special:
    """A cell of which something is to be said beyond its value."""

    shown: Shown
    address: str
    row_span: int
    column_span: int


@dataclass(slots=True)
class SheetLines:
    """A sheet as text.

    Args:
        text: of the page.
        rows: of each line.
        n_columns: of the widest line.
        n_cells: that show anything.
    """

    text: str
    rows: list[Row]
    n_columns: int
    n_cells: int


def find_kinds(row: int, values: Sequence[Value]) -> list[Kind]:
    """What the cells of a row are, by their values."""
    kinds: list[Kind] = []
    for value in values:
        kind = _KINDS.get(type(value)) or show_value(value).kind
        kinds.append((kind, float(value) if kind is CellKind.NUMBER else None))  # type: ignore[arg-type]
    return kinds


@dataclass(frozen=True, slots=True)
class RegularKinds:
    """What the cells of a row of a regular sheet are.

    Args:
        held: the visible rows by number, without what is hidden in them.
        values: what values show.
        columns: numbers from 0 of the visible columns.
    """

    held: Mapping[int, HeldRow]
    values: HeldValues
    columns: tuple[int, ...]

    def __call__(self, row: int, values: Sequence[Value]) -> list[Kind]:
        """By visible column; blanks are said to be blank."""
        held = self.held.get(row)
        kinds = find_row_kinds(held, self.values) if held is not None else {}
        return [kinds.get(column, _BLANK) for column in self.columns]


@dataclass(frozen=True, slots=True)
class SheetCells:
    """Makes the cells of a sheet.

    Args:
        text: of the page.
        rows: of each line.
        columns: the sheet's name and the letters of each visible column.
        special: cells with something to say beyond their value, by row of the sheet and visible column.
        find_kinds: what the cells of a row are.
    """

    text: str
    rows: Sequence[Row]
    columns: tuple[str, ...]
    special: Mapping[int, Mapping[int, Special]]
    find_kinds: FindKinds

    def __call__(self) -> tuple[Cell, ...]:
        """The cells, row by row; where a line is cut at its tabs they begin and end."""
        cells: list[Cell] = []
        append, columns, find_kinds, at = cells.append, self.columns, self.find_kinds, 0
        for index, ((row, values), line) in enumerate(zip(self.rows, self.text.split("\n"), strict=False)):
            special, name, offset = self.special.get(row, {}), str(row + 1), at
            kinds = find_kinds(row, values) if line else ()
            for place, text in enumerate(line.split("\t")) if line else ():
                end = offset + len(text)
                if place in special and text:
                    one = special[place]
                    kind, number = one.shown.kind, one.shown.number
                    spans = one.row_span, one.column_span
                    append(Cell(index, place, text, offset, end, kind, number, one.address, *spans))
                elif text:
                    kind, number = kinds[place]
                    cell = _YoungCell(index, place, text, offset, end, kind, number, columns[place] + name)
                    cell.__class__ = Cell
                    append(cell)
                offset = end + 1
            at += len(line) + 1
        return tuple(cells)


class _Texts(dict[Value, str]):
    """What each value shows; true and false have no place here, for to a dictionary they are 1 and 0."""

    def __missing__(self, value: Value) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        if type(value) is float and 1e-4 < value < 1e15:
            # The shortest words for a number are those with 15 digits, unless there are more of them.
            text = repr(value)
            text = text.removesuffix(".0") if len(text) <= _N_DIGITS + 1 else show_value(value).text
        elif type(value) is str:
            text = value if is_clean(value) else clean_cell(value)
        else:
            text = show_value(value).text
        self[value] = text
        return text


def make_lines(
    rows: Iterable[Row], special: Mapping[int, Mapping[int, Special]], *, may_hold_truth: bool
) -> SheetLines:
    """Turn visible rows into lines: the hot loop, for a sheet may have a million cells.

    Args:
        rows: the visible rows with the values of the visible columns.
        special: as for `SheetCells`.
        may_hold_truth: values may be true or false.
    """
    texts = _Texts()
    find = texts.__getitem__

    def show(row: Row) -> tuple[str, int]:
        if may_hold_truth:
            shown = [texts[value] if type(value) is not bool else show_value(value).text for value in row[1]]
        else:
            shown = list(map(find, row[1]))
        if row[0] in special:
            _put_special(shown, {place: one.shown.text for place, one in special[row[0]].items()}, "")
        return "\t".join(shown).rstrip("\t"), len(shown) - shown.count("")

    return _join_lines(rows, show)


def make_shown_lines(
    rows: Iterable[tuple[int, Sequence[Any]]], special: Mapping[int, Mapping[int, Special]]
) -> SheetLines:
    """The same of rows that hold the texts of their cells, in UTF-8.

    Args:
        rows: the visible rows.
        special: as for `SheetCells`.
    """
    rows = list(rows)
    whole = _join_at_once(rows) if not special else None
    if whole is not None:
        return whole

    def show(row: tuple[int, Sequence[Any]]) -> tuple[str, int]:
        shown: Sequence[bytes] = row[1]
        if row[0] in special:
            shown = list(shown)
            _put_special(shown, {place: one.shown.text.encode() for place, one in special[row[0]].items()}, b"")
        return b"\t".join(shown).rstrip(b"\t").decode(), len(shown) - shown.count(b"")

    lines = _join_lines(rows, show)
    # What the cells are is asked of the part, not of their texts.
    lines.rows = [(number, ()) for number, _ in lines.rows]
    return lines


def _join_at_once(rows: Sequence[tuple[int, Sequence[Any]]]) -> SheetLines | None:
    """All lines in one step, where no row is blank and none ends with a blank cell; None for other sheets."""
    text = b"\n".join([b"\t".join(texts) for _, texts in rows])
    if not text or text[:1] == b"\n" or text[-1:] in b"\t\n" or b"\t\n" in text or b"\n\n" in text:
        return None
    n_blank = sum([texts.count(b"") for _, texts in rows])
    widths = [len(texts) for _, texts in rows]
    return SheetLines(text.decode(), [(number, ()) for number, _ in rows], max(widths), sum(widths) - n_blank)


def _join_lines(rows: Iterable[Row], show: Callable[[Row], tuple[str, int]]) -> SheetLines:
    lines: list[str] = []
    kept: list[Row] = []
    n_columns = n_cells = n_blank = 0
    for row in rows:
        line, n_filled = show(row)
        if line:
            n_blank = 0
            n_cells += n_filled
            n_columns = max(n_columns, line.count("\t") + 1)
        else:
            n_blank += 1
            if not lines or n_blank > _BLANK_ROWS_KEPT:
                continue
        lines.append(line)
        kept.append(row)
    while lines and not lines[-1]:
        # Blank rows at the end belong to nothing.
        lines.pop()
        kept.pop()
    return SheetLines("\n".join(lines), kept, n_columns, n_cells)


Text = TypeVar("Text", str, bytes)


def _put_special(shown: list[Text], special: Mapping[int, Text], blank: Text) -> None:
    for place, text in special.items():
        if place >= len(shown):
            shown.extend([blank] * (place + 1 - len(shown)))
        shown[place] = text
