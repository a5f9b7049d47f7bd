"""A letter as sentences, each with its speaker: the authority, the requester quoted, or a standing notice.

What comes in: text, ranges known to be quoted, the questions that were asked. What goes out: passages in reading order.
What must never be here: what the words decide. Most harm in reading these letters comes from taking the requester's
words ("if the cost limit ...") or the standing notices ("Section 17 requires ...") for the authority's decision.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from answerable.track.cues import CuedPattern
from answerable.track.rules import Speakers, load_speakers
from answerable.track.units import BARE_VALUE, ITEM, iter_pieces, iter_sentences, iter_units


class Speaker(StrEnum):
    """Whose words they are."""

    AUTHORITY = "authority"
    REQUESTER = "requester"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, heading, list item or table line: ``text[start:end]``."""

    start: int
    end: int
    text: str
    speaker: Speaker
    paragraph: int
    quoted: bool = False
    """It stands in a mail quoted below, or is a disclaimer: nobody says it now."""


def make_passages(
    text: str, quoted_ranges: Iterable[tuple[int, int]] = (), questions: Sequence[str] = ()
) -> tuple[Passage, ...]:
    """Divide a letter and say who speaks.

    Args:
        text: the letter.
        quoted_ranges: places known to be quoted or disclaimers (from the mail's segments).
        questions: the texts of the questions asked, when known.
    """
    quoted = sorted(quoted_ranges)
    recited = find_recited(text)
    units = list(iter_units(text))
    speakers = _find_speakers(text, units, quoted, questions)
    passages: list[Passage] = []
    for (start, end, paragraph), speaker in zip(units, speakers, strict=True):
        for first, last in iter_pieces(text, iter_sentences(text, start, end)):
            sentence = text[first:last]
            who = speaker
            if who is Speaker.AUTHORITY and _is_requester_sentence(sentence):
                who = Speaker.REQUESTER
            elif who is Speaker.AUTHORITY and _is_notice(sentence):
                who = Speaker.NOTICE
            if who is Speaker.AUTHORITY and any(a <= first + 1 and last - 3 <= b for a, b in recited):
                who = Speaker.REQUESTER
            is_quoted = any(first < stop and begin < last for begin, stop in quoted)
            passages.append(Passage(first, last, sentence, who, paragraph, is_quoted))
    return tuple(passages)


_RECITED = re.compile(r"“[^“”]{40,3000}”|(?<![\w\"])\"(?=\S)[^\"“”]{40,3000}(?<=\S)\"(?!\w)")


# In single marks only as a paragraph by itself: within a line they may be apostrophes.
_RECITED_ALONE = re.compile(
    r"(?m)(?<=\n\n)[ \t]*['‘](?=\w)(?:[^\n]|\n(?!\s*\n)){40,2500}?[.?!]?['’](?=[ \t]*(?:\n\s*\n|\Z))"
)


def find_recited(text: str) -> tuple[tuple[int, int], ...]:
    """Places of long quotations: a request repeated word for word, or a statute; the authority decides in neither.

    >>> find_recited('You asked: "All complaints made since 2016, with names blacked out." We hold them.')
    ((11, 68),)
    """
    return tuple(match.span() for pattern in (_RECITED, _RECITED_ALONE) for match in pattern.finditer(text))


# "Request: time and route of every van.": label and request in one line.
_ONE_LINE = re.compile(
    r"\W*(?:(?:the|your|information|foi|original) )?(?:request(?:ed)?|question|subject)(?: (?:details|summary|text))?"
    r"[ \t]*[:–-][ \t]*\w.{20,}[.?!\w]$",
    re.IGNORECASE | re.DOTALL,
)
# A lead-in that looks like "you asked for:" and gives: "... and here is what we can give you:".
_ANSWERS = re.compile(
    r"\b(?:exempt|withh)|\bhere(?:['’]s| is| are)\b|\bplease (?:find|see)\b|\b(?:our|my|the [\w’']+s['’]?|"
    r"[\w’']+['’]s) (?:full |formal )?"
    r"(?:response|reply|answers?)\b|\b(?:can|able to|pleased to|happy to) (?:provide|give|supply|disclose|release|"
    r"tell|answer)\b|\b(?:response|reply|answers?) (?:is|are) (?:as follows|below)|\b(?:can|may) (?:confirm|advise|"
    r"inform)\b|"
    r"\bwhat (?:we|I) (?:can|have|hold)\b|\b(?:we|I) "
    r"(?:can|are able to|am able to) (?:give|provide|tell|say|confirm|release)\b",
    re.IGNORECASE,
)
_ANSWERED_ITEM = re.compile(
    r"[^?:]{4,}:\s*(?:(?!(?:19|20)\d\d\b)£?\d[\d,.]*(?:%|m|k)?|nil|none|zero|not held)(?![\w/-])[^?:]{0,60}$",
    re.IGNORECASE,
)


