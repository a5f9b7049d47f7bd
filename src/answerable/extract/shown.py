"""Shown: whether words say the number, year or day that a person rules by them.

In: a value as it is ruled, the words. Out: yes or no. A category is not looked for: a reader judges its words.
Never here: where the words stand.
"""

from __future__ import annotations

import re

from answerable.errors import UngroundedValue
from answerable.model.interval import Interval
from answerable.words.cells import parse_cell
from answerable.words.dates import find_dates
from answerable.words.figures import find_figures

_NONE = re.compile(r"\b(?:none|nil|zero|no|nobody|not\s+any|dim)\b", re.IGNORECASE)


def shows_number(words: str, value: Interval) -> bool:
    """Whether words say a number.

    >>> shows_number("fewer than five", Interval(1, 4)), shows_number("95 were reported", Interval(96, 96))
    (True, False)
    >>> shows_number("in 2018/19", Interval.exactly(2019)), shows_number("1,318", Interval.exactly(1318))
    (True, True)
    """
    if any(one.interval == value for one in (*find_figures(words), *find_figures(words, zero_included=True))):
        return True
    if parse_cell(words).interval == value or (value == Interval.exactly(0) and _NONE.search(words)):
        return True
    if not value.is_exact or value.low != int(value.low):
        return False
    number, digits = int(value.low), re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", words))
    short = f"{number % 100:02d}" if 1900 < number < 2100 and re.search(r"\d\s?[/\u2013-]\s?\d", words) else ""
    return str(number) in digits or short in digits


def shows_day(words: str, value: str) -> bool:
    """Whether words say a date, or its year.

    >>> shows_day("on 3 May", "2019-05-03"), shows_day("in 2018", "2019")
    (True, False)
    """
    if value[:4] in words:
        return True
    return any((one.month, one.day) == (int(value[5:7] or 0), int(value[8:10] or 0)) for one in find_dates(words))


def require_shown(shown: bool, words: str, value: object, where: str, reason: str) -> None:
    """Refuse a value that its words do not say, unless a person says why it stands all the same.

    Raises:
        UngroundedValue: neither the words nor a reason give it.
    """
    if not shown and not reason.strip():
        raise UngroundedValue(
            "these words do not say this value",
            where=where,
            found=f"{value} by the words {' '.join(words.split())[:120]!r}",
            allowed="words in which the value stands, or a reason",
            remedy="give the words that say it, or a reason: why it stands all the same",
        )
