"""Periods: what days a count covers, from the words of a header, a label or a sentence.

In: text. Out: `Period` with its place. A financial year is never a calendar year, and a year of which only a part is
counted ("2021 to date") is neither. Months, quarters and parts of a year are read in `months`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

from answerable.extract.counting.months import find_month_periods
from answerable.extract.counting.parts import Part, find_part, find_part_told, mask_numbers_behind_dashes
from answerable.model.dates import Period
from answerable.words.dates import DateFound, find_dates

_FINANCIAL = re.compile(
    r"(?<![\w/])(?<!/\s)(?:FY\s*)?(?P<a>20\d{2})\s?[/\u2013-]\s?(?:20)?(?P<b>\d{2})(?![\d/])(?!\s/\s20\d\d)|"
    r"(?<!\w)FY\s*(?P<c>\d{2})\s?[/\u2013-]\s?(?P<d>\d{2})(?!\d)|"
    r"(?<![\w/.,£$-])(?P<e>[0-3]\d)/(?P<f>[0-3]\d)(?![\w/]|[.,]\d|\s*(?:per|of)\b)",
    re.IGNORECASE,
)
"""With its first year in full, behind "FY", or in short: "22/23"."""
_YEARS = re.compile(
    r"(?<![\w/.,£$])(?P<a>(?:19|20)\d{2})\s*(?:to|and|until|through|"
    r"[\u2013-])\s*(?:the\s+end\s+of\s+)?(?P<b>(?:19|20)\d{2})(?![\d/])",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/.,£$-])(?:19[89]\d|20[0-4]\d)(?![\w%]|[.,/]\d|[\u2013-]\d)")
_RANGE_JOINT = re.compile(
    r"\s*(?:to|and|until|up\s+to|through|[\u2013-])\s*(?:and\s+including\s+)?(?:the\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PeriodFound:
    """A period in a text, and where its words stand.

    Args:
        period: the days.
        start: of its words.
        end: of its words.
        part: the words that say that only a part of it is counted ("to date"); its end is then theirs, or the last day
            but one where they name none.
    """

    period: Period
    start: int
    end: int
    part: str = ""


def find_periods(text: str, *, dashes_part: bool = False) -> list[PeriodFound]:
    """Every period that a text names, without overlaps, in reading order.

    Args:
        text: words of a header, a label or a sentence.
        dashes_part: "2018 - 19" is a year and a number here, as the lines around it are.

    >>> [(p.period.start.year, p.period.kind) for p in find_periods("2018, then 2019/20 and 2018 to 2021")]
    [(2018, 'calendar_year'), (2019, 'financial_year'), (2018, 'other')]
    """
    text = mask_numbers_behind_dashes(text, always=dashes_part)
    found: list[PeriodFound] = []

    def add(period: Period, start: int, end: int) -> None:
        if not any(start < one.end and one.start < end for one in found):
            found.append(_in_part(PeriodFound(period, start, end), text))

    dates = find_dates(text)
    for first, second in pairwise(dates):
        if second.value is None or not _RANGE_JOINT.fullmatch(text[first.end : second.start]):
            continue
        start = first.value.earliest if first.value is not None else _in_year(first, second.value.year)
        if start is not None and start <= second.value.latest:
            add(make_period(start, second.value.latest), first.start, second.end)
    for period, low, high in find_month_periods(text):
        add(period, low, high)
    for match in _FINANCIAL.finditer(text):
        first_year = int(match["a"] or "20" + (match["c"] or match["e"]))
        if int(match["b"] or match["d"] or match["f"]) == (first_year + 1) % 100:
            add(Period.of_financial_year(first_year), match.start(), match.end())
    for match in _YEARS.finditer(text):
        low, high = int(match["a"]), int(match["b"])
        joint = text[match.start() + 4 : match.end() - 4]
        if low < high and not ("and" in joint and not re.search(r"between\s+\Z", text[: match.start()], re.IGNORECASE)):
            add(make_period(dt.date(low, 1, 1), dt.date(high, 12, 31)), match.start(), match.end())
    dated = [(one.start, one.end) for one in dates]
    for match in _YEAR.finditer(text):
        if any(start <= match.start() < end for start, end in dated):
            continue
        if not re.search(r"\b(?:act|regulations?|since)\s+\Z", text[: match.start()], re.IGNORECASE):
            add(Period.of_calendar_year(int(match.group())), match.start(), match.end())
    found = sorted(found, key=lambda one: one.start)
    return sorted([*found, *_find_relative(text, found)], key=lambda one: one.start)


_RELATIVE = re.compile(
    r"\b(?:(?P<next>(?:the\s+)?(?:following|next|subsequent)\s+(?:calendar\s+|financial\s+)?year)"
    r"|(?:the\s+)?(?:previous|preceding|prior)\s+(?:calendar\s+|financial\s+)?year|the\s+year\s+before)\b",
    re.IGNORECASE,
)


def _find_relative(text: str, found: list[PeriodFound]) -> list[PeriodFound]:
    """ "95 in 2022 and 101 in the following year": a year told by the one before it."""
    out: list[PeriodFound] = []
    for match in _RELATIVE.finditer(text):
        before = [one for one in (*found, *out) if one.end <= match.start()]
        if before and before[-1].period.kind in ("calendar_year", "financial_year"):
            year = before[-1].period.start.year + (1 if match["next"] else -1)
            is_calendar = before[-1].period.kind == "calendar_year"
            period = Period.of_calendar_year(year) if is_calendar else Period.of_financial_year(year)
            out.append(PeriodFound(period, match.start(), match.end()))
    return out


def find_noted_part(note: str) -> tuple[PeriodFound | None, Part] | None:
    """The year that a note says is not counted whole, and the part; no year where a mark ties it to one ("* to date").

    >>> year, part = find_noted_part("The 2024/25 figure is to 31 January 2025 only.")
    >>> year.period.start.year, part.words
    (2024, 'to 31 January 2025 only')
    """
    years = [one for one in find_periods(note) if one.part or one.period.kind != "other"]
    own = next((one for one in years if one.part), None)
    part = find_part_told(note)
    if part is None or len(years) > 1:
        return None
    if own is not None:
        whole = next((one for one in _whole_years(note) if one.start == own.start), None)
        return (whole, part) if whole is not None else None
    return (years[0] if years else None), part


def _whole_years(text: str) -> list[PeriodFound]:
    """The years of a text as if nothing stood beside them."""
    return [
        found
        for one in find_periods(text)
        for found in find_periods(text[one.start : one.end])
        for found in [PeriodFound(found.period, one.start, one.end)]
    ]


def _in_part(found: PeriodFound, text: str) -> PeriodFound:
    """The same period, cut where the words beside it say that only a part of it is counted."""
    period = found.period
    part = find_part(text, found.start, found.end) if period.kind != "other" else None
    if part is None:
        return found
    return PeriodFound(
        cut_period(period, part), found.start, found.end, "" if part.is_named or is_whole(period, part) else part.words
    )


def is_whole(period: Period, part: Part) -> bool:
    """Whether what is named as a part is the whole year after all: "2022 (as at 31 December 2022)"."""
    until = part.until(period)
    return until is not None and until >= period.end and part.start_in(period) is None


def cut_period(period: Period, part: Part) -> Period:
    """The days of a year that a part of it leaves; up to its last day but one where the words name no day."""
    if is_whole(period, part):
        return period
    until = part.until(period) or period.end - dt.timedelta(days=1)
    start = part.start_in(period) or period.start
    return Period(start, max(start, until), "other")


_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:(?:start|beginning)\s+of\s+)?(?P<year>20\d{2}\b)?", re.IGNORECASE)


def find_since(text: str) -> dt.date | None:
    """The day since which something is counted: "since 1 April 2023"."""
    for match in _SINCE.finditer(text):
        if match["year"]:
            return dt.date(int(match["year"]), 1, 1)
        found = next((one.value for one in find_dates(text) if one.start == match.end()), None)
        if found is not None:
            return found.earliest
    return None


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