def _find_speakers(
    text: str, units: Sequence[tuple[int, int, int]], quoted: Sequence[tuple[int, int]], questions: Sequence[str]
) -> list[Speaker]:
    """One speaker per unit: what opens and closes the request and the notices, and what is one by itself."""
    requester, notice = load_speakers("requester"), load_speakers("notice")
    recited = find_recited(text)
    letters = _find_request_letters(text)
    # A paragraph in quotation marks is repeated; when it ends, the authority speaks again.
    pairs = {
        number: Speaker.REQUESTER
        for number, (start, end, _) in enumerate(units)
        if any(first <= start and end <= last + 1 for first, last in recited)
    }
    pairs |= _find_pairs([text[start:end] for start, end, _ in units])
    mode = Speaker.AUTHORITY
    opened_at = 0
    spoken = one_line = False
    found: list[Speaker] = []
    for number, (start, end, _) in enumerate(units):
        unit = text[start:end]
        if any(first < end and start < last for first, last in quoted) or any(a <= start < b for a, b in letters):
            found.append(Speaker.REQUESTER)
            continue
        if number in pairs:
            found.append(pairs[number])
            mode = Speaker.AUTHORITY
            continue
        if questions and _repeats(unit, questions):
            found.append(Speaker.REQUESTER)
            continue
        # A heading at the very top names the letter ("Internal review"); notices come after something was said.
        is_notice = spoken and _matches(notice.opens, unit)
        spoken = spoken or (mode is Speaker.AUTHORITY and len(unit) > 60)
        is_request = len(unit) < 400 and _matches(requester.opens, unit) and not _ANSWERS.search(unit)
        if mode is Speaker.REQUESTER and not is_request:
            if is_notice or _closes_request(requester, unit, number - opened_at):
                mode = Speaker.AUTHORITY
        elif mode is Speaker.NOTICE and _matches(notice.closes, unit):
            mode = Speaker.AUTHORITY
        if is_notice:
            mode = Speaker.NOTICE
        elif is_request:
            mode, opened_at = Speaker.REQUESTER, number
            one_line = _ONE_LINE.match(unit) is not None
            found.append(Speaker.REQUESTER if len(unit) < 120 or one_line else Speaker.AUTHORITY)
            continue
        if mode is Speaker.REQUESTER and number and text[units[number - 1][1] - 1] == "?" and BARE_VALUE.match(unit):
            # Nobody answers himself: a figure or a "none" under a question is the authority's.
            found.append(Speaker.AUTHORITY)
            continue
        if mode is Speaker.REQUESTER and one_line and not is_request and not ITEM.match(unit):
            # "Request: the route of every van" is the whole request; what follows it answers.
            mode = Speaker.AUTHORITY
        if mode is Speaker.REQUESTER and ITEM.match(unit) and _ANSWERED_ITEM.search(unit):
            # "- number in 2022/23: 14": who asks gives no number.
            mode = Speaker.AUTHORITY
            found.append(mode)
            continue
        if mode is Speaker.NOTICE and _matches(notice.unless, unit) and not _matches(notice.holds, unit):
            # A decision under a notice's heading: the heading was wrong about it.
            mode = Speaker.AUTHORITY
            found.append(mode)
        else:
            found.append(mode)
    return found


