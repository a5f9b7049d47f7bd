"""Binary workbooks of Excel, .xlsb: values by the cell reader, what is hidden and what is an error by our own pass.

In: bytes. Out: a `Reading`. A part of such a workbook is a row of records: a number, a length, and so many bytes.
Formats are not looked at, so that percentages stand as bare numbers and white words are not told: which is said.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from answerable.model.document import Reading
from answerable.read.draft import start_draft
from answerable.read.sheets.ooxml import SheetFacts, add_workbook_extras, read_relations
from answerable.read.sheets.parts import Package, PartMissing
from answerable.read.sheets.xlsx import add_unopened, read_by_engine
from answerable.read.sniff import XLSB

_ROW, _ERROR, _ERROR_OF_FORMULA, _COLUMNS, _SHEET = 0, 3, 11, 60, 156
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_LAST_COLUMN = 16_384


def read_xlsb(data: bytes, name: str, *, show_hidden: bool = False) -> Reading:
    """Read an .xlsb; never raises for what the bytes hold.

    Args:
        data: the file.
        name: as received.
        show_hidden: a person decided to look at hidden sheets, rows and columns; they are counted all the same.
    """
    draft = start_draft(data, name, XLSB)
    try:
        package = Package(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        parts = find_sheet_parts(package)
        facts = {sheet: read_binary_facts(package.read(part)) for sheet, part in parts.items() if part}
    except (PartMissing, CalamineError, OSError, ValueError) as error:
        add_unopened(draft, data, str(error))
        return draft.finish()
    with workbook:
        read_by_engine(draft, workbook, lambda sheet: facts.get(sheet, SheetFacts()), show_hidden=show_hidden)
    for part in package.find(r"xl/(?:comments|threadedComments/.*)\d*\.(?:bin|xml)"):
        draft.add_hidden("comment", part, 1)
    add_workbook_extras(draft, package)
    draft.add_problem(
        "hidden-not-checked",
        found="a binary workbook, whose invisible words (white on white, format ;;;) are not told apart"
        + ("" if set(facts) >= set(workbook.sheet_names) else ", nor the hidden rows and columns of some sheets"),
        remedy="save it as .xlsx and read that before anything of it is published",
    )
    return draft.finish()


def find_sheet_parts(package: Package) -> dict[str, str]:
    """The part of each sheet, by its name."""
    parts: dict[str, str] = {}
    for book in package.find(r"xl/workbook\.bin")[:1]:
        relations = read_relations(package, book)
        for kind, record in iter_records(package.read(book)):
            if kind == _SHEET and len(record) >= 12:
                relation, rest = _take_words(record[8:])
                name, _ = _take_words(rest)
                parts[name] = relations.get(relation, ("", ""))[1]
    return parts


def read_binary_facts(part: bytes) -> SheetFacts:
    """Scan one sheet's part."""
    rows: set[int] = set()
    columns: set[int] = set()
    facts = SheetFacts()
    row = -1
    for kind, record in iter_records(part):
        if kind == _ROW and len(record) >= 12:
            row = int.from_bytes(record[:4], "little")
            if record[11] & 0x10:
                rows.add(row)
        elif kind in (_ERROR, _ERROR_OF_FORMULA) and len(record) >= 9:
            column = int.from_bytes(record[:4], "little")
            facts.errors[row, column] = _ERRORS.get(record[8], "#ERROR!")
        elif kind == _COLUMNS and len(record) >= 18:
            first, last, width = struct.unpack_from("<III", record)
            if record[16] & 1 or width == 0:
                columns.update(range(first, min(last, _LAST_COLUMN - 1) + 1))
    facts.hidden_rows, facts.hidden_columns = frozenset(rows), frozenset(columns)
    return facts


def iter_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of each record.

    Raises:
        PartMissing: the part ends inside one.
    """
    at, end = 0, len(part)
    while at < end:
        kind, at = _take_number(part, at, 2)
        size, at = _take_number(part, at, 4)
        if at + size > end:
            raise PartMissing("a binary part that ends in the middle")
        yield kind, part[at : at + size]
        at += size


def _take_number(part: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    number = 0
    for place in range(most):
        if at >= len(part):
            raise PartMissing("a binary part that ends in the middle")
        byte = part[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return number, at


def _take_words(record: bytes) -> tuple[str, bytes]:
    """Words that begin with their length, and the rest."""
    size = int.from_bytes(record[:4], "little")
    if size == 0xFFFFFFFF:
        return "", record[4:]
    return record[4 : 4 + 2 * size].decode("utf-16-le", "replace"), record[4 + 2 * size :]
