"""OpenDocument sheets: repeats are numbers, not memory; hidden stays out."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from answerable.model.document import CellKind, Reading
from answerable.read.sheets.ods import read_ods

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:automatic-styles><style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
TAIL = "</office:spreadsheet></office:body></office:document-content>"


def make(tables: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", HEAD + tables + TAIL)
    return target.getvalue()


def words(text: str, **more: str) -> str:
    extra = "".join(f' table:{key.replace("_", "-")}="{value}"' for key, value in more.items())
    return f'<table:table-cell office:value-type="string"{extra}><text:p>{text}</text:p></table:table-cell>'


def number(value: str, shown: str, kind: str = "float", more: str = "") -> str:
    head = f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}>'
    return f"{head}<text:p>{shown}</text:p></table:table-cell>"


def check_places(reading: Reading) -> None:
    pages = {page.number: page for page in reading.pages}
    for table in reading.tables:
        for cell in table.cells:
            assert pages[table.page].text[cell.start : cell.end] == cell.text


def test_values_with_their_kinds_and_places() -> None:
    row = (
        words("Year")
        + number("1234.5", "£1,234.50", "currency", ' office:currency="GBP"')
        + number("0.452", "45%", "percentage")
        + number("7", "007")
        + '<table:table-cell office:value-type="date" office:date-value="2021-03-05">'
        + "<text:p>5/3/21</text:p></table:table-cell>"
        + words("#REF!")
        + words("a<text:s text:c='2'/>b<text:tab/>c")
    )
    reading = read_ods(
        make(f'<table:table table:name="S"><table:table-row>{row}</table:table-row></table:table>'), "a.ods"
    )
    assert reading.pages[0].text == "Year\t£1,234.50\t45.2%\t007\t2021-03-05\t#REF!\ta b c"
    cells = reading.tables[0].cells
    assert [cell.address for cell in cells] == [f"S!{letter}1" for letter in "ABCDEFG"]
    assert (cells[1].number, cells[5].kind) == (1234.5, CellKind.ERROR)
    assert [problem.code for problem in reading.problems] == ["error-cell"]
    check_places(reading)


def test_hidden_sheets_rows_and_columns() -> None:
    tables = (
        '<table:table table:name="S"><table:table-column/><table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{words('seen')}{words('SECRET')}</table:table-row>"
        f'<table:table-row table:visibility="filter">{words("SECRET")}{words("SECRET")}</table:table-row>'
        f"<table:table-row>{words('last')}</table:table-row></table:table>"
        '<table:table table:name="H" table:style-name="ta2">'
        f"<table:table-row>{words('SECRET')}</table:table-row></table:table>"
    )
    reading = read_ods(make(tables), "a.ods")
    assert [page.text for page in reading.pages] == ["seen\nlast"]
    assert {(h.kind, h.count) for h in reading.document.hidden} == {
        ("hidden_row", 2),
        ("hidden_column", 1),
        ("hidden_sheet", 1),
    }
    assert reading.tables[0].cells[-1].address == "S!A3"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "columns"), [("1048576", "16384"), ("999999999", "999999999"), ("1048576", "1"), ("1", "16384")]
)
@pytest.mark.parametrize("filled", [True, False])
def test_seventeen_billion_cells_cost_nothing(rows: str, columns: str, filled: bool) -> None:
    cell = (
        words("x", number_columns_repeated=columns)
        if filled
        else f'<table:table-cell table:number-columns-repeated="{columns}"/>'
    )
    table = (
        f'<table:table table:name="S"><table:table-row>{words("head")}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
        f"<table:table-row>{words('foot')}</table:table-row></table:table>"
    )
    started = time.process_time()
    reading = read_ods(make(table), "a.ods")
    assert time.process_time() - started < 5
    assert reading.pages[0].text.startswith("head")
    assert bool(reading.problems) == (filled and (int(rows) > 2000 or int(columns) > 2000))
    check_places(reading)


def test_a_document_type_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("content.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert [problem.code for problem in read_ods(target.getvalue(), "a.ods").problems] == ["file-unreadable"]


def test_damage_is_a_problem() -> None:
    assert [problem.code for problem in read_ods(b"PK\x03\x04nothing", "a.ods").problems] == ["file-unreadable"]
    assert [problem.code for problem in read_ods(make("<table:table")[:200], "a.ods").problems] == ["file-unreadable"]
