"""Parts of years: words that say that a year is not counted whole ("2024/25 to date", "Q1-Q3 only").

In: a text and the place of a year in it. Out: the words and the days that they leave. Never here: which numbers stand
beside them.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from answerable.model.dates import Period
from answerable.words.dates import find_dates

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SHORT = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
MONTH = rf"(?:{_MONTHS}|{_SHORT})\b\.?"
_DAY = (
    rf"(?:the\s+)?(?:end\s+of\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|{MONTH}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|date|now|present|today)"
)
_DASH = "[-\u2013\u2014]"
_QUARTERS = (
    rf"(?P<q1>q[1-4])(?:\s*(?:{_DASH}|to|and|&|,|/)\s*(?:q?[1-4]\s*(?:,|&|and)\s*)*q?(?P<q2>[1-4]))?\b"
    r"|(?P<first>first|last)\s+(?P<n>two|three|six|nine|ten|eleven|four|five|seven|eight|\d{1,2})\s+(?P<what>months|quarters)"
    r"|(?P<half>first|second)\s+half|(?P<quarter>first|second|third|fourth)\s+quarter"
)
_WORDS = (
    rf"(?P<words>(?:(?:up\s+)?to|until|till|as\s+(?:at|of)|ending|ended)\s+{_DAY}(?:,?\s+\d{{4}})?(?:\s+only)?"
    r"|(?:calendar\s+|financial\s+)?(?:year\s*[- ]\s*)?to[\s-]date|ytd\b|so\s+far|thus\s+far"
    r"|part(?:ial)?(?:[\s-]+(?:year|only|data))?\b(?!\s+of)"
    rf"|incomplete(?:\s+year)?|year\s+not\s+(?:yet\s+)?(?:complete|ended|over)"
    rf"|(?P<m1>{MONTH})\s*(?:{_DASH}|to|until)\s*(?P<m2>{MONTH})(?:\s+only)?"
    rf"|(?:{_QUARTERS})(?:\s+only)?)"
)
_BEHIND = re.compile(
    rf"\A[\s(\[*,;:{_DASH[1:-1]}]{{0,4}}(?:(?:data|figures?|year|only|position|as)\s+){{0,2}}{_WORDS}", re.IGNORECASE
)
"""Words behind a year, or behind its number."""
_TOLD = re.compile(rf"\b{_WORDS}", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?P<words>(?:so\s+far|to\s+date)(?:\s+(?:in|for|during))?(?:\s+the)?(?:\s+(?:financial|calendar))?(?:\s+year)?"
    rf"|year[\s-]to[\s-]date(?:\s+(?:in|for))?|ytd|part(?:ial)?[\s-]year|part\s+of"
    rf"|(?P<m1>{MONTH})\s*(?:{_DASH}|to|until)\s*(?P<m2>{MONTH})"
    rf"|(?:{_QUARTERS})(?:\s+(?:of|in|for))?(?:\s+the)?(?:\s+(?:financial|calendar))?(?:\s+year)?)[\s(,:]*\Z",
    re.IGNORECASE,
)
_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
}
_QUARTER = 3
"""Months; a longer part of a year is one that is cut short."""
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_DASHED = re.compile(
    r"(?<![\w/.,-])(?P<year>20[0-4]\d)(?P<dash>\s[-\u2013\u2014]\s|[-\u2013\u2014])(?P<number>\d{1,2})(?![\d/%-])(?!\.\d)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year.

    Args:
        words: as written.
        first: its first month, from 1 for the year's own first month; 0 where only its end is known.
        last: its last month, or 0.
        day: as written, where the words name one.
    """

    words: str
    first: int = 0
    last: int = 0
    day: str = ""
    is_named: bool = False
    """It is a period of its own ("Q1 2021", "the second quarter of 2022") and no year cut short."""

    def start_in(self, year: Period) -> dt.date | None:
        """The first day of the part, where it is not the year's own."""
        return _nth_month(year, self.first).replace(day=1) if self.first > 1 else None

    def until(self, year: Period) -> dt.date | None:
        """The last day of the part, where the words say it; one behind the year where all of it is counted."""
        if self.last:
            return _nth_month(year, self.last)
        for stated in (self.day, f"{self.day} {year.start.year}", f"{self.day} {year.end.year}"):
            found = next((one.value for one in find_dates(stated) if one.value is not None), None) if self.day else None
            if found is not None and found.month and (year.start <= found.latest <= year.end or stated == self.day):
                return found.latest
        return None


