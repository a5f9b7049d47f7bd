"""The story with a mark at every number and quotation: borne, not bound, contradicted, stale."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from answerable.check.moved import mark_moved
from answerable.model.claim import Claim, Verdict
from answerable.model.story import BLOCK_FILTERS, Passage, PlaceKind, Story
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
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_BLOCK = re.compile(rf"\{{\{{\s*(\w+)[^}}]*\|\s*({'|'.join(BLOCK_FILTERS)})\s*\}}\}}")
_BINDING = re.compile(r"\{\{\s*(\w+)")
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["smartquotes"])


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim in the margin."""

    id: str
    mark: str
    verdict: str
    line: int
    shown: str
    bound_to: str
    address: str
    value: str
    why: str


def show(desk: Desk, request: Request, form: Mapping[str, str]) -> Response:
    """The story screen."""
    story = desk.investigation.project.story
    if story is None:
        return desk.render("story.html", request, story=None)
    tried = [claim for claim in desk.investigation.record.all(Claim) if claim.origin == story.origin]
    claims = mark_moved(tried, desk.investigation.find_now())
    n_moved = sum(now is not before for now, before in zip(claims, tried, strict=True))
    claims.sort(key=lambda claim: (claim.start, claim.end))
    failing = [claim for claim in claims if not _MARKS[claim.verdict][2]]
    rest = [claim for claim in claims if _MARKS[claim.verdict][2]]
    found = {kind: story.find_passage(kind) for kind in PlaceKind}
    return desk.render(
        "story.html",
        request,
        story=story,
        n_claims=len(claims),
        n_moved=n_moved,
        headline=_render(story, found[PlaceKind.HEADLINE], claims, inline=True),
        standfirst=_render(story, found[PlaceKind.STANDFIRST], claims, inline=True),
        body=_render(story, found[PlaceKind.BODY], claims),
        failing=[_view(story, claim) for claim in failing],
        holding=[_view(story, claim) for claim in rest],
        marks=[(mark, words) for mark, words, _ in _MARKS.values()],
    )


def _render(story: Story, passage: Passage | None, claims: Sequence[Claim], *, inline: bool = False) -> Markup:
    """A passage as HTML: claims become marked links, charts a label; raw HTML in the story is shown as text."""
    if passage is None:
        return Markup("")
    text, at = "", passage.start
    pieces: list[str] = []
    for claim in claims:
        if claim.start < at or claim.end > passage.end:
            continue
        text += _strip_marks(story.text[at : claim.start]) + f"{_OPEN}{len(pieces)}{_CLOSE}"
        pieces.append(_link(claim))
        at = claim.end
    text += _strip_marks(story.text[at : passage.end])
    text = _unlink(text)
    html = _MARKDOWN.renderInline(text) if inline else _MARKDOWN.render(text)
    return Markup(_MARKED.sub(lambda found: pieces[int(found.group(1))], html))


def _strip_marks(text: str) -> str:
    """Prose without the two characters that stand for a claim's place while Markdown is rendered."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _unlink(text: str) -> str:
    """A link whose words are a claim: only the mark stays, for it leads to the margin."""
    return re.sub(rf"\[({_OPEN}\d+{_CLOSE})\]\([^)\n]*\)", r"\1", text)


def _link(claim: Claim) -> str:
    mark, words, good = _MARKS[claim.verdict]
    kind = "bound" if good else "flag"
    return (
        f'<a id="at-{claim.id}" href="#{claim.id}" class="{kind}">{escape(_shown(claim))}'
        f'<sup aria-hidden="true">{mark}</sup><span class="hidden"> ({words})</span></a>'
    )


def _shown(claim: Claim) -> str:
    """What stands in the story's place of a claim: its value for braces, a label for a chart, else its own words."""
    block = _BLOCK.fullmatch(claim.text.strip())
    if block:
        return f"[{block.group(2)}: {block.group(1).replace('_', ' ')}]"
    bound = _BINDING.match(claim.text)
    return claim.text if bound is None else claim.value or f"[{bound.group(1).replace('_', ' ')}]"


def _view(story: Story, claim: Claim) -> ClaimView:
    mark, words, _ = _MARKS[claim.verdict]
    scheme, colon, target = claim.bound_to.partition(":")
    address = ""
    if not colon and scheme and scheme != "period":
        address = f"/findings/{scheme}"
    elif scheme in ("finding", "authority"):
        address = f"/{'findings' if scheme == 'finding' else 'authority'}/{target}"
    elif scheme == "case":
        address = f"/case/{target}"
    line = story.line_of(claim.start)
    return ClaimView(claim.id, mark, words, line, _shown(claim), claim.bound_to, address, claim.value, claim.why)
