"""Spreadsheets: XLSX by xlsxwriter, ODS by odfpy, CSV as Windows writes it.

In: sheets of marked tables. Out: a `File`. Never here: what a sheet says.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table as OdsTable
from odf.table import TableCell, TableRow
from odf.text import P

from .archive import repack
from .desk import File
from .table import Table, join


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Args:
        name: its tab.
        table: rows; the title rows are rows like any other.
        merges: (first row, first column, last row, last column) from 0.
        hidden: the tab is hidden.
        hidden_columns: columns from 0 that are hidden.
        bold: rows from 0 in bold.
        widths: of the columns, in characters.
    """

    name: str
    table: Table
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()
    bold: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    numbers_as_text: bool = False
    comments: dict[tuple[int, int], str] = field(default_factory=dict)


def _value(text: str) -> str | int:
    return int(text) if (text.isdigit() and not text.startswith("0")) or text == "0" else text


def make_xlsx(name: str, sheets: list[Sheet], hidden: tuple[dict[str, object], ...] = ()) -> File:
    """Write a workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2021, 11, 26, 10, 0, 0), "author": "", "company": ""})
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    merged = book.add_format({"bold": True, "align": "center", "bottom": 1})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for column in sheet.hidden_columns:
            page.set_column(column, column, 12, None, {"hidden": True})
        tops = {(r1, c1): (r1, c1, r2, c2) for r1, c1, r2, c2 in sheet.merges}
        for r, row in enumerate(sheet.table.rows):
            for c, text in enumerate(row):
                if (r, c) in tops:
                    page.merge_range(*tops[r, c], text, merged)
                elif text:
                    page.write(r, c, text if sheet.numbers_as_text else _value(text), bold if r in sheet.bold else wrap)
        for (r, c), note in sheet.comments.items():
            page.write_comment(r, c, note, {"author": "Disclosure Unit"})
        if sheet.hidden:
            page.hide()
    book.close()
    return File(name, repack(out.getvalue()), join(*(sheet.table.marked for sheet in sheets)), hidden)


def make_ods(name: str, sheets: list[Sheet]) -> File:
    """Write an OpenDocument spreadsheet."""
    document = OpenDocumentSpreadsheet()
    bold = Style(name="bold", family="table-cell")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    for sheet in sheets:
        table = OdsTable(name=sheet.name)
        spans = {(r1, c1): (r2 - r1 + 1, c2 - c1 + 1) for r1, c1, r2, c2 in sheet.merges}
        for r, cells in enumerate(sheet.table.rows):
            row = TableRow()
            for c, text in enumerate(cells):
                options: dict[str, object] = {"stylename": bold} if r in sheet.bold else {}
                if (r, c) in spans:
                    options |= {"numberrowsspanned": spans[r, c][0], "numbercolumnsspanned": spans[r, c][1]}
                value = _value(text)
                if isinstance(value, int):
                    options |= {"valuetype": "float", "value": value}
                elif text:
                    options |= {"valuetype": "string"}
                cell = TableCell(**options)
                if text:
                    cell.addElement(P(text=text))
                row.addElement(cell)
            table.addElement(row)
        document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.write(out)
    return File(name, repack(out.getvalue()), join(*(sheet.table.marked for sheet in sheets)))


def make_csv(name: str, table: Table, encoding: str = "cp1252") -> File:
    """Write a comma-separated file in a Windows code page, with its line ends."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table.rows)
    return File(name, out.getvalue().encode(encoding), table.marked)
