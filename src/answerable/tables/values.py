"""What a single cell holds, with the file's own type first and its words second.

In: a `Cell`. Out: its `ColumnKind` and, where it states one, its number, date or period. A spreadsheet's own number
is taken as it is; text is read by `words`. Dates are never invented from numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from answerable.model.dates import PartialDate, Period
from answerable.model.document import Cell, CellKind
from answerable.model.interval import Interval
from answerable.tables.grid import ColumnKind
from answerable.words.dates import find_dates
from answerable.words.figures import CellReading, CellState, find_figures, parse_cell

_YEAR = re.compile(r"(?:19|20)\d{2}")
_BARE = re.compile(r"-?\d+(?:\.\d+)?")
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_PARTIAL = re.compile(r"(\d{1,2})\s?/\s?[-?x_]{1,2}\s?/\s?((?:19|20)\d{2})", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?:(?:fy|financial year|year ending|calendar year|calendar|year|cy)\s*:?\s*)?"
    r"(?P<first>(?:19|20)\d{2}|(?<!\d)['’]?\d{2}(?=\s?[/\u2013-]\s?\d{2}\b))"
    r"(?:\s?(?P<mark>[/\u2013\u2014-]|to)\s?['’]?(?P<second>(?:19|20)\d{2}|\d{2}))?"
    r"(?:\s*\((?:jan|apr|to|\u2013|-|mar|dec|ytd|part|year|full|calendar|financial|\s)*\))?"
    r"(?:\s+(?:(?:financial|fiscal|calendar)\s+)?years?)?",
    re.IGNORECASE,
)
_SILENT = (CellState.BLANK, CellState.DASH, CellState.ERROR, CellState.WITHHELD, CellState.NOT_HELD)
_MONEY = ("GBP", "USD", "EUR")


@lru_cache(maxsize=65_536)
def read_words(text: str, star: Interval | None = None) -> CellReading:
    """A cell's words as a number; kept, since tables repeat themselves."""
    return parse_cell(text, star=star)


def read_cell(cell: Cell | None, star: Interval | None = None) -> CellReading:
    """The number that a cell states, or why it states none; a spreadsheet's own number wins over its words.

    A percentage is read as shown: 45.2 for "45.2%", whatever fraction the file keeps.
    """
    if cell is None:
        return CellReading(CellState.BLANK)
    if cell.kind is CellKind.ERROR:
        return CellReading(CellState.ERROR)
    reading = read_words(cell.text, star)
    if cell.number is not None and reading.unit != "percent":
        return CellReading(CellState.EXACT, Interval.exactly(cell.number), reading.unit, reading.repairs)
    return reading


@lru_cache(maxsize=65_536)
def read_date(text: str, month_first: bool = False) -> PartialDate | None:
    """The date that a cell's words are; None where they are more than a date or none at all.

    Args:
        text: the cell's words.
        month_first: the column's dates in figures begin with the month.

    >>> str(read_date("5/--/2012", True)), str(read_date("14 March 2018")), str(read_date("3/5/2012", True))
    ('2012-05', '2018-03-14', '2012-03-05')
    """
    plain = text.strip()
    if not 4 <= len(plain) <= 40 or not any(character.isdigit() for character in plain):
        return None
    partial = _PARTIAL.fullmatch(plain)
    if partial is not None and 1 <= int(partial[1]) <= 12:
        return PartialDate(int(partial[2]), int(partial[1]))
    figures = _FIGURES.fullmatch(plain)
    try:
        if figures is not None:
            return _date_of_figures(figures, month_first)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}(?: [\d:]+)?", plain):
            return PartialDate.parse_iso(plain[:10])
    except ValueError:
        return None
    return _only_date(plain)


