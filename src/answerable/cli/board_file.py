"""The board as files that other programs open: XLSX for spreadsheets, iCalendar for calendars.

What comes in: rows of the board. What goes out: bytes and text. What must never be here: what stands
on the board (``track.board``), how a due date is counted (``law``).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from answerable.law import Deadline, HolidayCalendar, MovedDueDate, find_moved, get_law, recompute, render_deadlines
from answerable.track.board import Board, BoardRow

_WIDEST = 60


def render_xlsx(board: Board, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the board as a workbook: a sheet of rows with days as days, and a sheet with the sentence on top of it.

    Args:
        board: whose sentence and day are told.
        columns: titles.
        rows: a cell for each column; what begins with ``=`` stays words.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Board"
    sheet.append(list(columns))
    widths = [len(name) for name in columns]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
            widths[column - 1] = max(widths[column - 1], len(str(value or "")))
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width, _WIDEST) + 2
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = sheet.dimensions
    about = book.create_sheet("About")
    for line in ((board.sentence,), ("On", board.today), ("In the holding pen", board.n_held)):
        about.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def find_moved_rows(rows: Iterable[BoardRow], newer: HolidayCalendar) -> tuple[tuple[BoardRow, MovedDueDate], ...]:
    """Return the open rows whose due date a newer list of holidays moves."""
    found = ((row, find_moved([row.due], newer)) for row in _pick_open(rows) if row.due)
    return tuple((row, moved[0]) for row, moved in found if moved)


def render_calendar(rows: Iterable[BoardRow], name: str, newer: HolidayCalendar | None = None) -> str:
    """Return the due dates of every request that is not answered, each with its proof; a moved one keeps its place.

    Args:
        rows: of the board.
        name: of the calendar.
        newer: holidays by which the dates are counted again; those of the board when None.
    """
    deadlines = [
        Deadline(
            row.request_id,
            f"{row.name}: answer due under {get_law(row.law).short}",
            recompute(row.due, newer) if newer else row.due,
        )
        for row in _pick_open(rows)
        if row.due
    ]
    return render_deadlines(deadlines, name)


def _pick_open(rows: Iterable[BoardRow]) -> list[BoardRow]:
    return [row for row in rows if row.asked_on is not None and not row.answered]
