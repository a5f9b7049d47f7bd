"""Workbooks of Excel, .xlsx and .xlsm: by their tags, or by a cell reader and our own side pass.

In: bytes. Out: a `Reading`: one page and one table for each visible sheet, everything else counted as hidden. Formulas
are never evaluated, links never followed, macros never run; a formula whose value the file does not hold is a problem.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import islice
from typing import Self

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from answerable.model.document import CellKind, Reading
from answerable.read.draft import Draft, start_draft
from answerable.read.sheets.formats import show_formatted
from answerable.read.sheets.held import HeldValues, Irregular
from answerable.read.sheets.ooxml import (
    SheetFacts,
    SheetPart,
    Styles,
    add_comments,
    add_workbook_extras,
    count_values,
    find_extent,
    list_sheets,
    read_margins,
    read_sheet_facts,
    read_styles,
)
from answerable.read.sheets.page import MAX_CELLS, SheetRows, add_sheet, without_collecting
from answerable.read.sheets.parts import Package, PartMissing, add_unreadable
from answerable.read.sheets.regular import RegularRows, read_regular
from answerable.read.sheets.sparse import read_sparse_rows
from answerable.read.sheets.strings import read_strings
from answerable.read.sheets.values import Shown, Value, name_column
from answerable.read.sniff import XLSX

_DENSE_ENOUGH = 20
"""A sheet whose rectangle holds more than this many places per cell is read cell by cell instead."""
_SMALL_AREA = 2_000_000
_N_PLACES_NAMED = 5


def read_xlsx(data: bytes, name: str, *, show_hidden: bool = False) -> Reading:
    """Read an .xlsx or .xlsm; never raises for what the bytes hold.

    Args:
        data: the file.
        name: as received.
        show_hidden: a person decided to look at hidden sheets, rows, columns and cells; they are counted all the same.
    """
    draft = start_draft(data, name, XLSX)
    try:
        package = Package(data)
        sheets = list_sheets(package)
    except PartMissing as error:
        add_unopened(draft, data, str(error))
        return draft.finish()
    book = _Book(data, package, read_styles(package), show_hidden)
    with book, without_collecting():
        if not sheets:
            _check_opens(draft, book)
        for sheet in sheets:
            _read_sheet(draft, book, sheet)
    add_workbook_extras(draft, package)
    return draft.finish()


def read_by_engine(
    draft: Draft,
    workbook: CalamineWorkbook,
    find_facts: Callable[[str], SheetFacts] = lambda _: SheetFacts(),
    *,
    show_hidden: bool = False,
) -> None:
    """Read all visible sheets by the engine.

    Args:
        draft: the file so far.
        workbook: open.
        find_facts: what the raw part of a sheet says, by its name.
        show_hidden: as for `read_xlsx`.
    """
    for meta in workbook.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        engine_rows, columns, _ = _engine_rows(workbook, meta.name)
        rows = list(engine_rows)
        if meta.visible is not SheetVisibleEnum.Visible:
            count = sum(value is not None and value != "" for _, values in rows for value in values)
            very = "very_" if meta.visible is SheetVisibleEnum.VeryHidden else ""
            draft.add_hidden(f"{very}hidden_sheet", f"sheet '{meta.name}'", count or 1)
            if not show_hidden:
                continue
        facts = find_facts(meta.name)
        add_faults(draft, meta.name, facts)
        shown = {place: Shown(text, CellKind.ERROR) for place, text in facts.errors.items()}
        content = SheetRows(
            meta.name, rows, columns, facts.hidden_rows, facts.hidden_columns, shown=shown, engine="calamine"
        )
        add_sheet(draft, content, show_hidden=show_hidden)


def add_unopened(draft: Draft, data: bytes, found: str) -> None:
    """Say why a workbook does not open: a password, a bomb, damage."""
    try:
        if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            CalamineWorkbook.from_filelike(io.BytesIO(data)).close()
    except PasswordError:
        draft.add_problem("encrypted", found="a workbook with a password", remedy="ask for it without one", blocks=True)
        return
    except (CalamineError, OSError, ValueError):
        pass
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in data[:200_000]:
        draft.add_problem("encrypted", found="a workbook with a password", remedy="ask for it without one", blocks=True)
    else:
        add_unreadable(draft, found)


_Corner = tuple[int, int]


def _engine_rows(
    workbook: CalamineWorkbook, name: str
) -> tuple[Iterable[tuple[int, Sequence[Value]]], Sequence[int], Sequence[tuple[_Corner, _Corner]]]:
    """Rows, numbers of their columns, and merged cells by their corners."""
    sheet = workbook.get_sheet_by_name(name)
    merged = sheet.merged_cell_ranges or ()
    if sheet.start is None:
        return (), (), merged
    top, left = sheet.start
    most = max(1, MAX_CELLS // max(1, sheet.width)) + 1
    rows = sheet.to_python(skip_empty_area=True, nrows=most)
    return enumerate(rows, start=top), range(left, left + sheet.width), merged


class _Book:
    """An open workbook; the cell reader is asked for only where a sheet needs it."""

    def __init__(self, data: bytes, package: Package, styles: Styles, show_hidden: bool) -> None:
        self._data = data
        self.package = package
        self.styles = styles
        self.show_hidden = show_hidden
        self._engine: CalamineWorkbook | None = None
        self.values = HeldValues(styles, cache(lambda: read_strings(package)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._engine is not None:
            self._engine.close()

    @property
    def engine(self) -> CalamineWorkbook:
        """The cell reader."""
        if self._engine is None:
            self._engine = CalamineWorkbook.from_filelike(io.BytesIO(self._data))
        return self._engine


def _check_opens(draft: Draft, book: _Book) -> None:
    try:
        book.engine.sheet_names  # noqa: B018 - opening it is the check
    except (CalamineError, OSError, ValueError) as error:
        add_unreadable(draft, str(error))


def _read_sheet(draft: Draft, book: _Book, sheet: SheetPart) -> None:
    place = f"sheet '{sheet.name}'"
    if not sheet.is_worksheet:
        return
    try:
        xml = book.package.read(sheet.part)
    except PartMissing as error:
        add_unreadable(draft, str(error), place)
        return
    if sheet.state != "visible":
        very = "very_" if sheet.state == "veryHidden" else ""
        draft.add_hidden(f"{very}hidden_sheet", place, count_values(xml) or 1)
        if not book.show_hidden:
            add_comments(draft, book.package, sheet)
            return
    try:
        content = _find_rows(book, sheet, xml, draft)
    except (CalamineError, PartMissing, OSError, ValueError, OverflowError) as error:
        add_unreadable(draft, str(error), place)
        return
    add_sheet(draft, content, show_hidden=book.show_hidden)
    add_comments(draft, book.package, sheet)


def _find_rows(book: _Book, sheet: SheetPart, xml: bytes, draft: Draft) -> SheetRows:
    """The rows of a sheet, by its tags where it is written as nearly all are, else by the cell reader."""
    try:
        regular = read_regular(xml, book.values, MAX_CELLS)
    except (Irregular, PartMissing, UnicodeDecodeError):
        return _find_rows_by_engine(book, sheet, xml, draft)
    facts = find_facts(xml, regular, book.styles)
    add_faults(draft, sheet.name, facts)
    return SheetRows(
        sheet.name,
        regular.iter_texts(frozenset() if book.show_hidden else facts.hidden_rows),
        regular.columns,
        facts.hidden_rows,
        facts.hidden_columns,
        _find_invisible(facts, book.styles),
        merges=regular.merges,
        engine="cells-by-tag",
        regular=regular,
    )


def find_facts(xml: bytes, regular: RegularRows, styles: Styles) -> SheetFacts:
    """What a regular sheet's part says beyond its values."""
    facts = read_margins(xml, has_formulas=regular.has_formulas)
    facts.hidden_rows = regular.hidden_rows
    errors = regular.iter_places(lambda attributes: b't="e"' in attributes)
    facts.errors = {(row, column): regular.show(row, column).text for row, column, _ in errors}
    if styles.invisible and not facts.is_dressed:
        named = {b's="%d"' % number: number for number in styles.invisible}
        unseen = regular.iter_places(lambda attributes: not named.keys().isdisjoint(attributes.split()))
        facts.formatted = {
            (row, column): next(named[word] for word in attributes.split() if word in named)
            for row, column, attributes in unseen
        }
    return facts


