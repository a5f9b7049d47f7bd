"""Workbooks of Excel: every cell with its place, nothing hidden shown, nothing harmful done."""

from __future__ import annotations

import datetime as dt
import io
import pickle
import time
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from promises import check_promises

from answerable.model.document import CellKind, Reading, Table
from answerable.read.sheets.xlsx import read_xlsx
from answerable.store.codec import from_text, to_text

SECRET = "Zebulon"


def write(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def replace_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = old.read(info.filename)
            new.writestr(info.filename, change(part) if info.filename == name else part)
    return target.getvalue()


def check_places(reading: Reading) -> None:
    pages = {page.number: page for page in reading.pages}
    for table in reading.tables:
        for cell in table.cells:
            assert pages[table.page].text[cell.start : cell.end] == cell.text
            assert cell.text


def texts(reading: Reading) -> str:
    return "\n".join(page.text for page in reading.pages)


def hidden(reading: Reading) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in reading.document.hidden:
        counts[one.kind] = counts.get(one.kind, 0) + one.count
    return counts


def test_a_sheet_is_a_page_and_a_table() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.title = "Answer"
        sheet.append(["Year", "Officers"])
        sheet.append([2018, 12])
        book.create_sheet("Notes").append(["<5 means fewer than five"])

    reading = read_xlsx(write(fill), "answer.xlsx")
    assert [(page.number, page.label, page.kind) for page in reading.pages] == [
        (1, "Answer", "sheet"),
        (2, "Notes", "sheet"),
    ]
    assert reading.pages[0].text == "Year\tOfficers\n2018\t12"
    cell = reading.tables[0].cells[-1]
    assert (cell.address, cell.text, cell.number, cell.kind) == ("Answer!B2", "12", 12.0, CellKind.NUMBER)
    check_places(reading)


def test_hidden_sheets_rows_and_columns_are_counted_and_kept_out() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        for number in range(1, 7):
            sheet.append([f"row {number}", SECRET, number])
        sheet.row_dimensions[2].hidden = True
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True
        for state in ("hidden", "veryHidden"):
            other = book.create_sheet(state)
            other.append([SECRET, SECRET])
            other.sheet_state = state

    reading = read_xlsx(write(fill), "answer.xlsx")
    assert SECRET not in texts(reading)
    assert all(SECRET not in cell.text for table in reading.tables for cell in table.cells)
    assert hidden(reading) | {"metadata": 0} == {
        "hidden_row": 6,
        "hidden_column": 4,
        "hidden_sheet": 2,
        "very_hidden_sheet": 2,
        "metadata": 0,
    }
    assert "sheet 'Sheet', rows 2-3" in {one.place for one in reading.document.hidden}
    assert [cell.address for cell in reading.tables[0].cells][:4] == ["Sheet!A1", "Sheet!C1", "Sheet!A4", "Sheet!C4"]
    check_places(reading)


def test_a_person_may_decide_to_look_at_hidden_content() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.append(["name", SECRET])
        sheet.column_dimensions["B"].hidden = True

    reading = read_xlsx(write(fill), "answer.xlsx", show_hidden=True)
    assert SECRET in texts(reading)
    assert hidden(reading)["hidden_column"] == 1


def test_what_a_merged_cell_shows_over_hidden_columns_is_seen() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet["A1"], sheet["B1"], sheet["A2"], sheet["B2"] = "Case", "Paid", "one", 500
        sheet.merge_cells("B1:D1")
        sheet.merge_cells("B2:D2")
        sheet.column_dimensions["B"].hidden = True

    reading = read_xlsx(write(fill), "answer.xlsx")
    assert reading.pages[0].text == "Case\tPaid\none\t500"
    paid = reading.tables[0].cells[-1]
    assert (paid.address, paid.column_span) == ("Sheet!B2", 2)
    assert "hidden_column" not in hidden(reading)


def test_errors_stay_errors() -> None:
    data = write(lambda book: book.active.append([1, 2, 3]))
    data = replace_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b'<c r="B1" t="n"><v>2</v></c>', b'<c r="B1" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'),
    )
    reading = read_xlsx(data, "answer.xlsx")
    assert reading.pages[0].text == "1\t#DIV/0!\t3"
    cell = reading.tables[0].cells[1]
    assert (cell.kind, cell.number, cell.address) == (CellKind.ERROR, None, "Sheet!B1")
    assert [problem.code for problem in reading.problems] == ["error-cell"]


def test_formulas_without_a_value_are_a_problem_not_a_blank() -> None:
    data = write(lambda book: book.active.append([1, "=A1*2", '=IF(A1=1,"","x")']))
    problems = [
        problem for problem in read_xlsx(data, "answer.xlsx").problems if problem.code == "formula-without-value"
    ]
    assert problems[0].found.startswith("2 formulas")
    assert problems[0].blocks
    solved = replace_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>").replace(b"<v/>", b"<v>2</v>"),
    )
    assert not [p for p in read_xlsx(solved, "answer.xlsx").problems if p.code == "formula-without-value"]


