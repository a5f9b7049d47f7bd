"""How fast sheets are read: filled cells per CPU second with text, place, address and hidden state, beside the peers.

    python bench/sheets.py                a workbook made on the spot: 40,000 rows of 10 columns
    python bench/sheets.py FILE...        your own .xlsx

Each figure is the best of three runs on one thread. "ours" gives the page's text and hidden state, and knows the place
and address of every cell; "every cell looked at" makes each of them, as writing a table to the record does; "by the
cell reader" is the way that sheets take which are not written as nearly all are. "engine alone" is the bare cell reader
(calamine), without text, place, address or hidden state; "with a search for what is hidden" is that and our scan of the
raw parts: what the aim of 900,000 was set by, on another machine. openpyxl gives values, and with styles hidden rows,
but no places.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from answerable.model.document import Reading
from answerable.read.sheets import xlsx
from answerable.read.sheets.csv import read_csv
from answerable.read.sheets.held import Irregular
from answerable.read.sheets.ooxml import list_sheets, read_sheet_facts, read_styles
from answerable.read.sheets.parts import Package
from answerable.read.sheets.xlsx import read_xlsx
from answerable.tables import join, understand

_WORDS = ("constable", "sergeant", "dismissed", "final written warning", "management advice", "Avonmoor", "Brackwater")


def make_workbook(n_rows: int) -> bytes:
    """A seeded workbook of words, sums and counts."""
    rng = random.Random(1)
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, [f"Column {column}" for column in range(10)])
    for row in range(1, n_rows):
        for column in range(10):
            if column % 3 == 0:
                sheet.write_string(row, column, f"{rng.choice(_WORDS)} {row % 500}")
            elif column % 3 == 1:
                sheet.write_number(row, column, rng.randrange(10**6) / 100)
            else:
                sheet.write_number(row, column, rng.randrange(5000))
    book.close()
    return data.getvalue()


def measure(work: Callable[[], int]) -> tuple[int, float]:
    """Cells, and the least CPU seconds of three runs."""
    best, n_cells = float("inf"), 0
    for _ in range(3):
        started = time.process_time()
        n_cells = work()
        best = min(best, time.process_time() - started)
    return n_cells, best


def count_ours(data: bytes) -> int:
    """Filled cells of visible rows and columns."""
    return sum(len(table.cells) for table in read_xlsx(data, "bench.xlsx").tables)


def count_looked_at(data: bytes) -> int:
    """The same, with every cell made and its address read."""
    tables = read_xlsx(data, "bench.xlsx").tables
    return sum(bool(cell.address) for table in tables for cell in table.cells)


def count_csv(data: bytes) -> int:
    """Filled cells of the same rows as CSV."""
    return sum(len(table.cells) for table in read_csv(data, "bench.csv").tables)


def make_csv(data: bytes) -> bytes:
    """The first sheet of a workbook as CSV."""
    out = io.StringIO()
    for table in read_xlsx(data, "bench.xlsx").tables[:1]:
        csv.writer(out).writerows(table.rows())
    return out.getvalue().encode()


def count_engine(data: bytes) -> int:
    """Places of the rectangles that the bare engine gives."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return sum(len(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())


def count_searched(data: bytes) -> int:
    """The same, and the scan of the raw parts for hidden rows and columns, errors and formats."""
    package = Package(data)
    styles = read_styles(package)
    for sheet in list_sheets(package):
        read_sheet_facts(package.read(sheet.part), styles)
    return count_engine(data)


def count_by_engine(data: bytes) -> int:
    """As `count_ours`, by the cell reader."""

    def refuse(*_: object) -> None:
        raise Irregular("asked to")

    with patch.object(xlsx, "read_regular", refuse):
        return count_ours(data)


def count_openpyxl(data: bytes, *, read_only: bool) -> int:
    """Filled cells."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=True)
    return sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def understand_all(reading: Reading) -> int:
    """Cells of the data rows of all grids."""
    grids = join([grid for table in reading.tables for grid in understand(table)])
    return sum(cell is not None for grid in grids for row in grid.data for cell in row.cells)


def main() -> None:
    """Print cells per CPU second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files
    for name, data in [(f.name, f.read_bytes()) for f in files] or [("40,000 x 10", make_workbook(40_000))]:
        print(name)
        reading = read_xlsx(data, name)
        lines = make_csv(data)
        ways: dict[str, Callable[[], int]] = {
            "ours, with place, address and hidden state": lambda data=data: count_ours(data),
            "ours, and every cell looked at": lambda data=data: count_looked_at(data),
            "ours, by the cell reader": lambda data=data: count_by_engine(data),
            "ours, the first sheet as CSV": lambda lines=lines: count_csv(lines),
            "engine alone": lambda data=data: count_engine(data),
            "engine, with a search for what is hidden": lambda data=data: count_searched(data),
            "openpyxl, with styles": lambda data=data: count_openpyxl(data, read_only=False),
            "openpyxl, values only": lambda data=data: count_openpyxl(data, read_only=True),
            "ours, understanding what was read": lambda reading=reading: understand_all(reading),
        }
        for way, work in ways.items():
            n_cells, seconds = measure(work)
            print(
                f"  {way:<45} {n_cells:>9,} cells {seconds:7.2f} s {n_cells / max(seconds, 1e-6):>12,.0f} cells/CPU-s"
            )


if __name__ == "__main__":
    main()
