"""Every place where a letter cites a section, each with its law, whose words they are, and what they do with it.

What comes in: the joined text, its passages, the law in hand. What goes out: mentions in reading order. What must never
be here: the citation grammar (``law``), what holds of a section that is cited more than once (``grounds``), decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from answerable.law import find_citations
from answerable.model.law import Citation, CitationMode
from answerable.track.earlier import is_argued, is_lifted, is_recounted, lifts_refusal, was_told
from answerable.track.passages import Passage, Speaker, find_recited

# "The duty in section 1(1)(a) does not apply by virtue of section 24(2)": it is the duty that does not apply.
_DISAPPLIES_DUTY = re.compile(
    r"\b(?:duty|obligation|requirement|1\s?\(1\)\s?\(a\))[^.;]{0,160}\b(?:not|n't)\s+(?:apply|arise)|"
    r"not\s+(?:apply|arise)\s+by\s+virtue",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\breli(?:ance|ed)\s+(?:up)?on\b[^.;]{0,60}\b(?:is|are|was|has\s+been|have\s+been)\s+(?:now\s+)?"
    r"(?:dropped|abandoned|withdrawn|given\s+up)\b|"
    r"\b(?:do|does|did|have|has)\s+not\s+(?:uphold|upheld)|\boverturn\w*|\bno\s+longer\s+(?:rel|appl|"
    r"consider)\w*|\bwithdraw\w*\s+(?:our|the|its)\s+reliance|"
    r"\bincorrectly\s+(?:applied|relied|cited)|\bshould\s+not\s+have\s+(?:been\s+)?(?:applied|relied|cited)",
    re.IGNORECASE,
)
# "I overturn the refusal under section 12 and rely on section 14 instead": the second is relied on now.
_INSTEAD = re.compile(r"\b(?:instead|in its place|substitut\w+|now\s+rel(?:y|ies)|but|replac\w+)\b", re.IGNORECASE)
_IN_PASSING = re.compile(
    r"\b(?:described in|wording of|terms of the Act in|having regard to|(?:matters|purposes|functions|interests) "
    r"(?:\w+ )?(?:in|at|under)) (?:section|regulation|s\.)?[\s\d()a-z]{0,24}$",
    re.IGNORECASE,
)
_HYPOTHETICAL = re.compile(
    r"\b(?:normally|usually|ordinarily)\b[^.;]{0,40}\bwould\b|"
    r"\bwould (?:normally|usually|ordinarily|otherwise)\b(?! prejudice)|"
    r"\bhad you (?:requested|asked|wanted|sought)\b|"
    r"\bconsidered (?:whether |if )?(?:the )?(?:use of |applying |exemption |exception )?(?:at |under |in )"
    r"?(?:section|regulation|s\.)\s?\d[^.;]{0,120}\b(?:but|however|and)\b"
    r"[^.;]{0,60}\b(?:not|no|none|unnecessary|nobody)\b|\bwould have been exempt\b|\bnot relying on (?:that|it|this)|"
    r"\b(?:was|were) (?:also |only )?mentioned\b|\bno longer (?:maintained|relied)|"
    r"\badd(?:s|ed)? (?:nothing|anything)\b|"
    r"\bset (?:it|that|this) aside\b|\bwould (?:also|likewise) be (?:engaged|exempt)|\bmight (?:be open|bar|apply)\b|"
    r"\b(?:do not|don['’]t) think that (?:section|regulation)|\bwould have been (?:taken|left|removed|withheld)\b|"
    r"\bunable to comment\b|\bextracts? from the Act\b|"
    r"\b(?:not (?:find it )?necessary|no need|need not|not needed)(?: for \w+)? to (?:deal with|consider|rely)"
    r"\b|\brather than refus\w+\b",
    re.IGNORECASE,
)
# "If they did exist and were held they could be refused under ...": it is not said whether they are, and this is why.
_SUPPOSED = re.compile(
    r"\bif\s+(?:it|they|such|any|this|that|the)\b[^.;]{0,60}\b(?:did\s+exist|existed|(?:was|were)\s+(?:to\s+be\s+)?held|"
    r"did\s+hold)\b[^.;]{0,60}\b(?:would|could|might)\s+be\b",
    re.IGNORECASE,
)
# What takes back the section that a heading or the sentence before has named: "Section 41. I do not uphold this."
_TAKES_BACK = re.compile(
    r"\W*(?:(?:This|That|It|The exemption|The exception)\s+(?:is\s+|was\s+)?(?:now\s+|therefore\s+)?(?:no\s+longer\s+"
    r"(?:relied|maintained|applied)|not\s+(?:maintained|upheld|relied|sustained)|withdrawn|dropped|wrong(?:ly)?\b|in\s+error)|"
    r"No\s+longer\s+(?:relied|maintained)|Not\s+(?:upheld|maintained|relied)|(?:I|We|The\s+panel)\s+(?:(?:do|does)\s+not|don['’]t|"
    r"cannot|no\s+longer)\s+(?:uphold|maintain|rely|agree)(?!\s+(?:your|the|with|that)\b)|Withdrawn|Overturned|Dropped)\b",
    re.IGNORECASE,
)
# "Ground 2 (section 21): allowed."
_ALLOWED = re.compile(
    r"[^.:;]{0,12}\)?\s*[:–-]\s*(?:(?:your\s+)?complaint\s+(?:is\s+)?)?(?:allowed|overturned|not\s+upheld|withdrawn)\b",
    re.IGNORECASE,
)
REQUESTER = "requester"
"""The mode of a section in the requester's words, or in words recited."""
DROPPED = "dropped"
"""The mode of a section that is taken back, there or further down."""
_DROPS = re.compile(
    r"\b(?:(?:do|does)\s+not\s+(?:agree\s+(?:about|with|as\s+to)|uphold)\s+(?:the\s+(?:use|application|citing)\s+of\s+)?(?:the\s+)?"
    r"(?=section|regulation|s\.)|no\s+longer\s+rel(?:y|ies|ied|ying)\s+(?:up)?on|reli(?:ance)\s+(?:up)?on\b[^.;]{0,60}\b(?:is|are)\s+(?:now\s+)?"
    r"(?:dropped|abandoned|withdrawn|given\s+up)|(?:withdraw|abandon|drop)\s+(?:our\s+|the\s+)?reliance\s+(?:up)?on|is\s+no\s+longer\s+"
    r"(?:maintained|relied))\b",
    re.IGNORECASE,
)
_HEADING, _SHORT = 5, 80


