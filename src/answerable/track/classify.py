"""One letter, classified: what it is, what it decides, on which grounds, with every place.

What comes in: the letter's text and that of the letters attached to it. What goes out: a `LetterClass`. Pure: no
record, no files. What must never be here: patterns.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from answerable.mail.mail import SegmentKind
from answerable.mail.segments import find_segments
from answerable.model.authority import Authority
from answerable.model.law import ProvisionKind
from answerable.model.message import MessageKind
from answerable.model.response import Decision
from answerable.track.decisions import Ruling, decide_questions, roll_up
from answerable.track.earlier import lifts_refusal
from answerable.track.evidence import Evidence, find_evidence
from answerable.track.grounds import Ground, find_grounds, list_engaged, promote_considered
from answerable.track.kinds import KindFound, find_kind
from answerable.track.laws import find_authority, find_law
from answerable.track.letter import DecisionFound, GroundCited, LetterClass, Place, Stated
from answerable.track.particulars import Particular, find_answered, find_received, find_reference
from answerable.track.passages import make_passages
from answerable.track.questions import find_questions
from answerable.track.whole import decide_letter, find_told

VERSION = "6"
"""Part of every key of a classification; raise it when a rule or function changes what it finds."""

_GAP = "\n\n"
_EXEMPTION = ProvisionKind.EXEMPTION.value
# What a machine, a reader away, a seller or a court writes bears no reference of the authority's for the request.
_NO_CASE = (
    MessageKind.RECEIPT,
    MessageKind.BOUNCE,
    MessageKind.OUT_OF_OFFICE,
    MessageKind.SPAM,
    MessageKind.OTHER_REQUEST,
)
_GIVES = (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED)
_WITHHOLDS = (Decision.REFUSED, Decision.PARTLY_DISCLOSED, Decision.ALREADY_PUBLIC)
_MAY_DECIDE = (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME)


@dataclass(frozen=True, slots=True)
class _Joined:
    """Several texts as one, and the way back from its places."""

    text: str
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> Place:
        part = max(0, bisect_right(self.starts, start) - 1)
        offset = self.starts[part]
        limit = self.starts[part + 1] - len(_GAP) if part + 1 < len(self.starts) else len(self.text)
        return Place(part, start - offset, max(start, min(end, limit)) - offset)


def classify_letter(
    text: str,
    *,
    subject: str = "",
    headers: Mapping[str, str] | None = None,
    questions: Sequence[str] = (),
    default_law: str = "",
    quoted_ranges: Iterable[tuple[int, int]] | None = None,
    attachments_text: Sequence[str] = (),
    data_attached: bool = False,
    authorities: Sequence[Authority] = (),
) -> LetterClass:
    """Classify one letter.

    Args:
        text: of the letter or page.
        subject: of the mail, where it is one.
        headers: `auto` as `mail.delivery.find_auto` gives it, under the key ``auto``; others are not read.
        questions: the texts of the questions that were asked, so that their repetition is known for what it is.
        default_law: the law in hand; empty where only the letter can tell.
        quoted_ranges: places of `text` that are quoted or disclaimers; None: found here.
        attachments_text: texts of attached letters, in order.
        data_attached: whether spreadsheets or other data came with it.
        authorities: whose names to look for; the forces that ship with the package where none are given.
    """
    joined = _join((text, *attachments_text))
    ranges = list(_find_quoted(text) if quoted_ranges is None else quoted_ranges)
    passages = make_passages(joined.text, ranges, questions)
    numbers = find_questions(passages)
    evidence = find_evidence(passages, numbers)
    authority = find_authority(joined.text, authorities)
    law = find_law(joined.text, passages, default_law or (authority.law if authority else ""))
    named = find_reference(joined.text, subject)
    grounds = tuple(
        item
        for item in find_grounds(joined.text, passages, numbers, law.law)
        if named is None or item.end <= named.start or named.end <= item.start  # "SEC 12-2291" is no section 12
    )
    relied = [item for item in grounds if item.kind == _EXEMPTION and item.mode == "engaged"]
    rulings = decide_questions(passages, numbers, evidence, relied)
    kind = find_kind(
        passages,
        subject,
        (headers or {}).get("auto", ""),
        evidence,
        len(rulings),
        data_attached,
        bool({"exemption", "ncnd", "cost"} & list_engaged(grounds)),
        find_told(passages) is not None,
    )
    decides = kind.kind in _MAY_DECIDE
    whole = decide_letter(passages, evidence, grounds, data_attached) if decides else None
    rolled = roll_up(rulings, whole, list_engaged(grounds)) if decides else None
    if rolled is not None and rolled.decision in _WITHHOLDS and not lifts_refusal(passages):
        grounds = promote_considered(grounds, passages)
    if rolled is not None and rolled is whole and rolled.decision not in _GIVES:
        # What stands beside the numbers is the request; the answer below it is to each of them.
        rulings = tuple(replace(item, decision=rolled.decision, start=rolled.start, end=rolled.end) for item in rulings)
    told = kind.kind not in (MessageKind.RECEIPT, MessageKind.BOUNCE, MessageKind.OUT_OF_OFFICE, MessageKind.SPAM)
    received = find_received(joined.text, passages) if told else None
    reference = named
    if kind.kind in _NO_CASE or kind.rule == "guidance":
        reference = find_reference("", subject) if kind.kind is MessageKind.UNCLEAR else None
    answered = (
        find_answered(joined.text, passages, received, kind.start)
        if decides or kind.kind is MessageKind.UNCLEAR
        else None
    )
    return LetterClass(
        kind=kind.kind,
        kind_place=joined.place(kind.start, kind.end) if kind.has_words else None,
        decision=_name_decision(kind.kind, rolled),
        decisions=_list_decisions(joined, rulings, rolled) if decides else (),
        grounds=tuple(_place_ground(joined, item) for item in grounds),
        law=law.law,
        law_place=joined.place(law.start, law.end) if law.end else None,
        authority=authority.name if authority else "",
        authority_id=authority.id if authority else "",
        authority_place=joined.place(authority.start, authority.end) if authority else None,
        reference=_state(joined, reference),
        received_on=_state(joined, received),
        answered_on=_state(joined, answered),
        share_sure=_calibrate(_find_sure(kind, rolled) if decides else kind.share_sure),
        why=tuple(_explain(joined.text, kind, rolled, evidence)),
        decision_place=_find_decision_place(joined, kind, rolled),
    )


def _name_decision(kind: MessageKind, rolled: Ruling | None) -> Decision | None:
    if kind is MessageKind.CLARIFICATION:
        return Decision.CLARIFICATION_SOUGHT
    if kind not in _MAY_DECIDE:
        return None
    return rolled.decision if rolled is not None else Decision.UNDECIDED


def _find_decision_place(joined: _Joined, kind: KindFound, rolled: Ruling | None) -> Place | None:
    if kind.kind is MessageKind.CLARIFICATION and kind.has_words:
        return joined.place(kind.start, kind.end)
    return joined.place(rolled.start, rolled.end) if rolled is not None and rolled.end else None


def _list_decisions(joined: _Joined, rulings: Sequence[Ruling], rolled: Ruling | None) -> tuple[DecisionFound, ...]:
    """Per question; the whole by itself where no question is answered by number."""
    rows = [
        DecisionFound(item.question, item.decision, joined.place(item.start, item.end) if item.end else None, item.rule)
        for item in rulings
    ]
    if not rows and rolled is not None:
        place = joined.place(rolled.start, rolled.end) if rolled.end else None
        rows.append(DecisionFound(None, rolled.decision, place, rolled.rule))
    return tuple(rows)


def _find_sure(kind: KindFound, rolled: Ruling | None) -> float:
    if rolled is None:
        return min(kind.share_sure, 0.4)
    return round(min(kind.share_sure, {3: 0.95, 2: 0.8}.get(min(rolled.weight, 3), 0.6)), 2)


# Support as the rules add it up, and the share of letters with so much of it that were right in kind and decision,
# among letters that no rule was written after (docs/reference/classification.md). More steps they do not bear.
_SHARE_RIGHT = ((0.5, 0.08), (1.0, 0.83))


def _calibrate(support: float) -> float:
    """The share of letters with such support that are right."""
    return next(share for most, share in _SHARE_RIGHT if support <= most)


def _explain(text: str, kind: KindFound, rolled: Ruling | None, evidence: Sequence[Evidence]) -> Iterable[str]:
    """The rules that decided, with their words; for an undecided response, what was looked at in vain."""
    if kind.rule:
        words = " ".join(text[kind.start : kind.end].split())[:120]
        yield f"kind {kind.kind.value}: {kind.rule}" + (f": {words}" if words else "")
    if rolled is not None:
        yield f"decision {rolled.decision.value}: {rolled.rule}: {' '.join(text[rolled.start : rolled.end].split())[:160]}"  # noqa: E501
    elif kind.kind in _MAY_DECIDE:
        yield "decision undecided: no words of the authority say what it decides"
    seen: set[tuple[str, str]] = set()
    for item in evidence:
        if item.weight >= 2 and (item.rule, item.means) not in seen:
            seen.add((item.rule, item.means))
            yield f"{item.means}: {item.rule}: {' '.join(text[item.start : item.end].split())[:120]}"


def _find_quoted(text: str) -> list[tuple[int, int]]:
    """Places of mails quoted below, of disclaimers and headers; a trail that carries the answer is none of them."""
    found = [
        (item.start, item.end)
        for item in find_segments(text)
        if item.kind in (SegmentKind.QUOTED, SegmentKind.DISCLAIMER, SegmentKind.HEADER)
    ]
    live = text[: found[-1][0]] if found else text
    if found and len(live) < _SHORT and _SEE_TRAIL.search(live) and not _ASKS.search(text[slice(*found[-1])]):
        found.pop()
    return found


_SHORT = 600
_SEE_TRAIL = re.compile(
    r"\b(?:see|in|as per|per) (?:the )?(?:e-?mail )?(?:trail|chain|thread)\b|\b(?:reply|response|answers?)"
    r"\b[^.]{0,40}\b(?:below|underneath|beneath)\b|"
    r"\b(?:forward|fwd|passing on|send(?:ing)? on)\w*\b[^.]{0,40}\b(?:reply|response|answers?)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\bplease (?:could you )?(?:provide|send|tell|supply|let me)\b|\bI (?:would like|am requesting|request)\b|"
    r"\bunder the (?:freedom|FOI)[^.]{0,40}\bplease\b|\?\s*$",
    re.IGNORECASE | re.MULTILINE,
)


def _join(parts: Sequence[str]) -> _Joined:
    starts, place = [], 0
    for part in parts:
        starts.append(place)
        place += len(part) + len(_GAP)
    return _Joined(_GAP.join(parts), tuple(starts))


def _state(joined: _Joined, found: Particular | None) -> Stated | None:
    if found is None:
        return None
    return Stated(found.value, joined.place(found.start, found.end), found.problem)


def _place_ground(joined: _Joined, item: Ground) -> GroundCited:
    return GroundCited(item.law, item.section, item.kind, item.mode, joined.place(item.start, item.end), item.question)


def is_letter(text: str) -> bool:
    """Whether the text of an attached page is a letter (or the end of one) rather than data or a policy.

    >>> is_letter("Dear Sir, I write about your request under the Freedom of Information Act.")
    True
    """
    head = text[:3000]
    addressed = re.search(
        r"\bdear\b|\bannwyl\b|freedom of information|\bFOI|environmental information|rhyddid "
        r"gwybodaeth|\b(?:your|the|this) request\b|"
        r"\beich cais\b|\byours\s+(?:sincerely|faithfully)\b|\byou (?:have )?(?:asked|requested)\b",
        head,
        re.IGNORECASE,
    )
    n_signs = sum(bool(re.search(pattern, head, re.IGNORECASE)) for pattern in _SIGNS)
    return bool(addressed) and n_signs >= 2


_SIGNS = (
    r"\bdear\b|\bannwyl\b",
    r"freedom of information|\bFOI|environmental information|rhyddid gwybodaeth",
    r"\b(?:your|the|this) request\b|\beich cais\b",
    r"\b(?:our )?ref(?:erence)?\b|cyfeirnod",
    r"\byours\s+(?:sincerely|faithfully)\b|\bregards\b",
    r"\b(?:section|s\.) ?\d+|\bexempt",
    r"\byou (?:have )?(?:asked|requested)\b",
    r"\bquestion \d|\bQ\d\b",
)
