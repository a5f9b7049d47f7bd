"""Dates as a spreadsheet counts them: days since an epoch, told from bare numbers by the cell's format.

In: format codes and serial numbers. Out: dates, times of day and durations, or None where a number is no date: none is
invented. What must never be here: cells or places.
"""

from __future__ import annotations

import datetime as dt
import math
from enum import Enum

_DAY = 86_400_000
_EPOCH = dt.datetime(1899, 12, 30)
_EPOCH_1904 = dt.datetime(1904, 1, 1)
_LAST_DAY = 2_958_466
"""The day after 31 December 9999."""
_LEAP_FAULT = 60
"""Spreadsheets count a 29 February 1900 that never was, so that earlier serials are one day off."""
_DURATIONS = frozenset({46})
_LENGTHS = frozenset(letter * times for letter in "hms" for times in range(1, 5))
_DATES = frozenset({*range(14, 23), 45, 47})
"""Formats that files name by number only, where they mean the same in every country."""


class DateKind(Enum):
    """What a number format makes of a number."""

    NONE = "none"
    MOMENT = "moment"
    DURATION = "duration"


def find_date_kind(number: int, code: str) -> DateKind:
    """Whether a format shows a date, a time or a length of time.

    Args:
        number: of the format.
        code: what the file says of that number; empty for a built-in format.

    >>> [find_date_kind(164, code).value for code in ("dd/mm/yyyy", "[h]:mm", '0 "days"')]
    ['moment', 'duration', 'none']
    """
    if not code:
        return DateKind.DURATION if number in _DURATIONS else DateKind.MOMENT if number in _DATES else DateKind.NONE
    return _find_in_code(code)


def _find_in_code(code: str) -> DateKind:
    """Walk the first section of a code; quoted and escaped signs, colours and countries say nothing."""
    skip = quoted = after_a = False
    inside = ""
    in_brackets = False
    for sign in code:
        low = sign.lower()
        if skip:
            skip = False
        elif quoted:
            quoted = sign != '"'
        elif sign in "\\_":
            skip = True
        elif sign == '"':
            quoted = True
        elif in_brackets:
            if sign == "]":
                in_brackets = False
                if inside in _LENGTHS:
                    return DateKind.DURATION
            else:
                inside += low
        elif sign == "[":
            in_brackets, inside = True, ""
        elif sign == ";":
            break
        elif after_a and low in "pm/":
            # AM/PM and A/P stand only beside a time.
            return DateKind.MOMENT
        elif low == "a":
            after_a = True
        elif low in "dmhys" and not after_a:
            return DateKind.MOMENT
    return DateKind.NONE


def make_moment(serial: float, *, since_1904: bool = False) -> dt.date | dt.datetime | dt.time | None:
    """The date, the date with its time, or the time of day of a serial number; None where it is none.

    >>> make_moment(43831.0), make_moment(43831.25), make_moment(0.5), make_moment(-3.0)
    (datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 6, 0), datetime.time(12, 0), None)
    """
    if not 0 <= serial < _LAST_DAY:
        return None
    if not since_1904 and serial < _LEAP_FAULT and serial >= 1:
        serial += 1
    milliseconds = _round(serial * _DAY)
    if serial < 1:
        return (_EPOCH + dt.timedelta(milliseconds=milliseconds % _DAY)).time()
    try:
        moment = (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None
    return moment.date() if moment.time() == dt.time() else moment


def make_duration(serial: float) -> dt.timedelta | None:
    """The length of time of a serial number; None where it is none.

    >>> make_duration(1.5)
    datetime.timedelta(days=1, seconds=43200)
    """
    if not math.isfinite(serial) or abs(serial) > 100_000_000:
        return None
    return dt.timedelta(milliseconds=_round(serial * _DAY))


def _round(number: float) -> int:
    """Halves away from zero, as spreadsheets do."""
    return int(math.copysign(math.floor(abs(number) + 0.5), number))
