"""OpenDocument spreadsheets (.ods): one pass over content.xml, with repeats kept as numbers and never unrolled blindly.

In: bytes. Out: a `Reading`, as for `sheet_xlsx`. A cell or row that says "repeat me a million times" is written out
only as far as it holds something and limits allow: the file that claims 17 billion cells costs nothing.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from answerable.model.document import CellKind, Reading
from answerable.read.draft import Draft, start_draft
from answerable.read.sheets.formats import Format, show_formatted
from answerable.read.sheets.page import MAX_CELLS, SheetRows, add_sheet
from answerable.read.sheets.parts import Package, PartMissing, add_unreadable, local_name
from answerable.read.sheets.values import Shown, Value, name_column
from answerable.read.sniff import ODS

_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_MOST_REPEATS = 2_000
"""A *filled* cell or row repeated more often than this is damage or malice; the rest is said to be cut."""
_MOST_REPEATED_CELLS = 50_000
_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?")
_CURRENCIES = {"GBP": "£", "USD": "$", "EUR": "€"}
_ERRORS = re.compile(r"#[A-Z/0]+[!?]?|Err:\d{3}|#N/A")


@dataclass(slots=True)
class _Sheet:
    """One table of content.xml while it is read."""

    label: str
    visible: bool
    rows: list[tuple[int, Sequence[Value]]] = field(default_factory=list)
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    n_rows: int = 0
    n_columns_seen: int = 0
    n_cells: int = 0
    n_comments: int = 0
    n_cut: int = 0


def read_ods(data: bytes, name: str, *, show_hidden: bool = False) -> Reading:
    """Read an .ods; never raises for what the bytes hold.

    Args:
        data: the file.
        name: as received.
        show_hidden: a person decided to look at hidden sheets, rows and columns; they are counted all the same.
    """
    draft = start_draft(data, name, ODS)
    try:
        package = Package(data)
        content = package.read("content.xml")
        if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
            raise PartMissing("content.xml declares a document type")
        _read_content(draft, content, show_hidden)
    except (PartMissing, etree.XMLSyntaxError) as error:
        if "META-INF/manifest.xml" in _names(data) and b"encryption-data" in _manifest(data):
            draft.add_problem("encrypted", found="a password", remedy="ask for it without one", blocks=True)
        else:
            add_unreadable(draft, str(error))
        return draft.finish()
    _add_extras(draft, package)
    return draft.finish()


def _names(data: bytes) -> list[str]:
    try:
        return Package(data).names
    except PartMissing:
        return []


def _manifest(data: bytes) -> bytes:
    try:
        return Package(data).read("META-INF/manifest.xml")
    except PartMissing:
        return b""


def _read_content(draft: Draft, content: bytes, show_hidden: bool) -> None:
    hidden_styles: set[str] = set()
    sheet: _Sheet | None = None
    depth = 0
    filtered = b'visibility="' in content
    for event, element in etree.iterparse(
        io.BytesIO(content), events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    ):
        tag = local_name(element)
        if event == "start":
            if tag == "table":
                depth += 1
                if depth == 1:
                    sheet = _Sheet(_get(element, "name"), _get(element, "style-name") not in hidden_styles)
            continue
        if tag == "style":
            if any(local_name(e) == "table-properties" and _get(e, "display") == "false" for e in element):
                hidden_styles.add(_get(element, "name"))
        elif tag == "table":
            depth -= 1
            if depth == 0 and sheet is not None:
                _finish_sheet(draft, sheet, show_hidden)
                sheet = None
            element.clear()
        elif sheet is not None and depth == 1:
            if tag == "table-column":
                _read_column(sheet, element)
            elif tag == "table-row":
                _read_row(sheet, element, filtered)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]


def _get(element: etree._Element, name: str, default: str = "") -> str:
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def _get_repeats(element: etree._Element, name: str) -> int:
    number = _get(element, name, "1")
    return max(1, int(number)) if number.isdigit() and len(number) < 10 else 1


def _read_column(sheet: _Sheet, element: etree._Element) -> None:
    repeats = min(_get_repeats(element, "number-columns-repeated"), _MAX_COLUMNS - sheet.n_columns_seen)
    if _get(element, "visibility") in ("collapse", "filter"):
        sheet.hidden_columns.update(range(sheet.n_columns_seen, sheet.n_columns_seen + max(0, repeats)))
    sheet.n_columns_seen += max(0, repeats)


def _read_row(sheet: _Sheet, element: etree._Element, filtered: bool) -> None:
    first = sheet.n_rows
    repeats = min(_get_repeats(element, "number-rows-repeated"), _MAX_ROWS - first)
    values: list[Value] = []
    shown: dict[int, Shown] = {}
    n_blank = 0
    for cell in element:
        tag = local_name(cell)
        if tag not in ("table-cell", "covered-table-cell"):
            continue
        columns = _get_repeats(cell, "number-columns-repeated")
        value, seen = _read_cell(cell)
        sheet.n_comments += sum(local_name(child) == "annotation" for child in cell)
        if value is None and seen is None:
            n_blank += columns
            continue
        values.extend([None] * min(n_blank, _MAX_COLUMNS - len(values)))
        n_blank = 0
        kept = min(columns, _MOST_REPEATS, _MAX_COLUMNS - len(values))
        sheet.n_cut += columns - kept
        _note_merge(sheet, cell, first, len(values))
        for column in range(len(values), len(values) + kept):
            if seen is not None:
                shown[column] = seen
        values.extend([value] * kept)
    sheet.n_rows += max(0, repeats)
    if filtered and _get(element, "visibility") in ("collapse", "filter") and values:
        sheet.hidden_rows.update(range(first, first + min(repeats, _MOST_REPEATS)))
    if not values:
        if sheet.rows:
            sheet.rows.extend((row, ()) for row in range(first, first + min(repeats, 3)))
        return
    kept = min(repeats, _MOST_REPEATS, max(1, _MOST_REPEATED_CELLS // len(values)))
    kept = min(kept, max(0, (MAX_CELLS - sheet.n_cells) // len(values)))
    sheet.n_cut += (repeats - kept) * len(values)
    sheet.n_cells += kept * len(values)
    for row in range(first, first + kept):
        sheet.rows.append((row, values))
        for column, seen in shown.items():
            sheet.shown[row, column] = seen


def _note_merge(sheet: _Sheet, cell: etree._Element, row: int, column: int) -> None:
    n_columns, n_rows = _get_repeats(cell, "number-columns-spanned"), _get_repeats(cell, "number-rows-spanned")
    if n_columns > 1 or n_rows > 1:
        bottom, right = min(row + n_rows, _MAX_ROWS) - 1, min(column + n_columns, _MAX_COLUMNS) - 1
        sheet.merges.append((row, column, bottom, right))


def _read_cell(cell: etree._Element) -> tuple[Value, Shown | None]:
    """The value, and what it shows where that says more."""
    kind = _get(cell, "value-type")
    text = "\n".join(_paragraph(child) for child in cell if local_name(child) == "p")
    if not kind and not text:
        return None, None
    held = _get(cell, "value")
    if text and _ERRORS.fullmatch(text.strip()):
        return text, Shown(text.strip(), CellKind.ERROR)
    if kind in ("float", "percentage", "currency") and held:
        try:
            number = float(held)
        except ValueError:
            return text, None
        if kind == "percentage":
            return number, show_formatted(number, Format(percent=True))
        sign = _CURRENCIES.get(_get(cell, "currency"), "") if kind == "currency" else ""
        if sign:
            return number, show_formatted(number, Format(currency=sign))
        stripped = text.strip()
        if stripped.isdigit() and stripped.startswith("0") and len(stripped) > 1 and float(stripped) == number:
            return number, Shown(stripped, CellKind.NUMBER, number)
        return number, None
    if kind == "boolean":
        return _get(cell, "boolean-value") == "true", None
    if kind == "date":
        return _read_date(_get(cell, "date-value"), text), None
    if kind == "time":
        found = _DURATION.fullmatch(_get(cell, "time-value"))
        if found is not None:
            days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
            return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds), None
    return text, None


def _read_date(held: str, text: str) -> Value:
    try:
        moment = dt.datetime.fromisoformat(held[:26])
    except ValueError:
        return text
    return moment


def _paragraph(element: etree._Element) -> str:
    """Words of a paragraph; runs of spaces, tabs and line breaks are elements of their own."""
    pieces = [element.text or ""]
    for child in element:
        tag = local_name(child)
        if tag == "s":
            pieces.append(" " * min(_get_repeats(child, "c"), 100))
        elif tag == "tab":
            pieces.append("\t")
        elif tag == "line-break":
            pieces.append("\n")
        elif tag not in ("annotation", "note"):
            pieces.append(_paragraph(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _finish_sheet(draft: Draft, sheet: _Sheet, show_hidden: bool) -> None:
    place = f"sheet '{sheet.label}'"
    draft.add_hidden("comment", place, sheet.n_comments)
    if sheet.n_cut:
        draft.add_problem(
            "sheet-cut",
            place,
            found=f"filled cells that are repeated {sheet.n_cut:,} times more than anybody would fill in",
            remedy="look at the file in a spreadsheet program; the repeats beyond the first 2,000 were not read",
        )
    if not sheet.visible:
        count = sum(value is not None and value != "" for _, values in sheet.rows for value in values)
        draft.add_hidden("hidden_sheet", place, count or 1)
        if not show_hidden:
            return
    errors = sorted(at for at, seen in sheet.shown.items() if seen.kind is CellKind.ERROR)
    if errors:
        row, column = errors[0]
        draft.add_problem(
            "error-cell",
            place,
            found=f"{len(errors)} cells hold an error, the first at {name_column(column)}{row + 1}",
            expected="values",
            remedy="ask what these cells should say; they count as unknown, never as zero",
        )
    content = SheetRows(
        sheet.label,
        sheet.rows,
        (),
        frozenset(sheet.hidden_rows),
        frozenset(sheet.hidden_columns),
        frozenset(),
        sheet.shown,
        sheet.merges,
        engine="ods",
    )
    add_sheet(draft, content, show_hidden=show_hidden)


def _add_extras(draft: Draft, package: Package) -> None:
    """Count what the document carries and no sheet shows."""
    for name in package.find(r"Object \d+/content\.xml"):
        draft.add_hidden("embedded_object", name, 1)
    for name in package.find(r"Basic/.*\.xml|Scripts/.*"):
        if not name.endswith(("script-lc.xml", "script-lb.xml", "/")):
            draft.add_hidden("macros", name, 1)
    try:
        root = package.parse("meta.xml")
    except PartMissing:
        return
    personal = ("initial-creator", "creator", "printed-by")
    count = sum(local_name(e) in personal and bool((e.text or "").strip()) for e in root.iter())
    draft.add_hidden("metadata", "document properties", count)
    program = next((e.text for e in root.iter() if local_name(e) == "generator" and e.text), "")
    if program:
        draft.facts.append(("program", program.strip()[:80]))
