"""Dates as people write them, found in text with their places and never repaired in silence.

What lives here: one scanner for day, month and month-year dates in figures and words (English and Welsh). What comes
in: text. What goes out: `DateFound` rows in reading order, each with its range, its value where the words allow one,
and a problem where they do not. What must never be here: what a date means in a letter (that is `track`), clocks,
today's date.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from answerable.model.dates import PartialDate

NO_SUCH_DAY = "no-such-day"
"""The calendar has no such day: 31/02/2023."""
NO_YEAR = "no-year"
"""Day and month without a year ("Wednesday 5 April"): the page's own date must tell."""
DAMAGED = "damaged"
"""A separator is lost: 14/042025."""
MONTH_FIRST = "month-first"
"""The second figure can only be a day (4/25/2021): read month first, unlike the neighbours perhaps."""
WEEKDAY_WRONG = "weekday-wrong"
"""The weekday named is not that of the date."""

_MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "febuary": 2, "march": 3, "mar": 3, "april": 4, "apr": 4,
    "may": 5, "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
    "ionawr": 1, "chwefror": 2, "mawrth": 3, "ebrill": 4, "mai": 5, "mehefin": 6, "gorffennaf": 7, "awst": 8,
    "medi": 9, "hydref": 10, "tachwedd": 11, "rhagfyr": 12,
}  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WELSH_WEEKDAYS = {"llun": 0, "mawrth": 1, "mercher": 2, "iau": 3, "gwener": 4, "sadwrn": 5, "sul": 6}

