"""Which answers a later one replaces.

What comes in: classifications with their messages' instants. What goes out: the same with `superseded_by` set. Pure.
What must never be here: the record. Both answers stay; only the later one decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from answerable.model.message import Message, MessageKind
from answerable.model.response import Classification, Decision

CORRECTS = "corrects an earlier answer"
"""How `why` of a classification begins where the letter says that it corrects or replaces an earlier one."""

_WORDS = re.compile(
    r"\b(?:supersed\w+|replac(?:e|es|ed|ing) (?:our|my|the|that|this)\b[^.]{0,40}\b(?:response|reply|"
    r"letter|figures?|table|spreadsheet|version|answer|data)"
    r"|(?:our|my|the) (?:previous|earlier|original|first|initial|last) (?:response|reply|letter|"
    r"answer|figures?|e-?mail)\b[^.]{0,100}\b(?:incorrect|error|wrong|mistake|inaccura\w+|omitted|"
    r"should|revised|corrected|amended|disregard)"
    r"|(?:corrected|amended|revised|updated) (?:response|reply|version|figures?|table|spreadsheet|answer|data|letter)"
    r"|(?:an|the|some|identified an|found an|made an) error(?:s)? (?:in|with|was|has|have|"
    r"were)\b[^.]{0,60}\b(?:response|reply|figures?|data|letter|table|answer|calculation)?"
    r"|please disregard (?:our|my|the)|instead of (?:our|the) (?:previous|earlier|first)"
    r"|now (?:been )?(?:released|published|provided|able to (?:provide|disclose|release)) (?:the "
    r")?(?:information )?(?:previously|originally|earlier) (?:withheld|refused|exempt))\b",
    re.IGNORECASE,
)


def find_correction(text: str) -> str:
    """The words by which a letter says that it corrects an earlier one; empty where there are none."""
    match = _WORDS.search(text)
    return " ".join(match[0].split())[:160] if match else ""


def mark_superseded(
    classifications: Sequence[Classification], messages: Mapping[str, Message]
) -> tuple[Classification, ...]:
    """Set `superseded_by` on each answer that a later one to the same request corrects or, after a review, replaces."""
    by_request: dict[tuple[str, str], list[Classification]] = {}
    for item in classifications:
        if item.kind in (MessageKind.RESPONSE, MessageKind.REVIEW_OUTCOME) and item.request_id:
            by_request.setdefault((item.request_id, item.authority_id), []).append(item)
    replaced: dict[str, str] = {}
    for group in by_request.values():
        group.sort(key=lambda item: (_sent_at(item, messages), item.id))
        for number, later in enumerate(group):
            if not _replaces(later):
                continue
            for earlier in group[:number]:
                replaced[earlier.id] = later.id
    return tuple(replace(item, superseded_by=replaced.get(item.id, "")) for item in classifications)


def _replaces(item: Classification) -> bool:
    if item.kind is MessageKind.REVIEW_OUTCOME:
        return item.decision not in (None, Decision.UNDECIDED)
    return any(line.startswith(CORRECTS) for line in item.why)


def _sent_at(item: Classification, messages: Mapping[str, Message]) -> str:
    message = messages.get(item.message_id)
    return message.sent_at if message else ""
