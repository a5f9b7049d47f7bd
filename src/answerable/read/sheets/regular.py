"""Sheets as nearly every program writes them, taken apart at their tags: no object is made for a cell.

In: the raw part of a sheet, the workbook's styles and shared strings. Out: `RegularRows`: the texts of each row for the
page, and what a cell holds for whoever asks. A sheet that is written in any other way raises `Irregular`, and the cell
reader takes it: nothing is guessed. What must never be here: what is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import islice, pairwise

from answerable.model.document import CellKind
from answerable.read.sheets.held import HeldValues, Irregular
from answerable.read.sheets.ooxml import parse_reference
from answerable.read.sheets.values import Shown

_NUMBER = rb"-?[1-9]\d{0,7}+(?:\.\d{1,7}+(?<!0))?|0(?:\.\d{1,4}+(?<!0))?"
"""Numbers that are shown just as they are written; others are written with more digits than they show."""
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+)(\d{1,7}+)"([^>]*+)'
    rb'>(?:<(?:v|is><t(?: xml:space="preserve")?)>(?:(' + _NUMBER + rb")|([^<]*+))</(?:v|t></is)></c>|(?<=/>)|</c>)"
)
_ROW = re.compile(rb'<row r="(\d{1,7})"([^>]*)>')
_FORMULA = re.compile(rb"<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>|<v></v>|<v */>")
_FRAME = re.compile(rb"<c [^>]*/>")
_HIDING = re.compile(rb'\s(?:hidden="(?:1|true)"|ht="0(?:\.0*)?")')
_MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"\s*/>')
_BLANK_ROWS = 2
"""Blank rows that are told of where rows are missing; the page keeps no more."""
_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_SPARSE_AREA = 2_000_000
_SPARSE = 20
_BLOCK = 100
"""Rows that are taken at once where they are alike."""


HeldRow = tuple[tuple[int, ...], tuple[bytes, ...], bytes]
"""A row as the part holds it: the columns of its cells from 0, their attributes, and the values between their tags,
parted by ``<``, which none can hold."""


def find_row_kinds(held: HeldRow, values: HeldValues) -> dict[int, tuple[CellKind, float | None]]:
    """What the cells of a row are that show something, by column."""
    find = values.find_kind
    each = zip(held[0], held[1], held[2].split(b"<"), strict=True)
    return {column: find(attributes, value) for column, attributes, value in each if value}


@dataclass(slots=True)
class RegularRows:
    """The rows of a sheet.

    Args:
        held: rows by number from 0, in order.
        texts: what each of them shows, in UTF-8.
        values: what values show.
        columns: numbers from 0 of the columns that hold anything, or of all from the first of them to the last.
        merges: first row, first column, last row, last column.
        hidden_rows: numbers from 0.
        has_formulas: some values were reckoned.
    """

    held: dict[int, HeldRow]
    texts: dict[int, Sequence[bytes]]
    values: HeldValues
    hidden_rows: frozenset[int]
    columns: Sequence[int] = ()
    merges: Sequence[tuple[int, int, int, int]] = ()
    has_formulas: bool = False

    def iter_texts(self, hidden_rows: Set[int]) -> Iterator[tuple[int, Sequence[bytes]]]:
        """Each row's number and texts by column; where rows are missing, the first not hidden ones as blank."""
        columns = tuple(self.columns)
        position_of = {column: position for position, column in enumerate(columns)}
        before = next(iter(self.texts), 0) - 1
        for number, texts in self.texts.items():
            if number != before + 1:
                missing = (row for row in range(before + 1, number) if row not in hidden_rows)
                yield from ((row, []) for row in islice(missing, _BLANK_ROWS))
            before = number
            own = self.held[number][0]
            yield number, texts if own == columns[: len(own)] else _spread(own, texts, position_of)

    def show(self, row: int, column: int) -> Shown:
        """What a cell shows."""
        held = self.held.get(row)
        if held is None or column not in held[0]:
            return Shown("", CellKind.BLANK)
        place = held[0].index(column)
        return self.values.show(held[1][place], held[2].split(b"<")[place])

    def iter_places(self, wanted: Callable[[bytes], bool]) -> Iterator[tuple[int, int, bytes]]:
        """Row, column and attributes of the cells whose attributes are wanted."""
        attributes = {one for one in self.values if wanted(one)}
        for number, (columns, all_attributes, _) in self.held.items() if attributes else ():
            if not attributes.isdisjoint(all_attributes):
                each = zip(columns, all_attributes, strict=True)
                yield from ((number, column, one) for column, one in each if one in attributes)

    def keep(self, rows: Iterable[int], columns: Sequence[int], hidden: Set[tuple[int, int]]) -> dict[int, HeldRow]:
        """What is held of the visible rows and columns, and nothing of what is hidden."""
        wanted = frozenset(columns)
        kept: dict[int, HeldRow] = {}
        is_whole: dict[tuple[int, ...], bool] = {}
        for number in rows:
            held = self.held.get(number)
            if held is None:
                continue
            own = held[0]
            if own not in is_whole:
                is_whole[own] = wanted.issuperset(own)
            if hidden or not is_whole[own]:
                each = zip(own, held[1], held[2].split(b"<"), strict=True)
                seen = [one for one in each if one[0] in wanted and (number, one[0]) not in hidden]
                held = (tuple(c for c, _, _ in seen), tuple(a for _, a, _ in seen), b"<".join(v for _, _, v in seen))
            if held[0]:
                kept[number] = held
        return kept


