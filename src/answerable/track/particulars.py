"""A letter's dates, each with its words.

What comes in: the joined text and its passages. What goes out: places and values; an impossible date is a value that
cannot be used, with its problem, never a repaired one. What must never be here: deadlines as answers ("by 8 May").
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answerable.track.passages import Passage, Speaker
from answerable.words.dates import MONTH_FIRST, NO_YEAR, WEEKDAY_WRONG, DateFound, find_dates

_USABLE = ("", MONTH_FIRST, WEEKDAY_WRONG)

_RECEIVED_LABEL = re.compile(
    r"(?:date (?:of (?:your |the )?(?:request|receipt|enquiry)|(?:request |of request )?(?:was "
    r")?received|requested|logged|of application)|request (?:date|dated|received|submitted)(?: on)?|"
    r"received(?: on| date| by us)?|"
    r"requested(?: on)?|asked(?: on)?|dyddiad (?:y )?cais|dyddiad derbyn)\s*[:\-–]*\s*$",
    re.IGNORECASE,
)
_RECEIVED_HERE = re.compile(
    r"\b(?:was|were|and|which|\(|,)\s*received\b(?:\s+(?:here|in (?:this|the|our) \w+|by (?:us|the \w+|this \w+)|"
    r"into the \w+))?(?:\s+on)?\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_RECEIVED = re.compile(r"\b(?:received|receipt)\b[^.;]{0,60}$", re.IGNORECASE)
_REQUESTED = re.compile(
    r"\b(?:your|the|this|above)\s+(?:[\w-]+\s+){0,6}?(?:request|e-?mail|letter|enquiry|application|"
    r"correspondence|FOI|questions?)\b[^.;:]{0,90}?\b(?:of|on|dated|sent|submitted|made|to us|"
    r"received)\s*(?:the\s*)?$"
    r"|\b(?:request|e-?mail|letter|enquiry|application|correspondence)\s*(?:dated|of)\s*(?:the\s*)?$|"
    r"\b(?:you|which you)\s+(?:wrote|submitted|asked|requested|emailed|contacted)\b[^.;]{0,"
    r"60}\bon\s*(?:the\s*)?$"
    r"|\byou\s+(?:sent|made|put|addressed)\s+(?:\w+\s+){0,2}?(?:a|an|your|this|the)\s+(?:\w+\s+)?(?:request|e-?mail|"
    r"letter|enquiry|application)\b[^.;]{0,80}\bon\s*(?:the\s*)?$"
    r"|\b(?:eich cais|dyddiedig)\b[^.;]{0,60}$|\bI (?:write|refer)[^.;]{0,80}\b(?:of|dated|on)\s*$",
    re.IGNORECASE,
)
# "Your request about the accident on 8 October": the day of the accident.
_OF_THE_MATTER = re.compile(
    r"(?s:\A(?!.*\b(?:dated|received|receipt|submitted|sent|made|emailed|logged|asked|came|wrote|us)\b))(?s:.*)"
    r"\b(?:concerning|regarding|about|relat(?:es|ed|ing) to|in relation to|with regard to|into|as to|"
    r"for (?!information))\b"
    r"[^.;:]*\bon\s*(?:the\s*)?$",
    re.IGNORECASE,
)
_ANSWERED_LABEL = re.compile(
    r"(?:^|\n|\s{2,}|\||[.;]\s)\W*(?:date(?:d)?(?: (?:of|responded|issued|sent|completed|closed|answered|"
    r"released|disclosed)(?: (?:the |our |this )?(?:response|reply|decision|letter|disclosure|issue|"
    r"release|answer|completion))?)?|"
    r"(?:response|reply|disclosure|decision|completed|responded|replied|issued?|answered|closed|sent)(?: (?:date|"
    r"dated|sent|issued|provided|on))?(?: on)?|version date|letter date|dyddiad(?: (?:yr "
    r")?ymateb)?)\s*[:\-–|]*\s*$",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:this|our|the) (?:response|reply|decision|letter|disclosure) (?:was |is )?(?:dated|sent|"
    r"issued|provided|made)(?: to you)?(?: on)?\s*$|\b(?:responded|replied|answered) (?:to you |to "
    r"your request )?on\s*$",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(?:by|before|until|no later than|due(?: date)?(?: is| on| by)?|deadline\w*|within|expected|"
    r"published(?: on)?|updated|modified|respond by|expires?|since|from|between|after|as (?:at|of)|"
    r"correct as of|period|to)\W*(?:the\s+|on\s+|is\s+)?$",
    re.IGNORECASE,
)


# A letter is asked for the day of its request and then for its own.
_list_dates = lru_cache(maxsize=4)(find_dates)


@dataclass(frozen=True, slots=True)
class Particular:
    """A value with its place in the joined text."""

    value: str
    start: int
    end: int
    problem: str = ""


def find_received(text: str, passages: Sequence[Passage]) -> Particular | None:
    """The day on which the request came, as the letter says: "received on" before "dated" before "of"."""
    dates = _list_dates(text)
    for label, reach in ((_RECEIVED_HERE, 60), (_RECEIVED_LABEL, 60), (_RECEIVED, 90), (_REQUESTED, 140)):
        for date in dates:
            before = _before(text, date, reach)
            if (
                (match := label.search(before))
                and not re.search(r"\b(?:within|working days|review|complaint)\b", before[-60:], re.IGNORECASE)
                and not _OF_THE_MATTER.search(match[0])
            ):
                return _particular(text, date)
    return None


def find_answered(
    text: str, passages: Sequence[Passage], received: Particular | None, near: int = 0
) -> Particular | None:
    """The day of the answer, as the letter says: by its label, or a date that stands alone at its head.

    A deadline is no answer's day; nor is the day of the request. In a thread of several letters the head meant is the
    last one before `near`, the words that show what the letter is.
    """
    dates = [date for date in _list_dates(text) if received is None or date.start != received.start]
    for label, reach in ((_ANSWERED_LABEL, 50), (_ANSWERED, 80)):
        for date in dates:
            if label.search(_before(text, date, reach)) and _speaker_at(passages, date) is not Speaker.REQUESTER:
                return _particular(text, date)
    openings = [match.start() for match in _OPENING.finditer(text)]
    is_thread = len(openings) > 1
    before = [place for place in openings if place <= near] if is_thread else openings[:1]
    limit = before[-1] if before else min(len(text), 600)
    heads = [
        date
        for date in dates
        if date.start <= limit + 5
        and _stands_alone(text, date)
        and date.problem != NO_YEAR
        and not _DEADLINE.search(_before(text, date, 40))
    ]
    if not heads:
        return None
    return _particular(text, heads[-1] if is_thread else heads[0])


_OPENING = re.compile(r"^[^\w\n]*(?:Dear|Annwyl|Good (?:morning|afternoon))\b", re.MULTILINE | re.IGNORECASE)


def _stands_alone(text: str, date: DateFound) -> bool:
    """Whether a date is a line by itself or the end of a letterhead's line."""
    first = text.rfind("\n", 0, date.start) + 1
    last = text.find("\n", date.end)
    before, after = text[first : date.start], text[date.end : last if last >= 0 else len(text)]
    if after.strip(" .,|\t"):
        return False
    return (
        not before.strip(" |\t*")
        or bool(re.search(r"(?:\s{3,}|\t|\|)$", before))
        or (len(before.split()) <= 2 and not before.strip().endswith(":"))
    )


def _before(text: str, date: DateFound, reach: int) -> str:
    return text[max(0, date.start - reach) : date.start]


def _speaker_at(passages: Sequence[Passage], date: DateFound) -> Speaker:
    place = bisect_right([passage.start for passage in passages], date.start) - 1
    return passages[place].speaker if place >= 0 else Speaker.AUTHORITY


def _particular(text: str, date: DateFound) -> Particular:
    words = text[date.start : date.end]
    if date.value is not None and date.problem in _USABLE:
        return Particular(str(date.value), date.start, date.end, date.problem)
    return Particular(words, date.start, date.end, date.problem or "no-such-day")
