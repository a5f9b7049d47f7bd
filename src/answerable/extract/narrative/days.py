"""Days: the days, months and years that a matter names, several days running taken together.

In: the text of one subject's matter. Out: `Days` rows in reading order, each with its first and its last day as precise
as the words. A day without a year takes the year that the words point to ("in June that year") or the only one that
they name. Never here: what happened on a day (that is `timing`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answerable.extract.narrative.sentences import sentence_at
from answerable.model.dates import PartialDate
from answerable.words.dates import NO_YEAR, find_dates

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?(?:the\s+)?"
_HOUR = r"(?:\d{1,2}[:.]?\d{2}\s*(?:hours|hrs|am|pm)?|\d{1,2}\s*(?:am|pm)|midnight|noon)"
_JOINT = r"(?:\s*(?:,\s*and|and|&|to|until|till|or|through|-|\u2013|\u2014)\s*)"
_FIRST = rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+(?:of\s+)?(?P<month>{_MONTH}|{_SHORT}))?"
_BEFORE = re.compile(
    rf"(?<![\w/.£$#:-])(?:{_FIRST}|(?P<whole>{_MONTH}))(?P<more>(?:(?:\s*,\s*|{_JOINT}){_WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?(?:\s+{_MONTH})?)*){_JOINT}\Z"
)
"""What stands before the last day of several: "6-8 March 2019", "21, 22 and 23 June 2022", "30 May to 2 June 2019"."""
_NUMBERED = re.compile(
    r"\b(?:case|officer|no\.?|number|item|row|question|ref\.?|rule|regulation|part|pc|section|aged)\s*\Z", re.I
)
"""A figure that numbers something else: "Case 3 - 4 May 2019"."""
_TO_LAST = re.compile(
    rf"\s*(?P<joint>and|to|until|till|through|-|\u2013|\u2014)\s+(?:about\s+|around\s+)?(?:{_HOUR}\s+(?:on\s+)?)?(?:the\s+)?\Z|\s*[-\u2013\u2014]\s*\Z",
    re.IGNORECASE,
)
_OPENS = re.compile(
    rf"\b(?:between|from|dates?:?|on|of|for|held|sat)\s+(?:the\s+hours\s+of\s+)?(?:about\s+|around\s+)?(?:{_HOUR}\s+(?:hours\s+)?(?:on\s+)?)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?<![\w/.,£$-])(?:(?:19[89]\d|20[0-4]\d)(?![\w%]|[/\u2013-]\d|[.,]\d)|20(?:1[3-9]|[2-4]\d)(?=/(?:0[1-9]|1[0-2])(?!\d)))"
)
_BARE_MONTH = re.compile(
    rf"\b(?:in|during|by|since|from|throughout)\s+(?:early\s+|late\s+|mid[-\s])?(?P<month>{_MONTH})\b(?!\s*,?\s*(?:\d|{_MONTH})|(?i:\s+(?:and|to)\s+{_MONTH}))"
)
_THAT_YEAR = re.compile(
    r"\A,?\s+(?:of\s+)?(?P<which>that|the\s+same|the\s+following|the\s+next)\s+year\b", re.IGNORECASE
)
_EARLIER_YEAR = re.compile(r"\A,?\s+(?:of\s+)?(?:the\s+)?(?:previous\s+year|year\s+before)\b", re.IGNORECASE)
_TIGHT = re.compile(
    rf"(?:(?<=\d)|(?<=st)|(?<=nd)|(?<=rd)|(?<=th))-(?=\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_MONTH}|{_SHORT}))"
)
"""The mark of "6-8 March 2019"; as a dash it is no part of either day."""
_FEASTS = {"christmas eve": (12, 24), "boxing day": (12, 26), "new year's day": (1, 1), "new year's eve": (12, 31)}
_FEAST = re.compile(
    r"\b(?P<name>Christmas(?:\s+(?:Day|Eve))?|Boxing\s+Day|New\s+Year['’]s\s+(?:Day|Eve)),?\s+(?P<year>20[0-4]\d)\b"
)


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or several days running.

    Args:
        first: the first of them.
        last: the last of them; equal to `first` where it is one.
        start: where the words begin.
        end: where they end.
        note: why the year is what it is, where the words do not hold it.
    """

    first: PartialDate
    last: PartialDate
    start: int
    end: int
    note: str = ""


def find_years(text: str) -> list[tuple[int, int, int]]:
    """Bare calendar years of a text with their places, financial years left out."""
    return [(int(match.group()), match.start(), match.end()) for match in _YEAR.finditer(text)]