def _spread(columns: tuple[int, ...], texts: Sequence[bytes], position_of: Mapping[int, int]) -> list[bytes]:
    """Texts of a row that does not fill its columns one after the other."""
    spread = [b""] * len(position_of)
    for column, text in zip(columns, texts, strict=True):
        if text:
            spread[position_of[column]] = text
    return spread


def read_regular(xml: bytes, values: HeldValues, most: int) -> RegularRows:
    """Take a sheet's part apart.

    Args:
        xml: the part.
        values: of the workbook.
        most: cells after which no more rows are read.

    Raises:
        Irregular: it is not written as nearly all are.
    """
    start, end = _find_data(xml)
    has_formulas = xml.find(b"<f", start, end) >= 0
    if has_formulas:
        xml = xml[:start] + _FORMULA.sub(b"", xml[start:end]) + xml[end:]
        start, end = _find_data(xml)
    if xml.count(b"/><c ", start, end) > xml.count(b"</c>", start, end):
        # Most cells are frames around nothing.
        xml = xml[:start] + _FRAME.sub(b"", xml[start:end]) + xml[end:]
        start, end = _find_data(xml)
    rows = _read_rows(xml, start, end, values, most)
    rows.has_formulas = has_formulas
    rows.columns = _find_columns(rows)
    rows.merges = _find_merges(xml, end)
    return rows


def _find_data(xml: bytes) -> tuple[int, int]:
    """Where the rows begin and end."""
    declared = xml[: xml.find(b">") + 1].lower()
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    is_whole = xml.rstrip().endswith(b"</worksheet>") and b"<!" not in xml[:start]
    if not is_whole or not 0 < start < end or (b"encoding" in declared and b"utf-8" not in declared):
        raise Irregular("not one part of rows")
    return start, end


