"""Outcomes: what followed, and before whom.

In: the text of one subject's matter. Out: `Reading` rows. Dismissed is never would-have-been-dismissed,
and what was considered, sought or denied is not what followed. Never here: levels (that is `levels`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answerable.extract.cues import CodeFound, find_codes
from answerable.extract.narrative.sentences import (
    clause_before,
    is_denied,
    is_earlier,
    is_only_possible,
)
from answerable.model.codebook import Variable


@dataclass(frozen=True, slots=True)
class Reading:
    """A value read from text, with the range of the words that show it."""

    value: str | float | tuple[str, ...]
    start: int
    end: int
    share_sure: float = 0.95
    note: str = ""


# Outcomes whose own words deny or suppose, so that a negation before them is theirs.
_SELF_DENYING = frozenset({"no_action", "not_proven", "would_have_been_dismissed", "pending"})
APPEALED = re.compile(
    r"\b(?:appeal\w*|judicial\s+review)\b[^.]*\b(?:substitut\w+|replac\w+|reduc\w+\s+to|var(?:y|ied)\s+to|"
    r"chang\w+\s+to|reinstat\w+|instead)\b"
    r"|\b(?:appeal\w*|tribunal|judicial\s+review)\b[^.]*?\b(?:set\s+(?:\w+\s+){1,3}aside|quash\w+|in\s+(?:its|their)\s+place|overturn\w+)"
    r"|\b(?:substitut\w+|replac\w+|reduc\w+|vari\w+|reinstat\w+|overturn\w+)\s+on\s+appeal\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:a\s+colleague|another\s+officer|other\s+officers?|co-?accused|requester|complainant|victim|"
    r"suspect)\s+(?:was|were|had\s+been|has\s+been|who)\s+(?:\w+\s+){0,3}\Z",
    re.IGNORECASE,
)
_LEAVING_ONLY = frozenset({"resigned", "retired"})
_DECIDED_AT = frozenset(
    {"dismissed", "would_have_been_dismissed", "dismissed_with_notice", "reduction_in_rank", "final_written_warning"}
)
_TO_ESCAPE = re.compile(
    r"\b(?:would\s+have|had\s+(?:he|she|they|the\s+officer)\s+not)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)


_WOULD_HAVE = "would_have_been_dismissed"
_DISMISSED = frozenset({"dismissed", "dismissed_with_notice"})
_SUPPOSED_BEFORE = re.compile(
    r"\bwould\b(?!\s+not)(?:(?![.;:]\s)(?!\b(?:was|were|is)\b).){0,110}?\bhave\s+(?:[\w,]+\s+){0,4}(?:been|faced)\s+(?:\w+\s+){0,2}\Z",
    re.IGNORECASE | re.DOTALL,
)
_SUPPOSED_AFTER = re.compile(
    r"\A(?:\s+\w+){0,2}?\s+would\s+(?:\w+\s+){0,2}?have\s+(?:followed|resulted|ensued|been\s+(?:the\s+(?:outcome|result|sanction)|imposed|ordered))\b|"
    r"\A(?:(?![.;]\s)(?!\b(?:was|were|and|but)\b).){0,40}?(?:\(\s*would\s+have\s+been\b|\b(?:had|if)\s+(?:\w+\s+){1,3}?"
    r"(?:(?:had|were|was)\s+)?(?:still|not\s+(?:already\s+)?(?:resigned|retired|left)|stayed|remained|continued|been\s+(?:a\s+)?serving)\b)",
    re.IGNORECASE | re.DOTALL,
)


_STAYED_BEFORE = re.compile(
    r"\b(?:had|if)\s+(?:he|she|they|(?:the\s+)?(?:former\s+)?(?:officer|constable|sergeant|inspector|PC|PS|DC|DS)(?:\s+[A-Z]\w*)?)\s+"
    r"(?:(?:had|were|was)\s+)?(?:still\b|not\s+(?:already\s+)?(?:resigned|retired|left)|stayed|remained|continued|been\s+(?:a\s+)?serving)"
    r"(?:(?!\b(?:was|were)\b)[^.;]){0,60}\Z",
    re.IGNORECASE,
)
"""What supposes that somebody had stayed: "Had he still been serving, dismissal ..."."""


def _as_supposed(text: str, one: CodeFound) -> CodeFound:
    """A dismissal only supposed is the other outcome: "would, had he remained, have been dismissed"."""
    low = max(0, one.start - 160)
    before = _SUPPOSED_BEFORE.search(text, low, one.start) or _STAYED_BEFORE.search(text, low, one.start)
    if before is not None:
        return CodeFound(_WOULD_HAVE, before.start(), one.end)
    after = _SUPPOSED_AFTER.match(text[one.end : one.end + 120])
    return CodeFound(_WOULD_HAVE, one.start, one.end + after.end()) if after is not None else one


_ELLIPTIC = re.compile(
    r"\bwould\s+(?:also\s+)?have\s+been(?=\s*(?:[.;,)]|\Z)|\s+(?:too|had|if|but\s+for|were|also)\b)", re.IGNORECASE
)
"""A dismissal supposed in a half-sentence: "one was dismissed; the other, who had retired, would have been."."""


def _find_elliptic(text: str, found: list[CodeFound]) -> list[CodeFound]:
    dismissed = [one.end for one in found if one.category in _DISMISSED]
    return [
        CodeFound(_WOULD_HAVE, one.start(), one.end())
        for one in _ELLIPTIC.finditer(text)
        if (not dismissed or min(dismissed) <= one.start())
        and not any(other.start <= one.start() < other.end for other in found)
    ]


def find_asserted(text: str, variable: Variable) -> list[CodeFound]:
    """The cues of a variable that the text really asserts of its subject."""
    kept = []
    supposes = variable.find_category(_WOULD_HAVE) is not None
    for one in find_codes(text, variable):
        if supposes and one.category in _DISMISSED:
            one = _as_supposed(text, one)
        if one.category not in _SELF_DENYING and (
            is_denied(text, one.start) or is_only_possible(text, one.start, one.end)
        ):
            continue
        if is_earlier(text, one.start) or _OF_OTHERS.search(clause_before(text, one.start, soft=True)):
            continue
        if one.category in _LEAVING_ONLY and _TO_ESCAPE.search(clause_before(text, one.start)):
            continue
        kept.append(one)
    if supposes:
        kept = sorted([*kept, *_find_elliptic(text, kept)], key=lambda one: one.start)
    return kept


def read_outcome(text: str, variable: Variable) -> Reading | None:
    """The heaviest outcome that was really imposed; what an appeal put in its place comes first."""
    found = find_asserted(text, variable)
    if not found:
        return None
    weight = {category.name: place for place, category in enumerate(variable.categories)}
    appealed = APPEALED.search(text)
    if appealed is not None:
        later = [one for one in found if one.start >= appealed.end()]
        if later:
            return Reading(later[0].category, later[0].start, later[0].end, 0.8, "changed by a later appeal")
    best = min(found, key=lambda one: (weight[one.category], one.start))
    others = {one.category for one in found} - {best.category}
    # Two different sanctions in one matter are rare: one of them is likely somebody else's, so a person looks.
    sure = 0.95 if not others - _LEAVING_ONLY - {"pending", "no_action", "not_proven"} else 0.75
    return Reading(best.category, best.start, best.end, sure)


def read_procedure(text: str, variable: Variable, outcome: str = "") -> Reading | None:
    """Where it was decided: the rarer kind first, never a hearing that was avoided.

    Args:
        text: the matter.
        variable: the procedure.
        outcome: what followed: who "resigned before the hearing" and would have been dismissed was dealt with at it.
    """
    order = {
        name: place
        for place, name in enumerate(
            ("accelerated_hearing", "special_case_hearing", "hearing", "meeting", "management", "not_stated_procedure")
        )
    }
    found = [
        one
        for one in find_codes(text, variable)
        if not is_denied(text, one.start) and (outcome in _DECIDED_AT or not _was_avoided(text, one))
    ]
    if not found:
        return None
    best = min(found, key=lambda one: (order.get(one.category, 9), one.start))
    return Reading(best.category, best.start, best.end, 0.93)


def _was_avoided(text: str, one: CodeFound) -> bool:
    before = clause_before(text, one.start, soft=True)
    if re.search(
        r"\b(?:appear\w*|came|brought|dealt\s+with|heard|put|accepted|admitted|denied|went|called|taken)\s+before\s+(?:an?|the)?\s*\Z",
        before,
        re.IGNORECASE,
    ):
        return False
    return bool(
        re.search(
            r"\b(?:before|cyn|prior\s+to|ahead\s+of|pending|awaiting|avoid\w*|instead\s+of|court|appeal|"
            r"inquest)\s+(?:[\w'’]+\s+){0,3}\Z",
            before,
            re.IGNORECASE,
        )
    )
