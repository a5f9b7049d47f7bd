"""The story's prose as HTML: Markdown with each figure a quiet link to how we know it.

What comes in: a story, its claims, something that draws blocks. What goes out: an `Article` with its notes. Never here:
templates of pages, files. Raw HTML in the story is shown as text, never passed through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from markdown_it import MarkdownIt

from answerable.model.claim import Claim
from answerable.model.story import Binding, Passage, PlaceKind, Reference, Story
from answerable.publish.edition import pick_claims
from answerable.publish.notes import Note, NoteMaker

DrawBlock = Callable[[str, str], str]
"""Draws a figure of its own: a finding's name (or ``answers``) and `chart`, `table`, `grid` or `map`; gives HTML."""

_OPEN, _CLOSE, _BLOCK, _END = "\ue000", "\ue001", "\ue002", "\ue003"
_MARKED = re.compile(f"{_OPEN}(\\d+){_END}")
_BLOCKS = re.compile(f"<p>{_BLOCK}(\\d+){_END}</p>")
_QUOTE = re.compile(r"<blockquote>(.*?)</blockquote>", re.DOTALL)
_STRAY = re.compile(f"{_BLOCK}\\d+{_END}")


_PAGES = {"authority": "authorities", "finding": "findings"}
"""References that lead straight to a page of the site and need no note."""


@dataclass(frozen=True, slots=True)
class Article:
    """A story ready for its page.

    Args:
        headline: plain text.
        standfirst: HTML.
        body: HTML.
        notes: in order.
        n_unbound: links that nothing bears; they are printed as plain words and the preflight blocks them.
    """

    headline: str
    standfirst: str
    body: str
    notes: tuple[Note, ...]
    n_unbound: int


class _Links:
    """Hands out note numbers in order of first appearance; the same claim target shares its note."""

    def __init__(self, maker: NoteMaker) -> None:
        self._maker = maker
        self._numbers: dict[str, int] = {}
        self.notes: list[Note] = []
        self.n_unbound = 0

    def link(self, claim: Claim | None, words: str, kind: str) -> tuple[str, str]:
        """Opening and closing tags around words."""
        if claim is not None and claim.bound_to == "period":
            return "", ""
        if claim is None or not claim.bound_to:
            self.n_unbound += 1
            return "", ""
        scheme, _, target = claim.bound_to.partition(":")
        if scheme in _PAGES:
            return f'<a class="{kind}" href="{_PAGES[scheme]}/{target}.html">', "</a>"
        key = f"{claim.bound_to} {claim.value.lower()}"
        first = key not in self._numbers
        if first:
            self._numbers[key] = len(self.notes) + 1
            self.notes.append(self._maker.make(len(self.notes) + 1, claim))
        number = self._numbers[key]
        anchor = f' id="f{number}"' if first else ""
        return f'<a class="{kind}" href="#n{number}" data-n="{number}"{anchor}>', "</a>"


def make_article(story: Story, claims: tuple[Claim, ...], maker: NoteMaker, draw_block: DrawBlock) -> Article:
    """Make the article.

    Args:
        story: parsed.
        claims: what the check left for it; they hold the words that each binding prints.
        maker: of notes.
        draw_block: draws charts, tables, the grid and the map.
    """
    links = _Links(maker)
    by_start = pick_claims(story, claims)
    headline = _print_plain(story, story.find_passage(PlaceKind.HEADLINE), by_start)
    standfirst = _print_passage(story, story.find_passage(PlaceKind.STANDFIRST), by_start, links, draw_block)
    body = _print_passage(story, story.find_passage(PlaceKind.BODY), by_start, links, draw_block)
    inner = re.fullmatch(r"<p>(.*)</p>\s*", standfirst, re.DOTALL)
    return Article(headline, inner.group(1) if inner else standfirst, body, tuple(links.notes), links.n_unbound)


