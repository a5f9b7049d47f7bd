"""Which year a figure is of, by the years that its sentence and its table name.

What comes in: the years of a text with their places, a frame. What goes out: years with weights. Never here: rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answerable.check.claims.data.frames import Frame, Role
from answerable.check.claims.readings.mentions import PeriodMention, go_back
from answerable.check.claims.readings.places import weigh_place
from answerable.model.dates import Period

Year = tuple[Period | None, float, bool]
"""A year or all of them, how likely it is meant, and whether the sentence says so."""
_TO_LATER = re.compile(r"(?i)\bfrom\s+[^.;]{0,24}?\d[\d,.]*\s*(?:\w+\s+){0,3}?to\s+(?:just |about )?[£$€]?$")
_THEN = re.compile(r"(?i)\bthen\b|\bbefore (?:fall|ris|drop|climb|grow|return|go|recover)\w*\b|\blater\b|\bnext year\b")
_FROM = re.compile(
    r"(?i)\bfrom\s+(?:just |only |about |some |around )?[£$€]?$|\b(?:against|than|compared with|compared to"
    r"|down from|up from)\s+[£$€]?$"
)
_AFTER = re.compile(r"(?i)[^.;,]{0,12}\b(?:in|during|for|by|since)\s+(?:the\s+)?")
_SINCE = re.compile(r"(?i)\bsince\s+(?:the\s+)?$")
_MANY = re.compile(
    r"(?i)\b(?:in|over|across|during|for|throughout) (?:all |the |these |those |last |past |whole )*"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) (?:\w+ )?years\b"
    r"|\bover the (?:whole )?period\b|\bin all years\b"
)
_SPAN = re.compile(r"(?i)\bbetween\b|\bsince\b|\bover\b|\bfrom\b|\btogether\b|\bboth\b|\bto\b")


def find_years(frame: Frame) -> list[Period]:
    """The years that a table knows, in order."""
    known = {period for period, _ in frame.year_texts}
    known |= {column.period for column in frame.columns if column.period is not None and column.role is Role.NUMBER}
    return sorted(known, key=lambda period: (period.start, period.end))


def fit_years(frame: Frame, periods: Sequence[PeriodMention]) -> list[PeriodMention]:
    """The years of a text as a table has them: "2021 to 2022" is two where it counts calendar years."""
    known = find_years(frame)
    found: list[PeriodMention] = []
    for one in periods:
        ends = [Period.of_calendar_year(year) for year in (one.period.start.year, one.period.end.year)]
        if find_known(known, one.period) is None and all(find_known(known, end) for end in ends):
            found += [replace(one, period=end) for end in dict.fromkeys(ends)]
        else:
            found.append(one)
    return found


def choose_years(frame: Frame, text: str, at: int, end: int, periods: Sequence[PeriodMention]) -> list[Year]:
    """The year that a figure is of, with how likely and whether the sentence says so."""
    known = find_years(frame)
    if not known:
        return [(None, 1.0, True)]
    own = [one for one in periods if one.start >= 0]
    usable = [(one, match) for one in (own or periods) if (match := find_known(known, one.period)) is not None]
    if own and not usable:
        return []
    if not usable:
        return [(known[-1], 0.8, False), (None, 0.8, False), *((one, 0.5, False) for one in known[:-1])]
    if not own and _MANY.search(text):
        return [(None, 1.0, True), *((match, 0.6, False) for _, match in usable)]
    if not own:
        return _go_on(text, at, known, [match for _, match in usable])
    return _choose_own(text, at, end, known, usable)


def _go_on(text: str, at: int, known: Sequence[Period], said: Sequence[Period]) -> list[Year]:
    """The year where the sentence names none and goes on about those of the one before."""
    before = find_known(known, go_back(said[0]))
    if _FROM.search(text[:at]) and before is not None:
        # "It went from 9,870 to 16,044": the first number is of an earlier year, whichever that is.
        earlier = [one for one in known if one.start < before.start]
        return [(before, 1.0, not earlier), (said[0], 0.75, False), *((one, 0.7, False) for one in earlier)]
    later = [one for one in known if one.start > said[0].start]
    if _TO_LATER.search(text[:at]) and later:
        # "It rose from 22 to 26": the second number is of a later year than the first, whichever that is.
        return [(later[0], 0.95, len(known) == 2), (said[0], 0.85, False), (known[-1], 0.8, False)]
    found: list[Year] = [(said[0], 0.95, True), *((one, 0.8, True) for one in said[1:]), (None, 0.6, False)]
    return found + [(one, 0.45, False) for one in known if one not in said]


def _choose_own(
    text: str, at: int, end: int, known: Sequence[Period], usable: Sequence[tuple[PeriodMention, Period]]
) -> list[Year]:
    """The year among those that the sentence names: the nearest, or the one before where the number is a base."""
    is_base = bool(_FROM.search(text[:at]))
    scored: dict[Period, float] = {}
    latest = max(match.start for _, match in usable)
    for one, match in usable:
        weight = weigh_place(text, one.start, one.end, at, end)
        if one.start >= end and _AFTER.fullmatch(text[end : one.start]):
            weight = max(weight, 0.97)
        if is_base and len({period for _, period in usable}) > 1:
            weight *= 0.7 if match.start == latest and one.start < end else 1.0
        scored[match] = max(scored.get(match, 0.0), weight)
    ranked = sorted(scored.items(), key=lambda pair: (-pair[1], pair[0].start))
    last = max((one.end for one, _ in usable if one.end <= at), default=-1)
    if last >= 0 and _THEN.search(text[last:at]):
        # "It rose in 2020 and then fell to 590": of some later year.
        later = [one for one in known if one.start > ranked[0][0].start]
        return [*((one, 0.95, False) for one in later[:2]), (ranked[0][0], 0.8, False)]
    if len(scored) == 1 and not is_base and _SINCE.search(text[: usable[0][0].start]) and ranked[0][0] != known[-1]:
        # "Doubled since 2020, from 14 to 27": the number is of the latest year.
        return [(known[-1], 0.97, False), (ranked[0][0], 0.85, False)]
    chosen: list[Year] = [(ranked[0][0], 1.0, True)]
    chosen += [(period, 0.55 + 0.4 * weight, True) for period, weight in ranked[1:3]]
    if is_base:
        earlier = find_known(known, go_back(ranked[0][0]))
        if earlier is not None and earlier not in scored:
            chosen.append((earlier, 0.9, True))
    if _SPAN.search(text):
        chosen.append((None, 0.6, False))
    return chosen


def is_same_year(one: Period | None, other: Period | None) -> bool:
    """Whether two years are one, a school year and a financial one of the same years included."""
    return one is not None and other is not None and (one.start.year, one.kind) == (other.start.year, other.kind)


def find_known(known: Sequence[Period], wanted: Period) -> Period | None:
    """The table's year that a text's year is."""
    for period in known:
        if is_same_year(period, wanted):
            return period
    return None


def say_period(period: Period) -> str:
    """A year as tables write it."""
    if period.kind == "calendar_year":
        return str(period.start.year)
    return f"{period.start.year}-{(period.start.year + 1) % 100:02d}"
