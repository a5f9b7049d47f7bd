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
# "On 16 September 2024 we received your request": the day stands before what happened on it.
_RECEIVED_AFTER = re.compile(
    r"\s*,?\s*(?:we|I|the\s+(?:\w+\s+){1,3}?|this\s+\w+)\s*(?:have\s+|has\s+)?(?:received|got|were\s+sent|was\s+sent)\s+(?:your|a|an|the)\b",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"\b(?:(?:came|got|sent\s+in)\s+to|reached)\s+(?:us|me|hand|the\s+\w+|this\s+\w+)\s+on\s*(?:the\s*)?(?:\w+day,?\s*)?$|"
    r"\brec['’]?d\.?\s*(?:on\s*)?$",
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
# "Request FOI-7, received 16/10/2023, answered 10/11/2023"; "Refused 15 June 2020."; "Today's 15 February".
_ANSWERED_BESIDE = re.compile(
    r"(?:^|\n|[,;–-]\s*|\()\s*(?:answered|repl(?:y|ied)|responded|issued|refused|decided|closed)\s*:?\s*(?:on\s+)?$|"
    r"\btoday(?:['’]s| is)\s*$",
    re.IGNORECASE,
)
# The head of the mail itself: "Sent: 18 June 2024 16:58".
_SENT_AT_TOP = re.compile(r"^\W*(?:sent|date)\s*:\s*(?:\w+day,?\s*)?$", re.IGNORECASE)
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
    for label, reach in ((_RECEIVED_HERE, 60), (_RECEIVED_LABEL, 60), (_CAME, 60), (_RECEIVED, 90), (_REQUESTED, 140)):
        if label is _RECEIVED and (before_it := _find_before_received(text, passages, dates)) is not None:
            return _particular(text, before_it)
        for date in dates:
            before = _before(text, date, reach)
            if (
                (match := label.search(before))
                and not _OF_REVIEW.search(before[-60:])
                and not _OF_THE_MATTER.search(match[0])
            ):
                return _particular(text, date)
    return None


_OF_REVIEW = re.compile(
    r"\b(?:within|working days|complaint|(?:internal|for an?|an?|your|the|of|request) (?:internal )?reviews?)\b"
    r"(?! (?:on|of)\b)|\binternal review\b",
    re.IGNORECASE,
)


def _find_before_received(text: str, passages: Sequence[Passage], dates: Sequence[DateFound]) -> DateFound | None:
    return next(
        (
            date
            for date in dates
            if re.search(r"\bon\s+(?:the\s+)?(?:\w+day,?\s+)?$", _before(text, date, 24), re.IGNORECASE)
            and _RECEIVED_AFTER.match(text, date.end)
            and not re.match(r"[^.;]{0,60}\breview\b", text[date.end : date.end + 90], re.IGNORECASE)
            and _speaker_at(passages, date) is not Speaker.REQUESTER
        ),
        None,
    )


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
    if (own := _find_sent(text, dates)) is not None:
        return _particular(text, own)
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
    heads = heads or [date for date in dates if date.start <= limit and _stands_beside_code(text, date)]
    if heads:
        return _particular(text, heads[-1] if is_thread else heads[0])
    beside = (date for date in dates if _ANSWERED_BESIDE.search(_before(text, date, 40)) and date.problem != NO_YEAR)
    said = next((date for date in beside if _speaker_at(passages, date) is not Speaker.REQUESTER), None)
    return _particular(text, said) if said is not None else None


def _find_sent(text: str, dates: Sequence[DateFound]) -> DateFound | None:
    """The day in the head of the mail itself, where it was copied with its letter: its first lines say from whom."""
    if not re.match(r"\W*From:", text):
        return None
    for date in dates:
        line = text[text.rfind("\n", 0, date.start) + 1 : date.start]
        if text.count("\n", 0, date.start) < _HEAD_LINES and _SENT_AT_TOP.match(line):
            return date
    return None


_HEAD_LINES = 5
# What may stand on the line of a letter's day: its reference, its place, the hour.
_CODE_AFTER = re.compile(
    r"(?:\s*(?:[-–/|,(]|\s{2,})\s*(?:(?:our|ein)?\s*(?:ref|cyf)?\w{0,6}[.:]?\s*)?"
    r"#?[A-Z0-9][\w ]{0,8}[-/. :]?[\w./ -]*\d[\w./-]*\)?|"
    r",?\s+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]m)?)\s*$",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    r"\s*(?:(?:[A-Z][\w.&’'-]*[, ]+(?:(?:of|and|the|for|&) )*){1,8}|#?[A-Z]{2,}[ -]?[\w./ -]*\d[\w./-]*\s*[-–/|,(]\s*)?"
    r"(?:[A-Z][\w.’'-]*[, ]+){0,4}(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,?\s+)?"
)


def _stands_beside_code(text: str, date: DateFound) -> bool:
    """Whether a date shares a line of the head with nothing but a reference, a name or an hour."""
    first = text.rfind("\n", 0, date.start) + 1
    last = text.find("\n", date.end)
    before, after = text[first : date.start], text[date.end : last if last >= 0 else len(text)]
    if date.problem == NO_YEAR or _DEADLINE.search(before) or len(before) > 90 or len(after) > 60:
        return False
    is_after = not after.strip(" .,|\t-–") or _CODE_AFTER.match(after) is not None
    return is_after and (not before.strip() or _CODE_BEFORE.fullmatch(before) is not None)


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
