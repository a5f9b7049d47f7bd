"""Timing: the year of a matter, when it took place and when it was decided.

In: the text of one subject's matter. Out: `Reading` rows; dates are ISO texts as precise as the words. A date
is one of deciding or of doing by the words around it, never by its place in a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.extract.narrative.days import find_days
from answerable.extract.narrative.outcomes import Reading
from answerable.extract.narrative.sentences import clause_after, clause_before, sentence_at
from answerable.model.dates import PartialDate

_DECIDED = re.compile(
    r"\b(?:hearing|meeting|hearings|meetings|dismissed|dismissal|decid\w+|decisions?|conclu\w+|finali[sz]ed|outcome|result|"
    r"sanction\w*|determin\w+|panel|found(?!\s+out)|findings?|"
    r"received|given|issued|held|venue|heard|warning|dealt\s+with|concluding|concluded|reflective\s+practice|advice|disposal|imposed|proceedings|was\s+heard|"
    r"appeared\s+(?:before|at)|cleared|acquitted\s+by\s+the\s+panel|sat|sitting|gwrandawiad|cyfarfod)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:sent|sen[dt]ing|post\w*|shared|sharing|took(?!\s+place)|taken|taking|publish\w*|upload\w*|"
    r"wrote|writ(?:es?|ing|ten)|invited|asked|this\s+was|that\s+was|messag\w+|texted|emailed|contacted|comment\w*|forwarded|incident|"
    r"occurred|happened|conduct|behaviou?r|joined|member\s+of|member|used|using|circulated|tweet\w*|filmed|recorded|"
    r"photograph\w*|disclosed|accessed|period|(?<!decision\s)(?<!ruling\s)(?<!outcome\s)(?<!determination\s)dated(?:\s+from)?|committed|put\s+up|showed|showing|told|said|liked|passed|passing|shouted|gave|"
    r"(?<!decision\swas\s)made|uploaded|created|replied|exchanged?|exchanging|pursued|while|whilst|off\s+duty|offences?|misused|looked\s+up|searched|"
    r"leaked|revealed|revealing|threatened|insulted|mocked|swore|copied|met|befriended|kept|dressed|called\s+to|attended\s+(?:a|the)\s+(?:scene|death|incident|address|call))\b",
    re.IGNORECASE,
)
_BESIDES = re.compile(
    r"\b(?:resigned|retired|(?:his|her|their)\s+(?:resignation|retirement)|had\s+left|left\s+(?:the\s+)?(?:force|service|police|on)|already\s+left|suspended|suspension|arrest\w*|charged|"
    r"convict\w+|sentenced|acquitted|jury|pleaded|court|trial|bail\w*|interviewed|complain(?:t|ts|ed)\s+(?:\w+\s+){0,2}(?:received|made|reached|recorded)|"
    r"complaint\s+reached\s+us|recommended|report\s+of|assessment\s+of|assessed\s+on|notices?\s+(?:was|were)?\s*served|was\s+served|given\s+notice|"
    r"notified|referred|appointed|promoted|enrolled|date\s+of\s+birth|d\.?o\.?b|came\s+to\s+light|discovered|signed|written\s+to|notice\s+of\s+investigation|"
    r"(?:notice|outcome|determination|report|decision|page|summary|result|statement|findings)\s+(?:was|were|is|to\s+be|will\s+be)\s+(?:first\s+)?(?:published|sent|issued)|"
    r"(?:allegations?|complaints?|matters?|cases?)\s+(?:\w+\s+){0,3}recorded|publication|date\s+published|taken\s+down|removed\s+from|returned\s+to|letter\s+of|back\s+on\s+duty|seen\s+by)\b",
    re.IGNORECASE,
)
"""What is neither deciding nor doing: leaving, courts, complaints, notices, publishing."""
_TELLING = (("decided", _DECIDED), ("occurred", _DONE), ("besides", _BESIDES))
_LEFT = re.compile(r"\b(?:resigned|retired|resignation|retirement|left)\b", re.IGNORECASE)
_NOT_OF_CASE = re.compile(
    r"\b(?:regulations?|act|(?<!friend\s)request\w*|letter|email(?!ed)|since|code|policy|until|expires?|live\s+until|born|"
    r"joined\s+(?:the|us|in)|joined|warned|similar|previous(?:ly)?|appointed|served\s+since|officer\s+since|"
    r"guidance|version)\s*:?\s+(?:[\w()'’,]+\s+){0,3}\Z|\bpublished(?:\s+on)?\s+\Z",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:found|find|alleged?|alleges|allegations?(?:\s+\w+)?|admitted|accept(?:ed|s)|agreed|determined|heard|hears|conclud\w+|decided|held|ruled|"
    r"proved?n?|said|satisfied|case\s+is|was|is|be|her|him|case|charge(?:\s+[\w\s]+?)?\s+is|namely|in|misconduct\s+is|satisfied[^.;]{0,40})\s*(?:[:,]\s*)?(?:\([a-z]\)\s*)?(?P<that>that)\b(?!\s+(?:year|day|it|this)\b)",
    re.IGNORECASE,
)
"""What opens a clause on what was done: "the panel found that", "it is alleged that", "in that"."""
_AT_LAST = re.compile(r"(?:,|\band)\s+(?=(?:finally|eventually)\b)", re.IGNORECASE)
"""What takes back a day that was fixed before: "was fixed for 3 March and finally held on"."""
_MADE = re.compile(
    r"\b(?:findings?|decisions?|rulings?|determinations?|orders?)\s+(?:was|were)\s+made\s", re.IGNORECASE
)
_FAR = 20
_HEAD = 70
_FORUM = re.compile(r"\b(?:hearing|meeting)\b", re.IGNORECASE)
_FORUM_NEXT = re.compile(r"[\s.,;:)|\u2013\u2014-]{1,4}(?:\w+\s+){0,3}(?:hearing|meeting)\b", re.IGNORECASE)
_MARK_BEFORE = re.compile(r"[.,;:(|\u2013\u2014-]\s*\Z")
_MARK_AFTER = re.compile(r"\s*(?:[.,;:)|\u2013\u2014-]|\n|\Z)")
_AT_ONCE = re.compile(
    rf"\A,?\s*(?:(?:he|she|they|who|the\s+officer|(?:former\s+)?(?:PC|PS|DC|DS|Sgt|Insp\w*)\s+\w+)\s+)?(?:had\s+|was\s+)?(?:\w+ly\s+)?{_DONE.pattern}",
    re.IGNORECASE,
)
"""A date whose own verb comes at once: "On 3 May 2019 he posted"."""
_KEY = re.compile(r"(?:\A|[\n.;|(]\s*|\s-\s)([A-Z][\w /&\'\u2019()]{1,40})(?::|\t)\s*(?:on\s+)?\Z")
_KEY_OF_PAPERS = re.compile(
    r"\s*(?:date\s+)?(?:(?:was|of)\s+)?(?:recorded|received|reported|logged|opened|notified|served|referral|referred|complaint|joined|joining|"
    r"publication|published|notice|birth|suspension|report|review|last\s+updated|removal)\s*\Z",
    re.IGNORECASE,
)
"""A key of papers, that dates neither the conduct nor the decision: "Date recorded"."""
_NONE_THEN = re.compile(
    r"\s*[:=\u2013-]\s*(?:none\b|nil\b|zero\b|0\b|(?:information\s+)?not\s+held|"
    r"no\b(?!\s+(?:further|formal|disciplinary|action|sanction|case\s+to|misconduct|finding|evidence)))",
    re.IGNORECASE,
)
"""What says of a year that it had nothing: "2015: none"."""
_ROLES = ("decided", "planned", "occurred", "appealed", "left", "bare")
_TO_COME = re.compile(
    r"\b(?:will\s+(?:take\s+place|be\s+(?:held|heard)|start|begin|commence|appear)|to\s+be\s+(?:held|heard)|is\s+(?:due|scheduled|listed|"
    r"to\s+be\s+held)|starts?|begins|to\s+be\s+heard|scheduled|(?:fixed|listed)\s+for|opening\s+on|will\s+(?:attend|hear|answer|face|come)|"
    r"is\s+to\s+(?:face|appear|answer|attend)|due\s+to\s+(?:be|start|begin|appear|face))\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(r"\b(?:deadline|no\s+later\s+than|apply\s+by|requests?\s+(?:must|should))\b", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"\b(?:dismiss\w+|notice|resigned|warning|advice|outcome|sanction|hearing|meeting|decision|result|practice|action)\s*"
    r"[-\u2013\u2014(,;|]\s*\Z",
    re.IGNORECASE,
)
"""What stands before a date between marks: "dismissed - 6 October 2020", "Misconduct meeting, 4 May 2019"."""
_ONE_OF_SEVERAL = re.compile(
    r"\s*(?:and\s+)?(?:(?:at|in)\s+)?the\s+(?:first|second|third|fourth|fifth|last|other)\s*,?\s+(?:in|on)\s+\Z",
    re.IGNORECASE,
)
"""One of several outcomes told of before: "The first, in January, was of a constable"."""
_ON_APPEAL = re.compile(r"\b(?:appeal\w*|tribunal|judicial\s+review)\b[^.;]*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateRole:
    """A date of a text and what it is the date of: `decided`, `planned`, `occurred`, `appealed`, `left` or `bare`."""

    date: PartialDate
    role: str
    start: int
    end: int
    first: PartialDate


def find_case_dates(text: str, heading_year: int | None = None) -> list[DateRole]:
    """Dates and bare years of a matter, each with its role."""
    out = []
    for one in find_days(text, heading_year):
        if text[one.start : one.end].isdigit() and _NONE_THEN.match(text, one.end):
            continue
        role = _role(text, one.start, one.end)
        if role:
            date = one.first if role == "occurred" else one.last
            out.append(DateRole(date, role, one.start, one.end, one.first))
    return out


def _role(text: str, start: int, end: int) -> str:
    key, is_year = _key_before(text, start), text[start:end].isdigit()
    before = key + clause_before(text, start)
    if _NOT_OF_CASE.search(before) or _DEADLINE.search(before) or _KEY_OF_PAPERS.match(key):
        return ""
    if not is_year and _is_day_of_hearing(text, start, end):
        return "decided"
    after = clause_after(text, end)
    told = _told_before(before)
    if _TO_COME.search(told):
        return "planned"
    if _ON_APPEAL.search(told):
        return "appealed"
    if _TO_COME.search(after[:80]):
        return "planned"
    if key.strip().lower() in ("date", "dates") and end - start > 4:
        return "decided" if _DECIDED.search(text, end) else "bare"
    # The last telling word before the date decides; only where there is none, the first one behind it.
    last = {role: found[-1].end() for role, pattern in _TELLING if (found := list(pattern.finditer(told)))}
    if last:
        role = max(last, key=lambda one: (last[one], one == "besides"))
        near = _AT_ONCE.match(after)
        if role == "decided" and near is not None and not key and len(told) - last[role] > _FAR:
            return "occurred"
        return _left_or(role, told, is_year)
    if _FOLLOWS.search(text[:start]) or _ONE_OF_SEVERAL.match(before):
        return "decided"
    first = {role: one.start() for role, pattern in _TELLING if (one := pattern.search(after))}
    if first:
        return _left_or(min(first, key=lambda role: first[role]), after, is_year)
    return "occurred" if _SUBORDINATE.search(before) else _role_beyond(text, start, end)


def _is_day_of_hearing(text: str, start: int, end: int) -> bool:
    """Whether a day stands in the head of a report beside its kind: "Police Constable - 16 August 2024 - Misconduct
    meeting - On 5 May ..."."""
    head = text[:start]
    between = (not head.strip() or _MARK_BEFORE.search(head)) and _MARK_AFTER.match(text, end)
    if len(head) > _HEAD or not between or _DONE.search(head) or _BESIDES.search(head) or _TO_COME.search(text[:400]):
        return False
    return bool(_FORUM.search(head) or _FORUM_NEXT.match(text, end))