@dataclass(frozen=True, slots=True)
class Mention:
    """One citation.

    Args:
        law: its id.
        section: as cited, without its word.
        kind: `exemption`, `limit`, `condition`, `duty` or `definition`; empty where the law's data lack it.
        hint: what the citation grammar thinks of it.
        mode: `engaged`, `considered`, `duty`, `dropped` or `requester`.
        speaker: whose words they are.
        law_from: `named` where the law stands beside it, else `default`.
        place: the number of its passage.
        start: in the joined text.
        end: likewise.
    """

    law: str
    section: str
    kind: str
    hint: str
    mode: str
    speaker: str
    law_from: str
    place: int
    start: int
    end: int


def find_mentions(text: str, passages: Sequence[Passage], law: str) -> tuple[Mention, ...]:
    """Every citation of a section, by whomever.

    Args:
        text: the joined text.
        passages: its sentences.
        law: in hand; nothing is found without one.
    """
    if not law:
        return ()
    starts = [passage.start for passage in passages]
    lifts = lifts_refusal(passages)
    found: list[Mention] = []
    dropped: dict[tuple[str, str], int] = {}
    for citation in find_citations(text, law):
        place = bisect_right(starts, citation.start) - 1
        if place < 0:
            continue
        mode, takes_back = REQUESTER, False
        if passages[place].speaker is not Speaker.REQUESTER and not _is_recited(citation, passages[place]):
            mode = _find_mode(citation, passages[place], lifts)
            takes_back = _is_taken_back(citation, passages, place)
            if takes_back:
                mode = DROPPED
            elif mode == "engaged" and lifts and _is_dropped(passages, place):
                mode = "considered"
        if takes_back:
            dropped[(citation.law, citation.section)] = len(found)
        found.append(
            Mention(
                citation.law,
                citation.section,
                citation.kind.value if citation.kind else "",
                citation.mode.value,
                mode,
                REQUESTER if mode == REQUESTER else passages[place].speaker.value,
                citation.law_from,
                place,
                citation.start,
                citation.end,
            )
        )
    # What stood before the place that takes a section back is history.
    return tuple(
        replace(item, mode=DROPPED)
        if item.mode == "engaged" and number < dropped.get((item.law, item.section), 0)
        else item
        for number, item in enumerate(found)
    )