def _date_of_figures(figures: re.Match[str], month_first: bool) -> PartialDate:
    first, second, year = int(figures[1]), int(figures[2]), int(figures[3])
    year += (2000 if year < 70 else 1900) if len(figures[3]) == 2 else 0
    if first > 12 or second > 12:
        month_first = second > 12
    return PartialDate(year, first, second) if month_first else PartialDate(year, second, first)


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether a column writes dates month first: some can only be read so, and none the other way.

    >>> is_month_first(["1/14/2010", "3/5/2012"]), is_month_first(["14/1/2010", "3/5/2012"])
    (True, False)
    """
    found = [match for text in texts if (match := _FIGURES.fullmatch(text.strip())) is not None]
    return any(int(m[2]) > 12 for m in found) and not any(int(m[1]) > 12 for m in found)


def _only_date(plain: str) -> PartialDate | None:
    found = find_dates(plain)
    if len(found) != 1 or found[0].value is None:
        return None
    rest = plain[: found[0].start] + plain[found[0].end :]
    return found[0].value if not re.search(r"[A-Za-z]{4,}|\d", re.sub(r"\d{1,2}:\d{2}(:\d{2})?", "", rest)) else None


def read_number(cell: Cell | None) -> float | None:
    """The exact number that a cell states, or None; the same as `read_cell` gives, without its reasons."""
    if cell is None:
        return None
    if cell.number is not None and cell.text[-1:].isdigit():
        return cell.number
    return read_cell(cell).number


def find_kind(cell: Cell | None) -> ColumnKind:
    """What one cell holds; suppressed numbers, dashes and errors count as numbers, blanks as blank."""
    if cell is None or not cell.text:
        return ColumnKind.BLANK
    return _kind_of(cell.text, cell.kind, cell.number is not None)


@lru_cache(maxsize=65_536)
def _kind_of(text: str, kind: CellKind, is_number: bool) -> ColumnKind:
    if kind is CellKind.DATE:
        return ColumnKind.DATE
    if kind is CellKind.ERROR:
        return ColumnKind.NUMBER
    if is_number and _BARE.fullmatch(text):
        return ColumnKind.YEAR if _YEAR.fullmatch(text) else ColumnKind.NUMBER
    reading = read_words(text)
    if reading.kind is CellState.EXACT or is_number:
        if reading.unit in _MONEY:
            return ColumnKind.MONEY
        if reading.unit == "percent":
            return ColumnKind.PERCENT
        if _YEAR.fullmatch(text):
            return ColumnKind.YEAR
        # An identifier such as 0012345 is no quantity.
        return ColumnKind.TEXT if re.match(r"0\d", text) and not is_number else ColumnKind.NUMBER
    if reading.kind in (CellState.SUPPRESSED, CellState.DASH, CellState.ERROR):
        return ColumnKind.NUMBER
    return ColumnKind.DATE if kind is CellKind.TEXT and read_date(text) is not None else ColumnKind.TEXT


def is_doubtful(cell: Cell | None) -> bool:
    """A dash, an error or words such as "withheld": says nothing about what its column holds."""
    if cell is None or cell.kind is CellKind.ERROR:
        return True
    return cell.number is None and read_words(cell.text).kind in _SILENT


@lru_cache(maxsize=4096)
def read_period(text: str) -> Period | None:
    """The year or years that a header names: "2018", "2018/19", "FY 18-19", "2018-2019".

    >>> str(read_period("2018/19").start), read_period("2018").kind, read_period("Officers")
    ('2018-04-01', 'calendar_year', None)
    """
    plain = " ".join(text.split())
    found = _PERIOD.fullmatch(plain)
    if found is None:
        return None
    words = found["first"].strip("'’")
    first = int(words) if len(words) == 4 else 2000 + int(words)
    if not found["second"]:
        if re.match(r"fy|financial|year ending", plain, re.IGNORECASE):
            return None
        return Period.of_calendar_year(first)
    tail = found["second"]
    second = int(tail) if len(tail) == 4 else first - first % 100 + int(tail)
    if second == first + 1:
        return Period.of_financial_year(first)
    if second > first and len(tail) == 4:
        return Period(dt.date(first, 1, 1), dt.date(second, 12, 31))
    return None


def find_money(text: str) -> tuple[tuple[int, int, float], ...]:
    """Sums of money in a cell's prose, with their places: "Settled for 95,000.00", "Case settled for $46,000".

    Amounts with a currency come first choice; without any, numbers written with thousands marks or cents.
    """
    figures = [f for f in find_figures(text) if f.interval.is_exact]
    named = [f for f in figures if f.unit in _MONEY]
    marked = [f for f in figures if not f.unit and re.search(r"\d,\d{3}|\.\d{2}\Z", f.text)]
    return tuple((f.start, f.end, f.number) for f in named or marked)
