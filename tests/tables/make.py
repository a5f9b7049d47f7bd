"""Tables from plain rows, as a reader would leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from answerable.model.document import Cell, CellKind, Document, Page, Reading, Table

Plain = str | int | float | None


def make_table(
    rows: Sequence[Sequence[Plain]],
    *,
    page: int = 1,
    sheet: str = "",
    spans: dict[tuple[int, int], int] | None = None,
    document: str = "d" * 64,
) -> Table:
    """A table whose text is its rows joined by tabs and line ends; with a sheet's name, its cells have addresses."""
    cells: list[Cell] = []
    at = 0
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            text = "" if value is None else str(value)
            if text:
                is_number = isinstance(value, int | float)
                cells.append(
                    Cell(
                        number,
                        column,
                        text,
                        at,
                        at + len(text),
                        CellKind.NUMBER if is_number else CellKind.TEXT,
                        float(value) if isinstance(value, int | float) else None,
                        f"{sheet}!{chr(65 + column)}{number + 1}" if sheet else "",
                        column_span=(spans or {}).get((number, column), 1),
                    )
                )
            at += len(text) + 1
    width = max((len(row) for row in rows), default=0)
    return Table(f"{document}:{page}:t1", document, page, 1, len(rows), width, tuple(cells), engine="test")


def make_text(rows: Sequence[Sequence[Plain]]) -> str:
    """The page's text over which `make_table` places cells."""
    return "\n".join("\t".join("" if value is None else str(value) for value in row) for row in rows)


def make_reading(sheets: dict[str, Sequence[Sequence[Plain]]], name: str = "answer.xlsx") -> Reading:
    """A reading of a workbook, a sheet per entry."""
    document = Document("d" * 64, name, "", 1, len(sheets), len(sheets))
    pages, tables = [], []
    for number, (label, rows) in enumerate(sheets.items(), 1):
        pages.append(Page(f"{document.id}:{number}", document.id, number, "sheet", make_text(rows), label))
        tables.append(make_table(rows, page=number, sheet=label))
    return Reading(document, tuple(pages), tuple(tables))


def make_prose(pages: Sequence[str], name: str = "report.pdf") -> Reading:
    """A reading of a document without tables."""
    document = Document("e" * 64, name, "", 1, len(pages), 0)
    made = [Page(f"{document.id}:{n}", document.id, n, "pdf", text) for n, text in enumerate(pages, 1)]
    return Reading(document, tuple(made))


__all__ = ["make_prose", "make_reading", "make_table", "make_text", "replace"]
