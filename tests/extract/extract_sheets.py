"""Pages and tables made by hand, every cell in its place."""

from __future__ import annotations

from answerable.model.document import Block, BlockKind, Cell, CellKind, Page, Table

DOCUMENT = "d" * 64


def make_page(text: str, *, kind: str = "mail", number: int = 1, document: str = DOCUMENT, label: str = "") -> Page:
    """A page without blocks."""
    return Page(f"{document}:{number}", document, number, kind, text, label)


def make_sheet(
    rows: list[list[str]], *, label: str = "Sheet1", title: str = "", notes: str = "", document: str = DOCUMENT
) -> tuple[Page, Table]:
    """A sheet as the reader leaves it: rows by line ends, cells by tabs, each cell with its range and address."""
    text, cells = "", []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value:
                start = len(text)
                is_number = value.isdigit()
                cells.append(
                    Cell(
                        r,
                        c,
                        value,
                        start,
                        start + len(value),
                        CellKind.NUMBER if is_number else CellKind.TEXT,
                        float(value) if is_number else None,
                        f"{label}!{chr(65 + c)}{r + 1}",
                    )
                )
            text += value + ("\t" if c + 1 < len(row) else "")
        text += "\n"
    page = Page(f"{document}:1", document, 1, "sheet", text, label, blocks=(Block(BlockKind.TABLE, 0, len(text)),))
    width = max(len(row) for row in rows)
    return page, Table(f"{document}:1:t1", document, 1, 1, len(rows), width, tuple(cells), title, notes)
