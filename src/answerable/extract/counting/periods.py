"""Periods: what days a count covers, from the words of a header, a label or a sentence.

In: text. Out: `Period` with its place. A financial year is never a calendar year, and a year of which only a part is
counted ("2021 to date") is neither.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

from answerable.model.dates import Period
from answerable.words.dates import DateFound, find_dates

_FINANCIAL = re.compile(
    r"(?<![\w/])(?:FY\s*)?(?P<a>20\d{2})\s?[/\u2013-]\s?(?:20)?(?P<b>\d{2})(?![\d/])|"
    r"(?<!\w)FY\s*(?P<c>\d{2})\s?[/\u2013-]\s?(?P<d>\d{2})(?!\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"(?<![\w/.,£$])(?P<a>(?:19|20)\d{2})\s*(?:to|and|until|through|"
    r"[\u2013-])\s*(?:the\s+end\s+of\s+)?(?P<b>(?:19|20)\d{2})(?![\d/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/.,£$-])(?:19[89]\d|20[0-4]\d)(?![\w%]|[.,/]\d|[\u2013-]\d)")
_PART = re.compile(
    r"\A\s*[(\[*]?\s*(?:to\s+(?:(?:the\s+)?\d|(?:january|february|march|april|may|june|july|august|september|"
    r"october|november))|part|part\s+year|up\s+to|until|jan\w*\s*(?:-|\u2013|to)|\(to)",
    re.IGNORECASE,
)
_RANGE_JOINT = re.compile(
    r"\s*(?:to|and|until|up\s+to|through|[\u2013-])\s*(?:and\s+including\s+)?(?:the\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PeriodFound:
    """A period in a text, and where its words stand."""

    period: Period
    start: int
    end: int


def find_periods(text: str) -> list[PeriodFound]:
    """Every period that a text names, without overlaps, in reading order.

    >>> [(p.period.start.year, p.period.kind) for p in find_periods("2018, then 2019/20 and 2018 to 2021")]
    [(2018, 'calendar_year'), (2019, 'financial_year'), (2018, 'other')]
    """
    found: list[PeriodFound] = []

    def add(period: Period, start: int, end: int) -> None:
        if not any(start < one.end and one.start < end for one in found):
            found.append(PeriodFound(period, start, end))

    dates = find_dates(text)
    for first, second in pairwise(dates):
        if second.value is None or not _RANGE_JOINT.fullmatch(text[first.end : second.start]):
            continue
        start = first.value.earliest if first.value is not None else _in_year(first, second.value.year)
        if start is not None and start <= second.value.latest:
            add(make_period(start, second.value.latest), first.start, second.end)
    for match in _FINANCIAL.finditer(text):
        first_year = int(match["a"] or "20" + match["c"])
        if int(match["b"] or match["d"]) == (first_year + 1) % 100:
            add(Period.of_financial_year(first_year), match.start(), match.end())
    for match in _YEARS.finditer(text):
        low, high = int(match["a"]), int(match["b"])
        joint = text[match.start() + 4 : match.end() - 4]
        if low < high and not ("and" in joint and not re.search(r"between\s+\Z", text[: match.start()], re.IGNORECASE)):
            add(make_period(dt.date(low, 1, 1), dt.date(high, 12, 31)), match.start(), match.end())
    dated = [(one.start, one.end) for one in find_dates(text)]
    for match in _YEAR.finditer(text):
        if any(start <= match.start() < end for start, end in dated):
            continue
        year = int(match.group())
        part = _PART.match(text[match.end() : match.end() + 40])
        if part is not None:
            add(_part_of(year, text[match.end() : match.end() + 40]), match.start(), match.end())
        elif not re.search(r"\b(?:act|regulations?|since)\s+\Z", text[: match.start()], re.IGNORECASE):
            add(Period.of_calendar_year(year), match.start(), match.end())
    return sorted(found, key=lambda one: one.start)


_COMPARED = re.compile(
    r"\b(?:against|compared\s+(?:with|to)|versus|(?:up|down)\s+from|an?\s+(?:rise|fall|increase|decrease|drop)\s+(?:on|from))\s+"
    r"(?:(?:just|only|some|about)\s+)?\d[\d,]*\s*,?\s+(?:in|for|during|the\s+(?:year|previous)|last|a\s+year)\b",
    re.IGNORECASE,
)
_IN_THE_YEAR = re.compile(
    r"\b(?:in|during|over|throughout)\s+(?:the|this)\s+(?:(?:reporting|financial|same)\s+)?year\b(?!\s*(?:19|20)\d\d)|\bthis\s+year\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:annual|yearly|report|review|statistics|figures|return|year)\b[^.\n]{0,40}\Z", re.IGNORECASE
)


def find_compared(text: str) -> int:
    """Where a sentence goes on to what its number is held against: "312, against 287"; its end if nowhere."""
    found = _COMPARED.search(text)
    return found.start() if found is not None else len(text)


def is_of_the_year(text: str) -> bool:
    """Whether words speak of the year that the document reports on: "in the year"."""
    return bool(_IN_THE_YEAR.search(text))


def find_reported(text: str) -> Period | None:
    """The year that a document reports on, from its titles: "annual report 2020/21"."""
    found = [one.period for one in find_periods(text) if _REPORTED.search(text[: one.start])]
    return found[0] if len(set(found)) == 1 else None


def _in_year(found: DateFound, year: int) -> dt.date | None:
    """A day and month in a year that stands later: "1 January to 31 March 2018"."""
    if found.day is None or found.month is None:
        return None
    try:
        return dt.date(year, found.month, found.day)
    except ValueError:
        return None


def make_period(start: dt.date, end: dt.date) -> Period:
    """A period with the kind that its ends give it."""
    if start.month == 1 and start.day == 1 and end == dt.date(start.year, 12, 31):
        return Period.of_calendar_year(start.year)
    if start.month == 4 and start.day == 1 and end == dt.date(start.year + 1, 3, 31):
        return Period.of_financial_year(start.year)
    return Period(start, end, "other")


def _part_of(year: int, after: str) -> Period:
    """A year up to a day named behind it; up to its last day but one where none is, so that it is not the whole."""
    until = next((one for one in find_dates(f"{after} {year}") if one.month), None)
    if until is not None and until.month:
        value = until.value
        if value is not None and value.year == year:
            return Period(dt.date(year, 1, 1), value.latest, "other")
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 30), "other")
