"""Signs: whether a passage tells of somebody's matter, speaks in general, or only counts people.

In: the words of a passage and the codebook. Out: yes or no. Never here: where a matter begins and ends (that is
`matters`).
"""

from __future__ import annotations

import re

from answerable.extract.cues import find_codes
from answerable.extract.narrative.outcomes import find_asserted
from answerable.extract.narrative.scope import tells_of_other_conduct
from answerable.extract.narrative.subjects import LABEL, find_subject_ranks
from answerable.model.codebook import Codebook

_GENERAL = re.compile(
    r"\b(?:outcomes?|sanctions?|penalt(?:y|ies)|disciplinary\s+actions?)\s+(?:that\s+(?:are|were|may|can)|"
    r"which\s+(?:are|may|can)|available|open\s+to|can\s+|may\s+|include|range|are\s+(?:as\s+follows|defined))"
    r"|\b(?:available|possible)\s+(?:outcomes?|sanctions?)\b|\brange\s+of\s+(?:outcomes?|sanctions?)\b|"
    r"\bis\s+defined\s+as\b|\bdefinitions?\b"
    r"|\b(?:any|an|where\s+an?|if\s+an?|all|every)\s+(?:police\s+)?officers?\s+(?:who(?!\s+(?:had|was|were|\w+ed|sent|wrote|made|took|put|held)\b)|may|can|could|will|must|"
    r"is\s+found|found|are\s+expected|has\s+resigned)\b"
    r"|\bofficers\s+(?:who(?!\s+(?:were|was|had|left|resigned|retired)\b)|may|can|could|must|are\s+(?:expected|required|reminded))\b|\b(?:conduct|misconduct|"
    r"police)\b[^.]{0,40}\bregulations\s+(?:\(?[A-Z]|20\d\d|set|provide|allow)"
    r"|\b(?:since|from|until|before)\s+[^.]{0,30}\b(?:management\s+advice|dismissal\s+with\s+notice)\s+(?:is|was|"
    r"has\s+been|were)\s+(?:no\s+longer|removed|abolished|available)"
    r"|\bplease\s+note\b(?!\s+that\s+(?:in\s+(?:19|20)\d\d\s+)?(?:one|an?)\s)|\byou\s+(?:asked|requested|may|can|have\s+the\s+right)\b|\byour\s+(?:request|letter|"
    r"email|question)\b|\bfreedom\s+of\s+information\b|\bexemption\b|\bsection\s+\d+"
    r"|\bdata\s+protection\s+act\b|\bfor\s+(?:information|context|clarity)\b|\bmisconduct\s+(?:is|means)\s+(?:a|"
    r"defined)|\bgross\s+misconduct\s+(?:is|means)\s+"
    r"|\b(?:the\s+force|we)\s+(?:expects?|takes?|does\s+not\s+tolerate|is\s+committed|has\s+a\s+policy)\b|"
    r"\bin\s+general\b|\btypically\b|\bnormally\b|\bcan\s+result\s+in\b|\bmay\s+result\s+in\b|"
    r"\bcould\s+result\s+in\b",
    re.IGNORECASE,
)
_GENERIC_SUBJECT = re.compile(
    r"\b(?:an?|one|the|another|former|serving|male|female|this|each|[2-9]|two|three|four|five|"
    r"six)\s+(?:\w+\s+){0,2}?(?:officers?|members?\s+of\s+(?:police\s+)?staff|employees?|staff\s+members?|"
    r"subject|individuals?|students?)\b"
    r"|\b(?:two|three|four|five|six|[2-9])\s+(?:former\s+|police\s+|special\s+)*(?:constables|sergeants|inspectors|PCs)\b",
    re.IGNORECASE,
)
_COUNTS_ONLY = re.compile(
    r"\b(?:a\s+total\s+of|in\s+total|total|altogether|between\s+20\d\d\s+and\s+20\d\d|there\s+(?:were|"
    r"have\s+been|are|was\s+(?:one|only|no)\b)|of\s+(?:these|whom|which|the\s+(?:two|three|four|five|six|\d+|officers|cases|total)))\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)\s+(?:former\s+|police\s+|other\s+)*officers\s+who\b",
    re.IGNORECASE,
)
"""So many officers are these and no others: "three officers who shared a house"."""
_LEGEND = re.compile(r"(?:(?:\A|\n)[ \t]*[A-Z]{2,6}[ \t]+(?:means|stands[ \t]+for|denotes|=)[ \t][^\n]*)+\s*\Z")
"""What abbreviations mean, at the end of a list: "FWW means final written warning"."""
_COURTESY = re.compile(
    r"\s*(?:(?:thank\s+you|thanks|many\s+thanks)\s+for\s+your\s+[^.\n]{0,160}\.|"
    r"I\s+(?:write|am\s+writing)\s+(?:in|with|to|further)\s[^.\n]{0,200}\.|"
    r"(?:(?:with|in)\s+(?:regard|respect|relation|response|reply|answer|reference)\s+(?:to|of)|regarding|as\s+to|further\s+to)"
    r"\s+(?:your|part|question|point)\s[^.,:\n]{0,80}[,:])\s+",
    re.IGNORECASE,
)
_DETAIL = ("behaviours", "platform")


