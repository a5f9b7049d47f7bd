"""Timing: the year of a matter, when it took place, when it was decided, how long the outcome lasts.

In: the text of one subject's matter. Out: `Reading` rows; dates are ISO texts as precise as the words. A date
is one of deciding or of doing by the words around it, never by its place in a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import clause_after, clause_before, find_sentences, sentence_at
from answerable.model.dates import PartialDate
from answerable.words.dates import find_dates
from answerable.words.figures import FigureKind, find_figures

_YEAR = re.compile(
    r"(?<![\w/.,£$-])(?:(?:19[89]\d|20[0-4]\d)(?![\w%]|[/\u2013-]\d|[.,]\d)|20(?:1[3-9]|[2-4]\d)(?=/(?:0[1-9]|1[0-2])(?!\d)))"
)
_DECIDED = re.compile(
    r"\b(?:hearing|meeting|hearings|meetings|dismissed|dismissal|decid\w+|decisions?|conclu\w+|finali[sz]ed|outcome|result|"
    r"sanction\w*|determin\w+|panel|found|finding|"
    r"received|given|issued|held|venue|heard|warning|dealt\s+with|concluding|concluded|reflective\s+practice|advice|disposal|imposed|proceedings|resigned|retired|was\s+heard|"
    r"appeared\s+(?:before|at)|sat|sitting|gwrandawiad|cyfarfod)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:sent|sen[dt]ing|post\w*|shared|sharing|took(?!\s+place)|taken|taking|between|publish\w*|upload\w*|"
    r"wrote|invited|asked|this\s+was|messag\w+|contacted|comment\w*|forwarded|incident|"
    r"occurred|happened|conduct|behaviou?r|joined|member\s+of|member|used|using|circulated|tweet\w*|filmed|"
    r"photograph\w*|disclosed|accessed|period|dated\s+from|"
    r"(?<!decision\swas\s)made|uploaded|created|replied|liked|exchanged|pursued|while|whilst|off\s+duty|offence)\b",
    re.IGNORECASE,
)
_TELLING = (("decided", _DECIDED), ("occurred", _DONE))
_NOT_OF_CASE = re.compile(
    r"\b(?:regulations?|act|request\w*|letter|email|dated|since|code|policy|until|expires?|live\s+until|born|"
    r"joined\s+(?:the|us|in)|warned|similar|previous(?:ly)?|appointed|served\s+since|"
    r"guidance|version|published)\s+(?:[\w()'’,]+\s+){0,3}\Z",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will\s+(?:take\s+place|be\s+(?:held|heard)|start|begin|commence|appear)|to\s+be\s+(?:held|heard)|is\s+(?:due|scheduled|listed|"
    r"to\s+be\s+held)|starts?|begins|to\s+be\s+heard|scheduled)\b",
    re.IGNORECASE,
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY_RANGE = re.compile(
    rf"(?<!\d){_DAY}\s*,\s*(?={_DAY}\s*(?:,|and|&|to|-|\u2013)\s*{_DAY}\s+[A-Z][a-z]+)"
    rf"|(?<!\d){_DAY}(?:\s+[A-Z][a-z]+)?\s*(?:-|\u2013|\u2014|to|and|until|&)\s*(?={_DAY}\s+[A-Z][a-z]+)"
)
"""What stands before the last day of several: "6-8 March 2019", "21, 22 and 23 June 2022", "30 May to 2 June 2019"."""
_DEADLINE = re.compile(r"\b(?:deadline|no\s+later\s+than|apply\s+by|requests?\s+(?:must|should))\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\b(?:dismiss\w+|warning|advice|outcome|sanction|hearing|meeting|decision|result|practice|action)\s*"
    r"[-\u2013\u2014(,|]\s*\Z",
    re.IGNORECASE,
)
"""What stands before a date between marks: "dismissed - 6 October 2020", "Misconduct meeting, 4 May 2019"."""
_ON_APPEAL = re.compile(r"\b(?:appeal\w*|tribunal|judicial\s+review)\b[^.;]*\Z", re.IGNORECASE)
_BETWEEN_MONTHS = re.compile(
    r"\b(?:between|from)\s+(?P<first>January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\s+(?:and|to)\s+\Z",
    re.IGNORECASE,
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_DURATION = re.compile(
    r"\b(?P<n>\d{1,2}|a|one|two|three|four|five|six|nine|twelve|eighteen|twenty-four|"
    r"thirty-six)[\s-]*(?P<unit>months?|years?|yrs?|mths?|m(?=\W|\Z))\b",
    re.IGNORECASE,
)
_LASTS = re.compile(r"\b(?:warning|fww|ww|extended|extension|live|lasting|duration|in\s+force)\b", re.IGNORECASE)
_NUMBERS = {
    "a": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "nine": 9,
    "twelve": 12,
    "eighteen": 18,
    "twenty-four": 24,
    "thirty-six": 36,
}


@dataclass(frozen=True, slots=True)
class DateRole:
    """A date of a text and what it is the date of: `decided`, `planned`, `occurred`, `appealed` or `bare`."""

    date: PartialDate
    role: str
    start: int
    end: int


def find_case_dates(text: str) -> list[DateRole]:
    """Dates and bare years of a matter, each with its role."""
    out: list[DateRole] = []
    taken: list[tuple[int, int]] = []
    # The days before the last one are blanked, so that "6-8 March 2019" is read as its last day.
    text = _DAY_RANGE.sub(lambda one: " " * len(one.group()), text)
    for found in find_dates(text):
        taken.append((found.start, found.end))
        if found.value is not None and 1980 <= found.value.year <= 2049:
            role = _role(text, found.start, found.end)
            first = _BETWEEN_MONTHS.search(text[: found.start])
            if first is not None and found.value.month:
                # "between May and August 2020" began in May.
                began = PartialDate(found.value.year, _MONTHS.index(first["first"].lower()) + 1)
                out.append(DateRole(began, "occurred", first.start("first"), found.end))
            elif role:
                out.append(DateRole(found.value, role, found.start, found.end))
    for match in _YEAR.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        role = _role(text, match.start(), match.end())
        if role:
            out.append(DateRole(PartialDate(int(match.group())), role, match.start(), match.end()))
    return sorted(out, key=lambda one: one.start)


def _role(text: str, start: int, end: int) -> str:
    before = _line_key(text, start) + clause_before(text, start)
    if _NOT_OF_CASE.search(before) or _DEADLINE.search(before):
        return ""
    if _TO_COME.search(before):
        return "planned"
    if _ON_APPEAL.search(before):
        return "appealed"
    after = clause_after(text, end)
    if _TO_COME.search(after[:40]):
        return "planned"
    if _line_key(text, start).strip().lower() in ("date", "dates") and end - start > 4:
        return "decided" if _DECIDED.search(text, end) else "bare"
    # The last telling word before the date decides; only where there is none, the first one behind it.
    last = {role: [one.end() for one in pattern.finditer(before)][-1:] for role, pattern in _TELLING}
    if any(last.values()):
        return max(last, key=lambda role: last[role] or [-1])
    if _FOLLOWS.search(text[:start]):
        return "decided"
    first = {role: found.start() for role, pattern in _TELLING if (found := pattern.search(after))}
    return min(first, key=lambda role: first[role]) if first else _role_beyond(text, start, end)


def _role_beyond(text: str, start: int, end: int) -> str:
    """A date between marks: "dismissed - 6 October 2020", or "6 October 2020: a constable was dismissed"."""
    leads = not text[:start].strip() and re.match(r"\s*[:\u2013\u2014-]", text[end:])
    told = _DECIDED.search(text, end, sentence_at(text, end + 2)[1]) if leads else None
    if told and end - start > 4 and text[start].isdigit() and not text[end:].lstrip().startswith(":"):
        return "decided"  # a record whose first field is a day: "12/01/2021 - PC - ... - dismissed"
    return (
        "decided"
        if told and not _DONE.search(text, end, told.start()) and text[start].isdigit() and end - start > 4
        else "bare"
    )


def _line_key(text: str, start: int) -> str:
    """The key of a line "Date and venue: 22 June 2021" whose value begins with the date."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    found = re.fullmatch(r"\s*([A-Z][\w /&'’()]{1,40})(?::|\t)\s*", line)
    return f"{found.group(1)} " if found else ""


def read_timing(text: str, heading_year: Reading | None = None) -> dict[str, Reading]:
    """Year, occurred_on and decided_on of a matter.

    The year is that of the decision, or of the hearing to come; without one a bare year ("PC, 2019, ..."), then the
    year of the heading above it, then the year in which it took place.
    """
    dates = find_case_dates(text)
    out: dict[str, Reading] = {}
    decided = [one for one in dates if one.role == "decided"]
    occurred = [one for one in dates if one.role == "occurred"]
    bare = [one for one in dates if one.role == "bare"]
    if decided:
        last = max(decided, key=lambda one: (one.date.latest, one.start))
        if last.date.month:
            out["decided_on"] = Reading(str(last.date), last.start, last.end, 0.9)
        out["year"] = Reading(float(last.date.year), last.start, last.end, 0.95)
    if occurred:
        first = min(occurred, key=lambda one: (one.date.earliest, one.start))
        if first.date.month or decided or bare:
            out["occurred_on"] = Reading(str(first.date), first.start, first.end, 0.88)
    planned = [one for one in dates if one.role == "planned"]
    if "year" not in out and planned:
        out["year"] = Reading(
            float(planned[0].date.year), planned[0].start, planned[0].end, 0.85, "the year of the hearing to come"
        )
    if "year" not in out and not bare:
        bare = [one for one in dates if one.role == "appealed"]
    if "year" not in out:
        single = bare or ([] if heading_year else occurred)
        if single:
            last = max(single, key=lambda one: (one.date.latest, -one.start)) if not bare else single[0]
            sure = 0.95 if len({one.date.year for one in single}) == 1 else 0.8
            out["year"] = Reading(float(last.date.year), last.start, last.end, sure)
    return out


def read_duration(text: str) -> Reading | None:
    """How many months a warning lasts: "a final written warning for two years" is 24."""
    for low, high in find_sentences(text):
        sentence = text[low:high]
        for match in _DURATION.finditer(sentence):
            near = sentence[max(0, match.start() - 70) : match.end() + 45]
            if not _LASTS.search(near) or re.search(
                r"\b(?:over|during|within|period\s+of|aged?|old|service|experience)\s*\Z|year[\s-]olds?",
                sentence[max(0, match.start() - 14) : match.start()] + match.group(),
                re.IGNORECASE,
            ):
                continue
            if re.match(
                r"\s*-?\s*(?:old|of\s+service|ago|earlier|later|service)",
                sentence[match.end() : match.end() + 14],
                re.IGNORECASE,
            ):
                continue
            number = _NUMBERS.get(match["n"].lower()) or int(match["n"])
            months = number * 12 if match["unit"].lower().startswith("y") else number
            if 3 <= months <= 60:
                return Reading(float(months), low + match.start(), low + match.end(), 0.93)
    return None


def find_years(text: str) -> list[tuple[int, int, int]]:
    """Bare calendar years of a text with their places, financial years left out."""
    return [(int(match.group()), match.start(), match.end()) for match in _YEAR.finditer(text)]


def has_number_over_one(text: str) -> bool:
    """Whether a text counts more than one of something."""
    return any(one.kind is FigureKind.NUMBER and one.number > 1 for one in find_figures(text))