def _find_pairs(units: Sequence[str]) -> dict[int, Speaker]:
    """Lines "Q ..." each followed by a line "A ...", without numbers: an article "A" follows no "Q"."""
    found: dict[int, Speaker] = {}
    for number in range(len(units) - 1):
        if re.match(r"\s*Q\b\s*[:.)–-]?\s+\S", units[number]) and re.match(
            r"\s*A\b\s*[:.)–-]?\s+\S", units[number + 1]
        ):
            found |= {number: Speaker.REQUESTER, number + 1: Speaker.AUTHORITY}
    return found


def _closes_request(requester: Speakers, unit: str, n_since: int) -> bool:
    """Whether the authority speaks again: a heading of an answer, or a sentence that only an authority writes."""
    heading, answer, *sentences = requester.closes
    if heading.search(unit) or answer.search(unit) or requester.closes[-1].search(unit):
        return True
    if unit.rstrip().endswith("?") or ITEM.match(unit):
        return False
    first = re.split(r"(?<=[.!?])\s", unit.strip(), maxsplit=1)[0]
    if _is_requester_sentence(first):
        return False
    return n_since >= 1 and any(pattern.search(first[:90]) for pattern in sentences[:-1])


@lru_cache(maxsize=1024)
def _is_notice(unit: str) -> bool:
    """Whether a sentence is a standing notice wherever it stands."""
    notice = load_speakers("notice")
    return _matches(notice.holds, unit) and not _matches(notice.unless, unit)


@lru_cache(maxsize=1024)
def _is_requester_sentence(sentence: str) -> bool:
    """Whether a sentence is a request by its own words: "Please provide ...", "How many ...?"."""
    speakers = load_speakers("requester")
    return _matches(speakers.holds, sentence) and not _matches(speakers.unless, sentence)


def _repeats(unit: str, questions: Sequence[str]) -> bool:
    """Whether a unit is one of our questions again, give or take its number and line ends."""
    plain = " ".join(re.sub(r"^\W*(?:q(?:uestion)?\W*)?\d{0,2}\W*", "", unit, flags=re.IGNORECASE).split())
    if len(plain) < 20:
        return False
    for question in questions:
        asked = " ".join(question.split())
        if len(plain) <= len(asked) * 1.25 and fuzz.ratio(plain.lower(), asked.lower()) >= 85:
            return True
        if len(plain) >= 35 and len(plain) < len(asked) and fuzz.partial_ratio(plain.lower(), asked.lower()) >= 93:
            return True
    return False


_DEAR = re.compile(r"^[ \t>]*Dear\b.*$", re.MULTILINE | re.IGNORECASE)
_YOURS = re.compile(
    r"^[ \t>]*(?:Yours\b|Kind regards|Regards|Many thanks|Best wishes|Sincerely).*$", re.MULTILINE | re.IGNORECASE
)


def _find_request_letters(text: str) -> list[tuple[int, int]]:
    """Whole letters of the requester inside a thread: from their "Dear ..." to their "Yours faithfully"."""
    found = []
    openings = list(_DEAR.finditer(text))
    closings = list(_YOURS.finditer(text))
    starts = [close.start() for close in closings]
    for number, match in enumerate(openings):
        place = bisect_left(starts, match.end())
        following = openings[number + 1].start() if number + 1 < len(openings) else len(text)
        if place == len(closings) or following < starts[place]:
            continue
        end = closings[place].end()
        body = text[match.end() : end]
        asks = re.search(
            r"\b(?:I|we) (?:would like to|wish to|am writing to|hereby|want to)\s+(?:request|make|"
            r"ask)|\bplease\s+(?:could you\s+|can you\s+)?(?:provide|supply|send|disclose|tell)\s+me|"
            r"\bunder\s+(?:the\s+)?(?:freedom|FOI)[^.]{0,60},?\s+(?:please|I\s+(?:ask|would|request))|"
            r"\bplease pass this on to the person|\bplease\s+(?:could|may|can)\s+I\b",
            body,
            re.IGNORECASE,
        )
        answers = re.search(
            r"\bthank you for your|\byour (?:request|enquiry|e-?mail|letter)\b|\b(?:I|we) can confirm|"
            r"\bwe (?:hold|do not hold|have)\b|\bis exempt\b|\bplease find\b",
            body,
            re.IGNORECASE,
        )
        if asks and not answers:
            found.append((match.start(), end))
    return found


def _matches(patterns: Iterable[CuedPattern], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