def _told_before(before: str) -> str:
    """The words before a date that it goes with: those of its own clause, where "found that" or "in that" opens one."""
    opened = [*_SUBORDINATE.finditer(before), *_AT_LAST.finditer(before)]
    told = before[max(one.end() for one in opened) :] if opened else before
    return _MADE.sub("decision ", told)


def _left_or(role: str, words: str, is_year: bool) -> str:
    """What happened besides is of use only where it is that the subject left; a bare year is still the matter's."""
    if role != "besides":
        return role
    if is_year:
        return "bare"
    return "left" if any(_LEFT.search(one.group()) for one in _BESIDES.finditer(words)) else ""


def _role_beyond(text: str, start: int, end: int) -> str:
    """A date between marks: "dismissed - 6 October 2020", or "6 October 2020: a constable was dismissed"."""
    leads = re.match(r"\s*([.:\u2013\u2014-])", text[end:]) if not text[:start].strip() else None
    last = end + 90 if leads is not None and leads[1] == "." else sentence_at(text, end + 2)[1]
    told = _DECIDED.search(text, end, last) if leads else None
    if told and end - start > 4 and text[start].isdigit() and not text[end:].lstrip().startswith(":"):
        return "decided"  # a record whose first field is a day: "12/01/2021 - PC - ... - dismissed"
    return (
        "decided"
        if told and not _DONE.search(text, end, told.start()) and text[start].isdigit() and end - start > 4
        else "bare"
    )


