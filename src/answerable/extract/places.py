"""Places: a stretch of running text that knows where on its pages each character stands.

In: pages and ranges of them. Out: `Stretch`, from which a match can be cut as a `Span`. A match that would reach from
one page to the next has no span, and so no value. Never here: reading of sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from answerable.model.document import Page
from answerable.model.span import Span, make_span


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of a page, and where it begins in the stretch."""

    page: Page
    start: int
    end: int
    offset: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text put together from pieces of pages, in reading order."""

    text: str
    pieces: tuple[Piece, ...] = field(repr=False)

    def cut(self, start: int, end: int) -> Span | None:
        """The span of a range of the text, or None where it crosses from one page to another."""
        first, last = self._piece_at(start), self._piece_at(max(start, end - 1))
        if first is None or last is None or first.page.id != last.page.id:
            return None
        low, high = first.start + start - first.offset, last.start + end - last.offset
        return cut(first.page, low, high) if low <= high else None

    def cut_first(self, start: int, end: int) -> Span | None:
        """The span of as much of a range as stands on the page where it begins."""
        whole = self.cut(start, end)
        first = self._piece_at(start)
        if whole is not None or first is None:
            return whole
        return cut(first.page, first.start + start - first.offset, first.end)

    def _piece_at(self, place: int) -> Piece | None:
        return next((one for one in self.pieces if one.offset <= place < one.offset + one.end - one.start), None)

    @property
    def whole(self) -> Span:
        """The span of the first piece, grown over the pieces that follow it on the same page."""
        first = self.pieces[0]
        end = first.end
        for piece in self.pieces[1:]:
            if piece.page.id == first.page.id and piece.start >= end:
                end = piece.end
        return cut(first.page, first.start, end)

    def part(self, start: int, end: int) -> Stretch:
        """The stretch between two places of the text."""
        pieces = []
        for piece in self.pieces:
            low, high = max(start, piece.offset), min(end, piece.offset + piece.end - piece.start)
            if low < high:
                at = piece.start + low - piece.offset
                pieces.append(Piece(piece.page, at, at + high - low, low - start))
        return Stretch(self.text[start:end], tuple(pieces))


def make_stretch(parts: list[tuple[Page, int, int]], joint: str = "\n") -> Stretch:
    """Join ranges of pages."""
    text = ""
    pieces: list[Piece] = []
    for page, start, end in parts:
        if pieces:
            text += joint
        pieces.append(Piece(page, start, end, len(text)))
        text += page.text[start:end]
    return Stretch(text, tuple(pieces))


def join(*stretches: Stretch, joint: str = "\n") -> Stretch:
    """Join stretches, each piece keeping its place."""
    text = ""
    pieces: list[Piece] = []
    for stretch in stretches:
        if text:
            text += joint
        pieces += [Piece(one.page, one.start, one.end, one.offset + len(text)) for one in stretch.pieces]
        text += stretch.text
    return Stretch(text, tuple(pieces))


def cut(page: Page, start: int, end: int, cells: tuple[str, ...] = ()) -> Span:
    """Cut a span out of a page, white space at its ends left off, with boxes where the page can be drawn."""
    while start < end and page.text[start].isspace():
        start += 1
    while end > start and page.text[end - 1].isspace():
        end -= 1
    boxes = tuple(word.box for word in page.words if word.start < end and start < word.end)
    doubtful = any(low < end and start < high for low, high in page.unconfirmed)
    return make_span(page.document, page.number, page.text, start, end, cells=cells, boxes=boxes, unconfirmed=doubtful)
