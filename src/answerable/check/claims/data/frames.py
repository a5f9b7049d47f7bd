"""Any tables as frames: columns that know their words, period and kind; cells as numbers, or as bounds.

What comes in: understood grids, or rows of a Parquet or SQLite file. What goes out: `Frame`s. Never here: the text that
is tried, queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from answerable.check.claims.text.statements import find_periods
from answerable.check.claims.text.terms import find_terms
from answerable.model.dates import Period
from answerable.model.interval import Interval
from answerable.tables import ColumnKind, Grid
from answerable.words.figures import CellReading, CellState, parse_cell

_MOST_CATEGORIES = 40
_UNIT_IN_NAME = re.compile(
    r"(?i)\s*[(\[]\s*(?:£|\$|€|gbp|000s?|£\s?000s?|£?k|£?\s?(?:m|bn|thousands?|millions?|billions?)|in |%"
    r"|per cent|days|weeks"
    r"|hours|months|minutes|years|number|no\.?)[^)\]]*[)\]]"
)
_SCALES = (
    (re.compile(r"(?i)[£$€]\s?['’]?000s?\b|\(\s?['’]?000s?\s?\)|[£$€]\s?k\b|\bthousands?\b"), 1e3),
    (re.compile(r"(?i)[£$€]\s?m\b|\bmillions?\b|\(m\)"), 1e6),
    (re.compile(r"(?i)[£$€]\s?bn\b|\bbillions?\b|\(bn\)"), 1e9),
)
_MONEY_SIGN = re.compile(r"[£$€]|\bGBP\b|\bUSD\b|\bEUR\b")
_RATES = (
    "rate",
    "share",
    "percent",
    "percentage",
    "proportion",
    "turnout",
    "mean",
    "median",
    "longest",
    "shortest",
    "per",
)
_YEAR_NAMES = re.compile(r"(?i)\b(?:year|fy|season|period)\b")
_LABELLED = re.compile(
    r"(?i)(?:\w+ )?(?:routes?|lines?|no\.?|number|id|code|ref|lot|zone|division|district|ward|area|line|service"
    r"|bus|team|group|class|unit|section|junction|road|room|house|flat|plot|site|#)"
)
_HIDDEN = re.compile(r"[<>≤≥*]\s?\d")
_POINT = re.compile(r"\d\.\d")
_ONE_GROUP = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_TWO_GROUPS = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3}){2,}(?:,\d+)?|-?[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d{1,2}")
_EMPTY = (CellState.BLANK, CellState.DASH, CellState.ERROR, CellState.NOT_HELD)
"""Cells that do not tell what their column is for."""
_GENERIC = frozenset(
    (
        "the", "of", "and", "city", "county", "council", "borough", "london", "royal", "metropolitan",
        "district", "unitary", "authority", "combined", "police", "force", "constabulary", "service", "health",
        "social", "care", "trust", "nhs", "board", "region", "hospital", "hospitals", "university", "college",
        "crown", "court", "school", "academy", "primary", "secondary", "prison", "hmp", "magistrates",
        "magistrates'", "foundation", "fc", "library", "station", "ward", "town",
    )
)  # fmt: skip


class Role(StrEnum):
    """What a column is for."""

    NUMBER = "number"
    CATEGORY = "category"
    NAME = "name"
    """Tells the rows apart: authorities, places, people."""
    YEAR = "year"
    """Tells the year of each row."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FrameColumn:
    """One column.

    Args:
        number: from 0.
        name: of its header.
        role: what it is for.
        terms: of its header, without its period; the head comes first.
        base: the header without its period: the same for one thing in two years.
        period: that its header names.
        unit: `GBP`, `percent` and the like; empty where none.
        values: distinct values of a category.
        scale: what a cell is multiplied with.
        is_rate: whether adding its cells up makes no sense.
    """

    number: int
    name: str
    role: Role
    terms: tuple[str, ...]
    base: str
    period: Period | None = None
    unit: str = ""
    values: tuple[str, ...] = ()
    scale: float = 1.0
    """What a cell is multiplied with: 1,000 for "£000s", 100 for shares between 0 and 1."""
    is_hundred: bool = False
    """Every number of it lies between 0 and 100."""
    is_rate: bool = False
    """A share, a mean, a rate: never added up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A table that text can be tried against.

    Args:
        name: of the file or sheet; the SQL name.
        columns: in order.
        numbers: row by row, a number or None where the cell holds none (blank, withheld, error).
        texts: row by row, as shown.
        terms: of its name and title.
        years: of each row.
        bounds: of cells that hide a small number.
    """

    name: str
    columns: tuple[FrameColumn, ...]
    numbers: tuple[tuple[float | None, ...], ...]
    texts: tuple[tuple[str, ...], ...]
    terms: tuple[str, ...] = ()
    years: tuple[Period | None, ...] = ()
    """The period of each row, where a column tells it; empty where none does."""
    year_texts: tuple[tuple[Period, tuple[str, ...]], ...] = ()
    """How the year column writes each year."""
    places: dict[tuple[int, str], frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    """Rows by column and value, filled when first asked for."""
    bounds: Mapping[tuple[int, int], Interval] = field(default_factory=dict)
    """By (row, column): what a cell allows that holds a bound instead of a number, such as "<5"."""

    def find_rows(self, column: int, value: str) -> frozenset[int]:
        """The positions of the rows with a value in a column."""
        if (column, "") not in self.places:
            rows: dict[str, set[int]] = {}
            for row, texts in enumerate(self.texts):
                rows.setdefault(texts[column], set()).add(row)
            self.places.update({(column, text): frozenset(found) for text, found in rows.items() if text})
            self.places[column, ""] = frozenset(rows.get("", ()))
        return self.places.get((column, value), frozenset())

    @property
    def year_column(self) -> FrameColumn | None:
        """The column that tells the rows' years, or None."""
        return next((column for column in self.columns if column.role is Role.YEAR), None)

    @property
    def name_column(self) -> FrameColumn | None:
        """The column that tells rows apart, or None."""
        return next((column for column in self.columns if column.role is Role.NAME), None)

    def of_role(self, role: Role) -> list[FrameColumn]:
        """The columns of a role."""
        return [column for column in self.columns if column.role is role]


def make_frame(name: str, header: Sequence[FrameColumn], rows: Sequence[Sequence[str]]) -> Frame:
    """A frame from texts; roles are told from the values.

    Args:
        name: of the file or sheet.
        header: columns with name, terms, base, period and unit; their role is set here.
        rows: texts as shown.
    """
    readings = _read_cells(rows, len(header))
    numbers = [[reading.number for reading in row] for row in readings]
    bounds = {
        (row, position): reading.interval
        for row, several in enumerate(readings)
        for position, reading in enumerate(several)
        if reading.kind is CellState.SUPPRESSED and reading.interval is not None
    }
    columns = []
    for column in header:
        texts = [row[column.number].strip() for row in rows]
        states = [row[column.number].kind for row in readings]
        filled = [text for text, state in zip(texts, states, strict=True) if state not in _EMPTY]
        own = [row[column.number] for row in numbers]
        role, values = _tell_role(column, filled, own)
        units = [row[column.number].unit for row in readings if row[column.number].number is not None]
        made = replace(column, role=role, terms=column.terms or find_terms(name.replace("_", " ")), values=values)
        columns.append(_scale(made, own, units) if role is Role.NUMBER else made)
    columns = _keep_one_name(columns)
    counted = {column.number for column in columns if column.role is Role.NUMBER}
    bounds = {(row, position): bound for (row, position), bound in bounds.items() if position in counted}
    terms = find_terms(name.replace("_", " "))
    years: tuple[Period | None, ...] = ()
    year = next((column for column in columns if column.role is Role.YEAR), None)
    if year is not None:
        known = {text: next(iter(find_periods(text)), None) for text in {row[year.number] for row in rows}}
        years = tuple(known[row[year.number]] for row in rows)
    shown = tuple(tuple(cell.strip() for cell in row) for row in rows)
    written: dict[Period, set[str]] = {}
    if year is not None:
        for cells, period in zip(shown, years, strict=True):
            if period is not None:
                written.setdefault(period, set()).add(cells[year.number])
    return Frame(
        name,
        tuple(columns),
        tuple(map(tuple, numbers)),
        shown,
        terms,
        years,
        tuple((period, tuple(sorted(texts))) for period, texts in written.items()),
        bounds=bounds,
    )


def _read_cells(rows: Sequence[Sequence[str]], n_columns: int) -> list[list[CellReading]]:
    """Cells as readings; columns that write "1.204" and "12,5" are read with a decimal comma."""
    grouped = any(_TWO_GROUPS.fullmatch(cell.strip()) for row in rows for cell in row)
    marks = [
        "," if _is_continental([row[position].strip() for row in rows if position < len(row)], grouped) else "."
        for position in range(n_columns)
    ]
    return [[parse_cell(cell, decimal=mark) for cell, mark in zip(row, marks, strict=False)] for row in rows]


def _is_continental(texts: Sequence[str], grouped: bool) -> bool:
    """Whether a column marks thousands with a point: "1.250.000", or "1.204" beside "803" and no other decimals."""
    marked = [text for text in texts if _POINT.search(text)]
    if any(_TWO_GROUPS.fullmatch(text) for text in marked):
        return True
    if not marked or not all(_ONE_GROUP.fullmatch(text) for text in marked):
        return grouped and any(_DECIMAL_COMMA.fullmatch(text) for text in texts)
    others = [text for text in texts if text.isdigit()]
    return grouped or (bool(others) and all(len(text) <= 3 for text in others))


def _scale(column: FrameColumn, numbers: Sequence[float | None], units: Sequence[str]) -> FrameColumn:
    """Thousands, millions and shares from 0 to 1, told from the header and the cells."""
    known = [number for number in numbers if number is not None]
    scale = next((by for pattern, by in _SCALES if pattern.search(column.name)), 1.0)
    unit = column.unit if column.unit in ("GBP", "USD", "EUR", "money", "percent") else ""
    if not unit and (_MONEY_SIGN.search(column.name) or (units and units.count("GBP") > len(units) / 2)):
        unit = "money"
    if not unit and ("%" in column.name or re.search(r"(?i)\bper ?cent", column.name)):
        unit = "percent"
    if not unit and units and units.count("percent") > len(units) / 2:
        unit = "percent"
    is_share = bool(known) and all(0 <= one <= 1 for one in known) and any(one != int(one) for one in known)
    if is_share and unit not in ("GBP", "USD", "EUR", "money"):
        unit, scale = "percent", 100.0
    rate = (
        unit == "percent" or any(term in _RATES for term in find_terms(column.name)) or " per " in column.name.lower()
    )
    hundred = all(0 <= one <= 100 for one in known)
    return replace(column, unit=unit or column.unit, scale=scale, is_rate=rate, is_hundred=hundred)


def frame_of_grid(name: str, grid: Grid) -> Frame:
    """A frame from an understood table; totals, notes and sections are left out."""
    header = []
    for position, column in enumerate(grid.columns):
        base = strip_period(column.name)
        unit = column.unit or ("money" if column.kind is ColumnKind.MONEY else "")
        unit = "percent" if column.kind is ColumnKind.PERCENT else unit
        period = column.period or next(iter(find_periods(column.name)), None)
        header.append(FrameColumn(position, column.name, Role.TEXT, find_terms(base), base, period, unit))
    rows = [list(row.texts) for row in grid.data]
    return make_frame(name, header, rows)


def frame_of_rows(name: str, names: Sequence[str], rows: Iterable[Sequence[object]]) -> Frame:
    """A frame from a database's rows."""
    header = [
        FrameColumn(number, column, Role.TEXT, find_terms(column.replace("_", " ")), column)
        for number, column in enumerate(names)
    ]
    return make_frame(name, header, [["" if cell is None else str(cell) for cell in row] for row in rows])


def strip_period(name: str) -> str:
    """A header without the years that it names.

    >>> strip_period("2021-22 financial year Contracts handed back")
    'Contracts handed back'
    """
    without = re.sub(r"\b(?:FY\s*)?(?:19|20)\d\d(?:\s*[-/–]\s*(?:20)?\d\d)?\b", " ", name)
    without = re.sub(r"(?i)\b(?:financial|calendar)\s+year\b", " ", without)
    without = _UNIT_IN_NAME.sub(" ", without)
    return " ".join(without.split()).strip(" -–,:;")


def _is_year(text: str) -> bool:
    is_plain = re.fullmatch(r"(?:FY\s?)?\d{2,4}(?:\s?[-/–]\s?\d{2,4})?(?:\.0)?", text)
    return is_plain is not None and len(find_periods(text)) == 1


def _tell_role(
    column: FrameColumn, filled: Sequence[str], numbers: Sequence[float | None]
) -> tuple[Role, tuple[str, ...]]:
    if filled and _YEAR_NAMES.search(column.name) and all(_is_year(text) for text in set(filled)):
        return Role.YEAR, ()
    if _is_label(column, filled):
        return Role.NAME, ()
    n_numbers = sum(number is not None for number in numbers) + sum(_HIDDEN.match(text) is not None for text in filled)
    distinct = tuple(sorted(set(filled)))
    if filled and n_numbers >= 0.3 * len(filled):
        return Role.NUMBER, ()
    if filled and len(distinct) <= min(_MOST_CATEGORIES, max(3, len(filled) // 2)) < len(filled):
        return Role.CATEGORY, distinct
    if filled and len(distinct) >= 0.9 * len(filled) and max(map(len, filled)) <= 80:
        return Role.NAME, ()
    return Role.TEXT, ()


def _is_label(column: FrameColumn, filled: Sequence[str]) -> bool:
    """Whether numbers of a first column only tell rows apart: routes, lines, codes."""
    return (
        column.number == 0
        and _LABELLED.fullmatch(column.name.strip()) is not None
        and len(set(filled)) == len(filled) > 1
        and all(len(text) <= 6 for text in filled)
    )


def _keep_one_name(columns: list[FrameColumn]) -> list[FrameColumn]:
    """The first column that tells rows apart is their name; any other is text."""
    seen, kept = False, []
    for column in columns:
        if column.role is Role.NAME and seen:
            column = replace(column, role=Role.TEXT)
        seen = seen or column.role is Role.NAME
        kept.append(column)
    return kept


def quote_name(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A literal for SQL."""
    return "'" + text.replace("'", "''") + "'"


def find_short_names(name: str) -> tuple[str, ...]:
    """The ways a text may name a row: whole, and without words that its kind shares.

    >>> find_short_names("Bristol, City of")
    ('bristol city of', 'bristol')
    """
    words = re.findall(r"[\w'’.-]+", name.lower().replace(",", " "))
    short = list(words)
    while short and short[-1] in _GENERIC:
        short.pop()
    while short and short[0] in _GENERIC:
        short.pop(0)
    names = [" ".join(words), " ".join(short)]
    return tuple(dict.fromkeys(one for one in names if len(one) > 2))


def is_generic(word: str) -> bool:
    """Whether a word belongs to the kind of an authority rather than to its name."""
    return word.lower() in _GENERIC