def find_part(text: str, start: int, end: int) -> Part | None:
    """The words beside a year that say that it is not counted whole.

    >>> find_part("2024/25 (to 31 January 2025)", 0, 7).words
    'to 31 January 2025'
    >>> find_part("2023/24 and 2024/25", 0, 7) is None
    True
    """
    behind = _BEHIND.match(text[end : end + 60])
    if behind is not None:
        return _read(behind)
    before = _BEFORE.search(text[max(0, start - 50) : start])
    part = _read(before) if before is not None else None
    return replace(part, is_named=part.last != 0 and part.last - part.first < _QUARTER) if part is not None else None


def find_part_behind(text: str, end: int) -> Part | None:
    """The same behind a number: "2024/25: 34 (to 31 January)"."""
    found = _BEHIND.match(text[end : end + 60])
    return _read(found) if found is not None else None


def find_part_told(text: str) -> Part | None:
    """The same anywhere in a note: "* figures to 31 January only", "the data for 2024/25 is incomplete"."""
    return next((part for found in _TOLD.finditer(text) if (part := _read(found)) is not None), None)


def _read(found: re.Match[str]) -> Part | None:
    words, said = " ".join(found["words"].split()), found.groupdict()
    if said["m1"]:
        first, last = (_month_number(said[name]) for name in ("m1", "m2"))
        return Part(words, -first, -last) if first != last else None
    if said["q1"]:
        first, last = int(said["q1"][1]), int(said["q2"] or said["q1"][1])
        return None if (first, last) == (1, 4) else Part(words, first * 3 - 2, last * 3)
    if said["n"]:
        n = _NUMBERS.get(said["n"].lower()) or int(said["n"])
        n_months = n * 3 if said["what"].lower() == "quarters" else n
        if not 0 < n_months < 12:
            return None
        return Part(words, 1, n_months) if said["first"].lower() == "first" else Part(words, 13 - n_months, 12)
    if said["half"]:
        return Part(words, 1, 6) if said["half"].lower() == "first" else Part(words, 7, 12)
    if said["quarter"]:
        n = _ORDER[said["quarter"].lower()]
        return Part(words, n * 3 - 2, n * 3)
    return Part(words, day=words)


def _month_number(word: str) -> int:
    return [name[:3] for name in _MONTHS.split("|")].index(word[:3].lower()) + 1


def _nth_month(year: Period, number: int) -> dt.date:
    """The last day of a month of a year: the year's own nth, or by the calendar's name where negative."""
    month = year.start.month + number - 1 if number > 0 else -number
    if number < 0 and month < year.start.month:
        month += 12
    year_number, month = year.start.year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year_number, month, calendar.monthrange(year_number, month)[1])


def mask_numbers_behind_dashes(text: str, *, always: bool = False) -> str:
    """Hide the numbers of a list such as "2018 - 12, 2019 - 20", whose second entry is no financial year.

    Args:
        text: words.
        always: the lines around it are such a list.
    """
    if not (always or is_dashed_list(text)):
        return text
    for one in _DASHED.finditer(text):
        blank = ":".center(len(one["dash"])) + "@" * len(one["number"])
        text = text[: one.start("dash")] + blank + text[one.end() :]
    return text


def is_dashed_list(text: str) -> bool:
    """Whether a text has years and numbers with dashes between them, where the numbers are not the next years'.

    >>> is_dashed_list("2018 - 12"), is_dashed_list("2022-12, 2023-14, 2024-9"), is_dashed_list("2018-21 and 2022-12")
    (True, True, False)
    """
    found = list(_DASHED.finditer(text))
    spaced = [one for one in found if len(one["dash"]) > 1]
    if any(not is_next_year(one["year"], one["number"]) for one in spaced):
        return True
    # Without spaces it may be months ("2022-04") or years ("2018-21"): only what can be neither shows a list.
    close = [one for one in found if len(one["dash"]) == 1]
    months = any(one["number"].startswith("0") for one in close)
    return len(close) > 1 and not months and any(_is_neither(one["year"], one["number"]) for one in close)


def _is_neither(year: str, number: str) -> bool:
    return len(number) == 1 or 12 < int(number) < int(year) % 100


def is_next_year(year: str, number: str) -> bool:
    """Whether two digits behind a year are those of the year after."""
    return len(number) == 2 and int(number) == (int(year) + 1) % 100
