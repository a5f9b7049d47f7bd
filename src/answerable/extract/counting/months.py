"""Months as periods: "January to September 2024", "in March 2023", "the year to 31 March 2024", "since April 2023".

In: text. Out: periods with their places. Never here: years by themselves (`periods`), parts of a year named before
(`parts`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from answerable.extract.counting.parts import MONTH
from answerable.model.dates import Period
from answerable.words.dates import find_dates

_RANGE = re.compile(
    rf"\b(?P<a>{MONTH})\s*(?:[-\u2013\u2014]|to|until|through|and)\s*(?P<b>{MONTH}),?\s+(?P<year>20\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_YEAR_TO = re.compile(
    r"\b(?:(?:the\s+)?(?:financial\s+|calendar\s+|reporting\s+)?year|(?:the\s+)?(?:12|twelve)\s+months)\s*[- ]?"
    r"(?:to|ending|ended|up\s+to)(?:\s+(?:on|in))?(?:\s+the\s+end\s+of)?\s+(?=\d|[a-z])",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|during|for|throughout)(?:\s+the\s+month\s+of)?\s+\Z", re.IGNORECASE)


def find_month_periods(text: str) -> Iterator[tuple[Period, int, int]]:
    """Periods that are named by months, each with its place.

    >>> [str(p.end) for p, _, _ in find_month_periods("Jan-Sep 2024; the year to 31 March 2023; in May 2022")]
    ['2024-09-30', '2023-03-31', '2022-05-31']
    """
    dates = find_dates(text)
    for match in _RANGE.finditer(text):
        between = re.search(r"between\s+\Z", text[: match.start()], re.IGNORECASE)
        if re.search(r"\band\b", match.group(), re.IGNORECASE) and not between:
            continue
        first, last = (find_dates(f"{match[name]} {match['year']}")[0].value for name in ("a", "b"))
        if first is not None and last is not None and first.earliest < last.latest:
            yield _make(first.earliest, last.latest), match.start(), match.end()
    for match in _YEAR_TO.finditer(text):
        found = next((one for one in dates if one.start == match.end()), None)
        if found is not None and found.value is not None and found.value.month:
            end = found.value.latest
            day_after = end + dt.timedelta(days=1)
            yield _make(_year_before(day_after), end), match.start(), found.end
    for one in dates:
        is_month = one.value is not None and one.value.precision == "month"
        if is_month and one.value is not None and _IN.search(text[: one.start]):
            yield Period(one.value.earliest, one.value.latest, "other"), one.start, one.end


def _year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _make(start: dt.date, end: dt.date) -> Period:
    if (start.month, start.day, end) == (1, 1, dt.date(start.year, 12, 31)):
        return Period.of_calendar_year(start.year)
    if (start.month, start.day, end) == (4, 1, dt.date(start.year + 1, 3, 31)):
        return Period.of_financial_year(start.year)
    return Period(start, end, "other")
