"""Lists by year in running text: numbers each beside its own year.

In: a sentence and its figures. Out: pairs of a period and a figure. The order (year first or number first) is
that of the whole list. Never here: what the numbers count.
"""

from __future__ import annotations

import re

from answerable.extract.counting.periods import PeriodFound, find_periods
from answerable.words.figures import Figure

_YEAR_THEN = re.compile(
    r"[\s:=,\u2013\u2014()-]*(?:to\s+date\s*|ytd\s*)?[\s:=,\u2013\u2014()-]*(?:there\s+(?:was|were)\s+|had\s+|"
    r"(?:police\s+)?officers?\s*[:\u2013-]?\s*|a\s+total\s+of\s+)?",
    re.IGNORECASE,
)
_NUMBER_THEN = re.compile(
    r"\s*(?:(?:police\s+)?officers?|allegations?|cases?|individuals?|people|staff)?\s*(?:(?:was|"
    r"were)\s+\w+\s+)?(?:in|during|for|\(|\[)\s*(?:the\s+year\s+|calendar\s+year\s+)?",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"\s*(?:in\s+|during\s+|(?:calendar\s+|"
    r"financial\s+)?year\s+)?20\d{2}(?:\s?[/\u2013-]\s?\d{2,4})?\s*(?:to\s+date|ytd)?\s*[:=,(\u2013\u2014-]*\s*\S",
    re.IGNORECASE,
)


def pair_years(text: str, figures: list[Figure]) -> list[tuple[PeriodFound, Figure]]:
    """Pair the years of a text with its figures; a lone pair counts only where the whole text is one entry.

    Args:
        text: a sentence or a line.
        figures: its counted figures, in order.
    """
    periods = [one for one in find_periods(text) if (one.period.end - one.period.start).days < 366]
    if not periods or not figures:
        return []
    year_first: list[tuple[PeriodFound, Figure]] = []
    number_first: list[tuple[PeriodFound, Figure]] = []
    for at, period in enumerate(periods):
        low = periods[at - 1].end if at else 0
        high = periods[at + 1].start if at + 1 < len(periods) else len(text)
        after = [one for one in figures if period.end <= one.start < high]
        before = [one for one in figures if low <= one.start and one.end <= period.start]
        if after and _YEAR_THEN.fullmatch(text[period.end : after[0].start]):
            year_first.append((period, after[0]))
        if before and _NUMBER_THEN.fullmatch(text[before[-1].end : period.start]):
            number_first.append((period, before[-1]))
    pairs = year_first if len(year_first) >= len(number_first) else number_first
    if len(pairs) == 1 and not (_ENTRY.match(text) and len(text) < 80 and pairs is year_first):
        return []
    return pairs