def print_headline(story: Story, claims: tuple[Claim, ...]) -> str:
    """The headline with its figures, as plain text."""
    return _print_plain(story, story.find_passage(PlaceKind.HEADLINE), pick_claims(story, claims))


def _print_plain(story: Story, passage: Passage | None, by_start: dict[int, Claim]) -> str:
    if passage is None:
        return ""
    text = story.text[passage.start : passage.end]
    for binding in reversed([b for b in story.bindings if passage.start <= b.start < passage.end]):
        claim = by_start.get(binding.start)
        at = binding.start - passage.start
        shown = claim.value if claim and claim.value else f"[{binding.name}]"
        text = text[:at] + shown + text[at + binding.end - binding.start :]
    return " ".join(text.split())


def _print_passage(
    story: Story, passage: Passage | None, by_start: dict[int, Claim], links: _Links, draw_block: DrawBlock
) -> str:
    """Put marks in the place of bindings and references, render Markdown, put tags in the place of marks."""
    if passage is None:
        return ""
    pieces: list[tuple[str, str]] = []
    blocks: list[tuple[str, str]] = []
    text, at = "", passage.start
    inside: list[Binding | Reference] = [*story.bindings, *story.references]
    for item in sorted(inside, key=lambda item: item.start):
        if item.start < at or item.start >= passage.end:
            continue
        text += story.text[at : item.start]
        claim = by_start.get(item.start)
        at = item.end
        if isinstance(item, Reference):
            pieces.append(links.link(claim, item.words, "src"))
            # A binding inside the link's words is printed as its words, under the link's own note.
            text += f"{_OPEN}{len(pieces) - 1}{_END}{_fill(item, story, by_start)}{_CLOSE}"
        elif item.is_block:
            blocks.append((item.name, item.filters[-1].name))
            text += f"{_BLOCK}{len(blocks) - 1}{_END}"
        elif claim is None or not claim.value:
            # A draft shows where a figure does not hold; the preflight blocks it.
            links.n_unbound += 1
            pieces.append(('<span class="open">', "</span>"))
            text += f"{_OPEN}{len(pieces) - 1}{_END}{_escape_markdown(item.name)}{_CLOSE}"
        else:
            pieces.append(links.link(claim, claim.value, "fig"))
            text += f"{_OPEN}{len(pieces) - 1}{_END}{_escape_markdown(claim.value)}{_CLOSE}"
    text += story.text[at : passage.end]
    html = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["smartquotes"]).render(text)
    html = _BLOCKS.sub(lambda found: draw_block(*blocks[int(found.group(1))]), html)
    return _QUOTE.sub(_mark_pull, _STRAY.sub("", _put_tags(html, pieces)))


def _mark_pull(found: re.Match[str]) -> str:
    """A block quotation that holds one of our own figures is a pull figure; one that begins with it shows it large."""
    inside = found.group(1)
    if 'class="fig"' not in inside:
        return found.group()
    kind = "pull large" if inside.lstrip().startswith('<p><a class="fig"') else "pull"
    return f'<blockquote class="{kind}">{inside}</blockquote>'


def _put_tags(html: str, pieces: list[tuple[str, str]]) -> str:
    out, closing = "", ""
    for token in re.split(f"({_OPEN}\\d+{_END}|{_CLOSE})", html):
        opened = _MARKED.fullmatch(token)
        if opened:
            start, closing = pieces[int(opened.group(1))]
            out += start
        elif token == _CLOSE:
            out += closing
        else:
            out += token
    return out


def _fill(reference: Reference, story: Story, by_start: dict[int, Claim]) -> str:
    words, base = reference.words, reference.words_start
    for binding in reversed([b for b in story.bindings if base <= b.start < base + len(reference.words)]):
        claim = by_start.get(binding.start)
        at = binding.start - base
        words = words[:at] + (claim.value if claim else "") + words[at + binding.end - binding.start :]
    return words


def _escape_markdown(words: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", words)