def _find_rows_by_engine(book: _Book, sheet: SheetPart, xml: bytes, draft: Draft) -> SheetRows:
    facts = read_sheet_facts(xml, book.styles)
    n_rows, n_columns = find_extent(xml)
    columns: Sequence[int]
    if n_rows * n_columns > max(_SMALL_AREA, _DENSE_ENOUGH * count_values(xml)):
        rows, columns = read_sparse_rows(xml, book.package, book.styles, MAX_CELLS)
        merges: Sequence[tuple[int, int, int, int]] = ()
    else:
        engine_rows, columns, ranges = _engine_rows(book.engine, sheet.name)
        rows = list(engine_rows)
        merges = [(*first, *last) for first, last in ranges]
    add_faults(draft, sheet.name, facts)
    return SheetRows(
        sheet.name,
        rows,
        columns,
        facts.hidden_rows,
        facts.hidden_columns,
        _find_invisible(facts, book.styles),
        _show_formatted(facts, book.styles, rows, columns),
        merges,
        engine="calamine",
        may_hold_truth=facts.may_hold_truth,
    )


def _find_invisible(facts: SheetFacts, styles: Styles) -> frozenset[tuple[int, int]]:
    if facts.is_dressed or not styles.invisible:
        return frozenset()
    return frozenset(place for place, style in facts.formatted.items() if style in styles.invisible)


