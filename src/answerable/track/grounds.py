"""The sections a letter cites, each with what the authority does with it.

What comes in: the joined text, its passages, the law in hand. What goes out: grounds in reading order, one per section.
What must never be here: the citation grammar (``law``), decisions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from answerable.law import find_citations
from answerable.model.law import Citation, CitationMode, ProvisionKind
from answerable.track.earlier import is_argued, is_lifted, is_recounted, lifts_refusal, was_told
from answerable.track.passages import Passage, Speaker, find_recited

_PUBLIC = {
    ("foia-2000", "21"),
    ("foisa-2002", "25"),
    ("eir-2004", "6(1)(b)"),
    ("eisr-2004", "6(1)(b)"),
    ("ie-foi-2014", "15(1)(d)"),
}
# Provisions that say nothing but that the authority need not say whether it holds the information.
_NCND = re.compile(
    r"(?:23\(5\)|24\(2\)|26\(3\)|27\(4\)|28\(3\)|29\(2\)|30\(3\)|31\(3\)|32\(3\)|33\(3\)|34\(2\)|35\(3\)|36\(3\)|"
    r"37\(2\)|38\(2\)|39\(2\)|40\(5[AB]?\)|41\(2\)|42\(2\)|43\(3\)|44\(2\))"
)
_NOT_HELD = {("ie-foi-2014", "15(1)(a)"), ("eir-2004", "12(4)(a)"), ("eisr-2004", "10(4)(a)")}
# "The duty in section 1(1)(a) does not apply by virtue of section 24(2)": it is the duty that does not apply.
_DISAPPLIES_DUTY = re.compile(
    r"\b(?:duty|obligation|requirement|1\s?\(1\)\s?\(a\))[^.;]{0,160}\b(?:not|n't)\s+(?:apply|arise)|"
    r"not\s+(?:apply|arise)\s+by\s+virtue",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\b(?:do|does|did|have|has)\s+not\s+(?:uphold|upheld)|\boverturn\w*|\bno\s+longer\s+(?:rel|appl|"
    r"consider)\w*|\bwithdraw\w*\s+(?:our|the|its)\s+reliance|"
    r"\bincorrectly\s+(?:applied|relied|cited)|\bshould\s+not\s+have\s+(?:been\s+)?(?:applied|relied|cited)",
    re.IGNORECASE,
)
# "I overturn the refusal under section 12 and rely on section 14 instead": the second is relied on now.
_INSTEAD = re.compile(r"\b(?:instead|in its place|substitut\w+|now\s+rel(?:y|ies)|but|replac\w+)\b", re.IGNORECASE)
_IN_PASSING = re.compile(
    r"\b(?:described in|wording of|terms of the Act in) (?:section|regulation|s\.)?[\s\d()a-z]{0,24}$", re.IGNORECASE
)
_HYPOTHETICAL = re.compile(
    r"\b(?:normally|usually|ordinarily)\b[^.;]{0,40}\bwould\b|\bwould (?:normally|usually|ordinarily|otherwise)\b|"
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
_RANK = {"engaged": 3, "considered": 2, "duty": 1}


@dataclass(frozen=True, slots=True)
class Ground:
    """A section cited, in the joined text."""

    law: str
    section: str
    kind: str
    mode: str
    start: int
    end: int
    question: int | None


def find_grounds(
    text: str, passages: Sequence[Passage], questions: Sequence[tuple[int, ...]], law: str
) -> tuple[Ground, ...]:
    """The sections that the authority cites; where one is cited often, the place that says most.

    A section the requester names is no ground; one named in a standing notice is at most weighed.
    """
    if not law:
        return ()
    starts = [passage.start for passage in passages]
    best: dict[tuple[str, str], Ground] = {}
    lifts = lifts_refusal(passages)
    for citation in find_citations(text, law):
        place = bisect_right(starts, citation.start) - 1
        if place < 0 or passages[place].speaker is Speaker.REQUESTER:
            continue
        text_there = passages[place].text
        if '"' in text_there or "“" in text_there:
            at = citation.start - passages[place].start
            if any(first <= at < last for first, last in find_recited(text_there)):
                continue
        mode = _find_mode(citation, passages[place], lifts)
        if lifts and mode == "engaged" and _is_dropped(passages, place):
            mode = "considered"
        about = questions[place]
        ground = Ground(
            citation.law,
            citation.section,
            citation.kind.value if citation.kind else "",
            mode,
            citation.start,
            citation.end,
            about[0] if len(about) == 1 else None,
        )
        key = (ground.law, ground.section)
        if key not in best or _RANK[mode] > _RANK[best[key].mode]:
            best[key] = ground
    return tuple(sorted(_without_parents(list(best.values())), key=lambda item: item.start))


def promote_considered(grounds: Sequence[Ground], passages: Sequence[Passage]) -> tuple[Ground, ...]:
    """The grounds of a letter that refuses and says of no section outright that it relies on it.

    "I looked at whether section 43(2) had been properly used; I uphold the refusal": what was weighed is what stands.
    """
    if any(item.mode == "engaged" for item in grounds):
        return tuple(grounds)
    starts = [passage.start for passage in passages]
    said = [passages[max(0, bisect_right(starts, item.start) - 1)] for item in grounds]
    return tuple(
        replace(item, mode="engaged")
        if item.mode == "considered"
        and item.kind == ProvisionKind.EXEMPTION.value
        and passage.speaker is Speaker.AUTHORITY
        and not is_lifted(passage.text)
        else item
        for item, passage in zip(grounds, said, strict=True)
    )


def drop_engaged(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """The grounds of a letter that withholds nothing: what it names is weighed at most.

    Beside an answer an authority may still not say whether it holds more, or may change from one law to another.
    """
    return tuple(
        replace(item, mode="considered")
        if item.mode == "engaged"
        and item.kind == ProvisionKind.EXEMPTION.value
        and not _NCND.match(item.section)
        and item.section.partition("(")[0] != "39"
        else item
        for item in grounds
    )


def list_engaged(grounds: Sequence[Ground]) -> frozenset[str]:
    """What the engaged grounds are.

    One or more of `exemption`, `ncnd`, `public` (s.21), `cost` (s.12), `limit` (s.14), `not_held`, `switch` (s.39)."""
    found = set()
    for item in grounds:
        if item.mode != "engaged":
            continue
        stem = item.section.partition("(")[0]
        if (item.law, stem) in _PUBLIC or (item.law, item.section) in _PUBLIC:
            found.add("public")
        elif (item.law, item.section) in _NOT_HELD:
            found.add("not_held")
        elif item.law in ("foia-2000", "foisa-2002") and stem == "39":
            found.add("switch")  # to the Regulations on the environment: it withholds nothing by itself
        elif item.law == "foia-2000" and _NCND.match(item.section):
            found.add("ncnd")
        elif item.kind == ProvisionKind.LIMIT.value:
            found.add("cost" if stem == "12" else "limit")
        else:
            found.add("exemption")
    return frozenset(found)


def _is_dropped(passages: Sequence[Passage], place: int) -> bool:
    """Whether a heading "Section 24(2)." stands over a paragraph that takes the section back."""
    if len(passages[place].text.split()) > _HEADING:
        return False
    below = [item for item in passages[place + 1 : place + 8] if item.paragraph == passages[place].paragraph]
    return any(is_lifted(item.text) for item in below)


_HEADING = 5


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
    if citation.mode is CitationMode.CONSIDERED and not _disapplies_duty(passage.text):
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


def _without_parents(grounds: list[Ground]) -> list[Ground]:
    """Leave out "section 40" where "section 40(2)" is cited with as much force: one ground, cited more exactly."""
    kept = []
    for item in grounds:
        finer = [
            other
            for other in grounds
            if other.law == item.law
            and other.section.startswith(f"{item.section}(")
            and _RANK[other.mode] >= _RANK[item.mode]
        ]
        if not finer:
            kept.append(item)
    return kept
