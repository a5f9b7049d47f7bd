"""Sheets that are nearly empty and enormous: read cell by cell, so that a claim of billions of cells costs nothing.

In: the raw part of one OOXML sheet. Out: rows over just those columns that hold anything. Used only where the
rectangle that a sheet spans is far larger than what it holds; the fast engine would build the whole rectangle.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from lxml import etree

from answerable.read.sheets.ooxml import Styles, parse_reference
from answerable.read.sheets.parts import Package, PartMissing, local_name
from answerable.read.sheets.serial import DateKind, make_duration, make_moment
from answerable.read.sheets.strings import read_strings, unescape
from answerable.read.sheets.values import Value


def read_sparse_rows(
    xml: bytes, package: Package, styles: Styles, most: int
) -> tuple[list[tuple[int, Sequence[Value]]], list[int]]:
    """Rows and the numbers of their columns.

    Args:
        xml: the sheet's part.
        package: for the shared strings.
        styles: to tell dates from numbers.
        most: places of the rectangle that is returned, at most; what lies beyond is cut by columns.

    Raises:
        PartMissing: the part declares entities, or the shared strings cannot be read.
    """
    if b"<!DOCTYPE" in xml[:4096] or b"<!ENTITY" in xml[:4096]:
        raise PartMissing("the sheet declares a document type")
    strings = read_strings(package)
    cells: dict[int, dict[int, Value]] = {}
    for _, element in etree.iterparse(
        io.BytesIO(xml), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=True
    ):
        if local_name(element) != "c":
            continue
        reference = element.get("r", "").encode()
        letters = reference.rstrip(b"0123456789")
        if letters and reference[len(letters) :]:
            row, column = parse_reference(letters, reference[len(letters) :])
            value = _read_value(element, strings, styles)
            if value is not None and value != "":
                cells.setdefault(row, {})[column] = value
        element.clear()
    columns = sorted({column for row in cells.values() for column in row})
    columns = columns[: max(1, most // max(1, len(cells)))]
    rows: list[tuple[int, Sequence[Value]]] = []
    for row in sorted(cells):
        # One blank row marks that rows are missing between.
        if rows and row > rows[-1][0] + 1:
            rows.append((row - 1, ()))
        rows.append((row, [cells[row].get(column) for column in columns]))
    return rows, columns


def _read_value(cell: etree._Element, strings: Sequence[str], styles: Styles) -> Value:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return unescape("".join(e.text or "" for e in cell.iter() if local_name(e) == "t"))
    held = next((e.text or "" for e in cell if local_name(e) == "v"), "")
    if not held:
        return None
    if kind == "s":
        return strings[int(held)] if held.isdigit() and int(held) < len(strings) else None
    if kind in ("str", "e", "d"):
        return held
    if kind == "b":
        return held == "1"
    try:
        number = float(held)
        style = cell.get("s", "0")
    except ValueError:
        return held
    date_kind = styles.dates.get(int(style), DateKind.NONE) if style.isdigit() else DateKind.NONE
    moment: Value = None
    if date_kind is DateKind.MOMENT:
        moment = make_moment(number, since_1904=styles.since_1904)
    elif date_kind is DateKind.DURATION:
        moment = make_duration(number)
    return number if moment is None else moment
