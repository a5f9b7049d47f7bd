"""Old workbooks: the same promises as for new ones."""

from __future__ import annotations

import datetime as dt
import io

import xlwt

from answerable.model.document import CellKind
from answerable.read.sheets.xls import read_xls


def make() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Answer")
    sheet.write_merge(0, 0, 0, 2, "Outcomes by year")
    for column, word in enumerate(["Year", "Officers", "Share", "Paid", "On"]):
        sheet.write(1, column, word)
    sheet.write(2, 0, 2018)
    sheet.write(2, 1, "<5")
    sheet.write(2, 2, 0.452, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(2, 3, 1234.5, xlwt.easyxf(num_format_str='"£"#,##0.00'))
    sheet.write(2, 4, dt.date(2018, 3, 5), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(3, 0, "SECRET")
    sheet.row(3).hidden = True
    sheet.write(4, 1, 7)
    sheet.write(4, 5, "SECRET")
    sheet.col(5).hidden = True
    other = book.add_sheet("Lookup")
    other.write(0, 0, "SECRET")
    other.visibility = 1
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_values_places_and_hidden_content() -> None:
    reading = read_xls(make(), "answer.xls")
    page = reading.pages[0]
    assert page.text.split("\n") == [
        "Outcomes by year",
        "Year\tOfficers\tShare\tPaid\tOn",
        "2018\t<5\t45.2%\t£1,234.50\t2018-03-05",
        "\t7",
    ]
    cells = {cell.address: cell for cell in reading.tables[0].cells}
    assert cells["Answer!A1"].column_span == 3
    assert (cells["Answer!D3"].number, cells["Answer!E3"].kind) == (1234.5, CellKind.DATE)
    assert all(page.text[cell.start : cell.end] == cell.text for cell in cells.values())
    kinds = {hidden.kind for hidden in reading.document.hidden}
    assert {"hidden_row", "hidden_column", "hidden_sheet"} <= kinds


def test_damage_is_a_problem() -> None:
    data = make()
    for broken in (b"", data[:300], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        assert [problem.code for problem in read_xls(broken, "a.xls").problems][:1] == ["file-unreadable"]
    # A file cut in its middle still gives something or says that it cannot be read.
    cut = read_xls(data[: len(data) // 2], "a.xls")
    assert cut.pages or cut.problems