def test_formats_that_say_more_than_the_number() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("S")
    for column, (value, code) in enumerate(
        [
            (0.452, "0%"),
            (1234.5, "£#,##0.00"),
            (123, "00000"),
            (0.1, "General"),
            (1234567, "[$$-409]#,##0"),
            (5, '0" days"'),
        ]
    ):
        sheet.write_number(0, column, value, book.add_format({"num_format": code}))
    sheet.write_datetime(1, 0, dt.datetime(2021, 3, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_datetime(1, 1, dt.datetime(2021, 3, 5, 14, 30), book.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
    sheet.write_string(1, 2, "007")
    sheet.write_boolean(1, 3, True)
    book.close()
    reading = read_xlsx(data.getvalue(), "answer.xlsx")
    assert reading.pages[0].text.split("\n") == [
        "45.2%\t£1,234.50\t00123\t0.1\t$1,234,567\t5",
        "2021-03-05\t2021-03-05 14:30:00\t007\tTRUE",
    ]
    assert [cell.number for cell in reading.tables[0].cells][:3] == [0.452, 1234.5, 123.0]
    assert reading.tables[0].cells[6].kind is CellKind.DATE


def test_invisible_words_and_comments_are_hidden_content() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.active
        sheet.append(["seen", SECRET, SECRET])
        sheet["B1"].font = Font(color="FFFFFFFF")
        sheet["C1"].number_format = ";;;"
        sheet["A1"].comment = Comment(SECRET, SECRET)

    reading = read_xlsx(write(fill), "answer.xlsx")
    assert texts(reading) == "seen"
    assert hidden(reading)["invisible_text"] == 2
    assert hidden(reading)["comment"] == 1


def test_a_sheet_that_claims_billions_of_cells_costs_nothing() -> None:
    data = write(lambda book: book.active.append(["first", "second"]))
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
    data = replace_part(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", far))
    started = time.process_time()
    reading = read_xlsx(data, "answer.xlsx")
    assert time.process_time() - started < 2
    assert [cell.address for cell in reading.tables[0].cells] == ["Sheet!A1", "Sheet!B1", "Sheet!XFD1048576"]
    check_places(reading)


def test_entities_are_never_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(8)
    )
    data = write(lambda book: book.active.append([1]))
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        broken = replace_part(data, part, lambda old: bomb + b"]><x>&i;</x>")
        started = time.process_time()
        reading = read_xlsx(broken, "answer.xlsx")
        assert time.process_time() - started < 2
        assert len(texts(reading)) < 1000


@pytest.mark.slow
def test_an_archive_that_unpacks_to_gigabytes_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    reading = read_xlsx(target.getvalue(), "bomb.xlsx")
    assert [problem.code for problem in reading.problems] == ["file-unreadable"]


@pytest.mark.parametrize("cut", [0, 10, 500, 3000])
def test_damage_is_a_problem(cut: int) -> None:
    data = write(lambda book: book.active.append([1, 2]))[:cut]
    reading = read_xlsx(data, "answer.xlsx")
    assert [problem.code for problem in reading.problems] == ["file-unreadable"]
    assert reading.problems[0].blocks


_CELLS = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(["#REF!", "<5", "a\tb", "a\nb", "  x  ", "_x000D_"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_CELLS, max_size=5), max_size=8), st.sets(st.integers(0, 7)), st.sets(st.integers(0, 4)))
def test_places_hold_and_hidden_is_never_shown(
    rows: list[list[object]], hide_rows: set[int], hide_columns: set[int]
) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("S")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write(number, column, value)
    for number in hide_rows:
        sheet.set_row(number, None, None, {"hidden": True})
    for column in hide_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    book.close()
    reading = read_xlsx(data.getvalue(), "s.xlsx")
    check_places(reading)
    for table in reading.tables:
        table.rows()
        for cell in table.cells:
            letters = cell.address.removeprefix("S!").rstrip("0123456789")
            assert ord(letters) - 65 not in hide_columns
            assert int(cell.address.removeprefix("S!" + letters)) - 1 not in hide_rows


def test_cells_are_made_at_the_first_look_and_travel_unmade() -> None:
    def fill(book: Workbook) -> None:
        for row in [("Officer", "Sum"), *((f"No {number}", number + 0.25) for number in range(2000))]:
            book.active.append(row)

    data = write(fill)
    reading, again = check_promises(read_xlsx(data, "a.xlsx")), read_xlsx(data, "a.xlsx")
    small = pickle.dumps(again.tables[0])
    assert pickle.loads(small).cells == reading.tables[0].cells
    assert len(small) < len(pickle.dumps(reading.tables[0])) / 2
    assert from_text(Table, to_text(again.tables[0])).cells == again.tables[0].cells
    assert len(again.tables[0].cells) == sum(1 for _ in again.tables[0].cells) == 4002


def test_what_is_hidden_does_not_travel_with_the_recipe_of_the_cells() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for row, words in enumerate((["Name", "Quillsecret", "Sum"], ["A", "Quillsecret", 4], ["Quillsecret", "x", 5])):
        sheet.write_row(row, 0, words)
    sheet.write_string(1, 3, "Quillsecret", book.add_format({"num_format": ";;;"}))
    sheet.set_column(1, 1, 8, None, {"hidden": True})
    sheet.set_row(2, None, None, {"hidden": True})
    book.close()
    reading = read_xlsx(buffer.getvalue(), "a.xlsx")
    assert b"Quillsecret" not in pickle.dumps(reading)
    assert check_promises(reading).tables[0].rows() == [["Name", "Sum"], ["A", "4"]]
    assert b"Quillsecret" in pickle.dumps(read_xlsx(buffer.getvalue(), "a.xlsx", show_hidden=True))
