"""What the record gives now for each figure of a story that was tried: so that a screen can say both.

What comes in: a story with its findings as they stand. What goes out: words by claim. Never here: verdicts, the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from answerable.check.bindings import resolve
from answerable.check.references import Shelf, resolve_reference
from answerable.check.story import make_claim_id
from answerable.model.claim import Claim, Verdict
from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.story import Story

_BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)


def find_now(story: Story, findings: Mapping[str, Finding], period: Period | None) -> dict[str, str]:
    """The words of each figure as the findings give them now; a reason in brackets where they give none."""
    found: dict[str, str] = {}
    for binding in story.bindings:
        if not binding.is_block:
            resolved = resolve(binding, findings, period)
            found[make_claim_id(story, binding)] = resolved.words or f"({resolved.problem})"
    shelf = Shelf({}, (), {}, {}, findings)
    for reference in story.references:
        if reference.scheme == "finding":
            pointed = resolve_reference(reference, story, shelf)
            found[make_claim_id(story, reference)] = pointed.words or f"({pointed.problem})"
    return found


def mark_moved(claims: Sequence[Claim], now: Mapping[str, str]) -> list[Claim]:
    """Claims as they were tried; those that the record no longer bears in these words are stale, and say both."""
    return [
        replace(
            one,
            verdict=Verdict.STALE,
            why=f"tried against {one.value}; the record gives {now[one.id]} now: try the story again",
        )
        if one.verdict in _BORNE and one.value and now.get(one.id, one.value) != one.value
        else one
        for one in claims
    ]