def _key_before(text: str, start: int) -> str:
    """The key whose value begins with the date: "Date and venue: 22 June 2021", at the start of a line or in one."""
    found = _KEY.search(text[max(0, start - 60) : start])
    if found is None or (
        found.group(1).lower() in ("date", "dates") and not found.group().startswith("\n") and start > 20
    ):
        return ""
    return f"{found.group(1)} "


def read_timing(text: str, heading_year: int | None = None, near_year: int | None = None) -> dict[str, Reading]:
    """Year, occurred_on and decided_on of a matter.

    Args:
        text: the matter.
        heading_year: the year of the heading above it, which is its year where its own words give none.
        near_year: the one year that the words on all of several people name, for days without one.

    The year is that of the decision, or of the hearing to come; without one a bare year ("PC, 2019, ..."), then the
    year of the heading above it, then the year in which it took place.
    """
    dates = find_case_dates(text, heading_year or near_year)
    by_role = {role: [one for one in dates if one.role == role] for role in _ROLES}
    decided = by_role["decided"] or ([] if by_role["planned"] else by_role["left"])
    out: dict[str, Reading] = {}
    if decided:
        last = max(decided, key=lambda one: (one.date.year, bool(one.date.month), one.date.latest, one.start))
        if last.date.month:
            out["decided_on"] = Reading(str(last.date), last.start, last.end, 0.9)
        out["year"] = Reading(float(last.date.year), last.start, last.end, 0.95)
    occurred, bare = by_role["occurred"], by_role["bare"]
    if not occurred:
        occurred = _told_earlier(bare, decided or by_role["planned"])
        bare = [one for one in bare if one not in occurred]
    if occurred:
        first = _first_of(occurred)
        if first.first.month or decided or bare or by_role["planned"]:
            out["occurred_on"] = Reading(str(first.first), first.start, first.end, 0.88)
    planned = by_role["planned"]
    if "year" not in out and planned:
        out["year"] = Reading(
            float(planned[0].date.year), planned[0].start, planned[0].end, 0.85, "the year of the hearing to come"
        )
    if "year" not in out:
        single = bare or by_role["appealed"] or ([] if heading_year else occurred)
        if single:
            last = single[0] if bare else max(single, key=lambda one: (one.date.latest, -one.start))
            sure = 0.95 if len({one.date.year for one in single}) == 1 else 0.8
            out["year"] = Reading(float(last.date.year), last.start, last.end, sure)
    return out


def _first_of(occurred: list[DateRole]) -> DateRole:
    """The earliest; a year or month that holds a day told as well gives way to it: "in summer 2021 ... on 11 July"."""
    first = min(occurred, key=lambda one: (one.first.earliest, one.start))
    within = [
        one
        for one in occurred
        if len(str(one.first)) > len(str(first.first)) and str(one.first).startswith(str(first.first))
    ]
    return min(within, key=lambda one: (one.first.earliest, one.start), default=first)


def _told_earlier(bare: list[DateRole], decided: list[DateRole]) -> list[DateRole]:
    """Days that nothing tells of, before the day of the decision: what happened on them is the conduct."""
    if not decided:
        return []
    day = min(one.date.earliest for one in decided)
    return [one for one in bare if one.date.month and one.date.latest < day]
