"""A letter divided into sentences, after the mails quoted below it are known; and whether a page is a letter at all.

What comes in: text. What goes out: passages, yes or no. What must never be here: what the words decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from answerable.mail.mail import SegmentKind
from answerable.mail.segments import find_segments
from answerable.track.passages import Passage, make_passages


def divide_letter(
    joined: str,
    text: str | None = None,
    quoted_ranges: Iterable[tuple[int, int]] | None = None,
    questions: Sequence[str] = (),
) -> tuple[Passage, ...]:
    """The sentences of a letter with what is attached to it, each with its speaker.

    Args:
        joined: the letter and its attachments.
        text: the letter by itself; None where nothing is attached.
        quoted_ranges: places of the letter that are quoted or disclaimers; None: found here.
        questions: the texts of the questions that were asked.
    """
    ranges = list(find_quoted(joined if text is None else text) if quoted_ranges is None else quoted_ranges)
    return make_passages(joined, ranges, questions)


def find_quoted(text: str) -> list[tuple[int, int]]:
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