def find_days(text: str, heading_year: int | None = None) -> list[Days]:
    """Every day, month and bare year of a text, in reading order.

    Args:
        text: the matter.
        heading_year: the year of a heading above it, for days without one.
    """
    text = _TIGHT.sub("\u2013", text)
    found = find_dates(text)
    dated = [
        _with_first(text, Days(one.value, one.value, one.start, one.end))
        for one in found
        if one.value is not None and 1980 <= one.value.year <= 2049
    ]
    dated += [_read_feast(one) for one in _FEAST.finditer(text)]
    years = [
        Days(PartialDate(year), PartialDate(year), start, end)
        for year, start, end in find_years(text)
        if not any(one.start <= start < one.end for one in dated)
    ]
    whole = sorted([*dated, *years], key=lambda one: one.start)
    yearless = [
        (one.start, one.end, one.month, one.day)
        for one in found
        if one.value is None and one.problem == NO_YEAR and one.month is not None
    ]
    yearless += [
        (one.start("month"), one.end("month"), _MONTHS.index(one["month"].lower()) + 1, None)
        for one in _BARE_MONTH.finditer(text)
    ]
    placed = [_place_year(text, one, whole, heading_year) for one in yearless]
    out = [one for one in placed if one is not None and not any(_overlap(one, other) for other in whole)]
    return _join_running(text, sorted([*whole, *out], key=lambda one: one.start))


def _read_feast(found: re.Match[str]) -> Days:
    """A day with a name of its own: "Christmas 2018"."""
    name = " ".join(found["name"].lower().replace("’", "'").split())
    day = PartialDate(int(found["year"]), *_FEASTS.get(name, (12, 25)))
    return Days(day, day, found.start(), found.end())


def _overlap(one: Days, other: Days) -> bool:
    return one.start < other.end and other.start < one.end


def _with_first(text: str, one: Days) -> Days:
    """The day with those before it that share its month or year: "2, 3 and 4 March 2021", "from May to August 2020"."""
    before = _BEFORE.search(text[max(0, one.start - 80) : one.start])
    if before is None or not one.last.month:
        return one
    at = max(0, one.start - 80) + before.start()
    if _NUMBERED.search(text[:at]):
        return one
    if before["whole"]:
        return replace(one, first=_month_before(before["whole"], None, one.last), start=at)
    if not one.last.day:
        return one
    month = before["month"] or next(iter(re.findall(_MONTH, before["more"] or "")), "")
    day = int(before["day"])
    try:
        first = _month_before(month, day, one.last) if month else PartialDate(one.last.year, one.last.month, day)
    except ValueError:
        return one
    return replace(one, first=first, start=at) if first.earliest <= one.last.earliest else one


def _month_before(name: str, day: int | None, last: PartialDate) -> PartialDate:
    """A month, and perhaps a day, of the last day's year, or of the year before where it would come after it."""
    month = next(place for place, one in enumerate(_MONTHS, 1) if one.startswith(name.lower().rstrip(".")[:3]))
    return PartialDate(last.year - (month > (last.month or 12)), month, day)


def _place_year(
    text: str, one: tuple[int, int, int, int | None], whole: list[Days], heading_year: int | None
) -> Days | None:
    """A day or month without a year, with the year that the words point to, or the only one that is named."""
    start, end, month, day = one
    earlier = [other.last.year for other in whole if other.start < start]
    pointed = _THAT_YEAR.match(text[end : end + 30])
    year: int | None = None
    if pointed is not None and earlier:
        year = earlier[-1] + (pointed["which"].lower().split()[-1] in ("following", "next"))
        end += pointed.end()
    elif earlier and (before := _EARLIER_YEAR.match(text[end : end + 30])):
        year, end = earlier[-1] - 1, end + before.end()
    elif earlier and (own := _year_in_sentence(text, start, whole)):
        year = own
    elif len(named := {other.last.year for other in whole} | ({heading_year} if heading_year else set())) == 1:
        year = next(iter(named))
    if year is None:
        return None
    try:
        date = PartialDate(year, month, day)
    except ValueError:
        return None
    return Days(date, date, start, end, "the year stands beside it")


def _year_in_sentence(text: str, start: int, whole: list[Days]) -> int | None:
    """The year that stands before a place in its sentence: "In 2020 he was served on 5 May"."""
    low = sentence_at(text, start)[0]
    return next((one.last.year for one in reversed(whole) if low <= one.start < start), None)


def _join_running(text: str, found: list[Days]) -> list[Days]:
    """Put the first and the last of several days together: "between 3 May 2019 and 9 June 2019"."""
    out: list[Days] = []
    for one in found:
        before = out[-1] if out else None
        joint = _TO_LAST.match(text[before.end : one.start]) if before is not None else None
        if (
            before is not None
            and joint is not None
            and before.first.earliest <= one.last.earliest
            and bool(before.last.month) == bool(one.first.month)
            and ((joint["joint"] or "-").lower() != "and" or _OPENS.search(text[: before.start]))
            and (before.last.month or re.search(r"\b(?:between|from)\s+\Z", text[: before.start], re.I))
        ):
            out[-1] = replace(before, last=one.last, end=one.end)
        else:
            out.append(one)
    return out
