"""Workbooks of old Excel (.xls): cells with their formats, hidden state, error cells and comments.

In: bytes. Out: a `Reading`, as for `sheet_xlsx`. The reader that sees formats is tried first; where a file is too
damaged for it, the fast engine reads what it can, and that hidden rows could not be told is said.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from answerable.model.document import CellKind, Reading
from answerable.read.draft import Draft, start_draft
from answerable.read.sheets.formats import BUILT_IN, PLAIN, Format, parse_format, show_formatted
from answerable.read.sheets.page import SheetRows, add_sheet
from answerable.read.sheets.parts import add_unreadable
from answerable.read.sheets.values import Shown, Value
from answerable.read.sheets.xlsx import read_by_engine
from answerable.read.sniff import XLS

_STATES = {1: "hidden_sheet", 2: "very_hidden_sheet"}
_ENCRYPTED = ("encrypted", "password")


def read_xls(data: bytes, name: str, *, show_hidden: bool = False) -> Reading:
    """Read an .xls; never raises for what the bytes hold.

    Args:
        data: the file.
        name: as received.
        show_hidden: a person decided to look at hidden sheets, rows, columns and cells; they are counted all the same.
    """
    draft = start_draft(data, name, XLS)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO())
    except Exception as error:
        _read_damaged(draft, data, error)
        return draft.finish()
    with book:
        for number in range(book.nsheets):
            try:
                _read_sheet(draft, book, book.sheet_by_index(number), show_hidden)
            except Exception as error:
                add_unreadable(draft, f"{type(error).__name__}: {error}", f"sheet {number + 1}")
            book.unload_sheet(number)
        names = [entry.name for entry in book.name_obj_list if not entry.builtin]
        draft.add_hidden("defined_name", "workbook", len(names))
        if book.user_name.strip():
            draft.add_hidden("metadata", "document properties", 1)
    return draft.finish()


def _read_damaged(draft: Draft, data: bytes, error: Exception) -> None:
    if any(word in str(error).lower() for word in _ENCRYPTED):
        draft.add_problem("encrypted", found=str(error), remedy="ask for it without a password", blocks=True)
        return
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        draft.add_problem("encrypted", found=str(error), remedy="ask for it without a password", blocks=True)
        return
    except (CalamineError, OSError, ValueError):
        add_unreadable(draft, f"{type(error).__name__}: {error}")
        return
    with workbook:
        read_by_engine(draft, workbook)
    draft.add_problem(
        "hidden-not-checked",
        found=f"a workbook whose formats cannot be read ({type(error).__name__}): hidden rows are not told apart",
        remedy="save it as .xlsx and read that before anything of it is published",
    )


def _read_sheet(draft: Draft, book: Any, sheet: Any, show_hidden: bool) -> None:
    place = f"sheet '{sheet.name}'"
    n_comments = len(sheet.cell_note_map)
    if sheet.visibility:
        count = sum(
            kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
            for row in range(sheet.nrows)
            for kind in sheet.row_types(row)
        )
        draft.add_hidden(_STATES.get(sheet.visibility, "hidden_sheet"), place, count or 1)
        if not show_hidden:
            return
    shown: dict[tuple[int, int], Shown] = {}
    unseen: set[tuple[int, int]] = set()
    formats = _Formats(book)
    rows: list[tuple[int, Sequence[Value]]] = []
    for row in range(sheet.nrows):
        width = sheet.row_len(row)
        rows.append((row, [_read_cell(book, sheet, row, at, formats, shown, unseen) for at in range(width)]))
    hidden_columns: set[int] = set()
    for column, info in sheet.colinfo_map.items():
        if info.hidden or info.width == 0:
            hidden_columns.add(column)
    hidden_rows = {
        row
        for row, info in sheet.rowinfo_map.items()
        if info.hidden or (info.height == 0 and not info.has_default_height)
    }
    merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    errors = sorted(at for at, seen in shown.items() if seen.kind is CellKind.ERROR and at[0] not in hidden_rows)
    if errors:
        draft.add_problem(
            "error-cell",
            place,
            found=f"{len(errors)} cells hold an error: {', '.join(sorted({shown[at].text for at in errors}))}",
            expected="values",
            remedy="ask what these cells should say; they count as unknown, never as zero",
        )
    content = SheetRows(
        sheet.name,
        rows,
        (),
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        frozenset(unseen),
        shown,
        merges,
        engine="xlrd",
    )
    add_sheet(draft, content, show_hidden=show_hidden)
    draft.add_hidden("comment", place, n_comments)


class _Formats:
    """Formats of a workbook's styles, each parsed once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, Format] = {}

    def of(self, style: int) -> Format:
        if style not in self._known:
            key = self._book.xf_list[style].format_key
            entry = self._book.format_map.get(key)
            code = entry.format_str if entry is not None else ""
            self._known[style] = parse_format(code) if code else BUILT_IN.get(key, PLAIN)
        return self._known[style]


def _read_cell(
    book: Any,
    sheet: Any,
    row: int,
    column: int,
    formats: _Formats,
    shown: dict[tuple[int, int], Shown],
    unseen: set[tuple[int, int]],
) -> Value:
    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    form = formats.of(sheet.cell_xf_index(row, column))
    if form.nothing:
        unseen.add((row, column))
    if kind == xlrd.XL_CELL_ERROR:
        shown[row, column] = Shown(xlrd.error_text_from_code.get(value, "#ERROR!"), CellKind.ERROR)
        return "#ERROR!"
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_DATE:
        return _read_date(value, book.datemode)
    if kind == xlrd.XL_CELL_NUMBER and not form.is_plain:
        shown[row, column] = show_formatted(value, form)
    return value if isinstance(value, str | float) else str(value)


def _read_date(value: float, datemode: int) -> Value:
    try:
        if 0 <= value < 1:
            seconds = round(value * 86_400) % 86_400
            return dt.time(seconds // 3600, seconds % 3600 // 60, seconds % 60)
        moment: dt.datetime = xlrd.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.XLDateError):
        # A number that claims to be a date and is none stays a number.
        return value
    return moment