def is_general(text: str) -> bool:
    """Whether a passage speaks of outcomes, law or the request in general, and of nobody in particular."""
    return bool(_GENERAL.search(_COUNTED.sub("people ", text)))


def find_told(text: str) -> tuple[int, int]:
    """Where a passage tells something: after thanks and what it is an answer to, before what abbreviations mean.

    >>> text = "Thank you for your letter. With regard to question 3, one PC: FWW.\\nFWW means final written warning."
    >>> text[slice(*find_told(text))]
    'one PC: FWW.'
    """
    place = 0
    while (found := _COURTESY.match(text, place)) is not None:
        place = found.end()
    legend = _LEGEND.search(text, place)
    return place, legend.start() if legend else len(text)


def looks_like_case(text: str, codebook: Codebook, *, is_item: bool, case_by_case: bool) -> bool:
    """Whether a passage tells of somebody's matter: a subject, and an outcome or conduct of that subject."""
    rank, outcome = codebook.find_variable("rank"), codebook.find_variable("outcome")
    ranks = find_subject_ranks(text, rank) if rank is not None else []
    has_subject = bool(ranks) or bool(LABEL.search(text)) or bool(_GENERIC_SUBJECT.search(text))
    has_outcome = outcome is not None and bool(find_asserted(text, outcome))
    details = 0
    for name in _DETAIL:
        variable = codebook.find_variable(name)
        details += bool(variable is not None and find_codes(text, variable))
    details += not details and tells_of_other_conduct(text, codebook)
    if not has_subject:
        # "2019, WhatsApp, offensive images, written warning": an entry whose rank was left out.
        return (is_item or case_by_case) and has_outcome and details >= 1
    if _COUNTS_ONLY.search(text) and details < 2 and not case_by_case:
        return False
    if has_outcome:
        return details >= 1 or case_by_case or (is_item and bool(ranks) and not _is_plain_count(text))
    return details >= 1 and (case_by_case or (bool(ranks) and (is_item or details == 2)))


def _is_plain_count(text: str) -> bool:
    """A count such as "Constables dismissed: 3" or "2 officers dismissed"."""
    return bool(re.search(r"[:=\u2013-]\s*(?:\d+|nil|none|zero|<\s*\d+)\s*\.?\s*\Z", text, re.IGNORECASE)) or bool(
        re.match(r"\s*(?:\d+|no|none|nil)\s+(?:police\s+)?officers\b", text, re.IGNORECASE)
    )


def has_substance(text: str, codebook: Codebook) -> bool:
    """Whether a report says two things of its subject or more."""
    names = set()
    for name in ("rank", "outcome", "behaviours", "platform", "level_alleged", "level_found", "procedure"):
        variable = codebook.find_variable(name)
        if variable is not None and find_codes(text, variable):
            names.add(name)
    return len(names) >= 2
