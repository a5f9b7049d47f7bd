"""Sheets taken apart at their tags: the same as the cell reader gives, or left to it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import random
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import check_promises
from test_sheet_xlsx import replace_part, write

from answerable.model.document import CellKind, Reading
from answerable.read.sheets import xlsx
from answerable.read.sheets.held import Irregular
from answerable.read.sheets.xlsx import read_xlsx

FORMATS = (
    "General",
    "0.0%",
    "[$£-809]#,##0.00",
    "00000",
    "dd/mm/yyyy",
    "[h]:mm",
    "hh:mm",
    '0 "days"',
    ";;;",
    "[Red]0",
    "mmm-yy",
    "@",
)


def _refuse(*_: object) -> None:
    raise Irregular("asked to")


def read_both(data: bytes, *, show_hidden: bool = False) -> tuple[Reading, Reading]:
    """By tags and by the cell reader; fails where the tags were not enough."""
    ours = check_promises(read_xlsx(data, "s.xlsx", show_hidden=show_hidden))
    assert {table.engine for table in ours.tables} <= {"cells-by-tag"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx, "read_regular", _refuse)
        theirs = check_promises(read_xlsx(data, "s.xlsx", show_hidden=show_hidden))
    assert {table.engine for table in theirs.tables} <= {"calamine"}
    return ours, theirs


def flatten(reading: Reading) -> tuple[Any, ...]:
    tables = [dataclasses.replace(table, engine="", cells=tuple(table.cells)) for table in reading.tables]
    return reading.pages, tables, reading.document.hidden, reading.problems


_VALUES = st.one_of(
    st.none(),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=3_000_000),
    st.sampled_from([0.1, 8192.860000000001, 0.00001234, 1e15, 123456789.5, 43831.520833333336, -0.5, 60.0, 0.0]),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8),
    st.sampled_from(["#REF!", "<5", "a\tb", "a\nb", "  x  ", "_x0041_", "&amp;", "007"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.lists(st.tuples(_VALUES, st.integers(0, len(FORMATS) - 1)), max_size=6), max_size=8),
    st.sets(st.integers(0, 7), max_size=3),
    st.sets(st.integers(0, 5), max_size=2),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.integers(1, 2), st.integers(1, 2)), max_size=1),
    st.integers(0, 3),
    st.booleans(),
)
def test_the_tags_tell_what_the_cell_reader_tells(
    rows: list[list[tuple[Any, int]]],
    hide_rows: set[int],
    hide_columns: set[int],
    merges: list[tuple[int, int, int, int]],
    gap: int,
    show_hidden: bool,
) -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("S")
    forms = [book.add_format({"num_format": code}) for code in FORMATS]
    for number, row in enumerate(rows):
        at = number + (gap if number > 2 else 0)
        for column, (value, form) in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(at, column, value, forms[form])
            elif isinstance(value, bool):
                sheet.write_boolean(at, column, value)
            elif isinstance(value, int | float):
                # The cell reader makes times of day of negative numbers, and gives up at endless ones; ours leaves
                # them numbers.
                plain = not 0 <= value < 3_000_000 and form in (4, 5, 6, 10)
                sheet.write_number(at, column, value, None if plain else forms[form])
            else:
                sheet.write_blank(at, column, None, forms[form])
    for number in hide_rows:
        sheet.set_row(number, None, None, {"hidden": True})
    for column in hide_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    for top, left, height, width in merges:
        sheet.merge_range(top, left, top + height, left + width, "seen")
    book.close()
    ours, theirs = read_both(data.getvalue(), show_hidden=show_hidden)
    assert flatten(ours) == flatten(theirs)


def test_many_rows_alike_and_not_alike() -> None:
    rng = random.Random(4)

    def fill(book: Any) -> None:
        sheet = book.active
        for number in range(1000):
            row = [
                f"name {number % 7}",
                number,
                number / 3,
                round(rng.random() * 1e6, 2),
                dt.date(2021, 3, number % 28 + 1),
            ]
            # From row 500 on, some have gaps.
            sheet.append([None if number > 500 and rng.random() < 0.3 else value for value in row])
        sheet.append([None] * 9 + ["far"])

    ours, theirs = read_both(write(fill))
    assert flatten(ours) == flatten(theirs)
    assert ours.tables[0].n_columns == 10


def test_no_date_is_made_of_a_negative_number() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.add_worksheet("S").write_row(0, 0, [-2.5, 43831], book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    cells = read_xlsx(data.getvalue(), "s.xlsx").tables[0].cells
    assert [(cell.text, cell.kind) for cell in cells] == [("-2.5", CellKind.NUMBER), ("2020-01-01", CellKind.DATE)]


def test_days_may_be_counted_from_1904() -> None:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "date_1904": True})
    book.add_worksheet("S").write_datetime(0, 0, dt.datetime(2021, 3, 5), book.add_format({"num_format": "dd/mm/yyyy"}))
    book.close()
    ours, theirs = read_both(data.getvalue())
    assert ours.pages[0].text == theirs.pages[0].text == "2021-03-05"


ROW = b'<row r="1"><c r="A1" t="n"><v>1</v></c><c r="B1" t="n"><v>2</v></c></row>'


@pytest.mark.parametrize(
    "row",
    [
        b'<row r="1"><c t="n" r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
        b"<row><c><v>1</v></c><c><v>2</v></c></row>",
        b'<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><!-- 9 --><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
        b'<row r="1"> <c r="A1"> <v>1</v> </c> <c r="B1"> <v>2</v> </c> </row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><is><r><t></t></r></is></c></row>',
    ],
)
def test_a_sheet_written_otherwise_is_left_to_the_cell_reader(row: bytes) -> None:
    data = write(lambda book: book.active.append([1, 2]))
    data = replace_part(data, "xl/worksheets/sheet1.xml", lambda part: part.replace(ROW, row))
    reading = check_promises(read_xlsx(data, "s.xlsx"))
    assert reading.pages[0].text == "1\t2"
    assert reading.tables[0].engine == "calamine"


def _book_of(change: Callable[[bytes], bytes]) -> Reading:
    data = write(lambda book: book.active.append([1, 2]))
    return check_promises(read_xlsx(replace_part(data, "xl/worksheets/sheet1.xml", change), "s.xlsx"))


def test_what_stands_between_cells_is_never_passed_over() -> None:
    """A tag that is not understood sends the whole sheet to the cell reader."""
    reading = _book_of(lambda part: part.replace(ROW, ROW.replace(b"</row>", b"<w>7</w></row>")))
    assert reading.tables[0].engine == "calamine"


@pytest.mark.parametrize("value", [b"1_000", b"twelve", b"nan"])
def test_a_number_that_is_none_is_a_problem_or_left_to_the_cell_reader(value: bytes) -> None:
    reading = _book_of(lambda part: part.replace(b"<v>2</v>", b"<v>" + value + b"</v>"))
    assert [table.engine for table in reading.tables] == ["calamine"] or reading.problems
