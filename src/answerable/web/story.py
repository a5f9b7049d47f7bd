"""The story with a mark at every number and quotation: borne, not bound, contradicted, stale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from answerable.model.claim import Claim, Verdict
from answerable.model.story import PlaceKind, Story
from answerable.web.page import Desk

# A word and a shape for each verdict, so that no mark relies on colour.
_MARKS = {
    Verdict.SUPPORTED: ("●", "borne", True),
    Verdict.SUPPORTED_BY_ROUNDING: ("◐", "borne by rounding", True),
    Verdict.CONTRADICTED: ("✕", "contradicted", False),
    Verdict.UNSUPPORTED: ("○", "not bound", False),
    Verdict.STALE: ("↻", "stale", False),
    Verdict.NEEDS_CONTEXT: ("△", "needs context", False),
    Verdict.NEEDS_PERSON: ("?", "needs a person", False),
    Verdict.NOT_CHECKABLE: ("–", "not checkable here", False),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of the story's text, with its claim where it has one."""

    text: str
    claim: Claim | None
    mark: str
    verdict: str
    good: bool


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The story screen."""
    story = desk.investigation.project.story
    if story is None:
        return desk.render("story.html", request, story=None, parts=[], claims=[], marks={})
    claims = [claim for claim in desk.investigation.record.all(Claim) if claim.origin == story.origin]
    claims.sort(key=lambda claim: (claim.start, claim.end))
    parts = [
        (passage.kind.value, cut_story(story, passage.start, passage.end, claims))
        for kind in (PlaceKind.HEADLINE, PlaceKind.STANDFIRST, PlaceKind.BODY)
        if (passage := story.find_passage(kind))
    ]
    failing = [claim for claim in claims if not _MARKS[claim.verdict][2]]
    return desk.render(
        "story.html",
        request,
        story=story,
        parts=parts,
        claims=claims,
        failing=failing,
        lines={claim.id: story.line_of(claim.start) for claim in claims},
        marks={verdict: (mark, words) for verdict, (mark, words, _) in _MARKS.items()},
    )


def cut_story(story: Story, start: int, end: int, claims: Sequence[Claim]) -> list[Stretch]:
    """Cut a passage where its claims begin and end; a bound figure shows its value, in place of its braces."""
    stretches: list[Stretch] = []
    at = start
    for claim in claims:
        if claim.start < at or claim.end > end:
            continue
        if claim.start > at:
            stretches.append(_plain(story.text[at : claim.start]))
        mark, words, good = _MARKS[claim.verdict]
        shown = claim.value if claim.text.startswith("{{") and claim.value else claim.text
        stretches.append(Stretch(shown, claim, mark, words, good))
        at = claim.end
    if at < end:
        stretches.append(_plain(story.text[at:end]))
    return stretches


def _plain(text: str) -> Stretch:
    """Prose without a claim: lines that the editor's file breaks are joined, paragraphs stay apart."""
    return Stretch(re.sub(r"(?<!\n)\n(?!\n)", " ", text), None, "", "", True)
