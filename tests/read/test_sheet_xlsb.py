"""Binary workbooks: what is hidden is counted and kept out, errors stay errors.

No program that can be had freely writes them, so the parts are made here, record by record.
"""

from __future__ import annotations

import io
import struct
import zipfile

from promises import all_text, check_promises, hidden_counts

from answerable.model.document import CellKind
from answerable.read.dispatch import read_bytes

MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = f"""<Types xmlns="{PACKAGE}/content-types"><Default Extension="bin"
ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels"
ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
SECRET = "Zebulon"


def record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = bytearray()
    left = len(data)
    while True:
        size.append(left & 0x7F | (0x80 if left > 127 else 0))
        left >>= 7
        if not left:
            return head + bytes(size) + data


def words(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def make_row(number: int, cells: list[object], *, hidden: bool = False) -> bytes:
    made = record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0x10 if hidden else 0) + bytes(5))
    for column, value in enumerate(cells):
        head = struct.pack("<II", column, 0)
        if isinstance(value, str) and value.startswith("#"):
            made += record(3, head + bytes([{"#REF!": 23, "#N/A": 42}[value]]))
        elif isinstance(value, str):
            made += record(6, head + words(value))
        elif isinstance(value, float):
            made += record(5, head + struct.pack("<d", value))
    return made


def make_sheet(rows: list[bytes], hidden_columns: tuple[int, ...] = ()) -> bytes:
    columns = b"".join(record(60, struct.pack("<IIIIH", c, c, 2560, 0, 1)) for c in hidden_columns)
    return b"".join([
        record(129),
        record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 2)),
        record(390) + columns + record(391) if columns else b"",
        record(145),
        *rows,
        record(146),
        record(130),
    ])  # fmt: skip


def make_book(**sheets: tuple[bytes, int]) -> bytes:
    """Sheets by name, each with its part and state: 0 visible, 1 hidden, 2 very hidden."""
    listed, relations = b"", ""
    for number, (name, (_, state)) in enumerate(sheets.items(), 1):
        listed += record(156, struct.pack("<II", state, number) + words(f"rId{number}") + words(name))
        relations += f'<Relationship Id="rId{number}" Type="{MAIN}/worksheet" Target="worksheets/sheet{number}.bin"/>'
    root = f'<Relationship Id="rId1" Type="{MAIN}/officeDocument" Target="xl/workbook.bin"/>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>')
        archive.writestr("xl/workbook.bin", record(131) + record(143) + listed + record(144) + record(132))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'
        )
        for number, (part, _) in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", part)
    return buffer.getvalue()


def make_example() -> bytes:
    rows = [
        make_row(0, ["Force", "Name", "Officers"]),
        make_row(1, ["Avonmoor", SECRET, 12.0]),
        make_row(2, [SECRET, SECRET, 7.0], hidden=True),
        make_row(3, ["Brackwater", SECRET, "#REF!"]),
    ]
    other = make_sheet([make_row(0, [SECRET, 4.0])])
    return make_book(Answer=(make_sheet(rows, hidden_columns=(1,)), 0), Lookup=(other, 1), Deep=(other, 2))


def test_hidden_rows_columns_and_sheets_are_counted_and_kept_out() -> None:
    reading = check_promises(read_bytes(make_example(), "answer.xlsb"))
    assert all_text(reading) == "Force\tOfficers\nAvonmoor\t12\nBrackwater\t#REF!"
    assert hidden_counts(reading) == {"hidden_sheet": 2, "very_hidden_sheet": 2, "hidden_row": 3, "hidden_column": 3}
    assert {one.place for one in reading.document.hidden} >= {"sheet 'Answer', row 3", "sheet 'Answer', column B"}
    assert [problem.code for problem in reading.problems] == ["error-cell", "hidden-not-checked"]


def test_errors_stay_errors_and_addresses_are_those_of_the_sheet() -> None:
    (table,) = read_bytes(make_example(), "answer.xlsb").tables
    last = table.cells[-1]
    assert (last.address, last.kind, last.number) == ("Answer!C4", CellKind.ERROR, None)


def test_a_person_may_decide_to_look() -> None:
    reading = check_promises(read_bytes(make_example(), "answer.xlsb", show_hidden=True))
    assert SECRET in all_text(reading)
    assert hidden_counts(reading)["hidden_row"] == 3


def test_a_part_that_ends_in_the_middle_is_a_problem() -> None:
    part = make_sheet([make_row(0, ["Force"]), make_row(1, ["Avonmoor"])])
    reading = read_bytes(make_book(Answer=(part[:-20], 0)), "answer.xlsb")
    assert reading.problems
