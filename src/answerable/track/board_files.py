"""The board as files that other programs open: CSV and XLSX for spreadsheets, iCalendar for calendars.

What comes in: rows of the board. What goes out: bytes and text. What must never be here: what stands
on the board (``board``), how a due date is counted (``law``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from answerable.law import Deadline, HolidayCalendar, MovedDueDate, find_moved, get_law, recompute, render_deadlines
from answerable.track.board import Board, BoardRow

COLUMNS = (
    "authority_id",
    "name",
    "state",
    "asked_on",
    "acknowledged_on",
    "due_on",
    "answered_on",
    "days_late",
    "decision",
    "grounds",
    "documents",
    "needs",
)
"""What stands in a spreadsheet of the board, in order."""
_WIDEST = 60


def make_cells(row: BoardRow) -> list[str | int | dt.date | None]:
    """What stands in each column; days as days."""
    return [
        row.authority_id,
        row.name,
        row.state.value,
        row.asked_on,
        row.acknowledged_on,
        row.due_on,
        row.answered_on,
        row.days_late,
        row.decision.value if row.decision else None,
        "; ".join(f"{law} {section}" for law, section in row.grounds),
        "; ".join(name for _, name in row.documents),
        row.needs,
    ]


def render_csv(rows: Iterable[BoardRow]) -> str:
    """Return rows of the board as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = ["" if cell is None else str(cell) for cell in make_cells(row)]
        # A name that an authority gave a file must not become a formula of the spreadsheet that opens this.
        writer.writerow([f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell for cell in cells])
    return out.getvalue()


def render_xlsx(board: Board, rows: Iterable[BoardRow]) -> bytes:
    """Return the board as a workbook: a sheet of rows with days as days, and a sheet with the sentence on top of it.

    Args:
        board: whose sentence and day are told.
        rows: those to write; what begins with ``=`` stays words.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Board"
    sheet.append(list(COLUMNS))
    widths = [len(name) for name in COLUMNS]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(make_cells(row), 1):
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