class _Taker:
    """Takes rows apart, many at once where they are alike: a sheet may have a million cells."""

    def __init__(self, xml: bytes, values: HeldValues) -> None:
        self._xml = xml
        self.values = values
        self.held: dict[int, HeldRow] = {}
        self.texts: dict[int, Sequence[bytes]] = {}
        self.hidden: set[int] = set()
        self.n_cells = self.n_tags = 0
        self._last = -1
        self._columns: dict[tuple[bytes, ...], tuple[int, ...]] = {}

    def take(self, rows: list[re.Match[bytes]], end: int) -> None:
        """Take rows that follow each other, up to a place in the part."""
        for row in rows:
            number = int(row[1]) - 1
            if not self._last < number < _LAST_ROW:
                raise Irregular("rows out of order")
            self._last = number
            if b"h" in row[2] and _HIDING.search(row[2]):
                self.hidden.add(number)
            self.n_tags += 1 if row[2].endswith(b"/") else 2
        ends = [*(row.start() for row in rows[1:]), end]
        if self._look_alike(rows, ends) and self._take_alike(rows, _CELL.findall(self._xml, rows[0].end(), end)):
            return
        for row, stop in zip(rows, ends, strict=True):
            self._take_row(row, _CELL.findall(self._xml, row.end(), stop))

    def _look_alike(self, rows: list[re.Match[bytes]], ends: list[int]) -> bool:
        """Whether the first, a middle and the last row have as many cells, so that trying them at once may pay."""
        places = (0, len(rows) // 2, len(rows) - 1)
        counts = {self._xml.count(b"<c ", rows[place].end(), ends[place]) for place in places}
        return len(rows) > 1 and len(counts) == 1 and counts != {0}

    def _take_alike(self, rows: list[re.Match[bytes]], cells: list[tuple[bytes, ...]]) -> bool:
        """Take rows whose cells have the same columns and attributes, column by column; false where they have not."""
        n_rows, width = len(rows), len(cells) // len(rows)
        if width * n_rows != len(cells):
            return False
        letters, digits, attributes, shown, others = zip(*cells, strict=True)
        names = tuple(row[1] for row in rows)
        if letters != letters[:width] * n_rows or attributes != attributes[:width] * n_rows:
            return False
        if any(digits[place::width] != names for place in range(width)):
            return False
        columns, plain = self._name_columns(letters[:width]), self.values.numbers
        own = attributes[:width]
        texts: list[Iterable[bytes]] = []
        values: list[Sequence[bytes]] = []
        for place in range(width):
            written, find = shown[place::width], self.values[own[place]]
            held: Sequence[bytes] = written
            if all(written):
                self.n_tags += 4 * n_rows
                texts.append(written if find is None else map(find.__getitem__, written))
            else:
                rest = others[place::width]
                held = [one or other for one, other in zip(written, rest, strict=True)]
                self._count(held, n_rows * own[place].endswith(b"/"))
                each = zip(written, rest, strict=True)
                texts.append(
                    [one or plain[other] for one, other in each] if find is None else [find[one] for one in held]
                )
            values.append(held)
        numbers = [int(name) - 1 for name in names]
        joined = map(b"<".join, zip(*values, strict=True))
        self.held.update((number, (columns, own, one)) for number, one in zip(numbers, joined, strict=True))
        self.texts.update(zip(numbers, zip(*texts, strict=True), strict=True))
        self.n_cells += len(cells)
        return True

    def _take_row(self, row: re.Match[bytes], cells: list[tuple[bytes, ...]]) -> None:
        if not cells:
            return
        letters, digits, attributes, shown, others = zip(*cells, strict=True)
        if digits.count(row[1]) != len(digits):
            raise Irregular("a cell of another row")
        number, plain, values = int(row[1]) - 1, self.values.numbers, self.values
        held: Sequence[bytes] = shown
        if all(shown):
            self.n_tags += 4 * len(shown)
        else:
            held = [one or other for one, other in zip(shown, others, strict=True)]
            self._count(held, sum(one.endswith(b"/") for one in attributes))
        finds = [values[one] for one in attributes]
        self.texts[number] = [
            (one or plain[other]) if find is None else find[one or other]
            for find, one, other in zip(finds, shown, others, strict=True)
        ]
        self.held[number] = (self._name_columns(letters), attributes, b"<".join(held))
        self.n_cells += len(held)

    def _count(self, held: Sequence[bytes], n_closed: int) -> None:
        """Note the marks of tags that cells take up: one if closed at once, two around nothing, four around a value."""
        n_empty = held.count(b"")
        self.n_tags += 4 * (len(held) - n_empty) + 2 * n_empty - n_closed

    def _name_columns(self, letters: tuple[bytes, ...]) -> tuple[int, ...]:
        columns = self._columns.get(letters)
        if columns is None:
            columns = self._columns[letters] = _name_columns(letters)
        return columns


def _read_rows(xml: bytes, start: int, end: int, values: HeldValues, most: int) -> RegularRows:
    taker = _Taker(xml, values)
    rows = _ROW.finditer(xml, start, end)
    first = next(rows, None)
    while first is not None and taker.n_cells <= most:
        block = [first, *islice(rows, _BLOCK - 1)]
        first = next(rows, None)
        taker.take(block, end if first is None else first.start())
    # A tag that was not met: cells, rows or remarks that are written otherwise.
    n_inline = xml.count(b"<is>", start, end) if any(b"inlineStr" in one for one in values) else 0
    if taker.n_cells <= most and taker.n_tags + 2 * n_inline + 1 != xml.count(b"<", start, end):
        raise Irregular("cells or rows that are written otherwise")
    return RegularRows(taker.held, taker.texts, values, frozenset(taker.hidden))


def _name_columns(letters: tuple[bytes, ...]) -> tuple[int, ...]:
    columns = tuple(parse_reference(one, b"1")[1] for one in letters)
    if any(one >= other for one, other in pairwise(columns)):
        raise Irregular("cells out of order")
    return columns


def _find_columns(rows: RegularRows) -> Sequence[int]:
    """Columns from the first that holds anything to the last; only those that do, where they are few and far apart."""
    low, high = _LAST_COLUMN, -1
    n_cells = 0
    for (columns, _, _), texts in zip(rows.held.values(), rows.texts.values(), strict=True):
        n_cells += len(texts)
        if columns[0] < low or columns[-1] > high:
            filled = [column for column, text in zip(columns, texts, strict=True) if text]
            low, high = min([low, *filled[:1]]), max([high, *filled[-1:]])
    if high < 0:
        return ()
    n_rows = next(reversed(rows.held)) + 1 - next(iter(rows.held))
    if n_rows * (high + 1 - low) <= max(_SPARSE_AREA, _SPARSE * n_cells):
        return range(low, high + 1)
    pairs = zip(rows.held.values(), rows.texts.values(), strict=True)
    each = (zip(row[0], texts, strict=True) for row, texts in pairs)
    return sorted({column for row in each for column, text in row if text})


def _find_merges(xml: bytes, start: int) -> list[tuple[int, int, int, int]]:
    if b"<mergeCell " not in xml[start:]:
        return []
    found = _MERGE.findall(xml, start)
    if len(found) != xml.count(b"<mergeCell ", start):
        raise Irregular("merged cells that are written otherwise")
    corners = (
        (*parse_reference(letters, digits), *parse_reference(others, numbers))
        for letters, digits, others, numbers in found
    )
    return [corner for corner in corners if corner[:2] <= corner[2:]]