def _is_recited(citation: Citation, passage: Passage) -> bool:
    if '"' not in passage.text and "“" not in passage.text:
        return False
    at = citation.start - passage.start
    return any(first <= at < last for first, last in find_recited(passage.text))


def _is_dropped(passages: Sequence[Passage], place: int) -> bool:
    """Whether a heading "Section 24(2)." stands over a paragraph that takes the section back."""
    if len(passages[place].text.split()) > _HEADING:
        return False
    below = [item for item in passages[place + 1 : place + 8] if item.paragraph == passages[place].paragraph]
    return any(is_lifted(item.text) for item in below)


def _is_taken_back(citation: Citation, passages: Sequence[Passage], place: int) -> bool:
    """Whether a section is taken back where it stands, so that what was said of it before is history."""
    passage = passages[place]
    if citation.kind is None or citation.kind.value != "exemption":
        return False
    first, last = citation.start - passage.start, citation.end - passage.start
    if _ALLOWED.match(passage.text, last):
        return True
    before = passage.text[:first]
    if _drops(passage.text) and not _INSTEAD.search(before):
        return True
    # Only where the sentence names no other section is it clear which one the next takes back.
    below = passages[place + 1 : place + 2]
    return (
        bool(below)
        and below[0].paragraph == passage.paragraph
        and first < _SHORT
        and len(before.split()) <= _HEADING
        and _TAKES_BACK.match(below[0].text) is not None
    )


@lru_cache(maxsize=64)
def _drops(sentence: str) -> bool:
    return _DROPS.search(sentence) is not None


def _find_mode(citation: Citation, passage: Passage, lifts: bool) -> str:
    if citation.mode is CitationMode.DUTY:
        return "duty"
    after = passage.text[citation.end - passage.start :]
    if re.match(r"[^.;]{0,12}\b(?:considerations?|may|might|could)\b", after):
        return "considered"
    before = passage.text[: citation.start - passage.start]
    if (
        is_argued(passage.text)
        or was_told(passage.text)
        or _IN_PASSING.search(before[-40:])
        or _is_hypothetical(passage.text)
    ):
        return "considered"
    if passage.speaker is Speaker.NOTICE or (_gives_up(passage.text) and not _INSTEAD.search(before)):
        return "considered"
    if lifts and (is_recounted(passage.text) or is_lifted(passage.text)) and not _INSTEAD.search(before):
        return "considered"
    if citation.mode is CitationMode.CONSIDERED and not (_disapplies_duty(passage.text) or _SUPPOSED.search(before)):
        return "considered"
    # A section of an exemption that the authority names in its own voice without weighing it is one it relies on.
    return "engaged"


@lru_cache(maxsize=64)
def _is_hypothetical(sentence: str) -> bool:
    return _HYPOTHETICAL.search(sentence) is not None


@lru_cache(maxsize=64)
def _gives_up(sentence: str) -> bool:
    return _GIVEN_UP.search(sentence) is not None


@lru_cache(maxsize=64)
def _disapplies_duty(sentence: str) -> bool:
    return _DISAPPLIES_DUTY.search(sentence) is not None