_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = (
    r"(?:(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?|dydd\s+(?:llun|mawrth|mercher|iau|gwener|sadwrn|sul)),?\s+(?:the\s+)?)?"
)
_YEAR = r"(?P<year>(?:19|20)\d{2}(?!\d)|['’]?\d{2}(?![\d:.,/%]))"
_SEP = r"[\s,\-./]*"
_WORDED = re.compile(
    rf"(?<![\w/.-]){_WEEKDAY}(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain)?(?:\s+of)?{_SEP}"
    rf"(?P<month>{_MONTH})(?![a-z])(?:{_SEP}{_YEAR})?",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"(?<![\w/.-]){_WEEKDAY}(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    rf"(?:(?:,|\s)\s*(?P<year>(?:19|20)\d{{2}})(?!\d))?",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"(?<![\w/.-])(?P<month>{_MONTH})(?![a-z])(?:\s+|\s*-\s*|,\s*)(?:of\s+)?(?P<year>(?:19|20)\d{{2}}|(?<=-)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(?<![\w.-])(?P<year>(?:19|20)\d{2})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)")
_FIGURES = re.compile(
    r"(?<![\w/.-])(?P<day>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<month>\d{1,2})\s?(?P=sep)\s?(?P<year>\d{4}|\d{2})(?![\d/])(?!\.\d)"
)
_DAMAGED = re.compile(r"(?<![\w/.-])(?P<d1>\d{1,2})[/.](?P<m1>\d{2})(?P<y1>20\d{2})(?![\d/])")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a text.

    Args:
        start: from 0.
        end: half open; ``text[start:end]`` are the words, with the weekday where one stands.
        value: as precise as the words; None where they name no day of the calendar.
        problem: empty, or one of the codes of this module. With `month-first` and `weekday-wrong` the value stands
            and a person should look; with the others there is none.
        candidates: what it could be, for a person; never used for a value.
        day: the day of the month as written, where one is.
        month: the month as written, where one is.
        weekday: 0 (Monday) to 6 where one is named, else None.
    """

    start: int
    end: int
    value: PartialDate | None
    problem: str = ""
    candidates: tuple[PartialDate, ...] = ()
    day: int | None = None
    month: int | None = None
    weekday: int | None = None


def find_dates(text: str) -> tuple[DateFound, ...]:
    """Find every date in a text, longest reading first, without overlaps, in reading order.

    >>> [str(d.value) for d in find_dates("from 1 January 2018 to 31/12/2021, or May 2022")]
    ['2018-01-01', '2021-12-31', '2022-05']
    >>> [(d.value, d.problem) for d in find_dates("on 31/02/2023")]
    [(None, 'no-such-day')]
    """
    found: list[DateFound] = []
    taken = bytearray(len(text))
    for pattern in (_ISO, _WORDED, _AMERICAN, _MONTH_YEAR, _FIGURES, _DAMAGED):
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            date = _read_damaged(match) if pattern is _DAMAGED else _read(match, text)
            if date is not None:
                found.append(date)
                taken[date.start : date.end] = b"\1" * (date.end - date.start)
    return tuple(sorted(found, key=lambda item: item.start))


def find_date(text: str) -> DateFound | None:
    """The first date of a text, or None."""
    return next(iter(find_dates(text)), None)


def resolve_year(found: DateFound, near: dt.date) -> tuple[PartialDate, ...]:
    """The dates that a day and month without a year can be, within about a year of a known day, nearest first.

    With a weekday only matching years are kept. The caller decides; nothing is chosen here.

    >>> [str(d) for d in resolve_year(find_dates("Wednesday 5 April")[0], dt.date(2023, 5, 1))]
    ['2023-04-05']
    """
    if found.value is not None or found.day is None or found.month is None:
        return ()
    dates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            date = dt.date(year, found.month, found.day)
        except ValueError:
            continue
        if (found.weekday is None or date.weekday() == found.weekday) and abs((date - near).days) <= 400:
            dates.append(date)
    dates.sort(key=lambda date: abs((date - near).days))
    return tuple(PartialDate(date.year, date.month, date.day) for date in dates)


def _read(match: re.Match[str], text: str) -> DateFound | None:
    """Turn one match into a date, or None where the words are something else."""
    groups = match.groupdict()
    month_word = groups["month"]
    if not month_word[0].isdigit() and not _is_a_month(match, text):
        return None
    day = int(groups["day"]) if groups.get("day") else None
    month = int(month_word) if month_word[0].isdigit() else _MONTHS[month_word.rstrip(".").lower()]
    weekday = _weekday(groups.get("weekday") or "")
    start, end = match.start(), match.end()
    if groups.get("year") is None:
        end = start + len(match.group().rstrip(" ,-./\n\t"))
        if day is None or not 1 <= day <= 31:
            return None
        return DateFound(start, end, None, NO_YEAR, day=day, month=month, weekday=weekday)
    year = _full_year(groups["year"])
    problem = ""
    if day is not None and month > 12 and 1 <= day <= 12 and month <= 31:
        day, month, problem = month, day, MONTH_FIRST
    try:
        value = PartialDate(year, month, day)
    except ValueError:
        if not (1 <= month <= 12 and day is not None and 1 <= day <= 31):
            # 45.13.20 or 0/0/21: figures with dots that are no date at all.
            return None if groups.get("sep") == "." or (day or 0) > 31 else DateFound(start, end, None, NO_SUCH_DAY)
        return DateFound(start, end, None, NO_SUCH_DAY, day=day, month=month, weekday=weekday)
    if weekday is not None and value.day and value.earliest.weekday() != weekday:
        problem = problem or WEEKDAY_WRONG
    return DateFound(start, end, value, problem, day=day, month=month, weekday=weekday)


def _read_damaged(match: re.Match[str]) -> DateFound | None:
    """A date that lost a separator: no value, one candidate."""
    day, month, year = (int(part) for part in match.group("d1", "m1", "y1"))
    try:
        candidate = PartialDate(year, month, day)
    except ValueError:
        return None
    return DateFound(match.start(), match.end(), None, DAMAGED, (candidate,), day, month)


def _is_a_month(match: re.Match[str], text: str) -> bool:
    """Whether a month's name is one here: not the verb "may", "mar" or the Welsh "mai" without a day or a year."""
    word = match["month"].rstrip(".").lower()
    if match.groupdict().get("year"):
        return True
    if word in ("may", "mar", "sep", "dec", "jan", "oct", "mai", "medi", "awst"):
        # "section 2 may apply", "(1) may": a verb unless it is written as a name.
        return match["month"][0].isupper() and not re.match(
            r"\s+(?:be|not|also|apply|have|refuse)\b", text[match.end() :]
        )
    return True


def _weekday(word: str) -> int | None:
    word = " ".join(word.lower().split())
    if not word:
        return None
    if word.startswith("dydd "):
        return _WELSH_WEEKDAYS.get(word[5:])
    return next((n for n, name in enumerate(_WEEKDAYS) if name.startswith(word[:3])), None)


def _full_year(text: str) -> int:
    """Four figures as they are; two figures up to 69 are of this century."""
    digits = text.lstrip("'’")
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 70 else 1900)
