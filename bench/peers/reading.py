"""One reader over the same files, in a process and an environment of its own: `bench/reading.py peers` starts it.

    python bench/peers/reading.py WAY FILE...      one line of JSON: units read, CPU seconds, peak memory, tables

What is imported before the clock starts is not counted; threads are. Only the reader that is asked for is imported, so
that a missing one hurts nobody.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Tables = dict[str, list[list[list[str]]]]
Reader = Callable[[str], tuple[int, list[list[list[str]]]]]
"""Reads one file: how many cells or mails it held (who asks counts pages), and its tables where it finds any."""


def _plain(tables: Any) -> list[list[list[str]]]:
    return [[["" if cell is None else str(cell) for cell in row] for row in table] for table in tables]


def _answerable() -> Reader:
    read_bytes = importlib.import_module("answerable.read.dispatch").read_bytes

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        reading = read_bytes(Path(path).read_bytes(), path)
        return 0, [table.rows() for table in reading.tables]

    return read


def _answerable_cells() -> Reader:
    read_bytes = importlib.import_module("answerable.read.dispatch").read_bytes
    return lambda path: (sum(len(table.cells) for table in read_bytes(Path(path).read_bytes(), path).tables), [])


def _pdfplumber_words() -> Reader:
    module = importlib.import_module("pdfplumber")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        with module.open(path) as document:
            for page in document.pages:
                page.extract_words()
        return 0, []

    return read


def _pdfplumber_tables() -> Reader:
    module = importlib.import_module("pdfplumber")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        with module.open(path) as document:
            tables = [table for page in document.pages for table in page.extract_tables()]
        return 0, _plain(tables)

    return read


def _camelot(flavor: str) -> Reader:
    module = importlib.import_module("camelot")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        found = module.read_pdf(path, pages="all", flavor=flavor, suppress_stdout=True)
        return 0, _plain(table.df.values.tolist() for table in found)

    return read


def _docling_cells() -> Reader:
    # The part of docling that needs no model: it reads Office files as they are.
    backend = importlib.import_module("docling.backend.msexcel_backend").MsExcelDocumentBackend
    kinds = importlib.import_module("docling.datamodel.base_models").InputFormat
    make = importlib.import_module("docling.datamodel.document").InputDocument

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        document = make(path_or_stream=Path(path), format=kinds.XLSX, backend=backend)._backend.convert()
        return sum(bool(cell.text) for table in document.tables for cell in table.data.table_cells), []

    return read


def _kreuzberg() -> Reader:
    module = importlib.import_module("kreuzberg")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        found = module.extract_file_sync(path)
        n_cells = sum(bool(cell) for table in found.tables for row in table.cells for cell in row)
        return n_cells, _plain(table.cells for table in found.tables)

    return read


def _markitdown() -> Reader:
    converter = importlib.import_module("markitdown").MarkItDown()

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        text = converter.convert(path).text_content
        return sum(bool(cell.strip(" -")) for line in text.split("\n") for cell in line.strip("|").split("|")), []

    return read


def _openpyxl() -> Reader:
    module = importlib.import_module("openpyxl")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        book = module.load_workbook(path, data_only=True)
        return sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row), []

    return read


def _mailparser() -> Reader:
    module = importlib.import_module("mailparser")

    def read(path: str) -> tuple[int, list[list[list[str]]]]:
        mail = module.parse_from_file(path)
        return 1, [[[part["filename"]] for part in mail.attachments]]

    return read


def _answerable_mail() -> Reader:
    parse_mail = importlib.import_module("answerable.mail.parse").parse_mail
    return lambda path: (1, [[[part.name] for part in parse_mail(Path(path).read_bytes()).attachments]])


WAYS: dict[str, Callable[[], Reader]] = {
    "answerable": _answerable,
    "answerable-cells": _answerable_cells,
    "answerable-mail": _answerable_mail,
    "camelot-lattice": lambda: _camelot("lattice"),
    "camelot-network": lambda: _camelot("network"),
    "camelot-stream": lambda: _camelot("stream"),
    "docling-cells": _docling_cells,
    "kreuzberg": _kreuzberg,
    "mail-parser": _mailparser,
    "markitdown": _markitdown,
    "openpyxl": _openpyxl,
    "pdfplumber-tables": _pdfplumber_tables,
    "pdfplumber-words": _pdfplumber_words,
}


def main() -> None:
    """Read the files one way and print what it took."""
    way, files = sys.argv[1], sys.argv[2:]
    read = WAYS[way]()
    n_units = n_failed = 0
    tables: Tables = {}
    seconds = 0.0
    for path in files:
        began = time.process_time()
        try:
            n_read, found = read(path)
        except Exception as error:
            n_read, found, n_failed = 0, [], n_failed + 1
            print(f"{way}: {Path(path).name}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
        seconds += time.process_time() - began
        n_units += n_read
        tables[path] = found
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    result = {
        "units": n_units,
        "seconds": seconds,
        "peak_mb": round(peak_kb / 1024),
        "failed": n_failed,
        "tables": tables,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
