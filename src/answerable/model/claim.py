"""Claims of a story and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a check says of a claim."""

    SUPPORTED = "supported"
    SUPPORTED_BY_ROUNDING = "supported_by_rounding"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    """A number of ours that no finding bears."""
    NEEDS_CONTEXT = "needs_context"
    NOT_CHECKABLE = "not_checkable"
    NEEDS_PERSON = "needs_person"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of a text.

    Args:
        id: stable identifier: file, place.
        origin: the story's file.
        text: the words of the claim.
        start: in the story's text.
        end: half open.
        number: what it says, as a number; None for "all", "none" and the like.
        reading: what it was read as, in words.
        bound_to: the finding it is bound to; empty where it is free text.
        query: in words or SQL.
        value: what the record or data says.
        verdict: what the check says.
        why: one sentence for the person.
        runner_up: the next best reading, in words.
    """

    id: str
    origin: str
    text: str
    start: int
    end: int
    number: float | None
    reading: str
    bound_to: str
    query: str
    value: str
    verdict: Verdict
    why: str = ""
    runner_up: str = ""