def _show_formatted(
    facts: SheetFacts, styles: Styles, rows: list[tuple[int, Sequence[Value]]], columns: Sequence[int]
) -> dict[tuple[int, int], Shown]:
    """What error cells and cells with telling formats show."""
    shown = {place: Shown(text, CellKind.ERROR) for place, text in facts.errors.items()}
    if not facts.formatted or not rows or not columns:
        return shown
    by_row = dict(rows)
    left = columns[0]
    contiguous = list(columns) == list(range(left, left + len(columns)))
    position_of = None if contiguous else {column: position for position, column in enumerate(columns)}
    for (row, column), style in facts.formatted.items():
        form = styles.formats.get(style)
        values = by_row.get(row)
        position = column - left if position_of is None else position_of.get(column, -1)
        if form is None or values is None or not 0 <= position < len(values):
            continue
        value = values[position]
        if isinstance(value, float | int) and not isinstance(value, bool):
            shown[row, column] = show_formatted(value, form)
    return shown


def add_faults(draft: Draft, sheet: str, facts: SheetFacts) -> None:
    """Note error cells and formulas without a value."""
    errors = sorted(place for place in facts.errors if place[0] not in facts.hidden_rows)
    if errors:
        named = ", ".join(f"{name_column(column)}{row + 1}" for row, column in islice(errors, _N_PLACES_NAMED))
        kinds = ", ".join(sorted(set(facts.errors.values())))
        draft.add_problem(
            "error-cell",
            f"sheet '{sheet}'",
            found=f"{len(errors)} cells hold an error ({kinds}): {named}"
            + (" ..." if len(errors) > _N_PLACES_NAMED else ""),
            expected="values",
            remedy="ask what these cells should say; they count as unknown, never as zero",
        )
    if facts.n_unsolved:
        draft.add_problem(
            "formula-without-value",
            f"sheet '{sheet}'",
            found=f"{facts.n_unsolved} formulas whose result is not in the file",
            expected="the last result beside each formula",
            remedy="open the file in a spreadsheet program and save it again, or ask for values",
            blocks=True,
        )
